"""United States social security numbers.

Ranges: Social Security Administration, "Social Security Number Randomization" (2011): no area 000, 666 or
900-999, no group 00, no serial 0000. Numbers of advertisements are found too, and marked as test values later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.numbers import run_values
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key
from scanner.detector.text import WORD, Bools, Ints, Spans, Text

ADVERTISED = range(987654320, 987654330)
"""Set aside for advertisements, though no other number of their area is issued."""


class SsnDetector:
    """Finds `US_SSN` as 3-2-4 digits; nine digits without separators only where field name or context say so.

    `structure` is given to hyphenated numbers only: three groups with blanks between are too common.
    """

    name = "ssn"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Social security numbers anywhere in the text."""
        text = subject.text
        grouped, hyphen, tried = _grouped(text)
        for rule in rules.values():
            if rule.id in subject.field.denied:
                continue
            always = Evidence.PATTERN | named(subject, rule)
            words = word_or_key(rule.context)
            near = text.near(grouped, words)
            flags = flags_where(len(grouped), always, structure=hyphen, context=near)
            yield Hits(rule.id, grouped, flags, tried)
            bare = _bare(text)
            near = text.near(bare, words)
            told = near if not named(subject, rule) else np.ones(len(bare), np.bool_)
            yield Hits(
                rule.id, bare.take(told), flags_where(int(told.sum()), always | Evidence.STRUCTURE, context=near[told])
            )


def allowed(area: Ints, group: Ints, serial: Ints) -> Bools:
    """Whether the three parts can have been issued together, or stand in advertisements."""
    number = area * 1_000_000 + group * 10_000 + serial
    advertised = (number >= ADVERTISED.start) & (number < ADVERTISED.stop)
    good: Bools = (area > 0) & (area != 666) & ((area < 900) | advertised) & (group > 0) & (serial > 0)
    return good


def _grouped(text: Text) -> tuple[Spans, Bools, Ints]:
    """Numbers in three groups, which of them have hyphens, and where all start that have this shape."""
    runs = text.digit_runs
    if len(runs) < 3:
        return Spans.none(), np.zeros(0, np.bool_), np.empty(0, np.int64)
    length, joint = runs.length, runs.joint
    at = np.flatnonzero((length[:-2] == 3) & (length[1:-1] == 2) & (length[2:] == 4))
    at = at[((joint[at] == ord("-")) | (joint[at] == ord(" "))) & (joint[at] == joint[at + 1])]
    before, after = text.data[runs.start[at] - 1], text.data[runs.end[at + 2]]
    beyond = text.data[runs.end[at + 2] + 1]
    stray = WORD[before] | WORD[after] | np.isin(before, list(b"-.+/")) | (np.isin(after, list(b"-./:")) & WORD[beyond])
    at = at[~stray]
    area, group, serial = (
        run_values(text, runs.start[at + part], length[at + part], size) for part, size in enumerate((3, 2, 4))
    )
    tried, at = runs.start[at], at[allowed(area, group, serial)]
    return Spans(runs.start[at], runs.end[at + 2]), text.data[runs.end[at]] == ord("-"), tried


def _bare(text: Text) -> Spans:
    runs = text.digit_runs
    spans = runs.take(runs.length == 9)
    spans = spans.take(text.standing_alone(spans))
    number = run_values(text, spans.start, spans.end - spans.start, 9)
    return spans.take(allowed(number // 1_000_000, number // 10_000 % 100, number % 10_000))


DETECTOR = SsnDetector()

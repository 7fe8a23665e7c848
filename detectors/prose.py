"""Columns of text that people wrote to others, whatever they are called: prose in which they speak of `I` and `you`.

Descriptions of goods and manuals are prose too. What tells a message from them are words by which the writer speaks
of himself or turns to a reader; they are looked for in a sample of the column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where
from scanner.detector.rule import Rule
from scanner.detector.sampling import sample, values_between
from scanner.detector.search import any_word
from scanner.detector.text import Spans

_SHORTEST = 12
_ENOUGH = 0.25
"""Share of values in which somebody speaks, from which on all of them count."""


class ProseDetector:
    """Serves every rule whose `detector` is `prose`; `words` are those by which people speak to each other."""

    name = "prose"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Whole values of columns of prose that no other rule knows by name."""
        if not subject.prose or subject.lines or subject.field.named:
            return
        few = sample(subject, np.ones(len(subject.text), np.bool_), 1)
        if few is None:
            return
        for rule in rules.values():
            if rule.id in subject.field.denied:
                continue
            spoken = few.texts.str.contains(any_word(rule.words)).to_numpy()
            columns = [column for column, share in few.share(spoken).items() if share >= _ENOUGH]
            spans = Spans.concat([values_between(subject, few.bounds, column) for column in columns])
            spans = spans.take(spans.end - spans.start >= _SHORTEST)
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN))


DETECTOR = ProseDetector()

"""Values that begin with a mark of their own: `$2b$`, `-----BEGIN`, `AKIA`, `POINT(`.

Each is rare, and there are many kinds of them. So a text is asked for a few rules at once whether anything of theirs is
in it, which the engine answers at the speed of a search for fixed strings (2 GB/s while these are fewer than about
sixty, a quarter of it beyond), and only then is it searched for one kind after the other. In these patterns a class of
more than ten characters after the mark (`\\d` rather than `[0-9]`) keeps the engine from multiplying the strings.
A mark that is only a name (`idfa=`) is no part of the value: a group at the end of the pattern says what is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.search import search, word_or_key
from scanner.detector.text import Spans, Text

_LONG = 1000
"""A pattern of more characters has as many marks as the engine searches for at full speed, and is asked for alone."""


class MarkedDetector:
    """Serves every rule whose `detector` is `marked`: a pattern all branches of which begin with fixed characters."""

    name = "marked"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Matches anywhere in the text."""
        text = subject.text
        for several in _together(rules.values(), subject):
            if text.whole.str.contains(f"(?m)(?:{'|'.join(pattern for _, pattern in several)})")[0]:
                for rule, pattern in several:
                    spans = _values(text, search(text, pattern), pattern)
                    near = text.near(spans, word_or_key(rule.context))
                    flags = flags_where(len(spans), Evidence.PATTERN | named(subject, rule), context=near)
                    yield Hits(rule.id, spans, flags)


def _together(rules: Iterable[Rule], subject: Subject) -> Iterator[list[tuple[Rule, str]]]:
    """The rules that the field's name does not deny, with their patterns, in groups that are asked for at once."""
    asked = [(rule, rule.pattern) for rule in rules if rule.pattern and rule.id not in subject.field.denied]
    short = [one for one in asked if len(one[1]) <= _LONG]
    if short:
        yield short
    yield from ([one] for one in asked if len(one[1]) > _LONG)


def _values(text: Text, matches: Spans, pattern: str) -> Spans:
    """The matches, cut down to what a group of the pattern holds at their ends."""
    if not len(matches):
        return matches
    size = text.strings(matches).str.extract(f"^(?:{pattern})()$", 1).str.len_bytes().fill_null(0).to_numpy()
    return Spans(np.where(size > 0, matches.end - size, matches.start), matches.end)


DETECTOR = MarkedDetector()

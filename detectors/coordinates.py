"""Pairs of decimal degrees: latitude, then longitude (WGS 84), with at least four decimals each (about 10 m)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.numbers import gaps_among, run_values
from scanner.detector.rule import Rule
from scanner.detector.search import any_word
from scanner.detector.text import WORD, Spans, Text, byte_class

_BETWEEN = (",", ", ", ";", "; ", " ", ",-", ", -", ";-", " -")
_SIGN = byte_class("+-")
_LIST = byte_class(",;.")


class CoordinatesDetector:
    """Finds `COORDINATES` as pairs; single columns of latitude or longitude are a matter of the field's name."""

    name = "coordinates"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Pairs anywhere in the text, but not inside longer lists of numbers."""
        spans = _pairs(subject.text)
        for rule in rules.values():
            near = subject.text.near(spans, any_word(rule.context))
            flags = flags_where(len(spans), Evidence.PATTERN | Evidence.STRUCTURE | named(subject, rule), context=near)
            yield Hits(rule.id, spans, flags)


def _pairs(text: Text) -> Spans:
    runs = text.digit_runs
    if len(runs) < 4:
        return Spans.none()
    length = runs.end - runs.start
    dot = (runs.start[1:] - runs.end[:-1] == 1) & (text.data[runs.end[:-1]] == ord("."))
    at = np.flatnonzero(dot[:-2] & dot[2:])
    at = at[(length[at] <= 2) & (length[at + 1] >= 4) & (length[at + 2] <= 3) & (length[at + 3] >= 4)]
    at = at[(length[at + 1] <= 17) & (length[at + 3] <= 17)]
    if not len(at):
        return Spans.none()
    at = at[gaps_among(text, _BETWEEN)[at + 1]]
    latitude = run_values(text, runs.start[at], length[at], 2)
    longitude = run_values(text, runs.start[at + 2], length[at + 2], 3)
    start = runs.start[at] - _SIGN[text.data[runs.start[at] - 1]]
    end = runs.end[at + 3]
    before, after = text.data[start - 1], text.data[end]
    number = byte_class("0123456789")
    listed = (_LIST[after] & (number[text.data[end + 1]] | number[text.data[end + 2]])) | (
        _LIST[before] | ((before == ord(" ")) & _LIST[text.data[start - 2]])
    )
    keep = (latitude < 90) & (longitude < 180) & ~WORD[before] & ~WORD[after] & ~listed
    return Spans(start[keep], end[keep])


DETECTOR = CoordinatesDetector()

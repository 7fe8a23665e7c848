"""Pairs of decimal degrees: latitude, then longitude (WGS 84), with at least four decimals each (about 10 m)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.numbers import gaps_among, run_values
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key
from scanner.detector.text import WORD, Spans, Text, byte_class

_BETWEEN = (",", ", ", ";", "; ", " ", ",-", ", -", ";-", " -")
_SIGN = byte_class("+-")
_LIST = byte_class(",;.")
_NUMBER = byte_class("0123456789")


class CoordinatesDetector:
    """Finds `COORDINATES` as pairs; single columns of latitude or longitude are a matter of the field's name.

    Pairs within one degree of 0, 0 lie in the open sea and are weights, scores or shares.
    """

    name = "coordinates"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Pairs anywhere in the text, but not inside longer lists of numbers."""
        spans = _pairs(subject.text)
        for rule in rules.values():
            near = subject.text.near(spans, word_or_key(rule.context))
            flags = flags_where(len(spans), Evidence.PATTERN | Evidence.STRUCTURE | named(subject, rule), context=near)
            yield Hits(rule.id, spans, flags)


def _pairs(text: Text) -> Spans:
    runs = text.digit_runs
    if len(runs) < 4:
        return Spans.none()
    length, dot = runs.length, runs.joint == ord(".")
    decimals = dot[:-1] & (length[1:] >= 4) & (length[1:] <= 17)
    at = np.flatnonzero(decimals[:-2] & decimals[2:] & (length[:-3] <= 2) & (length[2:-1] <= 3))
    if not len(at):
        return Spans.none()
    at = at[gaps_among(text, _BETWEEN)[at + 1]]
    latitude = run_values(text, runs.start[at], length[at], 2)
    longitude = run_values(text, runs.start[at + 2], length[at + 2], 3)
    start = runs.start[at] - _SIGN[text.data[runs.start[at] - 1]]
    end = runs.end[at + 3]
    before, after = text.data[start - 1], text.data[end]
    listed = (
        _LIST[after] & (_NUMBER[text.data[end + 1]] | _NUMBER[text.data[end + 2]] | _SIGN[text.data[end + 2]])
    ) | (_LIST[before] | ((before == ord(" ")) & _LIST[text.data[start - 2]]))
    at_sea = (latitude == 0) & (longitude == 0)
    keep = (latitude < 90) & (longitude < 180) & ~at_sea & ~WORD[before] & ~WORD[after] & ~listed
    return Spans(start[keep], end[keep])


DETECTOR = CoordinatesDetector()

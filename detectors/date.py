"""Dates in sentences, in digits and in English words: days with or without a year, months, days of the week, years.

A year alone counts after a word that dates are written with, since four digits count many other things.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.numbers import run_values
from scanner.detector.rule import Rule
from scanner.detector.search import search
from scanner.detector.text import WORD, Bools, Spans, Text, byte_class

_YEAR, _MONTH, _DAY = "(?:19|20)[0-9]{2}", "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_NAME = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SHORT = "(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?[.,]? )?"
_TH = "(?:st|nd|rd|th)?"
_CLOCK = (
    "(?:(?:,? (?:at )?|T)[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?[AP][.]?M[.]?)?"
    "(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_DATE = (
    rf"(?i-u)\b(?:{_YEAR}(?:-{_MONTH}-{_DAY}|/{_MONTH}/{_DAY}|[.]{_MONTH}[.]{_DAY}){_CLOCK}"
    rf"|{_DAY}(?:/{_DAY}/(?:{_YEAR}|[0-9]{{2}})|-{_DAY}-{_YEAR}|[.]{_MONTH}[.]{_YEAR}){_CLOCK}"
    rf"|{_SHORT}{_DAY}{_TH}(?: ?(?:-|to|and) ?{_DAY}{_TH})?(?: of)?[ -/]{_NAME}[.]?(?:(?:,? |-|/){_YEAR})?{_CLOCK}"
    rf"|{_SHORT}{_NAME}[.]? {_DAY}{_TH}(?: ?- ?{_DAY})?(?:,? {_YEAR})?{_CLOCK}"
    rf"|{_NAME}[.]?,? {_YEAR}|{_WEEKDAY})\b"
)
_AFTER_WORD = (
    r"(?:\b(?:in|during|since|until|till|from|by|year|before|after|early|late|mid|spring|summer|autumn|fall|winter|of"
    r"|circa|through|between|to|and|an?|the|founded|established|born|copyright)[ \n]|[(©] ?)$"
)
_UNIT = (
    r"^ ?(?:%|°|[kmg]?b\b|bytes|px\b|m?s\b|h\b|km|miles|users|people|items|times|lines|words|rows|years|days|more|of\b)"
)
_STRAY_BEFORE = byte_class("./-\\=_@#$+:") | WORD
_STRAY_AFTER = byte_class("./-:=_@")
_FIRST, _LAST = 1900, 2039


class DateDetector:
    """Finds `DATE_TIME` in prose."""

    name = "date"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Dates anywhere in sentences."""
        for rule in rules.values():
            if (rule.prose_only and not subject.prose) or rule.id in subject.field.denied:
                continue
            written = search(subject.text, _DATE)
            spans = Spans.concat([written.take(_alone(subject.text, written)), _years(subject.text)])
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN | named(subject, rule)))


def _alone(text: Text, spans: Spans) -> Bools:
    """Which spans are no part of a version, a path or a longer number."""
    after, beyond = text.data[spans.end], text.data[spans.end + 1]
    goes_on = WORD.take(after) | (_STRAY_AFTER.take(after) & WORD.take(beyond))
    alone: Bools = ~_STRAY_BEFORE.take(text.data[spans.start - 1]) & ~goes_on
    return alone


def _years(text: Text) -> Spans:
    """Four digits that a word before them makes a year; round thousands and what is followed by a unit are none."""
    runs = text.digit_runs
    spans = runs.take(runs.length == 4)
    year = run_values(text, spans.start, spans.end - spans.start, 4)
    spans = spans.take((year >= _FIRST) & (year <= _LAST) & (year != 2000))
    spans = spans.take(np.flatnonzero(_alone(text, spans)))
    spans = spans.take(text.holds(text.before(spans, 14), _AFTER_WORD))
    return spans.take(~text.near(spans, _UNIT, 0, 10))


DETECTOR = DateDetector()

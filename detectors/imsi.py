"""Subscriber identities of mobile networks (ITU-T E.212): country code of three digits, network, subscriber.

Country codes are those that python-stdnum knows. There is no check digit, so a name or a word has to say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
from stdnum import imsi

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.idnumbers import lone_runs, said
from scanner.detector.numbers import run_values
from scanner.detector.rule import Rule
from scanner.detector.text import Bools


class ImsiDetector:
    """Finds `IMSI`; `structure` says that the country code is in use."""

    name = "imsi"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Fourteen or fifteen digits where a name or a word says what they are."""
        text = subject.text
        spans = lone_runs(text, 14, 15)
        if not len(spans):
            return
        spans = spans.take(countries()[run_values(text, spans.start, np.full(len(spans), 3), 3)])
        for rule in rules.values():
            told = named(subject, rule)
            near = said(subject, rule, spans)
            keep = near | bool(told)
            flags = flags_where(int(keep.sum()), Evidence.PATTERN | Evidence.STRUCTURE | told, context=near[keep])
            yield Hits(rule.id, spans.take(keep), flags)


@cache
def countries() -> Bools:
    """Which of the numbers below 1,000 are mobile country codes."""
    return np.array([imsi.is_valid(f"{code:03d}010000000000") for code in range(1000)])


DETECTOR = ImsiDetector()

"""Dates of birth: a date, in a field whose name says that it is one's birth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from scanner.detector.contract import Evidence, Hits, Subject, flags_where
from scanner.detector.dates import days, whole_years
from scanner.detector.rule import Rule
from scanner.detector.text import Spans

_OLDEST = np.datetime64("1900-01-01")


class BirthDateDetector:
    """Finds `DATE_OF_BIRTH`, with the age at the record's day where the batch has one."""

    name = "birth_date"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Whole values that are dates from 1900 on, no later than the record's own day."""
        wanted = [rule for rule in rules.values() if rule.id in subject.field.named]
        if not wanted or subject.values is None:
            return
        born = days(pl.Series(subject.values))
        known = ~np.isnat(born)
        known[known] = born[known] >= _OLDEST
        at = subject.day if subject.day is not None else np.full(len(born), np.datetime64("NaT"), "datetime64[D]")
        late = np.zeros(len(born), np.bool_)
        both = known & ~np.isnat(at)
        late[both] = born[both] > at[both]
        keep = known & ~late
        spans = Spans(subject.text.starts[keep], subject.text.ends[keep])
        ages = whole_years(born, at)[keep]
        for rule in wanted:
            flags = flags_where(len(spans), Evidence.STRUCTURE | Evidence.FIELD_NAME)
            yield Hits(rule.id, spans, flags, ages=ages)


DETECTOR = BirthDateDetector()

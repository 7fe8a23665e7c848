"""Row groups of Parquet whose statistics say that all of their records are of other days than those asked for."""

from __future__ import annotations

import re
from datetime import date, datetime

import numpy as np
import pyarrow.parquet as pq

from scanner.detector.dates import says_day
from scanner.model.data import Window

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?")


def of_other_days(metadata: pq.FileMetaData, groups: list[int], window: Window) -> list[int]:
    """Those of the row groups in which no record can be of these days, nor without one.

    They are told by the field that labels name, or the first whose name says when a record was made, as records are.
    """
    place = _place(metadata, window.field)
    return [] if place is None else [group for group in groups if _is_other(metadata, group, place, window)]


def _place(metadata: pq.FileMetaData, named: str | None) -> int | None:
    for place in range(metadata.num_columns):
        path = metadata.schema.column(place).path
        if path.lower() == named.lower() if named else says_day(path):
            return place if metadata.schema.column(place).max_repetition_level == 0 else None
    return None


def _is_other(metadata: pq.FileMetaData, group: int, place: int, window: Window) -> bool:
    told = metadata.row_group(group).column(place).statistics
    if told is None or not told.has_min_max or not told.has_null_count or told.null_count:
        return False
    first, last = _day(told.min), _day(told.max)
    return first is not None and last is not None and not window.meets(first, last)


def _day(value: object) -> np.datetime64 | None:
    """The day of a statistic; None for what is no date, or is written in a way that does not sort as days do."""
    if isinstance(value, datetime):
        return np.datetime64(value.date(), "D")
    if isinstance(value, date):
        return np.datetime64(value, "D")
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        try:
            return np.datetime64(value[:10], "D")
        except ValueError:
            return None
    return None

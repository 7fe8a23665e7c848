"""Dates as people and programs write them, read column-wise."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from scanner.detector.fieldnames import words_of
from scanner.detector.text import offsets_of, text_bytes

Days = npt.NDArray[np.datetime64]

_FORMATS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m-%d-%Y",
    "%d-%m-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%B %d, %Y",
)
_DATE_PART = r"^\s*(\d{4}-\d{2}-\d{2}|[^T:]+?)(?:[T ]\d{1,2}:.*)?\s*$"
_EPOCH = r"^\s*1[0-9]{9}(?:[0-9]{3})?\s*$"


_NAMES = re.compile(
    r"\b(?:(created|registered|registration|signup|signed up|joined|collected|recorded|received|submitted|added|opened)"
    r"( (at|on|date|time|ts|day|timestamp))?|timestamp|event (date|time))$"
)


@lru_cache(maxsize=4096)
def says_day(field: str) -> bool:
    """Whether the name of a field says that it holds the day on which a record was made."""
    return bool(_NAMES.search(" ".join(words_of(field))))


def days(values: pl.Series) -> Days:
    """The day of each value as datetime64[D]; NaT where it is no date.

    Dates, date-times and Unix times (seconds or milliseconds) are read. Where day and month could be
    swapped, the order that fits more values of the column is taken for all of them; the American one if both do.
    """
    epoch = values.str.contains(_EPOCH).fill_null(value=False)
    parts = values.str.extract(_DATE_PART, 1).set(epoch, None)
    result = _read(parts)
    if epoch.any():
        seconds = values.str.strip_chars().str.slice(0, 10).cast(pl.Int64, strict=False)
        result = result.zip_with(~epoch, pl.from_epoch(seconds, time_unit="s").cast(pl.Date))
    found: Days = result.to_numpy().astype("datetime64[D]")
    return found


def record_days(values: pa.StringArray) -> Days:
    """The same for a column that may be long and is not otherwise looked at.

    Plain ISO dates of 1900 to 2199 are read as bytes, in 100 ns a value; a column of which no early value is a date is
    none.
    """
    data = text_bytes(values)
    offsets = offsets_of(values)
    filled = np.flatnonzero(np.diff(offsets))
    begin = offsets[:-1][filled] - offsets[:1]
    result = np.full(len(values), _NO_DAY)
    if not len(begin):
        return result
    if np.diff(offsets)[filled].min() < _ISO or _other_than(data, begin + 4) or _other_than(data, begin + 7):
        looked = pl.Series(values.take(pa.array(filled[:_EARLY])))
        return days(pl.Series(values)) if not np.isnat(days(looked)).all() else result
    numbers = np.zeros(len(begin), np.int32)
    digits = np.ones(len(begin), np.bool_)
    for at, worth in _WORTH:
        digit = data[begin + at] - np.uint8(ord("0"))
        digits &= digit <= 9
        numbers += digit.astype(np.int32) * np.int32(worth)
    numbers -= np.int32(_FIRST_YEAR * 10_000)
    known = digits & (numbers >= 0) & (numbers < len(_days_by_number()))
    result[filled] = _days_by_number()[np.where(known, numbers, 0)]
    return result


_NO_DAY = np.datetime64("NaT", "D")
_ISO = len("2018-11-30")
_EARLY = 1000
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_WORTH = ((0, 10_000_000), (1, 1_000_000), (2, 100_000), (3, 10_000), (5, 1000), (6, 100), (8, 10), (9, 1))


@cache
def _days_by_number() -> Days:
    """The day that each number such as 20181130 means, counted from the first year; NaT where there is none."""
    every = np.arange(np.datetime64(f"{_FIRST_YEAR}-01-01"), np.datetime64(f"{_LAST_YEAR + 1}-01-01"))
    months = every.astype("datetime64[M]")
    years = months.astype("datetime64[Y]").astype(np.int64) + 1970 - _FIRST_YEAR
    numbers = years * 10_000 + (months.astype(np.int64) % 12 + 1) * 100 + (every - months).astype(np.int64) + 1
    table = np.full((_LAST_YEAR - _FIRST_YEAR + 1) * 10_000, _NO_DAY)
    table[numbers] = every
    return table


def _other_than(data: npt.NDArray[np.uint8], places: npt.NDArray[np.int32], char: int = ord("-")) -> bool:
    return bool((data[places] != char).any())


def _fits(weights: pl.DataFrame | None, form: str) -> int:
    """How many values are dates in this form."""
    if weights is None:
        return 0
    return int(weights["count"].filter(weights["text"].str.to_date(form, strict=False).is_not_null()).sum())


def _read(parts: pl.Series) -> pl.Series:
    """The dates, each of which is read once however often it comes."""
    texts = parts.drop_nulls().unique()
    result = pl.Series(values=[None] * len(texts), dtype=pl.Date)
    weights = parts.value_counts().rename({parts.name: "text"}) if len(texts) else None
    order = sorted(_FORMATS[4:8], key=lambda form: -_fits(weights, form))
    for form in (*_FORMATS[:4], *order, *_FORMATS[8:]):
        missing = result.is_null()
        if not missing.any():
            break
        result = result.zip_with(~missing, texts.str.to_date(form, strict=False))
    if not len(texts):
        return pl.Series(values=[None] * len(parts), dtype=pl.Date)
    return parts.replace_strict(texts, result, default=None, return_dtype=pl.Date)


def whole_years(born: Days, at: Days) -> npt.NDArray[np.int16]:
    """Age in whole years of each birth date at a day; -1 where either is unknown, or it lies before birth."""
    known = ~(np.isnat(born) | np.isnat(at))
    born, at = np.where(known, born, np.datetime64("2000-01-01")), np.where(known, at, np.datetime64("2000-01-01"))
    months = at.astype("datetime64[M]").astype(np.int64) - born.astype("datetime64[M]").astype(np.int64)
    day_of_month = [
        day.astype(np.int64) - day.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        for day in (born, at)
    ]
    years = (months - (day_of_month[1] < day_of_month[0])) // 12
    ages: npt.NDArray[np.int16] = np.where(known & (years >= 0) & (years < 130), years, -1).astype(np.int16)
    return ages

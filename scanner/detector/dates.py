"""Dates as people and programs write them, read column-wise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from scanner.detector.text import text_bytes

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


def days(values: pl.Series) -> Days:
    """The day of each value as datetime64[D]; NaT where it is no date.

    Dates, date-times and Unix times (seconds or milliseconds) are read. Where day and month could be
    swapped, the order that fits more values of the column is taken for all of them; the American one if both do.
    """
    parts = values.str.extract(_DATE_PART, 1)
    result = pl.Series(values=[None] * len(values), dtype=pl.Date)
    order = sorted(_FORMATS[4:8], key=lambda form: -_fits(parts, form))
    for form in (*_FORMATS[:4], *order, *_FORMATS[8:]):
        missing = result.is_null() & parts.is_not_null()
        if not missing.any():
            break
        result = result.zip_with(~missing, parts.str.to_date(form, strict=False))
    epoch = values.str.contains(_EPOCH).fill_null(value=False)
    if epoch.any():
        seconds = values.str.strip_chars().str.slice(0, 10).cast(pl.Int64, strict=False)
        result = result.zip_with(~epoch, pl.from_epoch(seconds, time_unit="s").cast(pl.Date))
    found: Days = result.to_numpy().astype("datetime64[D]")
    return found


def record_days(values: pa.StringArray) -> Days:
    """The same for a column that may be long and is not otherwise looked at: plain ISO dates are read as bytes.

    In the shape `2018-11-30…` a value takes 30 ns; where a value has another one, all are read by `days`.
    """
    data = text_bytes(values)
    offsets = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    start, size = offsets[:-1].astype(np.int64), np.diff(offsets)
    filled = np.flatnonzero(size)
    begin = start[filled]
    result = np.full(len(values), np.datetime64("NaT", "D"))
    if not len(begin):
        return result
    if (
        size[filled].min() < len("2018-11-30")
        or (data[begin + 4] != ord("-")).any()
        or (data[begin + 7] != ord("-")).any()
    ):
        return days(pl.Series(values))
    digits = {at: data[begin + at].astype(np.int64) - ord("0") for at in (0, 1, 2, 3, 5, 6, 8, 9)}
    year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
    month, day = digits[5] * 10 + digits[6], digits[8] * 10 + digits[9]
    real = np.logical_and.reduce([(each >= 0) & (each <= 9) for each in digits.values()])
    real &= (year > 0) & (month >= 1) & (month <= 12) & (day >= 1)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    real &= day <= (months + 1).astype("datetime64[D]").astype(np.int64) - months.astype("datetime64[D]").astype(
        np.int64
    )
    read = months.astype("datetime64[D]") + (day - 1)
    result[filled[real]] = read[real]
    return result


def _fits(parts: pl.Series, form: str) -> int:
    return int(parts.str.to_date(form, strict=False).is_not_null().sum())


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

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.dates import days, record_days, whole_years

DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31))
FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%d %b %Y", "%b %d, %Y", "%B %d, %Y", "%Y-%m-%dT%H:%M:%S",
         "%Y-%m-%d %H:%M:%S+00:00", "%Y-%m-%dT%H:%M:%SZ", " %Y-%m-%d "]  # fmt: skip


def _days(texts: list[str]) -> list[date | None]:
    found: list[date | None] = days(pl.Series(texts, dtype=pl.String)).astype(object).tolist()
    return found


@pytest.mark.parametrize("form", FORMS)
@given(dates=st.lists(DATES, min_size=1, max_size=20))
def test_each_way_to_write_a_date_is_read(form: str, dates: list[date]) -> None:
    assert _days([datetime(one.year, one.month, one.day, tzinfo=UTC).strftime(form) for one in dates]) == dates


@pytest.mark.parametrize("form", ["%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y", "%d-%m-%Y"])
@given(dates=st.lists(DATES, min_size=1, max_size=20))
def test_the_order_of_day_and_month_is_that_of_the_column(form: str, dates: list[date]) -> None:
    telling = [date(1999, 12, 31), date(1985, 3, 25)]
    assert _days([one.strftime(form) for one in [*telling, *dates]])[2:] == dates


@given(st.lists(st.datetimes(datetime(2001, 9, 10), datetime(2033, 5, 1)), min_size=1, max_size=20), st.booleans())
def test_unix_times_are_read(times: list[datetime], milliseconds: bool) -> None:
    seconds = [int(one.replace(tzinfo=UTC).timestamp()) for one in times]
    texts = [f"{one}{'123' if milliseconds else ''}" for one in seconds]
    assert _days(texts) == [one.date() for one in times]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=20))
def test_anything_else_is_no_date_and_no_error(texts: list[str]) -> None:
    assert len(_days(texts)) == len(texts)


@pytest.mark.parametrize(
    "text", ["", "unknown", "2018-02-30", "31.04.2018", "13/13/2018", "12:30", "20181301", "99", "2018"]
)
def test_no_date(text: str) -> None:
    assert _days([text]) == [None]


def _age(born: date, at: date) -> int:
    years = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    return years if 0 <= years < 130 else -1


@given(st.lists(st.tuples(DATES, DATES), min_size=1, max_size=30))
def test_whole_years(pairs: list[tuple[date, date]]) -> None:
    born, at = (np.array(column, "datetime64[D]") for column in zip(*pairs, strict=True))
    assert whole_years(born, at).tolist() == [_age(*pair) for pair in pairs]


def test_an_unknown_day_gives_no_age() -> None:
    unknown, known = np.array(["NaT"], "datetime64[D]"), np.array(["2000-01-01"], "datetime64[D]")
    assert whole_years(unknown, known).tolist() == whole_years(known, unknown).tolist() == [-1]


@given(st.lists(st.none() | st.dates().map(str) | st.datetimes().map(str) | st.sampled_from(["", "2018-02-30x", "x"])))
def test_long_columns_are_read_as_short_ones(values: list[str | None]) -> None:
    texts = pa.array(["a part of another batch", *values], pa.string()).slice(1)
    plain = days(pl.Series(values=values, dtype=pl.String))
    fast = record_days(texts)
    within = (plain >= np.datetime64("1900-01-01")) & (plain <= np.datetime64("2199-12-31"))
    assert (fast[within] == plain[within]).all()
    assert np.isnat(fast[np.isnat(plain)]).all()

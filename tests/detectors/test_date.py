from __future__ import annotations

import pytest

from tests.detectors.looking import spans_of

SENTENCE = "They told us that it would be ready {} and that nobody has to wait for it."


def _found(text: str) -> list[str]:
    return [found for _, found, _ in spans_of("date_time", [SENTENCE.format(text)], "text")]


@pytest.mark.parametrize(
    "date",
    [
        "2018-11-30", "2018-11-30T10:11:12Z", "2018-11-30 10:11:12.123 +0100", "11/30/2018", "30.11.2018", "3/4/18",
        "30 November 2018", "30th of November, 2018", "Nov. 30, 2018 at 10:15 pm", "Fri, 30 Nov 2018 10:11:12 GMT",
        "30-Nov-2018",
        "June 5th", "5 May", "March 2018", "12-14 August 2018", "Friday", "saturday",
    ],
)  # fmt: skip
def test_dates(date: str) -> None:
    assert _found(date) == [date]


@pytest.mark.parametrize(("text", "year"), [("in 2018", "2018"), ("by early 1997", "1997"), ("(2003)", "2003")])
def test_years_after_a_word(text: str, year: str) -> None:
    assert _found(text) == [year]


@pytest.mark.parametrize(
    "text",
    [
        "2018", "with 1984 seats", "in 2000", "of 1950 bytes", "in 1920x1080", "in room 2018.5", "1.2.2018.7",
        "a/2018-11-30/b",
        "31/12", "2018-13-01", "2018-11-32", "10:15", "20181130", "in 3018", "of 2010 people", "may march on",
        "sundays-only-2018-11",
        "v2018.11.30", "1543536000", "x-2018-11-30",
    ],
)  # fmt: skip
def test_no_dates(text: str) -> None:
    assert _found(text) == []

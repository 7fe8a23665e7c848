"""Vehicle identification numbers: the check digit of 49 CFR 565.15 and what has none."""

from __future__ import annotations

from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.vin import check_passed
from scanner.content import LocalFile
from scanner.detect import detect
from scanner.findings import findings
from scanner.model.data import Asset, Batch, Column, Unit
from scanner.model.found import Confidence
from scanner.summarising import Summarising
from tests.detectors.looking import BOOK, holding, spans_of

ALLOWED = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
WORTH = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
NUMBERS = st.builds(
    lambda head, tail: f"{head}{tail}",
    st.text(ALLOWED, min_size=14, max_size=14),
    st.text("0123456789", min_size=3, max_size=3),
)


def _with_check(number: str) -> str:
    """The number with the right ninth character."""
    remainder = sum(int(WORTH.get(char, char)) * weight for char, weight in zip(number, WEIGHTS, strict=True)) % 11
    return f"{number[:8]}{'X' if remainder == 10 else remainder}{number[9:]}"


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_the_check_digit(numbers: list[str]) -> None:
    characters = np.array([list(number.encode()) for number in numbers], np.uint8)
    assert check_passed(characters).tolist() == [number == _with_check(number) for number in numbers]


@given(st.lists(NUMBERS.map(_with_check), min_size=1, max_size=20))
def test_whole_values_with_the_check_digit(numbers: list[str]) -> None:
    lettered = {at for at, number in enumerate(numbers) if sum(map(str.isalpha, number)) >= 2}
    assert holding("vin", numbers, "unit") == lettered
    assert spans_of("vin", [f"{number}x" for number in numbers], "unit") == []


@pytest.mark.parametrize("text", ["11111111111111111", "IM8GDM9AXKP042788", "1M8GDM9AXKP04278X", "1M8GDM9A1KP042788"])
def test_no_vehicle(text: str) -> None:
    assert spans_of("vin", [text], "unit") == []


def test_random_values_are_no_column_of_vehicles() -> None:
    rng = Random(5)
    heads = ["".join(rng.choices(ALLOWED, k=14)) for _ in range(600)]
    values = pa.array([f"{head}{rng.randint(0, 999):03d}" for head in heads], pa.string())
    batch = Batch((Column("unit", values),), len(values))
    summary = Summarising(Unit(Asset("cars", LocalFile("cars"), 0, "csv")), BOOK)
    summary.add(batch, detect(batch, BOOK))
    assert all(one.confidence is Confidence.POSSIBLE for one in findings(summary.summary(), BOOK))

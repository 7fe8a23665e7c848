"""How often columns are told right: invented ones in seven languages, about people and about other things."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pyarrow as pa
import pytest

from scanner.content import LocalFile
from scanner.detect import detect
from scanner.findings import findings
from scanner.model.data import Asset, Batch, Column, Unit
from scanner.model.found import Confidence
from scanner.rulebook import load
from scanner.summarising import Summarising
from tests.people import CATEGORIES, Made, about_people, about_things

BOOK = load()
PRECISION = RECALL = 0.92


def told(made: Made) -> set[str]:
    """The categories that are found in a column, at least likely."""
    batch = Batch((Column(made.name, pa.array(made.values, pa.string())),), len(made.values))
    summary = Summarising(Unit(Asset("table", LocalFile("table"), 0, "csv")), BOOK)
    summary.add(batch, detect(batch, BOOK))
    return {str(one.category) for one in findings(summary.summary(), BOOK) if one.confidence >= Confidence.LIKELY}


@cache
def figures() -> dict[str, Counter[str]]:
    """Per category: columns found right, missed, and found where there is something else."""
    counts: dict[str, Counter[str]] = {category: Counter() for category in CATEGORIES.values()}
    for made in (*about_people(1), *about_things(1)):
        found = told(made)
        for category, count in counts.items():
            if made.holds == category:
                count["right" if category in found else "missed"] += 1
            elif category in found:
                count["wrong"] += 1
    return counts


@pytest.mark.parametrize("category", sorted(set(CATEGORIES.values())))
def test_columns_are_told_right(category: str) -> None:
    count = figures()[category]
    assert count["right"] >= RECALL * (count["right"] + count["missed"]), count
    assert count["right"] >= PRECISION * (count["right"] + count["wrong"]), count


def test_columns_about_things_hold_nothing_for_certain() -> None:
    for made in about_things(2):
        batch = Batch((Column(made.name, pa.array(made.values, pa.string())),), len(made.values))
        summary = Summarising(Unit(Asset("table", LocalFile("table"), 0, "csv")), BOOK)
        summary.add(batch, detect(batch, BOOK))
        certain = [one for one in findings(summary.summary(), BOOK) if one.confidence is Confidence.CERTAIN]
        assert [one.entities for one in certain] == [], made.name

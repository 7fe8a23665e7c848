"""What people did, in fields that are named so: pages, searches, purchases; and degrees with their signs."""

from __future__ import annotations

import pyarrow as pa
import pytest

from scanner.detect import detect
from scanner.model.data import Batch, Column
from tests.detectors.looking import BOOK, holding, spans_of


def _levels(rule: str, column: Column, *others: str) -> list[int]:
    rows = len(column.values)
    beside = tuple(Column(name, pa.nulls(rows, pa.string())) for name in others)
    found = detect(Batch((column, *beside), rows), BOOK)
    return [int(level) for one in found for part in one.found if part.rule == rule for level in part.levels]


def test_pages_need_somebody_who_saw_them() -> None:
    column = Column("page_url", pa.array(["https://www.example.com/help", "/plans", "help"]))
    assert _levels("page_viewed", column, "visitor_id") == [3, 3]
    assert _levels("page_viewed", column, "title", "sha") == []


def test_searches_are_surer_beside_somebody() -> None:
    column = Column("search_term", pa.array(["lawyer near me", "42"]))
    assert _levels("search_query", column, "user_id") == [3]
    assert _levels("search_query", column, "shard") == [2]


def test_purchases_need_a_customer() -> None:
    column = Column("purchase_amount", pa.array(["184.90", "€ 12"]))
    assert _levels("purchase", column, "customer_id") == [2, 2]
    assert _levels("purchase", column, "sku") == [1, 1]


def test_an_address_in_a_referrer_is_found_beside_it() -> None:
    text = "https://www.example.com/?mail=jane@example.org"
    assert holding("referrer", [text, "n/a", ""], "referrer") == {0}
    assert [found for _, found, _ in spans_of("email_address", [text], "referrer")] == ["jane@example.org"]


@pytest.mark.parametrize(
    "text", ["40°26′46″N 79°58′56″W", "59° 54.832' N, 10° 45.135' E", "33°52'10.4\"S 151°12'30.7\"E"]
)
def test_degrees_and_minutes(text: str) -> None:
    assert [found for _, found, _ in spans_of("coordinate_degrees", [f"lies at {text} or so"])] == [text]


@pytest.mark.parametrize("text", ["40° and 79°F", "40°26′46″", "98°26′46″N 79°58′56″W", "40 26 46 N 79 58 56 W"])
def test_no_degrees(text: str) -> None:
    assert spans_of("coordinate_degrees", [text]) == []

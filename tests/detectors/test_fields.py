"""Fields known by their names, and dates of birth."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from scanner.detect import detect
from scanner.model.data import Batch, Column
from scanner.model.found import Confidence
from scanner.rulebook import load
from tests.detectors.looking import holding, spans_of

BOOK = load()


def _levels(rule: str, column: Column, *others: str) -> list[int]:
    rows = len(column.values)
    beside = tuple(Column(name, pa.nulls(rows, pa.string())) for name in others)
    found = detect(Batch((column, *beside), rows), BOOK)
    return [int(level) for one in found for part in one.found if part.rule == rule for level in part.levels]


def test_whole_values_count_with_blanks_around_them() -> None:
    texts = ["Ingrid", " Ingrid ", "", None, "12345", "O'Neill-Østby", "Ingrid7"]
    assert holding("person_name", texts, "first_name") == {0, 1, 5}


def test_words_in_a_value_make_it_surer() -> None:
    found = spans_of("operating_system", ["Android 9", "7.6.2e", "iOS 12"], "os")
    assert [level for _, _, level in found] == [Confidence.CERTAIN, Confidence.POSSIBLE, Confidence.CERTAIN]


def test_fields_beside_it_make_it_surer() -> None:
    column = Column("state", pa.array(["CA", "NY"]))
    assert _levels("address_state", column, "city", "zip") == [3, 3]
    assert _levels("address_state", column, "job", "queue") == [1, 1]


def test_text_of_a_forum_is_told_by_the_fields_beside_it() -> None:
    column = Column("text", pa.array(["Has anybody got the new desk phone to work with a headset?"]))
    assert _levels("public_text", column, "thread.title") == [2]
    assert _levels("public_text", column, "ticket_id") == []


@pytest.mark.parametrize("text", ["OK", "E_CONNRESET:0x1f:8812:443", "12"])
def test_values_that_are_no_prose_are_no_communication(text: str) -> None:
    assert spans_of("communication", [text], "body") == []


@pytest.mark.parametrize("field", ["date_of_birth", "dob", "birthDate", "customer.Birthday", "geburtsdatum"])
def test_dates_of_birth_need_a_name_that_says_so(field: str) -> None:
    texts = ["1984-03-12", "12.03.1984", "1784-03-12", "unknown", "", None, "2001-02-30"]
    assert holding("birth_date", texts, field) == {0, 1}
    assert holding("birth_date", texts, "created_at") == set()


def test_a_birth_after_the_record_was_made_is_none() -> None:
    births = Column("dob", pa.array(["1990-01-01", "2019-01-01"]))
    made = Column("registered_on", pa.array(["2018-01-01", "2018-01-01"]))
    [found] = [part for one in detect(Batch((births, made), 2), BOOK) for part in one.found if part.ages is not None]
    assert found.ages is not None
    assert found.ages.tolist() == [28]


def test_without_a_day_of_the_record_the_age_is_unknown() -> None:
    [found] = [part for one in detect(Batch((Column("dob", pa.array(["1990-01-01"])),), 1), BOOK) for part in one.found]
    assert found.ages is not None
    assert np.array_equal(found.ages, [-1])

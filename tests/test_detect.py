from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detect import ColumnFound, dated, detect, detect_together
from scanner.model.data import Batch, Column
from scanner.rulebook import load

BOOK = load()

PIECES = st.sampled_from([
    "jane@example.com", "203.0.113.7", "4111 1111 1111 1111", "+44 20 7946 0958", "219-45-6781",
    "DE89370400440532013000",
    "00:1B:44:11:3A:B7", "59.913868, 10.752245", "2001:db8::7", "415-867-5309", "1.2.3.4", "4111111111111111",
    "ssn", "call",
    "card", "ip", "version", "gps", " ", ", ", "=", ":", "@", "-", ".", "é", "漢", "x", "0", "12", "\t", '"',
])  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=12).map("".join), min_size=1, max_size=12)


def _batch(field: str, values: list[str | None]) -> Batch:
    return Batch((Column(field, pa.array(values, pa.string())),), len(values))


def _spans(column: ColumnFound) -> list[tuple[int, int, str]]:
    found = [
        (start - int(column.text.starts[0]), end - int(column.text.starts[0]), part.rule)
        for part in column.found
        for start, end in zip(part.spans.start.tolist(), part.spans.end.tolist(), strict=True)
        if not (BOOK.rules[part.rule].container or BOOK.rules[part.rule].beside_others)
    ]
    return sorted(found)


@settings(max_examples=80)
@given(TEXTS, st.sampled_from(["", "phone", "notes", "value", "card", "ip", "body"]))
def test_no_two_matches_overlap_and_each_lies_in_one_value(texts: list[str], field: str) -> None:
    lines = not field
    values = pa.array([f"{text}\n" if lines else text for text in texts], pa.string())
    for column in detect(Batch((Column(field, values),), len(texts), lines=lines), BOOK):
        spans = _spans(column)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        for part in column.found:
            at = column.text.value_at(part.spans.start)
            assert (column.text.starts[at] <= part.spans.start).all()
            assert (part.spans.end <= column.text.ends[at]).all()
            assert (part.spans.start < part.spans.end).all()
            assert (part.levels > 0).all()


@settings(max_examples=30)
@given(TEXTS)
def test_a_value_is_read_alike_alone_and_among_others(texts: list[str]) -> None:
    def read(values: list[str]) -> list[tuple[str, str]]:
        lines = pa.array([f"{text}\n" for text in values], pa.string())
        batch = Batch((Column("", lines),), len(values), lines=True)
        return [
            (part.rule, text)
            for column in detect(batch, BOOK)
            if not column.prose
            for part in column.found
            for text in column.text.strings(part.spans).to_list()
        ]

    assert sorted(read(texts)) == sorted(found for text in texts for found in read([text]))


@settings(max_examples=60)
@given(st.lists(TEXTS, min_size=2, max_size=5), st.data())
def test_columns_without_telling_names_are_read_as_if_alone(columns: list[list[str]], data: st.DataObject) -> None:
    rows = max(map(len, columns))
    filled = [[*texts, *([None] * (rows - len(texts)))] for texts in columns]
    together = Batch(tuple(Column(f"f{at}", pa.array(texts, pa.string())) for at, texts in enumerate(filled)), rows)
    alone = {
        column.column.field: (_spans(column), column.tried, column.filled.tolist())
        for at, texts in enumerate(filled)
        for column in detect(_batch(f"f{at}", texts), BOOK)
    }
    found = {
        column.column.field: (_spans(column), column.tried, column.filled.tolist()) for column in detect(together, BOOK)
    }
    assert {field: (one[0], one[2]) for field, one in found.items()} == {
        field: (one[0], one[2]) for field, one in alone.items()
    }
    for field, (_, tried, _) in found.items():
        assert {rule: count for rule, count in tried.items() if count} == {
            rule: count for rule, count in alone[field][1].items() if count
        }


@pytest.mark.parametrize("values", [[], [None], ["", None], [""]])
def test_columns_without_a_value_are_left_out(values: list[str | None]) -> None:
    assert list(detect(_batch("email", values), BOOK)) == []
    assert list(detect(_batch("x", values), BOOK)) == []


def test_ages_are_those_at_the_day_of_the_record() -> None:
    births = Column("date_of_birth", pa.array(["2000-06-15", "2010-01-01", None, "soon", "2030-01-01"], pa.string()))
    made = Column(
        "created_at", pa.array(["2018-06-14", "2018-06-15T10:00:00Z", "2018-01-01", "2018-01-01", "2018-01-01"])
    )
    [column] = [one for one in detect(Batch((births, made), 5), BOOK) if one.column.field == "date_of_birth"]
    [found] = column.found
    assert found.ages is not None
    assert found.ages.tolist() == [17, 8]


def test_ages_follow_the_records_of_lists_and_dictionaries() -> None:
    made = Column("created_at", pa.array(["2018-01-01", "2028-01-01"]))
    listed = Column("children[].birthdate", pa.array(["2010-01-01", "2010-01-01"]), rows=np.array([0, 1]))
    coded = Column("dob", pa.array(["2010-01-01"]), index=np.array([0, 0]))
    ages = {
        column.column.field: part.ages.tolist()
        for column in detect(Batch((made, listed, coded), 2), BOOK)
        for part in column.found
        if part.ages is not None
    }
    assert ages == {"children[].birthdate": [8, 18], "dob": [8, 18]}


@pytest.mark.parametrize(
    ("texts", "prose"),
    [
        (["I cannot hear the other side since this morning."], True),
        (["Please call back.", "The line is dead, and nobody answers the phone at all."], True),
        (["ERR 12 at 0x7ffe 18:22:01 99.1%"], False),
        (["one two"], False),
        (["a1 b2 c3 d4 e5 f6 1 2 3 4 5 6 7 8 9"], False),
    ],
)
def test_prose_is_told_from_values(texts: list[str], prose: bool) -> None:
    [column] = detect(_batch("text", list(texts)), BOOK)
    assert column.prose is prose


@settings(max_examples=60)
@given(
    st.lists(st.text(max_size=80), min_size=1, max_size=10),
    st.sampled_from(["", "dob", "email", "notes", "lat", "status"]),
)
def test_any_text_can_be_read(texts: list[str], field: str) -> None:
    texts = [text.replace("\n", " ") for text in texts] if not field else texts
    values = pa.array([f"{text}\n" if not field else text for text in texts], pa.string())
    assert len(list(detect(Batch((Column(field, values),), len(texts), lines=not field), BOOK))) <= 1


def _shown(columns: list[ColumnFound]) -> list[object]:
    return [
        (
            column.column.field,
            column.prose,
            dict(column.tried),
            sorted(
                (found.rule, found.levels.tolist(), (found.spans.start - column.text.starts[0]).tolist())
                for found in column.found
            ),
            sorted((lost.rule, lost.to, (lost.starts - column.text.starts[0]).tolist()) for lost in column.lost),
        )
        for column in columns
    ]


@settings(max_examples=30)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_small_texts_are_read_alike_together_and_alone(files: list[list[str]]) -> None:
    batches = [
        Batch((Column("", pa.array([f"{text}\n" for text in texts], pa.string())),), len(texts), lines=True)
        for texts in files
    ]
    alone = [_shown(detect(batch, BOOK)) for batch in batches]
    assert [_shown(columns) for columns in detect_together(batches, BOOK)] == alone


FIELDS = st.sampled_from([
    "", "phone", "tel", "notes", "body", "value", "card", "ip_address", "dob", "created_at", "gender", "order_id",
    "customer_name", "company_name", "city", "zip", "lat", "f1", "f2", "status", "currency",
])  # fmt: skip
VALUES = st.sampled_from([
    "Jane Meyer", "Hugo Lehmann", "Anna", "female", "male", "catholic", "12 High Street", "2001-02-03", "03.02.2001",
    "4012888888881881", "490154203237518", "219456781", "+49 30 901820", "jane.meyer@post-kontor.de", "Bonn", "53113",
    "I cannot hear the other side since this morning, please call me back.", "198.51.100.7", "10.2.0.44", "x", "",
])  # fmt: skip
COLUMNS = st.tuples(FIELDS, st.lists(VALUES, min_size=1, max_size=8) | st.tuples(VALUES, st.integers(2, 40)).map(
    lambda one: [one[0]] * one[1]
))  # fmt: skip


@settings(max_examples=30)
@given(st.lists(st.lists(COLUMNS, min_size=1, max_size=6, unique_by=lambda one: one[0]), min_size=1, max_size=6))
def test_small_tables_are_read_alike_together_and_alone(tables: list[list[tuple[str, list[str]]]]) -> None:
    batches = []
    for table in tables:
        rows = max(len(texts) for _, texts in table)
        columns = [
            Column(field, pa.array([*texts, *([None] * (rows - len(texts)))], pa.string())) for field, texts in table
        ]
        batches.append(Batch(tuple(columns), rows))
    alone = [_shown(detect(batch, BOOK)) for batch in batches]
    assert [_shown(columns) for columns in detect_together(batches, BOOK)] == alone
    apart = [
        [_shown(detect(Batch((column,), batch.rows, dated=dated(batch)), BOOK)) for column in batch.columns]
        for batch in batches
    ]
    assert [[each for column in columns for each in column] for columns in apart] == alone

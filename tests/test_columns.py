"""Nested Arrow arrays become string leaves that keep their records."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.columns import columns_of, leaves, strings, with_repeats_once
from scanner.detector.text import text_bytes
from scanner.errors import LimitError
from scanner.model.data import Batch, Column
from scanner.model.problems import Problem, Reason


def flat(array: pa.Array, field: str = "a") -> list[tuple[str, int, str]]:
    """(field, record, value) of every value that is not null."""
    found = []
    for column in leaves(field, array):
        values = column.values.to_pylist()
        if column.index is not None:
            values = [values[i] if i >= 0 else None for i in column.index]
        rows = range(len(values)) if column.rows is None else column.rows.tolist()
        found += [(column.field, row, value) for row, value in zip(rows, values, strict=True) if value is not None]
    return found


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array(["x", None]), [("a", 0, "x")]),
        (pa.array([[1, 2], None, [], [3]]), [("a[]", 0, "1"), ("a[]", 0, "2"), ("a[]", 3, "3")]),
        (pa.array([[1, 2], None, [], [3]])[2:], [("a[]", 1, "3")]),
        (pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int8(), 2))[1:], [("a[]", 1, "3"), ("a[]", 1, "4")]),
        (pa.array([["p"], None, ["q"]], pa.list_view(pa.string()))[1:], [("a[]", 1, "q")]),
        (pa.array([[["p"]], [[], ["q", "r"]]]), [("a[][]", 0, "p"), ("a[][]", 1, "q"), ("a[][]", 1, "r")]),
        (pa.array([{"x": {"y": "p"}}, None]), [("a.x.y", 0, "p")]),
        (pa.array([[{"x": "p"}], [{"x": "q"}]]), [("a[].x", 0, "p"), ("a[].x", 1, "q")]),
        (pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int8())), [("a.key", 0, "k"), ("a.value", 0, "1")]),
        (
            pa.UnionArray.from_dense(
                pa.array([0, 1, 0], pa.int8()), pa.array([0, 0, 1], pa.int32()), [pa.array(["p", "q"]), pa.array([7])]
            )[1:],
            [("a", 1, "q"), ("a", 0, "7")],
        ),
        (
            pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array(["p", "-"]), pa.array([-1, 7])]),
            [("a", 0, "p"), ("a", 1, "7")],
        ),
        (pa.array(["p", None, "p"]).dictionary_encode(), [("a", 0, "p"), ("a", 2, "p")]),
        (pa.array([["p"], ["p"]], pa.list_(pa.dictionary(pa.int8(), pa.string()))), [("a[]", 0, "p"), ("a[]", 1, "p")]),
        (pa.array([7, None]).dictionary_encode(), [("a", 0, "7")]),
        (
            pa.array([14155550123.0, 3e15, 0.5, None]),
            [("a", 0, "14155550123"), ("a", 1, "3000000000000000"), ("a", 2, "0.5")],
        ),
        (pa.array([1.5, 2.0], pa.float32()), [("a", 0, "1.5"), ("a", 1, "2")]),
        (pa.array([17000], pa.date32()), [("a", 0, "2016-07-18")]),
        (pa.array([0], pa.timestamp("s", "Europe/Berlin")), [("a", 0, "1970-01-01 00:00:00")]),
        (pa.array([b"text", b"\xff"]), [("a", 0, "text")]),
        (pa.array([b"ab", b"cd"], pa.binary(2)), [("a", 0, "ab"), ("a", 1, "cd")]),
        (pa.array(["x"], pa.string_view()), [("a", 0, "x")]),
        (pa.array(["x"], pa.large_string()), [("a", 0, "x")]),
        (pa.array([True, False]), []),
        (pa.nulls(3), []),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_leaves(array: pa.Array, expected: list[tuple[str, int, str]]) -> None:
    assert sorted(flat(array)) == sorted(expected)


def test_the_root_has_no_name() -> None:
    assert flat(pa.array([{"x": "p"}]), field="") == [("x", 0, "p")]


def test_a_value_under_a_null_struct_is_gone_from_the_buffer() -> None:
    child = pa.array(["hidden", "seen"])
    array = pa.StructArray.from_arrays([child], ["x"], mask=pa.array([True, False]))
    (column,) = leaves("a", array)
    assert column.values.to_pylist() == [None, "seen"]
    assert bytes(text_bytes(column.values)) == b"seen"


def test_a_dictionary_keeps_only_values_in_use() -> None:
    array = pa.array(["p", "q", None, "r", "q"]).dictionary_encode()[1:3]
    (column,) = leaves("a", array)
    assert column.values.to_pylist() == ["q"]
    assert column.index is not None
    assert column.index.tolist() == [0, -1]
    assert column.index.dtype == np.int64


def test_a_null_in_a_dictionary_is_null() -> None:
    (column,) = leaves("a", pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array(["p", None, "q"])))
    assert column.values.to_pylist() == ["p", "q"]
    assert column.index is not None
    assert column.index.tolist() == [0, -1, 1]


def test_invalid_utf8_is_repaired_in_its_column_only() -> None:
    bad = pa.Array.from_buffers(pa.string(), 2, pa.array([b"\xff", b"ok"]).buffers())
    problems: list[Problem] = []
    first, second = columns_of(pa.record_batch({"bad": bad, "good": pa.array(["x", "y"])}), problems)
    assert first.values.to_pylist() == ["�", "ok"]
    assert second.values.to_pylist() == ["x", "y"]
    assert [(p.reason, p.count) for p in problems] == [(Reason.REPAIRED_TEXT, 1)]


def test_binary_that_is_not_text_is_told() -> None:
    problems: list[Problem] = []
    assert list(leaves("a", pa.array([b"\xff\xfe", None]), problems=problems)) == []
    assert [(p.reason, p.count) for p in problems] == [(Reason.UNKNOWN_FORMAT, 1)]


def test_a_type_without_text_is_told() -> None:
    problems: list[Problem] = []
    assert list(leaves("a", pa.array([pa.MonthDayNano([1, 2, 3])]), problems=problems)) == []
    assert [p.reason for p in problems] == [Reason.UNKNOWN_FORMAT]


def test_a_table_of_chunks() -> None:
    table = pa.table({"a": pa.chunked_array([["x"], ["y"]])})
    (column,) = columns_of(table)
    assert column.values.to_pylist() == ["x", "y"]


@given(st.lists(st.none() | st.binary(max_size=6)), st.integers(0, 5))
def test_strings_repair_like_decode(values: list[bytes | None], start: int) -> None:
    array, repaired = strings(pa.array(values, pa.binary())[start:])
    expected = [None if v is None else v.decode("utf-8", "replace") for v in values[start:]]
    assert array.to_pylist() == expected
    assert bytes(text_bytes(array)).decode() == "".join(v for v in expected if v is not None)
    changed = zip(expected, values[start:], strict=True)
    assert repaired == sum(text is not None and text.encode() != value for text, value in changed)
    assert array.offset == 0


def test_lists_that_share_their_items_are_bounded() -> None:
    items = pa.array(["x"] * 100_000)
    shared = pa.ListViewArray.from_arrays([0] * 10_000, [100_000] * 10_000, items)
    with pytest.raises(LimitError):
        list(leaves("a", shared))


def test_views_that_share_their_bytes_are_bounded() -> None:
    view = pa.array(["x" * 1_000_000]).cast(pa.string_view())
    buffers = view.buffers()
    shared = pa.Array.from_buffers(
        pa.string_view(), 3000, [None, pa.py_buffer(buffers[1].to_pybytes() * 3000), *buffers[2:]]
    )
    with pytest.raises(LimitError):
        list(leaves("a", shared))
    assert flat(shared[:2]) == [("a", 0, "x" * 1_000_000), ("a", 1, "x" * 1_000_000)]


@given(st.lists(st.none() | st.text(max_size=3), min_size=1, max_size=40))
def test_what_repeats_is_kept_once_and_every_record_keeps_its_value(some: list[str | None]) -> None:
    values = some * 2048
    batch = Batch((Column("city", pa.array(values, pa.string())),), len(values))
    (column,) = with_repeats_once(batch).columns
    assert column.index is not None
    assert len(column.values) == len(set(values) - {None})
    texts = [*column.values.to_pylist(), None]
    assert [texts[at] for at in column.index] == values


def test_columns_that_stay_as_they_are() -> None:
    few = Column("a", pa.array(["x"] * 100))
    distinct = Column("b", pa.array([str(number) for number in range(3000)]))
    later = Column("c", pa.array(["x"] * 1024 + [str(number) for number in range(3000)]))
    listed = Column("d[]", pa.array(["x"] * 3000), np.arange(3000))
    lines = Column("e", pa.array(["x\n"] * 3000), lines=True)
    for column in (few, distinct, later, listed, lines):
        assert with_repeats_once(Batch((column,), len(column.values))).columns[0] is column

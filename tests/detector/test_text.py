from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.text import HEX, WORD, Spans, Text

VALUE = st.one_of(st.text(max_size=40), st.text("0123456789 .-@:aé", max_size=60))
VALUES = st.lists(VALUE.filter(lambda text: "\n" not in text), min_size=1, max_size=20)


def _text(values: list[str | None], lines: bool = False) -> Text:
    return Text.of(pa.array([f"{value}\n" for value in values] if lines else values, pa.string()), lines)


def _values(text: Text) -> list[str]:
    found: list[str] = text.strings(Spans(text.starts, text.ends)).to_list()
    return found


def _cut(text: Text, at: list[tuple[int, int]]) -> tuple[Spans, list[bytes]]:
    """Spans of the buffer, and their bytes."""
    size = len(text.data) - 400
    pairs = sorted((128 + start % max(size, 1), length) for start, length in at)
    pairs = [(start, min(length, len(text.data) - 130 - start)) for start, length in pairs]
    starts = np.array([start for start, _ in pairs], np.int64)
    ends = np.array([start + max(length, 0) for start, length in pairs], np.int64)
    return Spans(starts, ends), [text.raw[start:end] for start, end in zip(starts, ends, strict=True)]


@given(VALUES, st.booleans())
def test_values_come_back(values: list[str], lines: bool) -> None:
    assert _values(_text(list(values), lines)) == values


@given(st.lists(st.one_of(st.none(), VALUE), min_size=1, max_size=10))
def test_null_is_empty(values: list[str | None]) -> None:
    assert _values(_text(values)) == [value or "" for value in values]


@given(VALUES, st.integers(0, 5), st.integers(0, 5))
def test_slices_come_back(values: list[str], before: int, after: int) -> None:
    array = pa.array(values, pa.string())[before : len(values) - after]
    assert _values(Text.of(array)) == array.to_pylist()


@given(VALUES, st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 40)), min_size=1, max_size=20))
def test_equal_bytes_have_equal_hashes_and_others_do_not(values: list[str], at: list[tuple[int, int]]) -> None:
    text = _text(list(values * 10))
    spans, contents = _cut(text, at)
    hashes = text.hashes(spans).tolist()
    for one, its in zip(contents, hashes, strict=True):
        for other, others in zip(contents, hashes, strict=True):
            assert (one == other) == (its == others)


@given(VALUES)
def test_hashes_do_not_depend_on_what_stands_around(values: list[str]) -> None:
    together = _text(list(values))
    alone = [_text([value]) for value in values]
    expected = [int(text.hashes(Spans(text.starts, text.ends))[0]) for text in alone]
    assert together.hashes(Spans(together.starts, together.ends)).tolist() == expected


def test_hashes_are_the_same_on_every_machine() -> None:
    text = _text(["", "a", "fairnotice", "x" * 40])
    assert len(set(text.hashes(Spans(text.starts, text.ends)).tolist())) == 4


@given(VALUES)
def test_runs_of_digits_are_those_of_a_regular_expression(values: list[str]) -> None:
    text = _text(list(values))
    found = [(match.start(), match.end()) for match in re.finditer(rb"[0-9]+", text.raw)]
    runs = text.digit_runs
    assert list(zip(runs.start.tolist(), runs.end.tolist(), strict=True)) == found


@given(VALUES)
def test_positions_and_values_at_them(values: list[str]) -> None:
    text = _text(list(values))
    assert text.positions("@").tolist() == [at for at, byte in enumerate(text.raw) if byte == ord("@")]
    owners = [index for index, value in enumerate(values) for _ in range(value.count("@"))]
    assert text.value_at(text.positions("@")).tolist() == owners
    assert text.find(b".-").tolist() == [match.start() for match in re.finditer(rb"(?=\.-)", text.raw)]


@pytest.mark.parametrize("allowed", [HEX, WORD])
@given(values=VALUES, most=st.integers(1, 20))
def test_runs_of_a_class_around_a_position(allowed: np.ndarray, values: list[str], most: int) -> None:  # type: ignore[type-arg]
    text = _text(list(values))
    at = text.positions("@")

    def reach(start: int, step: int) -> int:
        end = start
        while abs(end - start) < most and allowed[text.data[end if step > 0 else end - 1]]:
            end += step
        return end

    assert text.run_start(at, allowed, most).tolist() == [reach(int(one), -1) for one in at]
    assert text.run_end(at + 1, allowed, most).tolist() == [reach(int(one) + 1, 1) for one in at]


WORDS = st.lists(st.text("ab @.", max_size=30), min_size=1, max_size=12)


@given(WORDS, st.integers(0, 12), st.integers(0, 12))
def test_near_sees_whole_words_of_its_own_value(values: list[str], before: int, after: int) -> None:
    text = _text(list(values))
    at = text.positions("@")
    near = text.near(Spans(at, at + 1), r"\ba\b", before, after).tolist()
    expected = []
    for value in values:
        words = [match.span() for match in re.finditer(r"\ba\b", value)]
        for match in re.finditer("@", value):
            low, high = match.start() - before, match.end() + after
            expected.append(any(low <= start and end <= high for start, end in words))
    assert near == expected


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_whatever_ends_them(ending: str) -> None:
    values = pa.array([f"ip{ending}", f"7 at 5{ending}"], pa.string())
    text = Text.of(values, lines=True)
    assert [value.rstrip("\r") for value in _values(text)] == ["ip", "7 at 5"]
    assert text.near(Spans(text.digit_runs.start, text.digit_runs.end), r"\bip\b").tolist() == [False, False]


def test_nothing_at_all() -> None:
    text = _text([])
    asked: list[Callable[[], object]] = [
        lambda: len(text.digit_runs),
        lambda: len(text.positions("@")),
        lambda: len(text),
    ]
    assert [ask() for ask in asked] == [0, 0, 0]

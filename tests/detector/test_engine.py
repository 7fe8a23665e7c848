"""What detection rests on for its speed, held against the same questions asked of one value after the other."""

import re
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detect import detect
from scanner.detector.numbers import chains, members
from scanner.detector.search import for_ascii
from scanner.detector.text import Spans, Text
from scanner.model.data import Batch, Column
from scanner.rulebook import load

VALUES = st.lists(st.text("0123456789 .-()ab@ü€\n\x01", max_size=40), min_size=1, max_size=8)


def text_of(values: list[str]) -> Text:
    return Text.of(pa.array(values, pa.string()))


def cut(text: Text, spans: Spans) -> list[bytes]:
    return [text.data[start:end].tobytes() for start, end in zip(spans.start, spans.end, strict=True)]


@given(VALUES)
def test_runs_of_digits_know_their_neighbours(values: list[str]) -> None:
    text = text_of(values)
    raw = text.data.tobytes()
    expected = list(re.finditer(rb"[0-9]+", raw))
    runs = text.digit_runs
    assert list(zip(runs.start, runs.end, strict=True)) == [match.span() for match in expected]
    assert runs.length.tolist() == [len(match.group()) for match in expected]
    gaps = [after.start() - before.end() for before, after in pairwise(expected)]
    assert runs.gap[:-1].tolist() == [min(gap, 255) for gap in gaps]
    joints = [raw[run.end()] if gap == 1 else 0 for run, gap in zip(expected, [*gaps, 255], strict=False)]
    assert runs.joint.tolist() == joints


def test_chains_among_some_runs_only() -> None:
    text = text_of(["1 2 3", "44 55-66", "7-8"])
    whole = chains(text, (" ", "-"), 1)
    among = members(whole.take(np.array([1])))
    tight = chains(text, ("-",), 1, among)
    assert cut(text, tight.spans) == [b"44", b"55-66"]


@pytest.mark.parametrize("pattern", [r"\p{L}[\p{L}\p{M} '’-]{0,9}", r"[\p{L}\p{N}#]+", r"\p{N}\p{L}?"])
@given(value=st.text("abZ 09'-#", max_size=12))
def test_narrow_patterns_say_the_same_of_ascii(pattern: str, value: str) -> None:
    values = pl.Series([value])
    assert values.str.contains(f"^(?:{pattern})$")[0] == values.str.contains(f"^(?:{for_ascii(pattern)})$")[0]


def test_a_batch_needs_few_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine keeps 32 compiled patterns; one that needs more compiles them all again for every batch."""
    asked: set[str] = set()
    contains = pl.Series([""]).str.__class__.contains

    def counting(self: object, pattern: str, *rest: object, **named: object) -> pl.Series:
        asked.add(pattern)
        answer: pl.Series = contains(self, pattern, *rest, **named)  # type: ignore[arg-type]
        return answer

    monkeypatch.setattr(pl.Series([""]).str.__class__, "contains", counting)
    book = load()
    texts = [example.text + "\n" for rule in book.rules.values() for example in rule.examples]
    list(detect(Batch((Column("", pa.array(texts)),), len(texts), lines=True), book))
    assert len(asked) < 28


@given(VALUES, st.sampled_from([("ab",), (".a", "1.", "@@b"), ("0123456789"[:8], "ba")]))
def test_ends_of_spans_are_told_whatever_their_case(values: list[str], tails: tuple[str, ...]) -> None:
    values = [*values, *(f"x{tail.upper()}" for tail in tails)]
    text = text_of(values)
    expected = [value.encode().lower().endswith(tuple(tail.encode() for tail in tails)) for value in values]
    assert text.ends_in(Spans(text.starts, text.ends), tails).tolist() == expected


@given(st.lists(st.none() | st.text("ab9\n", max_size=20), max_size=12), st.integers(0, 3))
def test_a_text_holds_its_values_between_separators(values: list[str | None], first: int) -> None:
    text = Text.of(pa.array(values, pa.string()).slice(first))
    assert cut(text, Spans(text.starts, text.ends)) == [(value or "").encode() for value in values[first:]]
    assert all(text.data[start - 1] == 10 for start in text.starts)
    assert all(text.data[end] == 10 for end in text.ends)
    assert (text.data[:64] == 10).all()
    assert (text.data[-64:] == 10).all()

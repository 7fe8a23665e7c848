from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.automaton import Automaton
from scanner.detector.text import Spans, Text

ONE = st.one_of(
    st.sampled_from("0123456789"), st.just(r"\d"), st.sampled_from(["[1-4]", "[02-57]", "[89]", "[0-9]", "[13579]"])
)
COUNT = st.sampled_from(["", "", "?", "{2}", "{0,2}", "{1,3}"])
PATTERNS = st.recursive(
    st.lists(st.tuples(ONE, COUNT).map("".join), min_size=1, max_size=4).map("".join),
    lambda inner: st.tuples(
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"(?:{'|'.join(some)})"), COUNT
    ).map("".join),
    max_leaves=4,
)


def _fits(pattern: str, values: list[str]) -> list[bool]:
    text = Text.of(pa.array(values))
    fits: list[bool] = Automaton(pattern).fits(text, Spans(text.starts, text.ends)).tolist()
    return fits


@given(PATTERNS, st.lists(st.text("0123456789", max_size=9), min_size=1, max_size=20))
def test_it_accepts_what_the_pattern_does(pattern: str, values: list[str]) -> None:
    assert _fits(pattern, values) == [re.fullmatch(pattern, value) is not None for value in values]


def test_what_is_no_digit_is_passed_over() -> None:
    assert _fits(r"[2-9]\d{2}", ["(2) 3-4", "234", "23", "2-3-4-5", "134"]) == [True, True, False, False, False]


@pytest.mark.parametrize("pattern", ["a", "1*", "(?=1)2", "(1", "1)", "?1", r"\w", "[^1]", "(1)+"])
def test_other_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"digits|parenthesis|repeat"):
        Automaton(pattern)

"""Compiled questions of lists, held against the same question asked of one value after the other."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.text import Spans, Text
from scanner.listed import Numbers, Patterns, Question, Templates, Values, spaced

TEMPLATES = st.lists(st.text("0145#", min_size=4, max_size=12), min_size=1, max_size=6)
WRITTEN = st.lists(st.text("00145 -+()\u2010a", max_size=16), min_size=1, max_size=15)
KEYS = st.lists(st.text("012ab", min_size=4, max_size=12), min_size=1, max_size=6, unique=True)


def _marks(question: Question, values: list[str]) -> list[int]:
    text = Text.of(pa.array(values))
    marks: list[int] = question.mark(text, Spans(text.starts, text.ends)).tolist()
    return marks


@given(TEMPLATES, WRITTEN)
def test_templates_say_what_their_patterns_say(templates: list[str], values: list[str]) -> None:
    numbered = [(template, number) for number, template in enumerate(templates, 1)]
    patterns = Patterns([(spaced(template), number) for template, number in numbered])
    assert _marks(Templates(numbered), values) == _marks(patterns, values)


@given(KEYS, st.lists(st.text("012abAB -.", max_size=16), min_size=1, max_size=15))
def test_numbers_are_told_whatever_stands_between_their_digits(keys: list[str], values: list[str]) -> None:
    numbered = {key: number for number, key in enumerate(keys, 1)}
    expected = [numbered.get(re.sub("[^0-9a-z]", "", value.lower()), 0) for value in values]
    assert _marks(Numbers(numbered), values) == expected


@given(KEYS, st.data())
def test_values_are_told_whatever_their_case(keys: list[str], data: st.DataObject) -> None:
    numbered = {key: number for number, key in enumerate(keys, 1)}
    values = data.draw(st.lists(st.sampled_from(keys).map(str.upper) | st.text("012ab", max_size=12), min_size=1))
    assert _marks(Values(numbered), values) == [numbered.get(value.lower(), 0) for value in values]

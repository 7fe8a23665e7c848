"""Phrases found in one pass are those that one expression per phrase finds."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.phrases import Phrases, spaced
from scanner.detector.text import Text

NAMES = [
    "id",
    "tax id",
    "tax-id number",
    "nric#",
    "st.-nr",
    "driver's licence",
    "r.u.t.",
    "steuer",
    "Kennzahl x1",
    "a b c",
]
PIECES = ["id", "ID", "tax", "Tax", "number", "nric#", "st.", "nr", "driver's", "licence", "r.u.t.", "steuer", "b", "1"]
TEXTS = st.lists(st.sampled_from([*PIECES, " ", "-", "_", "\t", ".", "é", "a", "7", "c"]), max_size=14).map("".join)


def _expected(value: str) -> list[tuple[int, int, str]]:
    """All phrases at all places, then from left to right the longest that does not overlap the one before."""
    found = []
    for name in map(spaced, NAMES):
        inner = "[ \t_-]+".join(map(re.escape, name.split()))
        right = "(?![A-Za-z0-9])" if name[-1].isalnum() else ""
        for start in range(len(value)):
            match = re.compile(f"(?<![A-Za-z0-9]){inner}{right}", re.IGNORECASE | re.ASCII).match(value, start)
            if match:
                found.append((match.start(), -match.end(), name))
    kept: list[tuple[int, int, str]] = []
    for start, end, name in sorted(found):
        if not kept or start >= kept[-1][1]:
            kept.append((start, -end, name))
    return kept


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_every_phrase_is_found_as_by_an_expression_of_its_own(values: list[str]) -> None:
    phrases = Phrases(NAMES)
    text = Text.of(pa.array(values))
    spans, which = phrases.find(text)
    found = [
        (int(at), value.tobytes().decode(), phrases.names[number])
        for at, value, number in zip(
            text.value_at(spans.start),
            [text.data[start:end] for start, end in zip(spans.start, spans.end, strict=True)],
            which,
            strict=True,
        )
    ]
    assert found == [
        (at, value[start:end], name) for at, value in enumerate(values) for start, end, name in _expected(value)
    ]


def test_words_of_other_scripts_need_no_boundaries() -> None:
    phrases = Phrases(["tax id", "사업자번호", "número de contribuinte"])
    values = ["우리사업자번호는 tax_ID", "NÚMERO  DE_contribuinte: 1", "nothing"]
    text = Text.of(pa.array(values))
    spans, which = phrases.find(text)
    assert [phrases.names[number] for number in which] == ["사업자번호", "tax id", "número de contribuinte"]
    assert text.strings(spans).to_list() == ["사업자번호", "tax_ID", "NÚMERO  DE_contribuinte"]


def test_no_phrases_find_nothing() -> None:
    assert len(Phrases([]).find(Text.of(pa.array(["tax id"])))[0]) == 0

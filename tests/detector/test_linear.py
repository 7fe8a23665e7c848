"""Supersets of patterns: wherever the original matches, they match."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scanner.detector.linear import Linear, NotLinearError, linear
from scanner.detector.recognizers import packaged, resolve

PROBES = [(place, probe) for place in packaged() for probe in resolve(place).probes]


@pytest.mark.parametrize(
    ("pattern", "digits", "most", "bare"),
    [
        (r"\b\d{9}\b", 9, 9, True),
        (r"\b[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{4}\b", 4, 12, False),
        (r"\b[1-79]\d{2}([- ])\d{3}\1\d{3}\b", 3, 11, False),
        (r"\b(?!01000\b)(0[1-9]\d{3}|[1-9]\d{4})\b", 5, 5, True),
        (r"[A-Z]{2}\d{2,4}", 2, 6, False),
        (r"(?:ab|cd)+", 0, 66, False),
    ],
)
def test_what_every_match_has(pattern: str, digits: int, most: int, bare: bool) -> None:
    made = linear(pattern)
    assert (made.digits, made.most, made.bare) == (digits, most, bare)


def test_looking_back_is_told() -> None:
    assert linear(r"(?<=claim\s?)\d{6}").reach == 6


@pytest.mark.parametrize("pattern", ["(", r"(a)(?(1)b|c)"])
def test_what_has_no_superset_is_refused(pattern: str) -> None:
    with pytest.raises(NotLinearError):
        linear(pattern)


def _found(made: Linear, text: str) -> bool:
    return bool(pl.Series([text]).str.contains(made.pattern)[0])


@given(st.data())
def test_a_match_of_a_recognizer_is_one_of_its_superset(data: st.DataObject) -> None:
    place, probe = data.draw(st.sampled_from(PROBES))
    assume("Url" not in place)  # takes the generator of examples minutes
    alphabet = st.characters(min_codepoint=32, max_codepoint=0x17F)
    text = data.draw(st.text(alphabet, max_size=3)) + data.draw(_like(probe.original.pattern)) + " x"
    assume(not any(char.isdecimal() and not char.isascii() for char in text))
    for match in probe.original.finditer(text):
        assert _found(probe.superset, match.group())


def _like(pattern: str) -> st.SearchStrategy[str]:
    """Strings that may match: those of the standard library's reading of the pattern, or digits and letters."""
    try:
        return st.from_regex(re.compile(pattern.replace("(?i)", ""), re.IGNORECASE | re.MULTILINE | re.DOTALL))
    except re.error:
        return st.from_regex(r"[A-Z0-9 /.-]{1,20}")

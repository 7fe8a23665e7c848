from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.numbers import chains, run_values
from scanner.detector.text import Text

VALUES = st.lists(st.text("0123456789 -.()ab", max_size=40), min_size=1, max_size=15)
SEPARATORS = (" ", "-", ".", ") ", " - ")


def _text(values: list[str]) -> Text:
    return Text.of(pa.array(values, pa.string()))


@given(VALUES, st.integers(1, 9))
def test_chains_are_maximal_sequences_of_linked_numbers(values: list[str], least: int) -> None:
    text = _text(values)
    found = chains(text, SEPARATORS, least)
    linked = "|".join(re.escape(separator) for separator in sorted(SEPARATORS, key=len, reverse=True))
    pattern = rf"[0-9]+(?:(?:{linked})[0-9]+)*"
    expected = [match.group() for value in values for match in re.finditer(pattern, value)]
    expected = [one for one in expected if len(re.sub("[^0-9]", "", one)) >= least]
    assert text.strings(found.spans).to_list() == expected
    assert found.digits.tolist() == [len(re.sub("[^0-9]", "", one)) for one in expected]


@given(st.lists(st.text("0123456789", min_size=1, max_size=9), min_size=1, max_size=20))
def test_values_of_runs(values: list[str]) -> None:
    text = _text(values)
    assert run_values(text, text.starts, text.ends - text.starts, 9).tolist() == [int(value) for value in values]

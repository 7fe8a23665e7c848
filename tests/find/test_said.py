"""What is asked for has the hash that it has in the data."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from scanner.detector.rule import Spelling
from scanner.find.said import hash_of
from tests.detector.test_spelling import hashes

numbers = st.from_regex(r"[+(0]{0,2}[0-9 ()-]{1,18}", fullmatch=True)
texts = st.text("abzÄéжß09@%40+-.()'x ", min_size=1, max_size=40) | numbers


@given(texts, st.sampled_from(Spelling))
@example("+49 (0)30 1234567", Spelling.PHONE)
@example("0114930123456", Spelling.PHONE)
@example("+800 1234 5678", Spelling.PHONE)
@example("anna%40berg-lund.no", Spelling.TEXT)
@example("4539 5787 6362 1486", Spelling.NUMBER)
@example("Wilhelmina Featherstonehaugh-Jones", Spelling.NAME)
def test_both_ways_to_hash_a_value_agree(value: str, spelling: Spelling) -> None:
    assert hash_of(value, spelling) == hashes(spelling, [value])[0]

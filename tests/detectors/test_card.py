from __future__ import annotations

import pyarrow as pa
import pytest
import stdnum.luhn
from hypothesis import given
from hypothesis import strategies as st

from detectors.card import ISSUERS
from scanner.detector.idnumbers import luhn
from scanner.detector.text import Spans, Text
from scanner.model.found import Confidence
from tests.detectors.looking import holding, looked, spans_of

DIGITS = st.text("0123456789", min_size=12, max_size=19)


def _luhn(numbers: list[str]) -> tuple[list[bool], list[int], list[int]]:
    text = Text.of(pa.array(numbers))
    passed, count, head = luhn(text, Spans(text.starts, text.ends))
    return passed.tolist(), count.tolist(), head.tolist()


def _whole(prefix: str, length: int) -> str:
    """A number with this prefix and length and the right check digit."""
    body = prefix.ljust(length - 1, "7")[: length - 1]
    return body + stdnum.luhn.calc_check_digit(body)


CARDS = [_whole(str(low), length) for _, low, _, lengths in ISSUERS for length in lengths] + [
    _whole(str(high), length) for _, _, high, lengths in ISSUERS for length in lengths
]


@given(st.lists(DIGITS, min_size=1, max_size=50), st.sampled_from(["", " ", "-"]))
def test_luhn_agrees_with_stdnum(numbers: list[str], joint: str) -> None:
    passed, count, head = _luhn([joint.join(number) for number in numbers])
    assert passed == [bool(stdnum.luhn.is_valid(number)) for number in numbers]
    assert count == [len(number) for number in numbers]
    assert head == [int(number[:4]) for number in numbers]


@given(st.lists(st.sampled_from(CARDS), min_size=1, max_size=50), st.integers(0, 999999))
def test_a_number_is_a_card_in_the_range_of_an_issuer_only(cards: list[str], prefix: int) -> None:
    numbers = [_whole(f"{prefix:06}", len(card)) for card in cards]
    expected = {
        at
        for at, number in enumerate(numbers)
        if any(low <= prefix <= high and len(number) in lengths for _, low, high, lengths in ISSUERS)
    }
    assert holding("credit_card", numbers, "number") == expected


def test_every_range_and_length_is_found_in_a_named_field() -> None:
    assert holding("credit_card", CARDS, "card_number") == set(range(len(CARDS)))


@pytest.mark.parametrize("joint", [" ", "-"])
def test_every_range_and_length_is_found_by_fours(joint: str) -> None:
    texts = [joint.join(card[at : at + 4] for at in range(0, len(card), 4)) for card in CARDS]
    assert holding("credit_card", texts, "card_number") == set(range(len(CARDS)))


@given(st.lists(DIGITS, min_size=1, max_size=30))
def test_what_is_found_passes_both_checks(numbers: list[str]) -> None:
    for at in holding("credit_card", numbers, "card_number"):
        assert stdnum.luhn.is_valid(numbers[at])


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("4111 1111 1111 1111", Confidence.CERTAIN),
        ("4111111111111111", Confidence.LIKELY),
        ("cardNumber=4111111111111111", Confidence.CERTAIN),
        ("12 4111 1111 1111 1111 7", Confidence.LIKELY),
        ("5018 7170 4422", Confidence.LIKELY),
    ],
)
def test_level_by_evidence(text: str, level: Confidence) -> None:
    assert [one[2] for one in spans_of("credit_card", [text])] == [level]


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112", "4111-1111 1111-1111", "0.4111111111111111", "4111111111111111.5", "x4111111111111111",
        "+4111111111111111", "4111111111111111-22", "4111  1111  1111  1111", "1 4111 1111 1111 1111 1111",
        "41111111-1111-1111-1111-111111111111", "0000 0000 0000 0000", "4111.1111.1111.1111",
    ],
)  # fmt: skip
def test_no_card(text: str) -> None:
    assert spans_of("credit_card", [text]) == []


def test_tried_counts_what_an_issuer_could_have_given() -> None:
    column = looked(["4111111111111112", "4111111111111111", "9999999999999999", "7"], "reference")
    assert column is not None
    assert column.tried["credit_card"] == 2


@pytest.mark.parametrize(
    "line", ["00000010: 4444 4444 4444 4448 0a1f ..", "10: ab12 4444 4444 4444 4448  ..", "x cafe 4444 4444 4444 4448"]
)
def test_groups_of_a_hex_dump_are_not_printed_like_a_card(line: str) -> None:
    assert Confidence.CERTAIN not in [one[2] for one in spans_of("credit_card", [line])]


def test_words_beside_a_card_are_no_hex_dump() -> None:
    assert [one[2] for one in spans_of("credit_card", ["added 4444 4444 4444 4448 facade"])] == [Confidence.CERTAIN]

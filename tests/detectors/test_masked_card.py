"""Masked card numbers are told from full ones; codes and dates of cards by their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.found import Confidence
from tests.detectors.looking import holding, looked, spans_of

SIGN = st.sampled_from("*xX#•")
FOUR = st.text("0123456789", min_size=4, max_size=4)
SHOWN = st.builds(lambda head, sign, last: f"4111{head[:2]}{sign * 6}{last}", FOUR, SIGN, FOUR)
GROUPED = st.builds(lambda sign, joint, last: joint.join([sign * 4] * 3 + [last]), SIGN, st.sampled_from(" -"), FOUR)
SHORT = st.builds(lambda sign, size, last: f"{sign * size}{last}", SIGN, st.integers(2, 12), FOUR)


@given(st.lists(st.one_of(SHOWN, GROUPED), min_size=1, max_size=12))
def test_hidden_numbers_of_the_length_of_a_card(texts: list[str]) -> None:
    everywhere = [(at, text) for at, text in enumerate(texts)]
    assert [found[:2] for found in spans_of("masked_card", [f"took {text}, thanks" for text in texts])] == everywhere
    assert spans_of("masked_card", texts, "card_number") == [(*found, Confidence.CERTAIN) for found in everywhere]
    assert spans_of("credit_card", texts, "card_number") == []


@given(st.lists(SHORT, min_size=1, max_size=12))
def test_shorter_ones_need_a_name_or_a_word(texts: list[str]) -> None:
    assert holding("masked_card", texts, "card") == set(range(len(texts)))
    short = [text for text in texts if len(text) < 12]
    assert spans_of("masked_card", [f"at {text}" for text in short]) == []
    assert [text for _, text, _ in spans_of("masked_card", [f"visa {text}" for text in short])] == short


def test_a_full_number_is_none() -> None:
    for text in ("4111111111111111", "4111 1111 1111 1111"):
        column = looked([text], "card_number")
        assert column is not None
        assert [part.rule for part in column.found] == ["credit_card"]


@pytest.mark.parametrize(
    "text",
    ["XXX-XX-1111", "0xXXXX1234", "max****1111", "****11112", "****1111a", "## 2018", "*** 12 ***", "**1111**x"],
)
def test_no_masked_card(text: str) -> None:
    assert spans_of("masked_card", [text]) == []


@given(st.lists(st.text(alphabet="4x*• -1é", max_size=60), min_size=1, max_size=10), st.sampled_from(["", "card"]))
def test_any_text_can_be_read(texts: list[str], field: str) -> None:
    for at, found, _ in spans_of("masked_card", texts, field):
        assert found in texts[at]
        assert found[-4:].isdigit()


def test_the_rest_of_a_card() -> None:
    assert holding("card_code", ["123", "0871", "12", "M", None], "cvv2") == {0, 1}
    assert holding("card_code", ["123"], "cvv_result") == set()
    assert holding("card_expiry", ["12/27", "1227", "2027-12", "13/27", "never"], "card_exp_date") == {0, 1, 2}
    assert holding("card_expiry", ["12/27"], "expiry_date") == set()
    assert holding("card_last_digits", ["1111", "11111", "11"], "last4") == {0}
    assert holding("card_last_digits", ["1111"], "ssn_last4") == set()

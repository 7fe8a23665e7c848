"""IBANs and social security numbers against python-stdnum."""

from __future__ import annotations

import pytest
import stdnum.iban
import stdnum.us.ssn
from hypothesis import given
from hypothesis import strategies as st

from detectors.iban import LENGTHS
from scanner.model.found import Confidence
from tests.detectors.looking import holding, spans_of

COUNTRIES = {country: size for size, countries in LENGTHS.items() for country in countries.split()}


@st.composite
def ibans(draw: st.DrawFn) -> str:
    country = draw(st.sampled_from(sorted(COUNTRIES)))
    body = draw(st.text("0123456789", min_size=COUNTRIES[country] - 4, max_size=COUNTRIES[country] - 4))
    return f"{country}{stdnum.iban.calc_check_digits(f'{country}00{body}')}{body}"


def _said(text: str) -> bool:
    """stdnum's own answer; lengths by our table, which has the newest countries too."""
    right = text[:2] in COUNTRIES and len(text) == COUNTRIES[text[:2]]
    return right and int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def test_lengths_agree_with_stdnum() -> None:
    for country, size in COUNTRIES.items():
        body = "0" * (size - 4)
        number = f"{country}{stdnum.iban.calc_check_digits(f'{country}00{body}')}{body}"
        assert _said(number)
        try:
            stdnum.iban.validate(number, check_country=False)
        except stdnum.exceptions.InvalidLength:
            raise AssertionError(country) from None
        except stdnum.exceptions.ValidationError:
            continue  # a country whose accounts hold letters, or that stdnum does not know yet


@given(st.lists(ibans(), min_size=1, max_size=20))
def test_right_numbers_are_found_plain_and_in_groups(numbers: list[str]) -> None:
    grouped = [" ".join(number[at : at + 4] for at in range(0, len(number), 4)) for number in numbers]
    assert holding("iban_code", numbers, "note") == set(range(len(numbers)))
    assert holding("iban_code", grouped, "note") == set(range(len(numbers)))


@given(st.lists(st.tuples(ibans(), st.integers(2, 33), st.sampled_from("0123456789AZ")), min_size=1, max_size=20))
def test_changed_numbers_agree_with_the_check(changes: list[tuple[str, int, str]]) -> None:
    texts = [f"{number[:at]}{char}{number[at + 1 :]}" for number, at, char in changes]
    expected = {at for at, text in enumerate(texts) if text[2:4].isdigit() and _said(text)}
    assert holding("iban_code", texts, "note") == expected


@pytest.mark.parametrize(
    "text", ["XDE89370400440532013000", "DE89370400440532013000X", "de89370400440532013000", "DE89"]
)
def test_no_iban(text: str) -> None:
    assert spans_of("iban_code", [text]) == []


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 99), st.integers(0, 9999)), min_size=1, max_size=40))
def test_social_security_numbers_agree_with_stdnum(parts: list[tuple[int, int, int]]) -> None:
    texts = [f"{area:03}-{group:02}-{serial:04}" for area, group, serial in parts]
    expected = {at for at, text in enumerate(texts) if stdnum.us.ssn.is_valid(text)}
    assert holding("us_ssn", texts, "ssn") == expected
    assert holding("us_ssn", [text.replace("-", "") for text in texts], "ssn") == expected


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("219-45-6781", Confidence.LIKELY),
        ("ssn 219-45-6781", Confidence.CERTAIN),
        ("customer_ssn=219456781", Confidence.CERTAIN),
        ("219 45 6781", Confidence.POSSIBLE),
        ("078-05-1120", Confidence.LIKELY),
        ("987-65-4320", Confidence.LIKELY),
    ],
)
def test_level_by_evidence(text: str, level: Confidence) -> None:
    assert [one[2] for one in spans_of("us_ssn", [text])] == [level]


@pytest.mark.parametrize(
    "text", ["219456781", "987-65-4330", "219-45-6781-2", "1-219-45-6781", "219-45 6781", "a219-45-6781"]
)
def test_no_social_security_number(text: str) -> None:
    assert spans_of("us_ssn", [text]) == []

"""All spellings of a value have one hash, and other values others."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, example_number, format_number, supported_calling_codes

from scanner.detector.rule import Spelling
from scanner.detector.spelling import country_codes, same_hashes
from scanner.detector.text import Spans, Text

SAME = [
    (Spelling.TEXT, ["Anna.Berg@Nordlys-Mail.org", "anna.berg@nordlys-mail.org", "anna.berg%40nordlys-mail.org"]),
    (Spelling.TEXT, ["A@Kaya.no", "a%40kaya.no"]),
    (Spelling.TEXT, ["JÉRÔME@post.example", "jérôme@post.example"]),
    (Spelling.NUMBER, ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111"]),
    (Spelling.NUMBER, ["GB33BUKB20201555555555", "gb33 bukb 2020 1555 5555 55"]),
    (Spelling.NUMBER, ["00:1B:44:11:3A:B7", "001b.4411.3ab7"]),
    (
        Spelling.PHONE,
        [
            "+1 415 555 2671",
            "(415) 555-2671",
            "1-415-555-2671",
            "0014155552671",
            "011 1 415 555 2671",
            "415.555.2671 x55",
        ],
    ),
    (Spelling.PHONE, ["+49 30 1234567", "030/1234567", "0049 (0)30 1234567", "+49 (0) 30 123 45 67"]),
    (Spelling.PHONE, ["+7 495 123-45-67", "8 (495) 123-45-67"]),
    (Spelling.PHONE, ["+47 22 12 34 56", "22123456"]),
    (Spelling.NAME, ["Anna Berg", "ANNA BERG", "Berg, Anna", "anna  berg"]),
    (Spelling.NAME, ["Wilhelmina Featherstonehaugh-Jones", "featherstonehaugh-jones wilhelmina"]),
]
TELLS_NOTHING = [
    (Spelling.TEXT, "a@b.c"),
    (Spelling.NUMBER, "10417"),
    (Spelling.PHONE, "123456"),
    (Spelling.NAME, "Anna"),
    (Spelling.NAME, "anna-lena"),
]


def hashes(spelling: Spelling, values: list[str]) -> list[int]:
    text = Text.of(pa.array(values, pa.string()))
    return [int(each) for each in same_hashes(text, Spans(text.starts, text.ends), spelling)]


@pytest.mark.parametrize(("spelling", "values"), SAME)
def test_spellings_of_a_value_have_one_hash(spelling: Spelling, values: list[str]) -> None:
    found = set(hashes(spelling, values))
    assert len(found) == 1
    assert found.pop() & 1


@pytest.mark.parametrize(("spelling", "value"), TELLS_NOTHING)
def test_what_many_have_is_marked(spelling: Spelling, value: str) -> None:
    assert not hashes(spelling, [value])[0] & 1


@given(st.sampled_from(Spelling), st.sets(st.integers(10**9, 10**10 - 1), max_size=50))
def test_other_values_have_other_hashes(spelling: Spelling, numbers: set[int]) -> None:
    values = [str(number) for number in numbers]
    assert len(set(hashes(spelling, values))) == len({value[1:] if value[0] == "0" else value for value in values})


@given(st.sampled_from(Spelling), st.lists(st.text("abÄé@%40 +-()x", max_size=40), max_size=9))
def test_a_hash_does_not_depend_on_what_stands_around(spelling: Spelling, values: list[str]) -> None:
    assert hashes(spelling, values) == [hashes(spelling, [value])[0] for value in values]


@pytest.mark.parametrize("code", supported_calling_codes())
def test_a_number_is_the_same_in_and_outside_of_its_country(code: int) -> None:
    from phonenumbers import region_code_for_country_code

    number = example_number(region_code_for_country_code(code))
    if number is None:
        return
    ways = [PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL]
    abroad = [format_number(number, way) for way in ways]
    assert len(set(hashes(Spelling.PHONE, [*abroad, abroad[0].replace("+", "00")]))) == 1


def test_each_country_is_known_by_the_first_digits() -> None:
    codes = country_codes()
    assert [codes[first] for first in (0x141, 0x493, 0x351, 0x799, 0x979)] == [1, 2, 3, 1, 3]
    assert np.count_nonzero(codes) > 700

from __future__ import annotations

from random import Random

import phonenumbers
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from scanner.detector.numbering import valid_international
from scanner.detector.text import Spans, Text
from scanner.model.found import Confidence
from tests.detectors.looking import holding, spans_of


def _plain(code: int) -> bool:
    """Whether libphonenumber takes national numbers of the code as they are, or with the one trunk prefix.

    Of other codes it also takes some numbers with a prefix that it strips or rewrites first; they are few.
    """
    regions = [PhoneMetadata.metadata_for_region(region, None) for region in COUNTRY_CODE_TO_REGION_CODE[code]]
    return not any(
        one.national_prefix_transform_rule or one.national_prefix_for_parsing != one.national_prefix
        for one in regions
        if one is not None
    )


def _valid(numbers: list[str]) -> list[bool]:
    text = Text.of(pa.array(numbers, pa.string()))
    found: list[bool] = valid_international(text, Spans(text.starts, text.ends)).tolist()
    return found


def _said(number: str) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(f"+{number}")))
    except phonenumbers.NumberParseException:
        return False


def _examples() -> list[str]:
    found = [
        phonenumbers.example_number_for_type(region, kind)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in PhoneNumberType.values()
    ]
    codes = sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
    found += [phonenumbers.example_number_for_non_geo_entity(code) for code in codes]
    return [phonenumbers.format_number(one, PhoneNumberFormat.E164)[1:] for one in found if one is not None]


EXAMPLES = _examples()
CODES = sorted(code for code in COUNTRY_CODE_TO_REGION_CODE if _plain(code) and code != 49)
"""Of +49 the two differ in numbers of six digits behind a second zero."""


def test_examples_of_every_region_and_type_are_valid() -> None:
    assert _valid(EXAMPLES) == [_said(number) for number in EXAMPLES]


@given(
    st.lists(st.tuples(st.sampled_from(CODES), st.text("0123456789", min_size=5, max_size=11)), min_size=1, max_size=60)
)
def test_random_digits_agree_with_libphonenumber(parts: list[tuple[int, str]]) -> None:
    numbers = [f"{code}{rest}"[:15] for code, rest in parts]
    assert _valid(numbers) == [_said(number) for number in numbers]


@given(st.lists(st.tuples(st.sampled_from(EXAMPLES), st.integers(3, 14), st.sampled_from("0123456789")), min_size=1))
def test_examples_with_one_digit_changed_agree_with_libphonenumber(changes: list[tuple[str, int, str]]) -> None:
    numbers = [f"{number[:at]}{digit}{number[at + 1 :]}"[:15] for number, at, digit in changes]
    numbers = [number for number in numbers if any(number.startswith(str(code)) for code in CODES)]
    assert _valid(numbers) == [_said(number) for number in numbers]


def test_numbers_of_all_codes_agree_but_for_one_in_a_thousand() -> None:
    rng = Random(7)
    numbers = [number[:at] + rng.choice("0123456789") + number[at + 1 :] for number in EXAMPLES for at in (3, 4, 5, 6)]
    differing = [ours != said for ours, said in zip(_valid(numbers), map(_said, numbers), strict=True)]
    assert sum(differing) <= len(numbers) / 1000


@pytest.mark.parametrize("kind", [PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164])
def test_example_numbers_are_found_in_a_field_as_people_write_them(kind: int) -> None:
    numbers = [phonenumbers.example_number(region) for region in sorted(phonenumbers.SUPPORTED_REGIONS)]
    texts = [phonenumbers.format_number(number, kind) for number in numbers if number is not None]
    found = holding("phone_number", texts, "phone")
    assert len(found) >= 0.97 * len(texts)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("+44 20 7946 0958", Confidence.LIKELY),
        ("call +44 20 7946 0958", Confidence.CERTAIN),
        ("(415) 867-5309", Confidence.LIKELY),
        ("415-867-5309", Confidence.LIKELY),
        ("1-415-867-5309", Confidence.LIKELY),
        ("0047 22 86 44 00", Confidence.LIKELY),
        ("phone: 4158675309", Confidence.LIKELY),
        ('"userPhone": "4158675309"', Confidence.LIKELY),
        ("phone_no=4158675309;", Confidence.LIKELY),
    ],
)
def test_level_by_evidence(text: str, level: Confidence) -> None:
    assert [one[2] for one in spans_of("phone_number", [text])] == [level]


@pytest.mark.parametrize(
    "text",
    [
        "4158675309", "id 415-867-5309-22", "2018-11-30 10:11", "10.11.2018", "call 2018-11-30", "192.168.100.200",
        "1543536000", "phone 12", "sku 415-867-5309x", "x415-867-5309", "tel 0000000000", "x=(.003617348559)",
        "call .4158675309", "call 999-999-9999",
        "https://example.org/415-867-5309", "415 867 5309 1234 5678 9012", "3.14159265358979", "978-3-16-148410-0",
    ],
)  # fmt: skip
def test_no_phone_number(text: str) -> None:
    assert spans_of("phone_number", [text]) == []


def test_regions_decide_which_national_numbers_are_valid() -> None:
    text = ["(030) 901820"]
    assert spans_of("phone_number", text) == []
    assert [found for _, found, _ in spans_of("phone_number", text, regions=("DE",))] == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mobile: 0490 39 07 81", "0490 39 07 81"),
        ("phone:\n434 14 557\n\ne-mail:", "434 14 557"),
        ("ring us on tel. no. 72 128 827 please", "72 128 827"),
        ("781 1704 office", "781 1704"),
        ("083 155 7611-Office, or by letter", "083 155 7611"),
        ("Fax: +1-903-140-4508x769", "+1-903-140-4508x769"),
        ("desk (415) 867-5309 ext. 12, after ten", "(415) 867-5309 ext. 12"),
        ("+41 (0)44 668 18 00", "+41 (0)44 668 18 00"),
        ('{"fax": "94699966"}', "94699966"),
        ("Handy-Nr. oder Telefon: 0151/2345678", "0151/2345678"),
    ],
)
def test_numbers_that_a_word_beside_them_says_to_be_phones(text: str, found: str) -> None:
    assert [one for _, one, _ in spans_of("phone_number", [text], "note")] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "You can reach me at 0961-7596216 until Friday, or ask my colleague",
        "They never answered when we called 78 65 14 50 yesterday evening",
        "Please send messages to 668 5702 from now on, not to the old one",
        "After the move she wrote from +56 9 1234 5678 and was glad about it",
    ],
)
def test_grouped_numbers_near_a_phone_word_in_sentences(text: str) -> None:
    assert len(spans_of("phone_number", [text], "text")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "We called about order no. 7812-1704 and nobody knew where it was",
        "The call on 12/11/2018 and the one in 2017-2018 were about the invoice",
        "Boston MA 02110-1301, or call somebody who knows the way to it",
        "They sold 12 500 000 phones and 750 000 tablets in the same year",
        "Our phone shop sold for 1.299.000 in the first quarter of the year",
        "Call between 10.30-11.30 or drop a line whenever it suits you best",
        "reach version 10.15.7012 before you call the support line about it",
        "The mobile team closed ticket 4711-0815 after the call with the bank",
        "Clause 252.227-7013 and part 867-5309-22 of the contract were called in",
    ],
)
def test_numbers_of_other_things_in_sentences(text: str) -> None:
    assert spans_of("phone_number", [text], "text") == []


@pytest.mark.parametrize(
    "text", ["mobile-app build 20181130", "{'en': 'T-Mobile'},\n '42077077'", "intel 12345678", "tel-00-12"]
)
def test_phone_words_that_say_nothing_of_a_number(text: str) -> None:
    assert spans_of("phone_number", [text]) == []

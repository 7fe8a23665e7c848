"""IMEI, IMSI, ICCID and identifiers of devices; check digits agree with python-stdnum."""

from __future__ import annotations

from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import imei, imsi, luhn

from detectors.imei import BODIES
from detectors.imsi import countries
from scanner.content import LocalFile
from scanner.detect import detect
from scanner.detector.idnumbers import grouped_runs, lone_runs
from scanner.detector.idnumbers import luhn as check_luhn
from scanner.detector.text import Spans, Text
from scanner.findings import findings
from scanner.model.data import Asset, Batch, Column, Unit
from scanner.model.found import Confidence, Finding
from scanner.summarising import Summarising
from tests.detectors.looking import BOOK, holding, spans_of

BODY = st.sampled_from(BODIES).map(lambda body: f"{body:02d}")
TWELVE = st.text("0123456789", min_size=12, max_size=12)
IMEIS = st.builds(lambda body, rest: (body + rest) + luhn.calc_check_digit(body + rest), BODY, TWELVE)


@given(st.lists(st.text("0123456789", min_size=15, max_size=15), min_size=1, max_size=20))
def test_the_check_digit_agrees_with_stdnum(numbers: list[str]) -> None:
    text = Text.of(pa.array(numbers))
    passed, count, head = check_luhn(text, Spans(text.starts, text.ends))
    assert passed.tolist() == [imei.is_valid(number) for number in numbers]
    assert count.tolist() == [15] * len(numbers)
    assert head.tolist() == [int(number[:4]) for number in numbers]


@given(st.lists(IMEIS, min_size=1, max_size=20))
def test_equipment_identities_in_every_spelling(numbers: list[str]) -> None:
    texts = [imei.format(number, separator) for number, separator in zip(numbers, "- " * 10, strict=False)]
    assert holding("imei", [*numbers, *texts], "imei") == set(range(len(numbers) * 2))
    assert {level for *_, level in spans_of("imei", texts, "imei")} == {Confidence.CERTAIN}
    lines = [f"attached imei={number} now" for number in numbers]
    assert [found for _, found, _ in spans_of("imei", lines)] == numbers
    assert spans_of("imei", [f"attached {number} now" for number in numbers]) == []


@given(st.lists(st.text("0123456789", min_size=13, max_size=18), min_size=1, max_size=20))
def test_what_is_certain_has_the_check_digit_and_a_known_body(numbers: list[str]) -> None:
    for _, found, level in spans_of("imei", numbers, "imei"):
        assert int(found[:2]) in BODIES
        assert (level is Confidence.CERTAIN) == (len(found) == 15 and imei.is_valid(found))


def test_mobile_country_codes_are_those_of_stdnum() -> None:
    known = np.flatnonzero(countries())
    assert {202, 310, 460, 724} <= set(known.tolist())
    assert all(imsi.is_valid(f"{code:03d}011234567890") for code in known)


@given(st.lists(st.text("0123456789", min_size=13, max_size=16), min_size=1, max_size=20))
def test_subscriber_identities_are_what_stdnum_says(numbers: list[str]) -> None:
    assert holding("imsi", numbers, "imsi") == {at for at, number in enumerate(numbers) if imsi.is_valid(number)}
    assert holding("imsi", numbers, "number") == set()


@given(st.lists(st.text("0123456789", min_size=16, max_size=17), min_size=1, max_size=20), st.booleans())
def test_cards_of_subscribers(bodies: list[str], filled: bool) -> None:
    numbers = [f"89{body}" + luhn.calc_check_digit(f"89{body}") for body in bodies]
    texts = [f"{number}F" if filled and len(number) == 19 else number for number in numbers]
    assert holding("iccid", texts, "iccid") == set(range(len(texts)))
    assert {level for *_, level in spans_of("iccid", texts, "sim_serial")} == {Confidence.CERTAIN}
    assert spans_of("iccid", [f"reference {text}" for text in texts]) == []


def _whole(field: str, values: list[str]) -> list[Finding]:
    batch = Batch((Column(field, pa.array(values, pa.string())),), len(values))
    summary = Summarising(Unit(Asset("devices", LocalFile("devices"), 0, "csv")), BOOK)
    summary.add(batch, detect(batch, BOOK))
    return list(findings(summary.summary(), BOOK))


@pytest.mark.parametrize("head", ["35", "89"])
def test_a_column_of_numbers_is_known_by_more_check_digits_than_chance_gives(head: str) -> None:
    rng = Random(head)
    size = 12 if head == "35" else 16
    bodies = [head + "".join(rng.choices("0123456789", k=size)) for _ in range(400)]
    told = _whole("value", [body + luhn.calc_check_digit(body) for body in bodies])
    assert [(one.category, one.confidence) for one in told] == [("device.hardware_id", Confidence.CERTAIN)]
    random = _whole("value", [body + rng.choice("0123456789") for body in bodies])
    assert all(one.confidence is Confidence.POSSIBLE for one in random)


@given(st.text("0123456789ab-. +", max_size=80))
def test_runs_stand_alone(text: str) -> None:
    column = Text.of(pa.array([text]))
    for spans in (lone_runs(column, 3, 5), grouped_runs(column, (2, 3), (1, 2, 1))):
        for start, end in zip(spans.start - column.starts[0], spans.end - column.starts[0], strict=True):
            before, after = text[:start][-1:], text[end:][:1]
            assert not any(char.isalnum() or char == "+" for char in (before, after.strip("+")))


def test_identifiers_of_devices_by_name() -> None:
    texts = ["9774d56d682e549c", "C02XL0GYJGH5", "1042", "handset", "3F2B8C1E-7D4A-4E0B-9A61-5C2D7E8F9012", None]
    assert holding("device_id_field", texts, "device_id") == {0, 1, 4}
    assert holding("device_id_field", texts, "device_type") == set()
    assert {level for *_, level in spans_of("device_serial", texts, "serial_number")} == {Confidence.POSSIBLE}

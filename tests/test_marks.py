"""Which matches entries of allow lists name, and the test values that come with the package."""

from __future__ import annotations

import hashlib
import hmac

import pyarrow as pa
import pytest
import stdnum.luhn
import yaml
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban

from scanner.allow import TEST_VALUES, Entry, entries
from scanner.content import LocalFile
from scanner.detect import detect
from scanner.detector.text import Spans, Text
from scanner.findings import allowed, findings
from scanner.listed import Domains, Ends
from scanner.marks import Lists
from scanner.model.data import Asset, Batch, Column, Unit
from scanner.model.found import Finding
from scanner.rulebook import load
from scanner.summarising import Summarising
from scanner.summary import Summary

BOOK = load()
KEY = b"0123456789abcdef"
SHIPPED = Lists(entries(()))


def _summary(field: str, values: list[str], lists: Lists, lines: bool = False) -> Summary:
    column = Column(field, pa.array([f"{value}\n" if lines else value for value in values], pa.string()))
    batch = Batch((column,), len(values), lines=lines)
    summing = Summarising(Unit(Asset("data", LocalFile("data"), 0, "csv")), BOOK, lists=lists)
    summing.add(batch, [lists.marked(column, BOOK) for column in detect(batch, BOOK)])
    return summing.summary()


def _found(field: str, values: list[str], lists: Lists, lines: bool = False) -> dict[str, Finding]:
    found = findings(_summary(field, values, lists, lines), BOOK, lists.entries)
    return {entity: each for each in found for entity in each.entities}


def _own(**given: tuple[str, ...]) -> Lists:
    return Lists((Entry("own.yaml:3", "ours", **given),), KEY)


# --- kinds of entries -------------------------------------------------------------------------------


def _print(value: str) -> str:
    return hmac.new(KEY, value.encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("given", "field", "named", "others"),
    [
        ({"values": ("ada@fjordtel.net",)}, "mail", ["ada@fjordtel.net", "Ada@Fjordtel.net"], ["xada@fjordtel.net"]),
        ({"domains": ("fjordtel.net",)}, "mail", ["a@fjordtel.net", "b@x.FJORDTEL.net"], ["a@notfjordtel.net"]),
        ({"domains": ("a-long-name.fjordtel.net",)}, "mail", ["a@a-long-name.fjordtel.net"], ["a@fjordtel.net"]),
        ({"patterns": ("ops-.*",)}, "mail", ["ops-1@fjordtel.net"], ["dev-ops-1@fjordtel.net"]),
        ({"patterns": ("a@.*|b@.*",)}, "mail", ["a@fjordtel.net", "b@fjordtel.net"], ["ab@fjordtel.net"]),
        ({"patterns": ("(?i)OPS@.*",)}, "mail", ["ops@fjordtel.net"], ["xops@fjordtel.net"]),
        ({"numbers": ("14158675309",)}, "phone", ["+1 (415) 867-5309", "1.415.867.5309"], ["+1 415 867 5308"]),
        ({"numbers": ("44794600####",)}, "phone", [], ["+44 20 7946 0958"]),
        ({"numbers": ("4420794609##",)}, "phone", ["+44 20 7946 0958", "0044 20 7946 0912"], ["+44 20 7946 0858"]),
        ({"hmacs": (_print("ada@fjordtel.net"),)}, "mail", ["ada@fjordtel.net"], ["bob@fjordtel.net"]),
    ],
)  # fmt: skip
def test_an_entry_names_what_it_says(
    given: dict[str, tuple[str, ...]], field: str, named: list[str], others: list[str]
) -> None:
    lists = _own(**given)
    summary = _summary(field, [*named, *others], lists)
    [one] = allowed(summary, lists.entries)
    assert one.values == len(named)
    assert all(not _found(field, [value], lists) for value in named)
    assert all(_found(field, [value], lists) for value in others)


def test_an_entry_may_be_limited() -> None:
    value = ["ada@fjordtel.net"]
    assert not _found("mail", value, _own(domains=("fjordtel.net",), entities=("EMAIL_ADDRESS",)))
    assert _found("mail", value, _own(domains=("fjordtel.net",), entities=("URL",)))
    assert _found("mail", value, _own(domains=("fjordtel.net",), rules=("phone_number",)))
    assert _found("mail", value, _own(domains=("fjordtel.net",), fields=("owner*",)))
    assert not _found("owner_mail", value, _own(domains=("fjordtel.net",), fields=("Owner*",)))


def test_what_is_allowed_is_not_counted_and_the_rest_is_judged_without_it() -> None:
    values = [f"p{at}@fjordtel.net" for at in range(90)] + [f"p{at}@nordlys-bygg.no" for at in range(10)]
    found = _found("mail", values, _own(domains=("fjordtel.net",)))["EMAIL_ADDRESS"]
    assert (found.matched, found.allowed, found.scanned, found.distinct) == (10, 90, 100, 10)
    assert "90 more are allowed" in found.why


def test_a_value_counts_where_one_match_in_it_is_not_allowed() -> None:
    values = ["a@fjordtel.net b@nordlys-bygg.no", "a@fjordtel.net c@fjordtel.net", "x@example.org"]
    found = _found("", values, Lists((*_own(domains=("fjordtel.net",)).entries, *SHIPPED.entries)), lines=True)
    assert (found["EMAIL_ADDRESS"].personal, found["EMAIL_ADDRESS"].test_values, found["EMAIL_ADDRESS"].allowed) == (
        1,
        1,
        1,
    )


def test_a_user_s_entry_comes_before_the_test_values() -> None:
    lists = Lists((*_own(domains=("example.com",)).entries, *SHIPPED.entries))
    assert not _found("mail", ["a@example.com"], lists)
    assert allowed(_summary("mail", ["a@example.com"], lists), lists.entries)[0].values == 1


_LABEL = st.sampled_from(["fjordtel", "net", "a", "example", "x-y", "Example", "no"])
_MAILS = st.builds(lambda labels, sign: f"ada{sign}{'.'.join(labels)}", st.lists(_LABEL, min_size=2, max_size=4),
                   st.sampled_from(["@", "%40"]))  # fmt: skip


_DOMAINS = st.lists(_LABEL.map(str.lower), min_size=1, max_size=3).map(".".join).filter(lambda each: len(each) <= 16)


@given(st.lists(_MAILS, min_size=1, max_size=20), _DOMAINS)
def test_both_ways_to_tell_a_domain_agree(mails: list[str], domain: str) -> None:
    keys = {domain: 1, "example": 2}
    text = Text.of(pa.array(mails, pa.string()))
    spans = Spans(text.starts, text.ends)
    assert (Ends(keys).mark(text, spans) > 0).tolist() == (Domains(keys).mark(text, spans) > 0).tolist()


# --- test values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "entity", "values"),
    [
        ("mail", "EMAIL_ADDRESS", ["a@example.com", "b@mail.example.org", "c@corp.example", "d@x.test", "e@localhost"]),
        ("mail", "EMAIL_ADDRESS", ["a%40example.com"]),
        ("ip", "IP_ADDRESS", ["192.0.2.7", "198.51.100.255", "203.0.113.9", "::ffff:192.0.2.1"]),
        ("ip", "IP_ADDRESS", ["2001:db8::1", "2001:0DB8:1:2:3:4:5:6", "3fff::1", "3fff:abc::9"]),
        ("card", "CREDIT_CARD", ["4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "4222222222222"]),
        ("ssn", "US_SSN", ["078-05-1120", "219-09-9999", "987-65-4321", "078051120"]),
        ("phone", "PHONE_NUMBER", ["(415) 555-0123", "415-555-0199", "+1 212 555 0100", "+44 20 7946 0958"]),
        ("phone", "PHONE_NUMBER", ["+44 7700 900123", "+61 491 570 156", "+353 20 910 1234", "+33 1 99 00 12 34"]),
        ("phone", "PHONE_NUMBER", ["+49 30 23125 123", "+46 8 465 004 12", "0044 20 7946 0111"]),
        ("mac", "MAC_ADDRESS", ["00:00:5E:00:53:12", "00-00-5e-00-53-ff"]),
        ("iban", "IBAN_CODE", ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000"]),
    ],
)
def test_published_test_values_are_test_data(field: str, entity: str, values: list[str]) -> None:
    for value in values:
        found = _found(field, [value], SHIPPED)[entity]
        assert found.test_data, "one of the values"
        assert (found.matched, found.test_values) == (1, 1)
        assert found.test_reasons


@pytest.mark.parametrize(
    ("url", "test"),
    [
        ("https://www.example.com/a?b=c#d", True),
        ("http://user:word@api.Example:8080/x", True),
        ("https://localhost/", True),
        ("example.org", True),
        ("https://www.fjordtel.net/example.com/x", False),
        ("https://example.com.fjordtel.net/", False),
        ("https://notexample.com", False),
        ("https://fjordtel.net/?to=a@example.com", False),
    ],
)
def test_the_host_of_a_url_is_what_counts(url: str, test: bool) -> None:
    text = Text.of(pa.array([url], pa.string()))
    keys = dict.fromkeys(["example.com", "example.org", "example", "localhost"], 1)
    many = {**keys, **{f"name{at}.no": 2 for at in range(100)}}
    for each in (keys, many):
        assert (Domains(each).mark(text, Spans(text.starts, text.ends)) > 0).tolist() == [test]


@pytest.mark.parametrize(
    ("field", "entity", "values"),
    [
        ("mail", "EMAIL_ADDRESS", ["a@notexample.com", "a@example.com.br", "a@example.no", "a@test.fjordtel.net"]),
        ("ip", "IP_ADDRESS", ["192.0.3.7", "198.51.101.255", "203.0.114.9", "2001:db9::1", "3fff:1abc::9"]),
        ("card", "CREDIT_CARD", ["4111111111111103", "5555 5555 5555 5599"]),
        ("ssn", "US_SSN", ["078-05-1121", "219-45-6781"]),
        ("phone", "PHONE_NUMBER", ["(415) 555-0223", "(415) 555-1123", "+44 20 7947 0958", "+44 7701 900123"]),
        ("mac", "MAC_ADDRESS", ["a4:5e:60:00:53:12"]),
    ],
)
def test_their_neighbours_are_not(field: str, entity: str, values: list[str]) -> None:
    for value in values:
        assert not _found(field, [value], SHIPPED)[entity].test_data, "one of the values"


def test_a_field_with_both_is_about_the_rest() -> None:
    values = [f"p{at}@example.com" for at in range(30)] + [f"p{at}@nordlys-bygg.no" for at in range(70)]
    found = _found("mail", values, SHIPPED)["EMAIL_ADDRESS"]
    assert not found.test_data
    assert (found.matched, found.test_values, found.personal, found.distinct) == (100, 30, 70, 70)
    assert "30 more are test values" in found.why


def test_few_test_cards_do_not_prove_a_column_of_chance_matches() -> None:
    test = ["4111111111111111"] * 3
    numbers = [f"4{at * 7919 % 10**15:015}" for at in range(1, 2000)]
    found = _found("reference", test + numbers, SHIPPED).get("CREDIT_CARD")
    assert found is None or found.test_data or found.confidence.word == "possible"


def test_numbers_of_the_shipped_list_are_what_they_claim() -> None:
    listed = yaml.safe_load(TEST_VALUES.read_text())["entries"]
    by_entity = {each["entity"]: each["number"] for each in listed if "number" in each}
    assert all(stdnum.luhn.is_valid(number) for number in by_entity["CREDIT_CARD"])
    assert all(iban.is_valid(number, check_country=False) for number in by_entity["IBAN_CODE"])

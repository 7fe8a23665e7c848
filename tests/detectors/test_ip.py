from __future__ import annotations

import ipaddress
import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.ip import IPV6
from scanner.model.found import Confidence
from tests.detectors.looking import holding, spans_of

GROUPS = st.lists(st.one_of(st.just(0), st.integers(0, 0xFFFF)), min_size=8, max_size=8)


def _is_address(text: str) -> bool:
    """Whether it is an IPv6 address; the pattern leaves out the one that stands for none."""
    try:
        return text != "::" and ipaddress.ip_address(text).version == 6
    except ValueError:
        return False


def _fits(texts: list[str]) -> list[bool]:
    return pl.Series(texts, dtype=pl.String).str.contains(IPV6).to_list()


def _forms(groups: list[int]) -> list[str]:
    """The spellings of RFC 4291: full, short, with `::` for every run of zero groups, with a dotted tail."""
    tail = ".".join(str(part) for group in groups[6:] for part in divmod(group, 256))
    heads = [
        [f"{group:04x}" for group in groups],
        [f"{group:x}" for group in groups],
        [f"{group:X}" for group in groups],
    ]
    forms = [":".join(head) for head in heads] + [":".join([*head[:6], tail]) for head in heads]
    for whole, end in ((heads[1], 8), ([*heads[1][:6], tail], 6)):
        cuts = [(start, stop) for start in range(end) for stop in range(start + 1, end + 1)]
        zeros = [(start, stop) for start, stop in cuts if not any(groups[start:stop])]
        forms += [f"{':'.join(whole[:start])}::{':'.join(whole[stop:])}" for start, stop in zeros]
    return [form for form in forms if form != "::"]


@given(st.lists(GROUPS, min_size=1, max_size=20))
def test_every_spelling_of_an_ipv6_address_fits(addresses: list[list[int]]) -> None:
    forms = [form for groups in addresses for form in _forms(groups)]
    assert all(_is_address(form) for form in forms)
    assert all(_fits(forms))


@settings(max_examples=80)
@given(st.lists(st.text("0123456789abcdefF:.", max_size=30), min_size=20, max_size=40))
def test_ipv6_agrees_with_the_standard_library_on_random_strings(texts: list[str]) -> None:
    assert _fits(texts) == [_is_address(text) for text in texts]


@settings(max_examples=80)
@given(
    st.lists(
        st.lists(st.sampled_from(["", "0", "1", "ab", "ffff", "12345", "1.2.3.4", "1.2.3", "256.1.1.1", "01.2.3.4"]),
                 min_size=1, max_size=10).map(":".join),
        min_size=20, max_size=40,
    )
)  # fmt: skip
def test_ipv6_agrees_with_the_standard_library_on_random_groups(texts: list[str]) -> None:
    assert _fits(texts) == [_is_address(text) for text in texts]


@pytest.mark.parametrize("zone", ["eth0", "1", "en-0.5"])
def test_a_zone_belongs_to_the_address(zone: str) -> None:
    assert spans_of("ip_address", [f"via fe80::1:2%{zone} up"])[0][1] == f"fe80::1:2%{zone}"


@given(st.lists(GROUPS.filter(any), min_size=1, max_size=20))
def test_ipv6_addresses_are_found_whole_in_lines(addresses: list[list[int]]) -> None:
    texts = [str(ipaddress.IPv6Address(b"".join(group.to_bytes(2, "big") for group in groups))) for groups in addresses]
    texts = [text for text in texts if len(text) > 3]
    found = spans_of("ip_address", [f"peer [{text}]:443, next" for text in texts])
    assert [text for _, text, _ in found] == texts


OCTET = st.one_of(st.integers(0, 255), st.integers(0, 300))


@given(st.lists(st.lists(OCTET, min_size=4, max_size=4), min_size=1, max_size=30))
def test_ipv4_agrees_with_the_standard_library(quads: list[list[int]]) -> None:
    texts = [".".join(map(str, quad)) for quad in quads]
    valid = set()
    for at, (quad, text) in enumerate(zip(quads, texts, strict=True)):
        nobody = quad[0] in (0, 127) or quad[0] >= 224
        if all(octet < 256 for octet in quad) and not nobody and ipaddress.ip_address(text):
            valid.add(at)
    assert holding("ip_address", texts, "client_ip") == valid


@given(st.lists(st.text("0123456789.", min_size=7, max_size=20), min_size=10, max_size=30))
def test_what_is_no_ipv4_address_is_not_found(texts: list[str]) -> None:
    for at in holding("ip_address", texts, "client_ip"):
        assert ipaddress.ip_address(texts[at]).version == 4


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3.4.5", "1.2.3.4-beta", "v1.2.3.4", "lib-1.2.3.4", "01.2.3.4", "1.2.3.4_2", "foo/80.0.3987.1",
        "version: 80.10.39.1", '"app_version": "10.3.3.52"', "firmware 66.83.0.35", "appVersion=10.3.3.52",
        "127.0.0.1", "255.255.255.0", "0.0.0.0", "224.0.0.1", "::", "::1:", "12:34:56", "a::b::c", "Foo::Bar", "::1",
    ],
)  # fmt: skip
def test_no_address(text: str) -> None:
    assert spans_of("ip_address", [text]) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("203.0.113.7 - - [10/Oct]", "203.0.113.7"),
        ("http://203.0.113.7:8080/x", "203.0.113.7"),
        ("client=203.0.113.7,", "203.0.113.7"),
        ('"clientIp": "203.0.113.7"', "203.0.113.7"),
        ("203.0.113.0/24", "203.0.113.0/24"),
        ("2001:db8:7::/48,", "2001:db8:7::/48"),
        ("203.0.113.7/index", "203.0.113.7"),
        ("203.0.113.7/200/300", "203.0.113.7"),
        ("203.0.113.7/64", "203.0.113.7"),
        ("::203.0.113.7", "::203.0.113.7"),
        ("0:0:0:0:0:FFFF:203.0.113.7", "0:0:0:0:0:FFFF:203.0.113.7"),
        ("2001:db8:0:0:0:0:192.0.2.1 up", "2001:db8:0:0:0:0:192.0.2.1"),
        ("[2001:db8::7]:80", "2001:db8::7"),
        ("It was 203.0.113.7.", "203.0.113.7"),
        ("::ffff:203.0.113.7 connected", "::ffff:203.0.113.7"),
        ("It was 2001:db8::7: gone", "2001:db8::7"),
    ],
)
def test_address(text: str, found: str) -> None:
    assert [match for _, match, _ in spans_of("ip_address", [text])] == [found]


def test_small_numbers_may_be_a_version() -> None:
    [(_, _, level)] = spans_of("ip_address", ["found 4.4.2.1 there"])
    assert level is Confidence.POSSIBLE


def test_keys_with_underscores_are_context() -> None:
    [(_, _, level)] = spans_of("ip_address", ["client_ip=203.0.113.7"])
    assert level is Confidence.CERTAIN


def test_pattern_has_no_alternative_that_python_reads_otherwise() -> None:
    assert re.compile(IPV6).fullmatch("2001:db8::1")

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.looking import holding, spans_of

ATOM = st.text(string.ascii_letters + string.digits + "_%+-", min_size=1, max_size=12).filter(
    lambda text: text[0] in string.ascii_letters + string.digits + "_" and text[-1].isalnum() and "%40" not in text
)
LABEL = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=12).filter(
    lambda text: text[0].isalnum() and text[-1].isalnum()
)
ENDING = st.sampled_from(["com", "org", "example", "local", "museum", "xn--p1ai", "de", "internal"])
ADDRESS = st.builds(
    lambda local, host, ending: f"{'.'.join(local)}@{'.'.join(host)}.{ending}",
    st.lists(ATOM, min_size=1, max_size=3),
    st.lists(LABEL, min_size=1, max_size=3),
    ENDING,
)
AROUND = st.sampled_from([("", ""), ("<", ">"), ("mailto:", ""), ("(", ")"), ('"', '"'), ("to ", " now"), ("=", "&x=1"),
                          ("", "."), ("", ", "), ("", "; "), ("[", "]"), ("é ", " é"), ("x,", ",y")])  # fmt: skip


@given(st.lists(st.tuples(ADDRESS, AROUND), min_size=1, max_size=20))
def test_addresses_are_found_whole_wherever_they_stand(given_: list[tuple[str, tuple[str, str]]]) -> None:
    found = spans_of("email_address", [f"{before}{address}{after}" for address, (before, after) in given_])
    assert [text for _, text, _ in found] == [address for address, _ in given_]


@given(st.lists(st.text(string.ascii_letters + "@.-_ %40+", max_size=40), min_size=1, max_size=30))
def test_what_is_found_is_an_address(texts: list[str]) -> None:
    for _, found, _ in spans_of("email_address", texts):
        local, sign, host = found.replace("%40", "@").rpartition("@")
        assert sign
        assert local.strip(".") == local != ""
        assert host == "localhost" or "." in host
        assert " " not in found
        assert ".." not in host


@pytest.mark.parametrize(
    "address",
    [
        "a@b.co", "jane@localhost", "o'neill@example.com", "søren@eksempel.example", "info@bücher.example",
        "jane%40example.com", '"jane doe"@example.com', "jane@[192.0.2.1]", "jane@[IPv6:2001:db8::1]",
        "x@sub-domain.corp.local", "first.last+tag@example.museum",
    ],
)  # fmt: skip
def test_unusual_addresses(address: str) -> None:
    assert holding("email_address", [address], "value") == {0}


@pytest.mark.parametrize(
    "text",
    [
        "@", "a@", "@b.com", "a@b", "a@b.c", "a@.com", "a@@b.com", "a..@", "user@1.2.3", "lodash@4.17.21",
        "@scope/pkg@1.0.0", "logo@2x.png", "main@app.py", "git@git.example.org:x/y.git", "ftp://u:p@example.org/",
        "https://user@example.org/path", "x@-bad-.com", "a@b.com@c.com",
        "Message-ID: <20180711.23816@mail.example.org>", "In-Reply-To: <x1$ab@example.org> message-", '"@example.com',
        "jane@[here]", "jane@[1.2.3]",
    ],
)  # fmt: skip
def test_no_address(text: str) -> None:
    assert spans_of("email_address", [text]) == []


def test_a_very_long_local_part_is_not_followed_for_ever() -> None:
    assert spans_of("email_address", ["a" * 5000 + "@example.com"]) in (
        [],
        spans_of("email_address", ["a" * 64 + "@example.com"]),
    )


@pytest.mark.parametrize("text", ["Aj@G.OX", "8@C.yp", "m@w.CM", "P@S.Lm", "61@c.LfME", "i.9@i.LZ", "x@y.zz"])
def test_accidents_of_random_characters_are_no_addresses(text: str) -> None:
    assert spans_of("email_address", [f"00ab {text} 1f"]) == []


@pytest.mark.parametrize(
    "text", ["jo@gmx.de", "A@B.COM", "a@b.xn--p1ai", "ops@db.lan", "x@srv.local", "me@x.org", "J@Tel.no"]
)
def test_short_addresses_are_found(text: str) -> None:
    assert [one[1] for one in spans_of("email_address", [f"to {text} now"])] == [text]


def test_in_a_field_of_addresses_short_ones_need_no_known_ending() -> None:
    assert holding("email_address", ["x@y.zz"], "email") == {0}

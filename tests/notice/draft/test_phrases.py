"""The language of phrases."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.notice.draft.phrases import Bounds, PhraseBook, longest, tokenise
from scanner.notice.normal import normalise


def found(phrase: str, text: str, bounds: Bounds | None = None) -> list[str]:
    book: PhraseBook[str] = PhraseBook()
    book.add(phrase, phrase, bounds)
    normal = normalise(text).text
    tokens = tokenise(normal)
    every = longest(book.find(tokens))
    return [normal[tokens[each.start].start : tokens[each.stop - 1].stop] for each in every]


@pytest.mark.parametrize(
    ("phrase", "text", "wanted"),
    [
        ("email address", "Your e-mail addresses, please", ["e-mail addresses"]),
        ("email/postal address", "a postal address", ["postal address"]),
        ("type of (web) browser", "type of browser, type of web browser", ["type of browser", "type of web browser"]),
        ("collect .. name", "collect first and last names", ["collect first and last names"]),
        ("collect .. name", "collect it. Names", []),
        ("internet protocol address", "Internet Protocol (IP) address", ["internet protocol address"]),
        ("internet protocol address", "Internet Protocol, address", []),
        ("date time stamp", "date/time stamp", ["date/time stamp"]),
        ("screen-size of device", "screen size of device", ["screen size of device"]),
        ("contact", "contacts", ["contacts"]),
        ("=contacts", "contact us", []),
        ("=contacts", "your contacts", ["contacts"]),
        ("category", "categories", ["categories"]),
        ("child", "children's", ["children's"]),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str, wanted: list[str]) -> None:
    assert found(phrase, text) == wanted


def test_bounds() -> None:
    bounds = Bounds.of(not_after=["domain/host"], not_before=["of the product"])
    assert found("name", "a domain name, a name of the product, a name", bounds) == ["name"]


def test_the_longest_reading_wins() -> None:
    book: PhraseBook[str] = PhraseBook()
    for phrase in ("address", "email address", "email"):
        book.add(phrase, phrase)
    assert [each.of for each in longest(book.find(tokenise("email address and address")))] == [
        "email address",
        "address",
    ]


@given(st.text(max_size=200))
def test_tokens_are_the_text(text: str) -> None:
    normal = normalise(text).text
    tokens = tokenise(normal)
    assert all(normal[token.start : token.stop].endswith(token.raw[-1]) for token in tokens)
    assert all(left.stop <= right.start for left, right in pairwise(tokens))


@given(
    st.lists(
        st.sampled_from(["we", "collect", "any", "other", "information", "you", "(", ")", "/", ",", "-"]), max_size=300
    )
)
def test_no_sequence_of_words_is_too_much(words: list[str]) -> None:
    found("any/other (other) (information) .. you (you) .. collect", " ".join(words))

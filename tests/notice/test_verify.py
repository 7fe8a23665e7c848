"""Quotes held against documents, with small invented ones."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.notice.categories import Categories
from scanner.notice.model import Notice
from scanner.notice.read import read_notice
from scanner.notice.verify import Match, Quoted, verify
from tests.notice.example import DOCUMENT, write_notice


def by_clause(notice: Notice, document: str) -> dict[str, Quoted]:
    return {each.clause: each for each in verify(notice, document.encode()).quotes if not each.lead_in}


@pytest.fixture
def notice(tmp_path: Path) -> Notice:
    return read_notice(write_notice(tmp_path), Categories.shipped())


def test_the_document_of_the_notice_is_sound(notice: Notice) -> None:
    verification = verify(notice, DOCUMENT.encode())
    assert verification.hash_matches
    assert verification.sound
    assert verification.missing == ()
    assert verification.sha256 == notice.document.sha256


def test_places_are_those_of_the_original(notice: Notice) -> None:
    quotes = by_clause(notice, DOCUMENT)
    email, ip, children = quotes["email"], quotes["ip"], quotes["no-children"]
    assert email.match is Match.VERBATIM
    assert DOCUMENT[email.start : email.stop] == "email addresses"
    assert (email.line, email.times) == (5, 1)
    assert ip.match is Match.NORMALISED
    assert DOCUMENT[ip.start : ip.stop] == 'Internet Protocol (" **IP** ") address'
    assert ip.line == 6
    assert children.match is Match.NORMALISED, "the document breaks the line there"
    assert children.line == 8


def test_lead_ins_are_verified_too(notice: Notice) -> None:
    found = [each for each in verify(notice, DOCUMENT.encode()).quotes if each.lead_in]
    assert [(each.clause, each.match) for each in found] == [("no-children", Match.VERBATIM)]


def test_another_document_has_another_hash_and_may_lack_quotes(notice: Notice) -> None:
    verification = verify(notice, DOCUMENT.replace("billing data", "invoices").encode())
    assert not verification.hash_matches
    assert not verification.sound
    assert [each.clause for each in verification.missing] == ["billing"]
    assert verification.missing[0].start is None


def test_quotes_of_dates_are_verified(notice: Notice) -> None:
    first = notice.effective[0].model_copy(update={"quote": "as of May 1"})
    dated = notice.model_copy(update={"effective": (first,)})
    assert first.from_ == date(2020, 2, 1)
    assert [each.clause for each in verify(dated, DOCUMENT.encode()).missing] == ["2020-02-01"]


def with_quote(notice: Notice, quote: str) -> Notice:
    email = notice.declarations[0].model_copy(update={"quote": quote})
    return notice.model_copy(update={"declarations": (email,), "prohibitions": (), "purposes": ()})


@pytest.mark.parametrize(
    ("quote", "document", "match"),
    [
        ("names", "usernames, and names", Match.VERBATIM),
        ("Names", "usernames, and names", Match.NORMALISED),
        ("phone number", "phone numbers", Match.VERBATIM),
        ("customer's data", "CUSTOMER’S <b>data</b>", Match.NORMALISED),
        ("terms & data", "terms &amp; data", Match.NORMALISED),
        ("call - records", "call – records", Match.NORMALISED),
        ("our notice applies", "our [notice](https://example.com/notice) applies", Match.NORMALISED),
        ("résumé", "re\u0301sume\u0301", Match.NORMALISED),
        ("postal address", "postal, address", Match.MISSING),
        ("resume", "résumé", Match.MISSING),
        ("**", "nothing but a mark", Match.MISSING),
        ("names", "", Match.MISSING),
    ],
)
def test_matches(notice: Notice, quote: str, document: str, match: Match) -> None:
    assert by_clause(with_quote(notice, quote), document)["email"].match is match


def test_whole_words_go_before_parts_of_words(notice: Notice) -> None:
    found = by_clause(with_quote(notice, "names"), "usernames, and names")["email"]
    assert (found.start, found.times) == (15, 1)


def test_windows_text_is_read(notice: Notice) -> None:
    verification = verify(with_quote(notice, "café addresses"), "our café addresses".encode("cp1252"))
    assert verification.missing == ()


WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)


@given(st.lists(WORD, min_size=1, max_size=5), WORD, WORD, st.sampled_from(["**", "_", "`", "\u200b"]))
def test_a_decorated_quote_is_found_where_it_stands(words: list[str], before: str, after: str, mark: str) -> None:
    notice = Notice.model_validate(
        {
            "format": "fairnotice-notice/1",
            "id": "a",
            "company": "A",
            "document": {"file": "a.md", "sha256": "0" * 64},
            "updated": "2020-02-01",
            "effective": [{"from": "2020-02-01"}],
            "declarations": [
                {"id": "q", "category": "contact.email", "quote": " ".join(words), "source": "automatic",
                 "explicitness": "explicit"}
            ],
        }
    )  # fmt: skip
    document = f"{before.upper()}7\n\n{mark}{'  '.join(words).upper()}{mark}\n\n{after.upper()}7"
    found = by_clause(notice, document)["q"]
    assert found.match is Match.NORMALISED
    assert document[found.start : found.stop].split() == [word.upper() for word in words]


TWICE = "# Given\nWe collect names here.\n\n# Sold\nWe do not sell:\n\n* names\n"


def placed(notice: Notice, **changes: str) -> Quoted:
    email = notice.declarations[0].model_copy(update={"quote": "names", **changes})
    only = notice.model_copy(update={"declarations": (email,), "prohibitions": (), "purposes": ()})
    return by_clause(only, TWICE)["email"]


def test_a_quote_under_several_headings_is_ambiguous(notice: Notice) -> None:
    found = placed(notice)
    assert found.ambiguous
    assert [(place.line, place.section) for place in found.places] == [(2, "given"), (7, "sold")]
    assert [TWICE[place.start : place.stop] for place in found.places] == ["names", "names"]


def test_its_section_settles_which_is_meant(notice: Notice) -> None:
    assert (placed(notice, section="Sold").line, placed(notice, section="Sold").ambiguous) == (7, False)
    assert placed(notice, section="GIVEN:").line == 2


def test_its_lead_in_settles_which_is_meant(notice: Notice) -> None:
    assert (placed(notice, lead_in="We do not sell").line, placed(notice, lead_in="We collect").line) == (7, 2)


@pytest.mark.parametrize(("lead_in", "misplaced"), [("We collect", False), ("here", True), ("We do not sell", True)])
def test_a_lead_in_stands_before_its_quote_in_the_same_sentence(notice: Notice, lead_in: str, misplaced: bool) -> None:
    email = notice.declarations[0].model_copy(update={"quote": "names here", "lead_in": lead_in})
    only = notice.model_copy(update={"declarations": (email,), "prohibitions": (), "purposes": ()})
    verification = verify(only, TWICE.encode())
    assert bool(verification.misplaced) is misplaced
    assert not verification.missing


def test_the_beginning_that_a_missing_quote_has_is_told(notice: Notice) -> None:
    found = by_clause(with_quote(notice, "we collect names there"), TWICE)["email"]
    assert (found.match, found.found_words, found.found_line) == (Match.MISSING, "we collect names", 2)

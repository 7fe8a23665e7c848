"""Each spelling of a value is found in a line of text and in a cell, and what only looks alike is not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.find.exact import How
from scanner.find.folding import fold, folded, units
from scanner.find.needles import needles
from scanner.find.search import HOWS, places_in
from scanner.find.wanted import Term, term_of, wanted
from scanner.model.data import Batch, Column

EMAIL, PHONE, NAME = "anna.berg+shop@nordlys-mail.org", "+1 617 465 7125", "Anna Berg"


def asked(kind: str, said: str, *regions: str) -> Term:
    return term_of(0, kind, said, regions, f"--{kind}")


def how(term: Term, text: str, *, lines: bool = True) -> How | None:
    values = pa.array([f"{text}\n" if lines else text])
    batch = Batch((Column("" if lines else "f", values),), 1, lines=lines)
    found = list(places_in(batch, needles(wanted(["x"], [term]))))
    assert len(found) <= 1
    return HOWS[found[0].hows[0]] if found else None


SPELLED = [
    ("email", EMAIL, "anna.berg+shop@nordlys-mail.org", How.SAME),
    ("email", EMAIL, "user=Anna.Berg+Shop@NORDLYS-mail.ORG, next", How.SAME),
    ("email", EMAIL, "GET /?mail=anna.berg%2Bshop%40nordlys-mail.org&x=1", How.SAME),
    ("email", EMAIL, '{"to": "anna.berg\\u002bshop\\u0040nordlys-mail.org"}', How.SAME),
    ("email", EMAIL, "<mailto:anna.berg+shop@nordlys-mail.org>.", How.SAME),
    ("email", EMAIL, "'anna.berg+shop@nordlys-mail.org'", How.SAME),
    ("email", EMAIL, "anna.berg@nordlys-mail.org", How.TAG),
    ("email", EMAIL, "anna.berg+news-letter-2018@nordlys-mail.org", How.TAG),
    ("email", EMAIL, "anna.berg@other.org", None),
    ("email", EMAIL, "johanna.berg@nordlys-mail.org", None),
    ("email", EMAIL, "x.anna.berg@nordlys-mail.org", None),
    ("email", EMAIL, "anna.berg@nordlys-mail.org.evil.com", None),
    ("email", EMAIL, "anna.berg nordlys-mail.org", None),
    ("email", "jane@corp.local", "login JANE@CORP.LOCAL ok", How.SAME),
    ("email", "jane@localhost", "from jane@localhost:25", How.SAME),
    ("email", "eva@müller-post.de", "eva@xn--mller-post-9db.de", How.SAME),
    ("email", "eva@xn--mller-post-9db.de", "an Eva@Müller-Post.de.", How.SAME),
    ("phone", PHONE, "+16174657125", How.SAME),
    ("phone", PHONE, "call (617) 465-7125 now", How.SAME),
    ("phone", PHONE, "617.465.7125", How.SAME),
    ("phone", PHONE, "1-617-465-7125", How.SAME),
    ("phone", PHONE, "001 617 465 7125", How.SAME),
    ("phone", PHONE, "011 1 617 465 7125", How.SAME),
    ("phone", PHONE, "tel:+1-617-465-7125;ext=4", How.SAME),
    ("phone", PHONE, "+1 617 465 7125 x12", How.SAME),
    ("phone", PHONE, "?n=%2B1%20617%20465%207125&m", How.SAME),
    ("phone", PHONE, "+1\u00a0617\u2011465\u20117125", How.SAME),
    ("phone", PHONE, "2018-11-30 10:22:33 from 16174657125 to", How.SAME),
    ("phone", PHONE, "+91 617 465 7125", None),
    ("phone", PHONE, "id 96174657125", None),
    ("phone", PHONE, "61746571259", None),
    ("phone", PHONE, "12.6174657125", None),
    ("phone", PHONE, "a6174657125", None),
    ("phone", PHONE, "6174657125ab", None),
    ("phone", PHONE, "617-465-7125-8", None),
    ("phone", PHONE, "617 465 7126", None),
    ("phone", "+49 30 12345678", "030 / 123 456 78", How.SAME),
    ("phone", "+49 30 12345678", "+49 (0)30 12345678", How.SAME),
    ("phone", "+49 30 12345678", "0049-30-12345678", How.SAME),
    ("phone", "+49 30 12345678", "(030) 12345678", How.SAME),
    ("phone", "+49 30 12345678", "30 12345678", How.NATIONAL),
    ("phone", "+47 22 12 34 56", "22123456", How.SAME),
    ("phone", "+39 06 1234 5678", "06 12345678", How.SAME),
    ("name", NAME, "ANNA BERG", How.SAME),
    ("name", NAME, "Berg, Anna", How.SAME),
    ("name", NAME, "seen by Ánna  Bérg today", How.SAME),
    ("name", NAME, "q=Anna+Berg&x", How.SAME),
    ("name", NAME, "q=Anna%20Berg&x", How.SAME),
    ("name", NAME, "A. Berg", How.INITIALS),
    ("name", NAME, "Berg, A.", How.INITIALS),
    ("name", NAME, "Anna K. Berg", How.INITIALS),
    ("name", NAME, "anna.berg@other.org", How.IDENTIFIER),
    ("name", NAME, "anna_berg", How.IDENTIFIER),
    ("name", NAME, "Johanna Berg", None),
    ("name", NAME, "Anna Bergen", None),
    ("name", NAME, "Lisa-Anna Berg", None),
    ("name", NAME, "Anna Berg-Nilsen", None),
    ("name", NAME, "Anna Olsen, Karl Berg", None),
    ("name", NAME, "I met Anna. Berg was away", None),
    ("name", NAME, "Anna and Berg", None),
    ("name", NAME, "B. Anna", None),
    ("name", "Jürgen Groß", "JUERGEN GROSS", How.SAME),
    ("name", "Jürgen Groß", "Jurgen Gross", How.SAME),
    ("name", "Jürgen Groß", "J\u0075\u0308rgen Groß", How.SAME),
    ("name", "Juergen Gross", "Jürgen Groß", How.SAME),
    ("name", "Jürgen Groß", '"J\\u00fcrgen Gro\\u00df"', How.SAME),
    ("name", "Jürgen Groß", "J%C3%BCrgen%20Gro%C3%9F", How.SAME),
    ("name", "Siobhán O'Brien", "Siobhan O’Brien", How.SAME),
    ("name", "Siobhán O'Brien", "OBRIEN Siobhan", How.SAME),
    ("name", "Anna Maria van den Berg", "van den Berg, Anna Maria", How.SAME),
    ("name", "Anna Maria van den Berg", "A. M. van den Berg", How.INITIALS),
    ("name", "Анна Берг", "БЕРГ Анна", How.SAME),
    ("name", "Madonna", "a song of MADONNA.", How.SAME),
    ("card", "4012888888881881", "4012 8888 8888 1881", How.SAME),
    ("card", "4012888888881881", "card=4012-8888-8888-1881;", How.SAME),
    ("card", "4012888888881881", "14012888888881881", None),
    ("iban", "DE89 3704 0044 0532 0130 00", "de89370400440532013000", How.SAME),
    ("value", "C-1042-77A", "customer c104277a called", How.SAME),
    ("value", "C-1042-77A", "c104277ab", None),
    ("value", "4711", "order 4711, 3 pieces", How.SAME),
    ("value", "4711", "order 47112", None),
    ("value", "198.51.100.7", "from 198.51.100.7:443", How.SAME),
    ("US_SSN", "536-90-4399", "ssn 536904399.", How.SAME),
    ("EMAIL_ADDRESS", EMAIL, EMAIL.upper(), How.SAME),
]


@pytest.mark.parametrize(("kind", "said", "text", "expected"), SPELLED, ids=range(len(SPELLED)))
def test_in_a_line_and_in_a_cell(kind, said, text, expected):
    term = asked(kind, said)
    assert how(term, text) == expected
    if expected in (How.SAME, None) and " " not in text.strip():
        assert how(term, text, lines=False) == expected


def test_a_cell_with_another_word_may_be_somebody_else():
    assert how(asked("name", NAME), "Anna Berg Hansen", lines=False) == How.AMONG_OTHERS
    assert how(asked("name", NAME), "Dr. Anna Berg", lines=False) == How.SAME


def test_a_national_spelling_of_a_country_that_was_not_named():
    assert how(asked("phone", "+49 30 12345678", "US"), "030 12345678") == How.NATIONAL
    assert how(asked("phone", "030 12345678", "DE"), "+493012345678") == How.SAME


@given(st.characters(exclude_categories=["Cs"]))
def test_both_readings_of_a_character_are_the_same(char):
    first, second = units()
    if char <= "\uffff":
        code = ord(char)
        made = "".join(chr(unit[code]) for unit in (first, second) if unit[code] > 1)
        assert made == fold(char).strip()


names = st.text(st.sampled_from("abcdeéüøßÅçžšЖд中" + "xyz"), min_size=2, max_size=9).filter(
    lambda name: len(folded(name)) > 1
)
around = st.text(st.sampled_from('ab1 .,;\t="{}<>|äü\\%'), max_size=12)


@given(names, names, around, around, st.sampled_from([" ", "  ", ", ", "\u00a0", "+"]))
def test_a_name_is_found_wherever_it_stands(first, last, before, after, gap):
    term = asked("name", f"{first} {last}")
    assert how(term, f"{before} {first.upper()}{gap}{last} {after}") is not None


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=40), st.binary(max_size=20)
)
def test_no_text_stops_the_search(text, data):
    broken = data.decode("utf-8", "replace").replace("\n", "")
    terms = [asked("email", EMAIL), asked("phone", PHONE), asked("name", NAME), asked("value", "4711")]
    values = pa.array([text, f"{broken}%", f"\\u{broken}", f"{EMAIL}{text}"])
    batch = Batch((Column("f", values),), 4)
    records = np.concatenate([places.records for places in places_in(batch, needles(wanted(["x"], terms)))] or [[]])
    assert set(records.tolist()) <= {0, 1, 2, 3}


def test_given_and_family_name_in_two_fields():
    names = ("first", "middle", "last", "agent")
    rows = [
        ("Anna", "K", "Berg", "Olsen"),
        ("Anna", "", "Lund", "Berg"),
        ("BERG", "", "ánna", ""),
        ("Anna", "", "", ""),
    ]
    columns = tuple(
        Column(name, pa.array(list(values))) for name, values in zip(names, zip(*rows, strict=True), strict=True)
    )
    found = list(places_in(Batch(columns, 4), needles(wanted(["x"], [asked("name", NAME)]))))
    assert [(each.field, each.records.tolist(), HOWS[each.hows[0]]) for each in found] == [
        ("first + last", [0, 2], How.FIELDS),
        ("first + agent", [1], How.APART),
    ]

from __future__ import annotations

import pytest

from scanner.model.found import Confidence
from tests.detectors.looking import spans_of

SENTENCE = "They asked us about {} when we came back from the trip to the north."


def _found(rule: str, text: str) -> list[str]:
    return [found for _, found, level in spans_of(rule, [text], "text") if level >= Confidence.LIKELY]


@pytest.mark.parametrize(
    "address",
    [
        "12 Harbour Lane", "1600 N. Willow Ave.", "221b Baker Street", "14 5th Avenue, Suite 300",
        "7 St Mary's Road, Flat 3",
        "P.O. Box 1234", "PO Box 99", "Lindenstraße 17", "Lange Gasse 4b", "Koepenicker Str. 74", "Storgatan 12",
        "Kirkeveien 9 A",
        "Mannerheimkatu 3", "36 Rue de la Gare", "Via Garibaldi 8", "Calle de Alcalá 50", "Rua das Flores 120",
        "ul. Grochowa 80",
        "Prinsengracht 263", "PSC 1234, Box 5678 APO AE 09123", "4120 Kiefer Drive Apt. 12", "88 Any Name Suite 4",
    ],
)  # fmt: skip
def test_street_addresses(address: str) -> None:
    assert _found("street_in_text", SENTENCE.format(address)) == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Since the summer she lives at 48 Old Mill Way and likes the neighbours very much", "48 Old Mill Way"),
        ("Our new address is 5049 Harjula 54, and the old one is not in use any more", "5049 Harjula 54"),
        ("Anna Berg\nFjordtel AS\n3050 Pagari 18\nBergen\nNorway\nwith many kind regards", "3050 Pagari 18"),
    ],
)
def test_addresses_that_words_or_lines_tell(text: str, address: str) -> None:
    assert _found("street_in_text", text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "Copyright 1991-2012, Anna B. Lane, and 2013 Joachim Strand of the same street",
        "In 2008 Wall Street fell, and the 2010 Main Street Act came two years later",
        "We counted 12 people in Main Street and 4 more in the lane behind the house",
        "On 19 January 2013 the place was closed and 30 Days Court is only a film of it",
        "They used 3 Google Drive folders and 2 Data Loop licences in that quarter",
        "Room 12 and Suite Number are words, Unit 5 tests are what the others wrote",
        "The 9th Circuit Court and 12 Angry Men were on television in the evening",
        "Windows 2000 Server and Office 97 ran on 486 machines under the desk there",
        "Version 3.1 Road map and chapter 4 Way points are in the second document",
    ],
)
def test_no_street_addresses(text: str) -> None:
    assert _found("street_in_text", text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("My zip code is 94105-1234 and it has been so for as long as I can think", "94105-1234"),
        ("Postcode: SW1A 1AA, which everybody in the office knows by heart by now", "SW1A 1AA"),
        ("The PLZ is 10115 and the town is known to everybody who has been there", "10115"),
        ("It went to Boston, MA 02110 and came back after more than three weeks", "02110"),
        ("Bring it to 12 Harbour Lane\nApt. 4\nBergen\nNorway 5003\nbefore they all leave the house", "5003"),
    ],
)
def test_postcodes(text: str, code: str) -> None:
    assert _found("postcode_in_text", text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "They sold 94105 of them and 10115 of the others before the end of the year",
        "Take 12 Harbour Lane, Apt. 962 and ring twice, since nobody hears it at once",
        "Error codes 4711 and 0815 are for a zip file that has not been written whole",
        "The part A1 2BC was in the box and nobody knew what it could be good for",
        "Our house at 12 Harbour Lane was built in 1952 and painted again last year",
    ],
)
def test_no_postcodes(text: str) -> None:
    assert _found("postcode_in_text", text) == []

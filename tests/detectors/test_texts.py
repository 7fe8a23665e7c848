"""Letters, posts, notes and manuals, invented: what is found in them, and that nothing else is."""

from __future__ import annotations

import pytest

from scanner.model.found import Confidence
from tests.detectors.looking import BOOK, looked

SPANS = {
    "CREDIT_CARD", "DATE_TIME", "EMAIL_ADDRESS", "IBAN_CODE", "IP_ADDRESS", "PHONE_NUMBER", "STREET_ADDRESS", "URL",
    "US_SSN", "ZIP_CODE",
}  # fmt: skip

LETTER = """Dear all,

the workshop is moved to Thursday. Please tell Ingrid at ingrid.dahl@example.org or on her mobile, 415-555-0132,
ext. 14, whether you want to stay for dinner. The hotel is at 12 Harbour Lane, Suite 300, Springfield, IL 62701, and the
route is at https://www.example.com/how-to-get-there?from=north (see the second map).

Desk: +44 20 7946 0958
Fax: 0490 39 07 81"""
LETTER_HOLDS = {
    ("DATE_TIME", "Thursday"), ("EMAIL_ADDRESS", "ingrid.dahl@example.org"), ("PHONE_NUMBER", "415-555-0132"),
    ("STREET_ADDRESS", "12 Harbour Lane, Suite 300"), ("ZIP_CODE", "62701"),
    ("URL", "https://www.example.com/how-to-get-there?from=north"), ("PHONE_NUMBER", "+44 20 7946 0958"),
    ("PHONE_NUMBER", "0490 39 07 81"),
}  # fmt: skip

POST = """Has anybody paid with a card there? Mine is 4111 1111 1111 1111 and it was refused twice, on 3 March 2018 and
again in 2019. They wanted a transfer to DE89 3704 0044 0532 0130 00 instead. Their site, shop.example.co.uk, is slow,
and the server at 203.0.113.77 does not answer. Do not write to info@example.net, nobody reads that."""
POST_HOLDS = {
    ("CREDIT_CARD", "4111 1111 1111 1111"), ("DATE_TIME", "3 March 2018"), ("DATE_TIME", "2019"),
    ("IBAN_CODE", "DE89 3704 0044 0532 0130 00"), ("URL", "shop.example.co.uk"), ("IP_ADDRESS", "203.0.113.77"),
    ("EMAIL_ADDRESS", "info@example.net"),
}  # fmt: skip

NOTES = """Notes. This version mends the parser (ticket 4711-0815, bug 20181130) and needs library so.6 or newer.
The build was 3.14.15.92 and its hash begins with deadbeefcafe0123; see docs/guide.md and lib/util.py, or call the
function Foo.bar in std::vector for more. The part number is 867-5309-22, the price 1 299 000 for all, the range of
the sensor 12 to 4096 units, the ratio 16/9, and the serial of the device 00:1b:44:11:3a:b7 is printed on its back. Use
chapter 12 Road map, room 12, and the macro ORDER_ID 1234567890 for the rest, e.g. in the loop...please do."""


def _held(text: str) -> set[tuple[str, str]]:
    column = looked([text], "text")
    if column is None:
        return set()
    return {
        (BOOK.rules[found.rule].entity, value)
        for found in column.found
        for value, level in zip(column.text.strings(found.spans).to_list(), found.levels, strict=True)
        if level >= Confidence.LIKELY and BOOK.rules[found.rule].entity in SPANS
    }


@pytest.mark.parametrize(("text", "holds"), [(LETTER, LETTER_HOLDS), (POST, POST_HOLDS), (NOTES, set())])
def test_what_a_text_holds(text: str, holds: set[tuple[str, str]]) -> None:
    assert _held(text) == holds

"""What sentences say of the data that they name."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.notice.draft.blocks import Kind, Source
from scanner.notice.draft.cues import Stand
from scanner.notice.draft.lexicon import lexicon
from scanner.notice.draft.mentions import mentions
from scanner.notice.draft.outline import sentences
from scanner.notice.draft.plain import plain_blocks
from scanner.notice.draft.web import html_blocks, is_html


def said(text: str, html: bool = False) -> dict[str, str]:
    source = Source.of("text", text.encode(), text, html_blocks(text) if html else plain_blocks(text), html)
    found = (each for line in sentences(source, lexicon()) for each in mentions(line, lexicon()))
    return {each.term.category: each.stand.value for each in found if each.stand is not Stand.NOTHING}


HELD, DENIED = "held", "denied"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We collect your email address.", {"contact.email": HELD}),
        ("We do not collect your email address.", {"contact.email": DENIED}),
        ("We don't sell, or knowingly collect, your email address.", {"contact.email": DENIED}),
        ("Your email address is not stored.", {"contact.email": DENIED}),
        ("Your email address is stored.", {"contact.email": HELD}),
        ("We collect no email addresses.", {"contact.email": DENIED}),
        ("We not only collect your email address.", {"contact.email": HELD}),
        ("We do not collect your email address unless you provide it to us.", {"contact.email": HELD}),
        ("If you do not give us your email address, we cannot answer.", {}),
        ("You have the right to have your email address corrected.", {}),
        ("You have the right to see the email address that we collect.", {}),
        ("If you wish to order, we collect your email address.", {"contact.email": HELD}),
        ("We protect your email address by encryption.", {}),
        ("We will send you news to your email address.", {}),
        ("Personal data means any information, such as an email address.", {}),
        ("We do not require you to provide your email address.", {}),
        ("We do not share your email address.", {}),
        ("We do not store, use or share your email address.", {"contact.email": DENIED}),
        ("None of your photos are uploaded to our servers.", {"identity.photo": DENIED}),
        ("We never ask for your religion; we record your age.", {"special.religion": DENIED, "identity.age": HELD}),
        ("We use cookies.", {}),
        ("We collect your first, middle and last names.", {"identity.name": HELD}),
        ("We collect your billing and shipping address.", {"contact.postal_address": HELD}),
    ],
)  # fmt: skip
def test_a_sentence(text: str, wanted: dict[str, str]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    "layout",
    [
        "# Privacy\n\nWe collect:\n\n* email address\n* age group\n",
        "Privacy\n=======\n\nWe may collect the following\n\n1. Email address\n2. Age group\n",
        "privacy\nfor example, we may collect\nyour email address\nyour age group\n",
        "Privacy\n\nWe collect:\n\nYour email address\n\nYour age group\n\n",
        "# Privacy\n\nWe collect:\n\n- contact:\n    - email address\n- age group\n",
        "# Information we collect\n\n| Data | Purpose |\n|---|---|\n| Email address, age group | your income |\n",
    ],
)
def test_items_hang_on_their_lead_in(layout: str) -> None:
    assert said(layout) == {"contact.email": HELD, "identity.age": HELD}


def test_a_lead_in_that_denies_denies_its_items() -> None:
    assert (
        said("# Privacy\n\nWe do not collect:\n\n* email addresses\n* ages of users\n").get("contact.email") == DENIED
    )


def test_purposes_are_no_data() -> None:
    assert (
        said("# How we use data\n\nWe use the data we collect to:\n\n* answer your messages\n* check your age\n") == {}
    )


def test_a_list_ends_with_its_items() -> None:
    assert said("# Contact us\n\nWe collect:\n\n* age group\n\nOur telephone number\n") == {"identity.age": HELD}


PAGE = """<!DOCTYPE html><html><head><title>We collect your age</title>
<script>"We collect your religion"</script></head><body><nav>We collect your photo</nav>
<header>We collect your gender</header><div class="site-footer">We collect your name</div>
<h1>Privacy</h1><p>We collect your <b>e-mail</b>&nbsp;address<!-- and your DNA data -->.</p>
<table><tr><th>Data</th><th>Purpose</th></tr><tr><td>IP address</td><td>your age</td></tr></table>
<ul><li>We record <ul><li>GPS data</li></ul></li></ul></body></html>"""


def test_a_page_without_its_navigation() -> None:
    assert is_html(PAGE)
    assert said(PAGE, html=True) == {
        "contact.email": HELD,
        "online.ip_address": HELD,
        "location.precise": HELD,
    }


@given(st.text(alphabet="<>/pdivnul abc&;!-\"'=\n", max_size=300))
def test_blocks_of_any_page_lie_in_it(text: str) -> None:
    blocks = html_blocks(text)
    assert all(0 <= block.start <= block.stop <= len(text) for block in blocks)
    assert all(left.stop <= right.start for left, right in pairwise(blocks))


@given(st.text(alphabet="#*-|_. abcAB1:\n", max_size=300))
def test_blocks_of_any_text_lie_in_it(text: str) -> None:
    blocks = list(plain_blocks(text))
    assert all(0 <= block.start <= block.stop <= len(text) for block in blocks if block.kind is not Kind.CELL)
    said(text)

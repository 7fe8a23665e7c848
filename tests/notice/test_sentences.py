"""Sentences and lists of documents, and which words lead into which."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.notice.outline import outline
from scanner.notice.sentences import split

PIECES = st.sampled_from(
    ["We collect names", ". ", ";", "\n", "\n\n", "* ", "1. ", "# ", "<li>", "</li>", "<p>", "e.g. ", "**", " ", "(a) "]
)


def texts(document: str) -> list[str]:
    return [document[each.start : each.stop] for each in split(document).all]


@pytest.mark.parametrize(
    ("document", "sentences"),
    [
        ("We collect names. We keep them.", ["We collect names.", "We keep them."]),
        ("We collect names, e.g. Inc. names\nand ages.", ["We collect names, e.g. Inc. names\nand ages."]),
        (
            "We do not sell data, or knowingly collect\ndata of children.",
            ["We do not sell data, or knowingly collect\ndata of children."],
        ),
        ("We collect:\n\n* names;\n* 1\\. ages", ["We collect:", "names;", "ages"]),
        ("# What we collect\nnames", ["# What we collect", "names"]),
        ("<p>We collect\nnames</p><ul><li>ages</li></ul>", ["We collect\nnames", "ages"]),
        ("", []),
    ],
)
def test_sentences(document: str, sentences: list[str]) -> None:
    assert texts(document) == sentences


@given(st.lists(PIECES, max_size=30).map("".join))
def test_sentences_are_in_order_and_hold_all_words(document: str) -> None:
    found = split(document).all
    assert all(one.stop <= other.start for one, other in pairwise(found))
    held = "".join(document[each.start : each.stop] for each in found)
    assert held.count("names") == document.count("names")


LIST = "We share data with:\n\n* partners, to:\n  * send news. They may call.\n  * keep records;\n\nWe keep names."
FLAT = "\n".join(
    [
        "we share your data with partners to",
        "send news and other mail",
        "keep records for a long time",
        "and so on and on",
    ]
)


@pytest.mark.parametrize(
    ("document", "lead", "quote", "leads"),
    [
        ("We never sell or rent names", "We never", "names", True),
        ("We never sell names. We rent names2", "We never", "names2", False),
        ("names we never sell", "we never", "names", False),
        ("We will: (a) sell names; (b) keep ages", "We will", "keep ages", True),
        ("We sell, incl. to partners, names", "We sell", "names", True),
        ("we sell names. we keep ages", "we sell", "ages", False),
        (LIST, "We share data", "partners", True),
        (LIST, "partners, to", "keep records", True),
        (LIST, "We share data", "They may call", False),
        (LIST, "We share data", "We keep names", False),
        (FLAT, "partners to", "keep records", True),
        ("<p>We keep</p><ul><li>names</li><li>ages</li></ul>", "We keep", "ages", True),
        ("<p>We keep</p><p>no ages</p>", "We keep", "ages", False),
    ],
)
def test_what_leads_into_what(document: str, lead: str, quote: str, leads: bool) -> None:
    assert split(document).leads(document.index(lead) + len(lead), document.index(quote)) is leads


@pytest.mark.parametrize("piece", ["a. ", "\n* x", "_a", "<p>", "# \n", " ", "(a) ", "a\n"])
def test_long_documents_take_linear_time(piece: str) -> None:
    document = piece * 60_000
    split(document)
    outline(document, ["a", "x"])


def test_headings_are_marked_or_named_by_the_notice() -> None:
    document = "# One\na\n\n_Two_\nb\n<h2>Three &amp; more</h2>\nc\nchanges to notice\nd"
    found = outline(document, ["Changes to Notice"])
    assert [found.at(document.index(f"\n{letter}") + 1) for letter in "abcd"] == [
        "one",
        "two",
        "three & more".replace("& ", ""),
        "changes to notice",
    ]
    assert found.at(0) == "one"
    assert outline("no heading").at(3) == ""

"""HTML: text whole however it is marked up, attributes, comments, forms, tables; damage and pages without an end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources._tags import Page, Passage
from scanner.sources.html import SOURCE
from tests.command import scan
from tests.sources.reading import read

PAGE = """<!DOCTYPE html>
<html><head><title>Kunder &amp; venner</title><meta name="author" content="Ada Nordmann">
<script>var owner = "eva@fjordtel.net";
if (1 < 2) { go("</b>"); }</script><style>p { color: red }</style></head>
<body><!-- old: kari@fjordtel.net -->
<p>Skriv til <b>ola</b>@fjord<i>tel</i>.net
eller ring</p>
<a href="mailto:liv@fjordtel.net?subject=a&amp;b" data-user="tom@fjordtel.net">Skriv</a> 1 < 2 & 3
<img src="data:image/png;base64,AAAA" alt="Bilde av Per">
<form><input name="email" value='per@fjordtel.net' placeholder="din e-post"></form>
<table><tr><th>Navn</th><th>E-post</th><th>Birth date</th></tr>
<tr><td>Åse</td><td><a href="mailto:ase@fjordtel.net">ase@fjordtel.net</a></td><td>1980-02-01</td></tr>
<tr><td>Bo</td><td></td><td>1981-02-01</td></tr></table>
<table><tr><td>rundt<table><tr><td>Telefon</td><td>+47 22 22 55 55</td></tr></table></td></tr></table>
</body></html>
"""
CELLS = {
    "text": [
        (2, "Kunder & venner\n"),
        (6, "Skriv til ola@fjordtel.net eller ring\n"),
        (8, "Skriv 1 < 2 & 3\n"),
        (14, "rundt\n"),
    ],
    "(document).author": [(1, "Ada Nordmann")],
    "script": [(3, 'var owner = "eva@fjordtel.net";\n'), (4, 'if (1 < 2) { go("</b>"); }\n')],
    "(annotation)": [(5, "old: kari@fjordtel.net\n")],
    "href": [(8, "mailto:liv@fjordtel.net?subject=a&b\n"), (12, "mailto:ase@fjordtel.net\n")],
    "data-user": [(8, "tom@fjordtel.net\n")],
    "alt": [(9, "Bilde av Per\n")],
    "(forms).email": [(10, "per@fjordtel.net")],
    "placeholder": [(10, "din e-post\n")],
    "table 1.text": [(1, "Navn\tE-post\tBirth date\n")],
    "table 1.Navn": [(1, "Åse"), (2, "Bo")],
    "table 1.E-post": [(1, "ase@fjordtel.net")],
    "table 1.Birth date": [(1, "1980-02-01"), (2, "1981-02-01")],
    "table 3.text": [(1, "Telefon\t+47 22 22 55 55\n")],
}


def passages(text: str, size: int) -> list[Passage]:
    page = Page()
    found = [each for at in range(0, len(text), size) for each in page.feed(text[at : at + size])]
    return [*found, *page.close()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_everything_on_a_page_with_its_line(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding)
    outcome = read(SOURCE, path)
    assert outcome.cells() == CELLS
    assert not outcome.problems


@given(st.integers(1, 60))
def test_blocks_of_any_size_give_the_same(size: int) -> None:
    assert passages(PAGE, size) == passages(PAGE, len(PAGE))


@given(st.text(alphabet="<>!-/='\"& abtdrp;\n", max_size=200), st.integers(1, 9))
def test_any_text_is_read_to_its_end(text: str, size: int) -> None:
    assert passages(text + "\n</p>kari@fjordtel.net", size) == passages(text + "\n</p>kari@fjordtel.net", 10_000)


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", '<a "', "<a '\"", "</", "&", "<", "<script>", "<table><td>", "<p a=", "a "]
)
def test_what_never_ends_costs_no_more_than_its_length(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    begun = time.process_time()
    found = passages(text, 1 << 19)
    assert time.process_time() - begun < 20
    assert sum(len(each.text) for each in found) <= len(text)


def test_a_page_that_is_cut_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    for end in range(0, len(PAGE), 37):
        path.write_text(PAGE[:end])
        outcome = read(SOURCE, path)
        assert outcome.error is None
        assert set(outcome.reasons) <= {Reason.EMPTY}
        assert ("(document).author" in outcome.cells()) == (end > PAGE.index('mann">'))


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        (PAGE, Fit.SIGNATURE),
        ("\ufeff<?xml version='1.0'?>\n<!-- x --><html xmlns='http://www.w3.org/1999/xhtml'>", Fit.SIGNATURE),
        ("<div><p>a</p><p>b</p></div>", Fit.CONTENT),
        ("<records><record>a</record></records>", Fit.NO),
        ("see <b>this</b>", Fit.NO),
        ("id,html\n1,<p>a</p><p>b</p><p>c</p>\n", Fit.NO),
    ],
)
def test_fit(text: str, fit: Fit) -> None:
    assert SOURCE.fit(Head("x", text.encode(), text)) == fit


def test_the_command_names_field_and_line(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    ran = scan(tmp_path)
    assert {
        ("page.txt", None, "text", "contact.email"),
        ("page.txt", None, "(annotation)", "contact.email"),
        ("page.txt", None, "href", "contact.email"),
        ("page.txt", "(forms)", "email", "contact.email"),
        ("page.txt", "table 1", "E-post", "contact.email"),
        ("page.txt", "table 1", "Birth date", "identity.date_of_birth"),
    } <= ran.found()
    assert ran.coverage("page.txt")["status"] == "scanned"

"""RTF: characters of every kind, destinations, tables, damage, blocks of any size."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources._rtf import Reader
from scanner.sources.rtf import SOURCE
from tests.command import scan
from tests.sources.documents import items_of

TEXT = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\froman\fcharset204 Times;}}
{\colortbl;\red255\green0\blue0;}{\*\generator Riched20 10.0;}
{\info{\author Ada Nordmann}{\title Kunder}{\creatim\yr2018}}
{\header\pard Hode: liv@fjordtel.net\par}
\pard M\'f8te med \b Ada\b0  om \u8211\'96 kunder\uc0\u9731 \uc1\par
Skriv til {\b ola}@fjord{\i tel}.net{\footnote\pard se eva@fjordtel.net\par} eller ring\line +47 22 22 55 55\par
{\f1 \'cf\'f0\'e8\'e2\'e5\'f2}\u-10179?\u-8704?\par
\trowd\intbl Navn\cell E-post\cell\row \intbl \'c5se\cell ase@fjordtel.net\cell\row
{\field{\*\fldinst HYPERLINK "mailto:per@fjordtel.net"}{\fldrslt her}}\~og\_der \{x\}\par
{\pict\pngblip 00aabb@example.com}{\*\unknown skjult}{\*\atnauthor Kari Vik}{\*\annotation ring tom@fjordtel.net}
{\pict\bin5 }}{{}}slutt}
"""


def pieces(data: bytes, size: int) -> list[tuple[int, str, str]]:
    reader = Reader()
    found = [each for at in range(0, len(data), size) for each in reader.feed(data[at : at + size])]
    return [*found, *reader.feed(b"", last=True)]


def test_a_text_by_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(TEXT)
    cells, problems, _ = items_of(SOURCE, path)
    assert [value for _, value in cells["text"]] == [
        "Møte med Ada om – kunder☃",
        "Skriv til ola@fjordtel.net eller ring\n+47 22 22 55 55",
        "Привет😀",
        "Navn\tE-post",
        "Åse\tase@fjordtel.net",
        "her og-der {x}",
        "slutt",
    ]
    assert [row for row, _ in cells["text"]] == [1, 2, 3, 4, 5, 6, 7]
    assert cells["header"] == [(1, "Hode: liv@fjordtel.net")]
    assert cells["notes"] == [(2, "se eva@fjordtel.net")]
    assert [value for _, value in cells["field_code"]] == ['HYPERLINK "mailto:per@fjordtel.net"']
    assert [value for _, value in cells["comments"]] == ["ring tom@fjordtel.net"]
    assert [value for _, value in cells["author"]] == ["Kari Vik"]
    assert cells["(document).creator"] == [(1, "Ada Nordmann")]
    assert cells["(document).title"] == [(1, "Kunder")]
    assert not problems


@given(st.integers(1, 200))
def test_blocks_of_any_size_give_the_same(size: int) -> None:
    assert pieces(TEXT, size) == pieces(TEXT, len(TEXT))


@given(st.binary(max_size=60), st.integers(0, len(TEXT)), st.integers(1, 300))
def test_damage_ends_nothing(noise: bytes, at: int, size: int) -> None:
    found = pieces(TEXT[:at] + noise + TEXT[at + len(noise) :], size)
    assert all(isinstance(row, int) and text for row, _, text in found)


@pytest.mark.parametrize("piece", [b"{", b"}", b"\\par", b"{\\header a", b"a", b"\\'41", b"\\u65?", b"{\\footnote{"])
def test_what_never_ends_costs_no_more_than_its_length(piece: bytes) -> None:
    begun = time.process_time()
    pieces(b"{\\rtf1 " + piece * (2_000_000 // len(piece)), 1 << 18)
    assert time.process_time() - begun < 30


def test_pictures_and_objects_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1 a{\pict " + b"00" * 40_000 + rb"}{\object{\*\objdata 0102}}\par}")
    cells, problems, _ = items_of(SOURCE, path)
    assert cells["text"] == [(1, "a")]
    assert {problem.reason for problem in problems} == {Reason.MISSING_EXTRA, Reason.UNKNOWN_FORMAT}


def test_fit() -> None:
    assert SOURCE.fit(Head("x", TEXT, TEXT.decode("latin-1"))) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x.rtf", b"plain", "plain")) == Fit.NO


def test_the_command_names_the_field(tmp_path: Path) -> None:
    (tmp_path / "brev.doc").write_bytes(TEXT)
    ran = scan(tmp_path)
    assert {
        ("brev.doc", None, "text", "contact.email"),
        ("brev.doc", None, "header", "contact.email"),
        ("brev.doc", None, "comments", "contact.email"),
    } <= ran.found()

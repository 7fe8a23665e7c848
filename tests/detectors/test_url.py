from __future__ import annotations

import pyarrow as pa
import pytest

from scanner.content import LocalFile
from scanner.detect import detect
from scanner.findings import findings
from scanner.model.data import Asset, Batch, Column, Unit
from scanner.summarising import Summarising
from tests.detectors.looking import BOOK, spans_of

SENTENCE = "We have read about {} in the paper that came with the morning post."


def _found(text: str) -> list[str]:
    return [found for _, found, _ in spans_of("url", [SENTENCE.format(text)], "text")]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/", "http://example.com/a/b?c=d&e=f#g", "HTTPS://EXAMPLE.ORG/X", "ftp://ftp.example.org/pub",
        "http://localhost:8080/status", "http://[2001:db8::1]:80/x", "www.example.net", "WWW.EXAMPLE.NET/shop",
        "example.com", "Example.com/Path", "shop.example.co.uk", "example.org:8443/x", "bücher.example.de",
        "https://example.org/wiki/Fjord_(inlet)", "youtu.be/abc", "https://example.org/a%20b?u=(1)",
    ],
)  # fmt: skip
def test_urls(url: str) -> None:
    assert _found(url) == [url]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("(see http://example.org/a)", "http://example.org/a"),
        ("<https://example.org/a>,", "https://example.org/a"),
        ("“https://example.org/a”", "https://example.org/a"),
        ("[docs](https://example.org/docs)'s", "https://example.org/docs"),
        ("https://example.org/a. Then", "https://example.org/a"),
        ("www.example.org...", "www.example.org"),
        ("texthttp://example.org/a", "http://example.org/a"),
    ],
)
def test_what_surrounds_a_url_is_no_part_of_it(text: str, url: str) -> None:
    assert _found(text) == [url]


@pytest.mark.parametrize(
    "text",
    [
        "a.doc", "e.g. nothing", "down...please", "Foo.Bar", "main.py", "lib.rs", "node.js", "ann@example.com",
        "first.ac@example.com", "home.in the", "self.name", "process.env.foo", "google.cloud.storage", "3.4.co",
        "10.0.0.1",
        "1.2.3", "Ph.D.", "U.S.", "co.uk", "report.zip", "err.info", "fs.read/write", "path/example.com", "x.com(1)", "://",
        "https://", "www.", "user@www.example.org", "Guaranty.do|c",
    ],
)  # fmt: skip
def test_no_url(text: str) -> None:
    assert _found(text) == []


def test_logs_and_columns_of_values_are_left_alone() -> None:
    assert spans_of("url", ['203.0.113.9 - - "GET https://example.org/x HTTP/1.1" 200 123']) == []
    assert spans_of("url", ["https://example.org/x", "https://example.org/y"], "link") == []


def test_a_url_or_a_date_alone_makes_no_finding() -> None:
    values = pa.array([SENTENCE.format("https://www.example.org/ on 12 March 2018")] * 30, pa.string())
    batch = Batch((Column("text", values),), len(values))
    summing = Summarising(Unit(Asset("a", LocalFile("a"), 0, "csv")), BOOK)
    summing.add(batch, detect(batch, BOOK))
    assert {entity for found in findings(summing.summary(), BOOK) for entity in found.entities} <= {"COMMUNICATION"}


def test_long_runs_of_wide_characters_are_cut_between_characters() -> None:
    for size in range(80, 90):
        assert _found(f"{'食' * size}.{'狮' * size}.cn x@{'食' * size}.cn http://x.org/{'é' * 1100}") != []

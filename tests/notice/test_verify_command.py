"""`fairnotice notice verify`, run as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Ran, fairnotice
from tests.notice.example import DOCUMENT, notice_text, write_notice


def run(folder: Path, notice: str, document: str, *options: str) -> Ran:
    path = write_notice(folder, notice)
    (folder / "notice.md").write_text(document, encoding="utf-8")
    return fairnotice("notice", "verify", path, "--document", folder / "notice.md", *options)


def test_a_sound_notice(tmp_path: Path) -> None:
    ran = run(tmp_path, notice_text(), DOCUMENT, "--each")
    assert ran.status == 0
    assert "missing: 0 of 7 quotes" in ran.out
    start = DOCUMENT.index("email addresses")
    assert f"verbatim   line 5     {start}–{start + 15}" in ran.out


def test_another_document_is_status_1(tmp_path: Path) -> None:
    ran = run(tmp_path, notice_text(), DOCUMENT + "more")
    assert ran.status == 1
    assert "ANOTHER DOCUMENT" in ran.out


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("quote: email addresses", "quote: email adresses", 11, "the quote “email adresses” is not in the document"),
        ("lead_in: We do not sell data", "lead_in: We collect", 36, "stands nowhere before the quote"),
    ],
)
def test_a_quote_that_the_document_lacks_is_status_2(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    ran = run(tmp_path, notice_text().replace(old, new), DOCUMENT)
    assert ran.status == 2
    assert f"example-2020-02-01.yaml:{line}: " in ran.out
    assert message in ran.out


def test_json_has_every_place(tmp_path: Path) -> None:
    ran = run(tmp_path, notice_text(), DOCUMENT, "--format", "json")
    quotes = {(each["clause"], each["lead_in"]): each for each in ran.report["quotes"]}
    ip = quotes["ip", False]
    assert ran.report["sound"] is True
    assert (ip["match"], ip["line"]) == ("normalised", 6)
    assert DOCUMENT[ip["start"] : ip["stop"]] == 'Internet Protocol (" **IP** ") address'
    assert ip["where"].endswith("example-2020-02-01.yaml:28")


def test_a_document_that_is_not_there(tmp_path: Path) -> None:
    ran = fairnotice("notice", "verify", write_notice(tmp_path), "--document", tmp_path / "absent.txt")
    assert ran.status == 2
    assert "absent.txt: cannot be read" in ran.err

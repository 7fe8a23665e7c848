"""`notice draft`, `notice review` and `notice init`, run as a user would."""

import io
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest

from scanner.errors import NoticeError
from scanner.notice.categories import Categories
from scanner.notice.draft.open import open_document
from scanner.notice.draft.review import Review
from scanner.notice.model import Notice
from scanner.notice.read import read_notice
from tests.command import ROOT, fairnotice

BAKERY = ROOT / "tests" / "data" / "notices" / "bakery.md"


def read(file: Path) -> Notice:
    return read_notice(file, Categories.shipped())


@pytest.fixture
def drafted(tmp_path: Path) -> Path:
    file = tmp_path / "bakery.yaml"
    ran = fairnotice("notice", "draft", BAKERY, "--output", file)
    assert ran.status == 0
    assert "declarations" in ran.err
    return file


def test_a_draft_is_a_notice_file_whose_quotes_verify(drafted: Path) -> None:
    notice = read(drafted)
    assert notice.company == "Crumb & Crust Bakery Ltd"
    assert {each.status for each in notice.declarations} == {"draft"}
    assert fairnotice("notice", "verify", drafted, "--document", BAKERY).status == 0
    assert fairnotice("notice", "show", drafted).status == 0


def test_a_draft_can_be_scanned_with(drafted: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "people.csv").write_text("email\nann@kranich-post.de\nbob@kranich-post.de\n")
    ran = fairnotice("scan", "--format", "json", "--notice", drafted, tmp_path / "data")
    assert [each["verdict"] for each in ran.report["findings"]] == ["declared"]


def test_what_the_command_is_told_goes_before_the_text() -> None:
    ran = fairnotice("notice", "draft", BAKERY, "--id", "crumb-1", "--company", "Crumb: 'C'", "--updated", "2020-02-01")
    assert ran.status == 0
    assert "id: crumb-1\n" in ran.out
    assert "company: 'Crumb: ''C'''\n" in ran.out
    assert "updated: 2020-02-01\n" in ran.out


def test_what_the_text_does_not_say_is_marked(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text("privacy\nwe collect your email address\n")
    ran = fairnotice("notice", "draft", tmp_path / "notice.txt")
    assert ran.status == 0
    assert len(re.findall("# TO DO", ran.out)) == 3
    assert "--updated" in ran.err
    assert "--company" in ran.err


def test_nothing_is_written_over(drafted: Path) -> None:
    before = drafted.read_bytes()
    for arguments in (("draft", BAKERY, "--output", drafted), ("init", drafted)):
        ran = fairnotice("notice", *arguments)
        assert ran.status == 2
        assert "--force" in ran.err
    assert drafted.read_bytes() == before
    assert fairnotice("notice", "init", drafted, "--force").status == 0
    assert drafted.read_bytes() != before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "there is no text in it"),
        (b"\x00\x01\x02", "not a text"),
        (b"We like bread.", "no words that say"),
        (b"%PDF-1.7 and no more", "cannot be read as PDF"),
    ],
)
def test_what_is_no_notice_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "notice"
    file.write_bytes(content)
    ran = fairnotice("notice", "draft", file)
    assert ran.status == 2
    assert ran.err.startswith(f"{file}: ")
    assert told in ran.err


def test_a_pdf_is_read(tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    file.write_bytes(
        pdf("Privacy policy of Example Inc", "Last updated: 2020-02-01", "We collect your e-mail address.")
    )
    ran = fairnotice("notice", "draft", file)
    assert ran.status == 0, ran.err
    assert "category: contact.email" in ran.out
    assert "updated: 2020-02-01" in ran.out
    draft = tmp_path / "notice.yaml"
    draft.write_text(ran.out, encoding="utf-8")
    held = fairnotice("notice", "verify", draft, "--document", file)
    assert held.status == 0, held.out
    assert "missing: 0" in held.out


def pdf(*lines: str) -> bytes:
    """A page with these lines."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    content = f"BT /F1 12 Tf 50 700 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


HOSTILE = {
    "tags": b"<html>" + b'<p a="' * 30_000,
    "comments": b"<html>" + b"<!--" * 30_000,
    "scripts": b"<html>" + b"<script>" * 30_000,
    "stars": b"* " * 60_000,
    "brackets": b"(" * 100_000,
    "one line": b"we collect your name, " * 2_000,
    "negations": b"not or and never " * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(name: str) -> None:
    from scanner.notice.draft.build import draft

    began = time.monotonic()
    with suppress(NoticeError):
        draft(open_document(name, HOSTILE[name]))
    assert time.monotonic() - began < 30


# --- review -------------------------------------------------------------------------------------


def review(file: Path, answers: str, text: str | None = None) -> str:
    out = io.StringIO()
    Review(file, text, io.StringIO(answers), out).run()
    return out.getvalue()


def test_answers_are_saved_one_by_one(drafted: Path) -> None:
    commented = drafted.read_text().replace("declarations:", "declarations:  # mine")
    drafted.write_text(commented)
    shown = review(drafted, "y\nn\ns\n", BAKERY.read_text())
    statuses = [each.status for each in read(drafted).declarations]
    assert statuses[:3] == ["confirmed", "rejected", "draft"]
    assert ">>first and last name<<" in shown
    assert "Person name [identity.name]" in shown
    after = drafted.read_text().splitlines()
    changed = [line for before, line in zip(commented.splitlines(), after, strict=True) if before != line]
    assert changed == ["    status: confirmed", "    status: rejected"]


def test_a_declaration_is_edited(drafted: Path) -> None:
    shown = review(drafted, "e\nidentity.usrname\nidentity.username\nautomatic\n\ny\nq\n")
    first = read(drafted).declarations[0]
    assert (first.category, first.source, first.explicitness) == ("identity.username", "automatic", "explicit")
    assert first.status == "confirmed"
    assert "Did you mean `identity.username`" in shown


def test_an_edit_that_makes_no_sense_is_not_saved(drafted: Path) -> None:
    before = drafted.read_bytes()
    shown = review(drafted, "e\nany.provided\n\nexplicit\nq\n")
    assert "set `explicitness: broad`" in shown
    assert drafted.read_bytes() == before


def test_other_answers_ask_again(drafted: Path) -> None:
    before = drafted.read_bytes()
    assert "`maybe` is no answer here" in review(drafted, "maybe\nq\n")
    assert drafted.read_bytes() == before


def test_a_status_is_added_where_there_is_none(drafted: Path) -> None:
    text = drafted.read_text().replace("    status: draft\n", "", 1)
    drafted.write_text(text)
    review(drafted, "n\nq\n")
    assert [each.status for each in read(drafted).declarations][:2] == ["confirmed", "rejected"]


def test_the_end_of_the_answers_ends_the_command(drafted: Path) -> None:
    done = fairnotice("notice", "review", drafted, "--document", BAKERY, answers=b"y\n")
    assert done.status == 0
    assert "1 answered" in done.out
    assert read(drafted).declarations[0].status == "confirmed"


def test_nothing_to_review() -> None:
    ran = fairnotice("notice", "review", ROOT / "rules" / "notices" / "ringcentral-2018-11-30.yaml")
    assert ran.status == 0
    assert "nothing to review" in ran.out


# --- init ---------------------------------------------------------------------------------------


def test_the_skeleton_is_refused_until_it_is_filled(tmp_path: Path) -> None:
    file = tmp_path / "example-2020-02-01.yaml"
    assert fairnotice("notice", "init", file).status == 0
    ran = fairnotice("notice", "show", file)
    assert ran.status == 2
    for key in ("id", "company", "document.sha256", "updated", "effective[0].from", "declarations[0].quote"):
        assert f"`{key}`" in ran.err
    text = file.read_text()
    for wanted, given in (
        ("id: TO-DO", "id: example-2020-02-01"),
        ("sha256: TO-DO", f"sha256: {'a' * 64}"),
        ("TO-DO ", "2020-02-01 "),
        ('""', "words"),
    ):
        text = text.replace(wanted, given)
    file.write_text(text)
    assert fairnotice("notice", "show", file).status == 0

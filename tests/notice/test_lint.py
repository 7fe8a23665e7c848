"""`fairnotice notice lint`, run on small invented notices with one fault each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Ran, fairnotice
from tests.notice.example import DOCUMENT, notice_text, write_notice

Complaint = tuple[str, str, str | None]


def run(folder: Path, notice: str, document: str | None = None, *options: str) -> Ran:
    arguments: list[object] = [write_notice(folder, notice), *options]
    if document is not None:
        (folder / "notice.md").write_text(document, encoding="utf-8")
        arguments += ["--document", folder / "notice.md"]
    return fairnotice("notice", "lint", *arguments)


def found(folder: Path, notice: str, document: str | None = None) -> set[Complaint]:
    """(check, severity, clause) of all complaints but those about sections and the law."""
    report = run(folder, notice, document, "--format", "json").report
    told = {(each["check"], each["severity"], each["clause"]) for each in report["complaints"]}
    return {each for each in told if each[0] not in ("no_section", "missing_section", "missing_clause")}


def test_a_good_notice_has_no_errors_and_no_warnings(tmp_path: Path) -> None:
    ran = run(tmp_path, notice_text(), DOCUMENT, "--strict")
    assert ran.status == 0
    assert "0 errors, 0 warnings" in ran.out
    assert found(tmp_path, notice_text(), DOCUMENT) == set()


DENIED = "  - {id: no-mail, rule: not_collect, category: contact, lead_in: We do not, quote: collect contact data}\n"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("prohibitions:\n", f"prohibitions:\n{DENIED}", ("declared_and_denied", "error", "no-mail")),
        ("prohibitions:\n", f"prohibitions:\n{DENIED.replace('contact,', 'device,')}", None),
        (
            "prohibitions:\n",
            f"prohibitions:\n{DENIED.replace('category: contact', 'category: contact, subject: child')}",
            None,
        ),
        ("quote: billing data", "quote: never collect billing data", ("denied_declaration", "error", "billing")),
        (
            "quote: billing data",
            "lead_in: We do not\n    quote: record billing data",
            ("denied_declaration", "error", "billing"),
        ),
        ("quote: billing data", "quote: billing data, etc.", ("unmarked_open_phrase", "warning", "billing")),
        ("quote: billing data", "quote: other information", ("unmarked_open_phrase", "warning", "billing")),
        ("quote: billing data", "quote: billing data, such as invoices", None),
        ("lead_in: We do not sell data\n", "note: x\n", ("undenied_prohibition", "warning", "no-children")),
        (
            "other information you choose to provide",
            "passport numbers and other information",
            ("named_in_open_phrase", "advice", "other"),
        ),
        ("other information you choose", "e-mail addresses and other information you choose", None),
        ("id: billing\n", "id: billing\n    status: draft\n", ("draft", "advice", "billing")),
        ("from: 2020-02-01", "from: 2023-02-01", ("dates", "advice", None)),
        ("from: 2020-02-01", "from: 2019-02-01", None),
        (
            "scope: everyone",
            "scope: none, signed_up_from: 2020-01-01, signed_up_before: 2019-01-01",
            ("dates", "error", None),
        ),
        ("effective:", "supersedes: nobody-2001\neffective:", ("supersedes", "advice", None)),
        ("effective:", "supersedes: ringcentral-2018-11-30\neffective:", None),
    ],
)
def test_one_fault(tmp_path: Path, old: str, new: str, complaint: Complaint | None) -> None:
    text = notice_text()
    assert old in text
    changed = text.replace(old, new)
    assert found(tmp_path, changed) == ({complaint} if complaint else set())


def test_a_newer_notice_is_not_superseded(tmp_path: Path) -> None:
    text = notice_text().replace("effective:", "supersedes: ringcentral-2018-11-30\neffective:")
    assert found(tmp_path, text.replace("updated: 2020", "updated: 2017")) >= {("supersedes", "warning", None)}


@pytest.mark.parametrize(
    ("sentence", "complaint"),
    [
        ("We never collect fax numbers.", ("denied_in_text", "error", "email")),
        ("We do not collect:\n\n* names;\n* fax numbers.", ("denied_in_text", "error", "email")),
        ("Fax numbers are not collected.", ("denied_in_text", "error", "email")),
        ("We do not sell data; we collect fax numbers.", None),
        ("We collect not only names but fax numbers.", None),
        ("We collect nothing but fax numbers.", None),
        ("We do not sell the fax numbers.", None),
    ],
)
def test_a_declaration_from_a_denied_sentence(tmp_path: Path, sentence: str, complaint: Complaint | None) -> None:
    notice = notice_text(f"{DOCUMENT}\n{sentence}\n").replace("quote: email addresses", "quote: fax numbers")
    assert found(tmp_path, notice, f"{DOCUMENT}\n{sentence}\n") == ({complaint} if complaint else set())


def test_quotes_are_held_against_the_document(tmp_path: Path) -> None:
    notice = notice_text().replace("quote: billing data", "quote: bank data")
    assert found(tmp_path, notice, DOCUMENT) == {("quote", "error", "billing")}
    assert found(tmp_path, notice_text(), DOCUMENT + "more") == {("hash", "warning", None)}


def test_a_clause_without_a_verb_wants_its_lead_in(tmp_path: Path) -> None:
    document = f"{DOCUMENT}\nWe tell:\n\n* our partners abroad\n"
    clause = "recipients:\n  - {id: partners, who: partner, quote: our partners abroad}\n"
    assert found(tmp_path, notice_text(document) + clause, document) == {("no_lead_in", "advice", "partners")}
    led = clause.replace("quote:", "lead_in: We tell, quote:")
    assert found(tmp_path, notice_text(document) + led, document) == set()


def test_what_the_law_asks_is_advice_with_its_paragraph(tmp_path: Path) -> None:
    told = run(tmp_path, notice_text()).out
    for paragraph in ("13(1)(a)", "13(1)(b)", "13(1)(c)", "13(1)(e)", "13(2)(a)", "13(2)(b)", "13(2)(d)", "13(2)(f)"):
        assert f"advice: no clause of the file speaks of what Art. {paragraph} GDPR asks for" in told
    assert "the right to data portability" in told
    assert "13(2)(c)" not in told, "nothing rests on consent"
    assert "14(2)(f)" not in told, "nothing comes from third parties"


def test_what_only_the_document_says_is_told_with_its_line(tmp_path: Path) -> None:
    document = DOCUMENT + "\nWe retain data for a year. Write to our data protection officer.\n"
    told = run(tmp_path, notice_text(document), document).out
    assert "seems to speak of how long the data are kept, or by what criteria (Art. 13(2)(a) GDPR) on line 11" in told
    assert "data protection officer, where there is one" not in told


def test_errors_are_status_1_and_warnings_only_if_strict(tmp_path: Path) -> None:
    warned = notice_text().replace("quote: billing data", "quote: billing data, etc.")
    assert run(tmp_path, warned).status == 0
    assert run(tmp_path, warned, None, "--strict").status == 1
    assert run(tmp_path, notice_text().replace("quote: billing", "quote: never collect billing")).status == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("contact.email", "contact.emial"), ("updated: 2020-02-01", "updated: soon"), ("company: ", "company: [")],
)
def test_a_file_that_cannot_be_used_is_status_2(tmp_path: Path, old: str, new: str) -> None:
    ran = run(tmp_path, notice_text().replace(old, new))
    assert ran.status == 2
    assert ran.err.startswith(str(tmp_path / "example-2020-02-01.yaml:"))
    assert ran.out == ""


@pytest.mark.parametrize("notice", ["ringcentral-2018-05-22", "ringcentral-2018-11-30"])
def test_the_shipped_notices_have_no_errors_and_no_warnings(notice: str) -> None:
    assert fairnotice("notice", "lint", notice, "--strict").status == 0

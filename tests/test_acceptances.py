"""Acceptances: which findings an entry names, what it does with them, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.acceptances import accepted, read_acceptances
from scanner.errors import UsageError
from scanner.identity import fingerprint
from scanner.model.found import Confidence
from scanner.model.judged import FAILING, Judged, Report, Use, Verdict
from scanner.report.text import to_text
from scanner.report.view import View
from tests.command import scan
from tests.report.made import judged, report

HEAD = "format: fairnotice-accept/1\nentries:\n"
WHO = "  reason: agreed\n  owner: Ada\n"
DAY = "2026-11-25"


def applied(folder: Path, entries: str, *findings: Judged) -> Report:
    file = folder / "accept.yaml"
    file.write_text(HEAD + entries, encoding="utf-8")
    return accepted(report(*findings), read_acceptances(file), DAY)


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        ("- asset: crm/**\n", {"email", "phone"}),
        ("- asset: people.csv\n  field: [phone, fax]\n", {"phone"}),
        ("- field: e*\n  category: contact.*\n", {"email"}),
        ("- table: users\n", set()),
        ("- category: finance.*\n", set()),
    ],
)
def test_all_globs_of_an_entry_must_fit(tmp_path: Path, entry: str, fields: set[str]) -> None:
    found = applied(tmp_path, entry + WHO, judged(field="email"), judged(field="phone"))
    assert {each.finding.origin.field for each in found.findings if each.accepted} == fields
    assert [each.use for each in found.acceptances] == [Use.USED if fields else Use.UNUSED]


def test_a_fingerprint_names_all_deliveries_of_a_finding(tmp_path: Path) -> None:
    monday, tuesday = (judged(f"lake/dt=2026-01-0{day}/p.csv") for day in (1, 2))
    prefix = fingerprint(monday.finding)[:8]
    found = applied(tmp_path, f"- finding: '{prefix}'\n{WHO}", monday, tuesday, judged())
    assert [each.accepted is not None for each in found.findings] == [True, True, False]
    assert found.acceptances[0].findings == 2


def test_what_is_accepted_fails_no_more_and_is_shown(tmp_path: Path) -> None:
    found = applied(tmp_path, f"- field: email\n{WHO}", judged())
    assert not found.findings[0].fails(FAILING)
    shown = to_text(found, View())
    assert "crm/people.csv: email" in shown[shown.index("Accepted") :]
    assert "agreed (Ada)" in shown
    assert "accept.yaml:3: it has no end" in " ".join(shown.split())
    assert "Nothing fails" in shown


def test_nobody_needs_to_accept_what_is_declared(tmp_path: Path) -> None:
    fine = (judged(verdict=Verdict.DECLARED), judged(verdict=Verdict.NOT_APPLICABLE), judged(test_data=True))
    found = applied(tmp_path, f"- field: email\n{WHO}", *fine)
    assert not any(each.accepted for each in found.findings)
    assert found.acceptances[0].use is Use.UNUSED
    assert applied(tmp_path, f"- field: email\n{WHO}", judged(confidence=Confidence.POSSIBLE)).findings[0].accepted


@pytest.mark.parametrize(("last", "use"), [("2026-11-24", Use.EXPIRED), ("2026-11-25", Use.USED)])
def test_an_acceptance_counts_until_the_end_of_its_last_day(tmp_path: Path, last: str, use: Use) -> None:
    found = applied(tmp_path, f"- field: email\n{WHO}  expires: {last}\n", judged())
    assert found.acceptances[0].use is use
    assert found.findings[0].fails(FAILING) is (use is Use.EXPIRED)
    assert ("1 finding of it is open again" in to_text(found, View())) is (use is Use.EXPIRED)


def test_the_first_entry_that_counts_decides(tmp_path: Path) -> None:
    old = f"- field: email\n{WHO}  expires: 2020-01-01\n"
    todo = f"- field: email\n{WHO}  verdict: todo\n"
    false = "- field: email\n  reason: order numbers\n  owner: Bo\n  verdict: false_positive\n"
    found = applied(tmp_path, old + todo + false + f"- field: email\n{WHO}", judged())
    told = found.findings[0].accepted
    assert told is not None
    assert told.false_positive
    assert told.owner == "Bo"
    assert [each.use for each in found.acceptances] == [Use.EXPIRED, Use.TODO, Use.USED, Use.USED]


def test_acceptances_of_before_do_not_outlive_their_file(tmp_path: Path) -> None:
    found = applied(tmp_path, f"- field: email\n{WHO}", judged())
    again = accepted(found, (), DAY)
    assert again.findings[0].accepted is None
    assert again.acceptances == ()


@pytest.mark.parametrize(
    ("entry", "line", "says"),
    [
        ("- field: email\n  reason: agreed\n", 3, "`owner`: this key is missing"),
        ("- field: email\n  owner: Ada\n", 3, "`reason`: this key is missing"),
        (f"- finding: abc\n{WHO}", 3, "not a fingerprint"),
        (f"- finding: 12345678\n{WHO}", 3, "Put quotes around it"),
        (WHO.replace("  ", "- ", 1), 3, "it needs `finding`, or globs"),
        (f"- finding: 0123abcd\n  field: email\n{WHO}", 3, "and not both"),
        (f"- field: email\n{WHO}  until: 2027-01-01\n", 6, "unknown key"),
        (f"- field: email\n{WHO}  expires: 2027-02-30\n", 6, "`expires`"),
    ],
)
def test_a_faulty_file_says_where_and_what(tmp_path: Path, entry: str, line: int, says: str) -> None:
    with pytest.raises(UsageError, match=f"accept.yaml:{line}: ") as caught:
        applied(tmp_path, entry)
    assert says in str(caught.value)


def test_the_file_that_is_taken_is_not_scanned_as_data(tmp_path: Path) -> None:
    written = f"{HEAD}- field: email\n  reason: agreed\n  owner: lea.meier@post.meierdahl.org\n"
    (tmp_path / "fairnotice.accept.yaml").write_text(written)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "fairnotice.accept.yaml").write_text(written)
    ran = scan(".", "--ner", "off", "--no-keep", cwd=tmp_path)
    assert [each["asset"] for each in ran.report["coverage"]] == ["old/fairnotice.accept.yaml"]
    assert "fairnotice.accept.yaml:3: no open finding" in ran.err

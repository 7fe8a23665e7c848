"""Questions about what is open, and what becomes of the answers."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

from scanner.acceptances import accepted, read_acceptances
from scanner.model.found import Confidence, Reading
from scanner.model.judged import Judged, Verdict
from scanner.report.view import View
from scanner.review.walk import Precision, Walk, precision, questions
from tests.report.made import judged, report

VIEW, DAY = View(), "2026-11-25"


def by_rule(rule: str, found: Judged) -> Judged:
    reading = Reading(rule, Confidence.CERTAIN, 5, 5, 5, by_chance=False, evidence=())
    return replace(found, finding=replace(found.finding, readings=(reading,)))


REPORT = report(
    by_rule("mail", judged(verdict=Verdict.WIDER_TERM, field="wide")),
    by_rule("mail", judged(field="plain")),
    by_rule("mail", judged(field="weak", confidence=Confidence.POSSIBLE)),
    by_rule("phone", judged(verdict=Verdict.CONTRADICTS, field="child")),
    judged(verdict=Verdict.DECLARED, field="fine"),
    judged("lake/dt=2026-01-01/p.csv", field="daily"),
    judged("lake/dt=2026-01-02/p.csv", field="daily"),
)


def answered(file: Path, answers: str) -> tuple[int, str]:
    entries = read_acceptances(file) if file.exists() else ()
    out = StringIO()
    asked = questions(accepted(REPORT, entries, DAY), entries, VIEW)
    return Walk(file, VIEW, StringIO(answers), out).through(asked), out.getvalue()


def test_what_fails_is_asked_first_and_what_is_declared_never(tmp_path: Path) -> None:
    asked = [each.members[0].finding.origin.field for each in questions(REPORT, (), VIEW)]
    assert asked == ["child", "plain", "daily", "weak", "wide"]
    _, shown = answered(tmp_path / "a.yaml", "s\n" * 9)
    assert "… and 1 more of the same" in shown
    assert not (tmp_path / "a.yaml").exists()


def test_answers_are_written_and_not_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    number, shown = answered(file, "what\na\n\nagreed\nAda\nsoon\n2027-06-30\nf\n\n\nt\n\nBo\nq\n")
    assert number == 3
    assert "`what` is no answer here" in shown
    assert "A reason is needed" in shown
    assert "`soon` is no day" in shown
    told = [each.entry for each in read_acceptances(file)]
    assert [(each.verdict, each.owner) for each in told] == [
        ("accepted", "Ada"), ("false_positive", "Ada"), ("todo", "Bo"),
    ]  # fmt: skip
    assert "child" in told[0].note
    left = questions(accepted(REPORT, read_acceptances(file), DAY), read_acceptances(file), VIEW)
    assert [each.members[0].finding.origin.field for each in left] == ["weak", "wide"]


def test_answers_that_end_early_leave_no_half_entry(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    assert answered(file, "a\nagreed\n")[0] == 0
    assert not file.exists()


def test_precision_is_told_by_rule_the_worst_first(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    answered(file, "t\n\nAda\nf\n\n\ns\nt\n\n\nq\n")
    told = list(precision(REPORT, read_acceptances(file)))
    assert told == [Precision("mail", right=1, wrong=1), Precision("phone", right=1, wrong=0)]

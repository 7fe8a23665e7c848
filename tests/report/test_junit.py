"""JUnit XML, read by junitparser as continuous integration would."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from junitparser import Failure, JUnitXml, Skipped

from scanner.model.found import Confidence
from scanner.model.judged import Clause, ClauseRow, Report, State, Verdict
from scanner.report import junit
from scanner.report.view import View
from tests.command import fairnotice
from tests.report.made import judged, report
from tests.test_report import reports


def read(written: bytes) -> JUnitXml:
    return JUnitXml.fromstring(written)


def test_the_sample(saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    assert fairnotice("report", saved, "--to", "junit", "--output", file).status == 0
    suites = JUnitXml.fromfile(str(file))
    cases = [case for suite in suites for case in suite]
    failures = [case for case in cases if any(isinstance(result, Failure) for result in case.result)]
    assert (suites.tests, suites.failures) == (len(cases), len(failures))
    assert {(case.classname, case.name) for case in failures} >= {
        ("crm/customers.sql", "public.users.date_of_birth: Date of birth"),
        ("web/app.log", "lines: SSN, national id"),
    }


def test_only_what_fails_is_a_failure_and_holes_are_skipped() -> None:
    shown = report(
        judged(),
        judged(field="b", verdict=Verdict.DECLARED),
        judged(field="c", confidence=Confidence.POSSIBLE),
        holes=["secret.zip"],
    )
    suites = read(junit.render(shown, View()))
    assert (suites.tests, suites.failures, suites.skipped, suites.errors) == (5, 1, 1, 0)
    (case,) = (case for suite in suites if suite.name == "secret.zip" for case in suite)
    (skipped,) = case.result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "skipped: a password is needed"


@pytest.mark.parametrize(("failing", "failures"), [({"undeclared"}, 1), ({"contradicts"}, 0), ({"clauses"}, 1)])
def test_what_fails_is_what_was_asked(failing: set[str], failures: int) -> None:
    row = ClauseRow("retention", Clause("keep", "six months"), State.BROKEN, "Older.", ("a.csv: email",))
    shown = report(judged())
    broken = Report(shown.run, shown.notice, shown.findings, (), shown.coverage, clauses=(row,))
    assert read(junit.render(broken, View(failing=frozenset(failing)))).failures == failures


@given(reports)
@settings(max_examples=50)
def test_every_report_parses(shown: Report) -> None:
    suites = read(junit.render(shown, View()))
    assert suites.tests == sum(1 for suite in suites for _ in suite)

"""The summary for a pull request: its size, its order, and that data cannot write Markdown in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from scanner.model.judged import Report, Verdict
from scanner.report import markdown
from scanner.report.view import View
from tests.command import fairnotice
from tests.report.made import judged, report
from tests.test_report import reports


def shown(told: Report) -> str:
    return markdown.render(told, View()).decode()


def test_the_sample(saved: Path) -> None:
    told = fairnotice("report", saved, "--to", "markdown").out
    assert re.match(r"### Fairnotice: \d+ findings fail\n", told)
    assert len(told.encode()) < 65_536
    assert told.index("date\\_of\\_birth") < told.index("**undeclared**") < told.index("<details>")
    assert told.count("<details>") == told.count("</details>") == 4
    tables = [line for line in told.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} <= {3, 4, 5}


def test_nothing_fails_and_no_notice_are_said() -> None:
    assert shown(report(judged(verdict=Verdict.DECLARED))).startswith("### Fairnotice: nothing fails\n")
    without = Report({"complete": False}, None, (), (), ())
    assert shown(without).startswith("### Fairnotice: 0 findings, no notice was given\n")
    assert "was interrupted" in shown(without)


def test_ten_thousand_failing_findings_fit_and_the_rest_is_counted() -> None:
    told = shown(report(*(judged(field=f"a_rather_long_name_{number}") for number in range(10_000))))
    assert len(told.encode()) < 65_536
    rows = len(re.findall(r"^\| crm/people", told, re.MULTILINE))
    assert f"… and {10_000 - rows:,} more." in told


def test_long_names_fit_too() -> None:
    told = shown(report(*(judged(field=f"{number}{'x' * 5_000}") for number in range(40))))
    assert len(told.encode()) < 65_536
    assert "more." in told


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a|b", "a\\|b"),
        ("<img src=x>", "&lt;img src=x&gt;"),
        ("`rm`", "\\`rm\\`"),
        ("@octocat", "@&#8203;octocat"),
        ("see #1", "see #&#8203;1"),
        ("**b**", "\\*\\*b\\*\\*"),
        ("[a](b)", "\\[a\\](b)"),
        ("http://evil.example", "http:&#8203;//evil.example"),
        ("www.evil.example", "www&#8203;.evil.example"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("two\nlines", "two lines"),
    ],
)
def test_names_are_only_text(name: str, written: str) -> None:
    assert f": {written} |" in shown(report(judged(field=name)))


@given(reports)
@settings(max_examples=50)
def test_every_report_fits(told: Report) -> None:
    assert len(shown(told).encode()) < 65_536

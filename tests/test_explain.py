"""`explain`: the evidence of one finding, from a saved report alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import fairnotice
from tests.sample import sample_report


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_report(tmp_path_factory)


def test_a_finding_is_explained_from_its_report(report: Path) -> None:
    ran = fairnotice("explain", report, "billing/billing.sql", "credit_checks.ssn")
    assert ran.status == 0
    for part in (
        "government_id.national · certain · undeclared",
        "260 scanned, 260 matched (100 %)",
        "Rule us_ssn: US social security number, certain",
        "structure + field_name",
        "the field's name says US_SSN, and its values are that",
        "https://www.ssa.gov/",
        "No clause of the notice covers",
    ):
        assert part in ran.out


def test_chance_is_reckoned(report: Path) -> None:
    out = fairnotice("explain", report, "billing/billing.sql", "processor_ref").out
    assert "10 %" in out
    assert "chance alone would give as many" in " ".join(out.split())


def test_json_has_the_finding_and_its_rules(report: Path) -> None:
    ran = fairnotice("explain", report, "web/app.log", "--format", "json")
    document = json.loads(ran.out)
    saved = json.loads(report.read_text())
    assert document["findings"] == [each for each in saved["findings"] if each["asset"] == "web/app.log"]
    named = {reading["rule"] for each in document["findings"] for reading in each["readings"]}
    assert named <= set(document["rules"])
    assert all(about["confidence"] for about in document["rules"].values())


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["web/app.lg"], "web/app.log"),
        (["billing/billing.sql", "credit_checks.snn"], "credit_checks.ssn"),
        (["web/app.log", "message"], "name no field"),
    ],
)
def test_what_is_not_there_is_an_error_with_a_hint(report: Path, arguments: list[str], hint: str) -> None:
    ran = fairnotice("explain", report, *arguments)
    assert ran.status == 2
    assert hint in ran.err
    assert ran.out == ""


def test_an_asset_without_findings_says_so(report: Path) -> None:
    ran = fairnotice("explain", report, "releases/release-notes.md")
    assert ran.status == 0
    assert "nothing was found in it (scanned)" in ran.out

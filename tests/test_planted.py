"""The report on the sample data held against the list of what is planted in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.command import ROOT
from tests.sample import sample_report

PLANTED: dict[str, Any] = yaml.safe_load((ROOT / "sample_data" / "planted.yaml").read_text(encoding="utf-8"))
Key = tuple[str, str, str]


def key(entry: dict[str, Any]) -> Key:
    """Where it is: asset, table, field."""
    return entry["asset"], entry.get("table") or "", entry.get("field") or ""


def name(entry: dict[str, Any]) -> str:
    asset, table, field = key(entry)
    return f"{asset}:{table}.{field}:{entry['category']}:{entry['verdict']}"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(sample_report(tmp_path_factory).read_text())
    return read


@pytest.fixture(scope="module")
def findings(report: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = report["findings"]
    return found


def test_the_sample_is_scanned_whole(report: dict[str, Any]) -> None:
    assert {each["status"] for each in report["coverage"]} == {"scanned"}


@pytest.mark.parametrize("entry", PLANTED["planted"], ids=name)
def test_planted_is_found_with_category_and_verdict(entry: dict[str, Any], findings: list[dict[str, Any]]) -> None:
    found = [each for each in findings if key(each) == key(entry) and each["category"] == entry["category"]]
    judged = {each["verdict"]: each for each in found}
    assert entry["verdict"] in judged, f"verdicts here: {sorted(judged)}"
    match = judged[entry["verdict"]]
    assert entry["entity"] in match["entities"]
    assert match["confidence"] in ("certain", "likely")
    if entry["field"]:
        assert abs((match["concerned"] or match["matched"]) - entry["values"]) <= 0.05 * entry["values"]


@pytest.mark.parametrize("entry", PLANTED["near_misses"], ids=lambda entry: ":".join(key(entry)))
def test_no_near_miss_is_certain(entry: dict[str, Any], findings: list[dict[str, Any]]) -> None:
    planted = {each["entity"] for each in PLANTED["planted"] if key(each) == key(entry)}
    certain = [each for each in findings if key(each) == key(entry) and each["confidence"] == "certain"]
    assert not [each["entities"] for each in certain if (set(entry["looks_like"]) - planted) & set(each["entities"])]


def test_nothing_else_is_certain(findings: list[dict[str, Any]]) -> None:
    known = {(key(entry), entry["category"]) for entry in PLANTED["planted"]}
    personal = {key(entry) for entry in PLANTED["also_personal"]}
    extra = [
        (*key(each), each["category"])
        for each in findings
        if each["confidence"] == "certain" and (key(each), each["category"]) not in known and key(each) not in personal
    ]
    assert extra == []

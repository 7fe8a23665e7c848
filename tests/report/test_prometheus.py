"""Metrics, read by the parser of Prometheus' own client."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from prometheus_client.parser import text_string_to_metric_families

from scanner.model.judged import Report, State, Verdict
from scanner.model.problems import Reason, Status
from scanner.report import prometheus
from scanner.report.view import View
from tests.command import fairnotice
from tests.report.made import judged, report
from tests.test_report import reports

VIEW = View()
BOUNDED = {
    "verdict": {*Verdict, "test_data", "not_judged"},
    "category": {*VIEW.categories.by_id, "other", "none"},
    "confidence": {"possible", "likely", "certain"},
    "status": set(Status),
    "state": set(State),
    "reason": set(Reason),
}


def samples(text: str) -> dict[tuple[str, ...], float]:
    families = list(text_string_to_metric_families(text))
    assert all(family.type == "gauge" and family.documentation for family in families)
    told = [sample for family in families for sample in family.samples]
    assert all(value in BOUNDED[key] for sample in told for key, value in sample.labels.items())
    return {(sample.name, *sample.labels.values()): sample.value for sample in told}


def test_the_sample(saved: Path) -> None:
    told = samples(fairnotice("report", saved, "--to", "prometheus").out)
    document = json.loads(saved.read_bytes())
    totals = document["totals"]
    assert told["fairnotice_bytes",] == totals["bytes"]
    assert told["fairnotice_rows",] == totals["rows"]
    assert told["fairnotice_assets", "scanned"] == totals["assets"]["scanned"]
    assert told["fairnotice_complete",] == 1
    found = sum(value for (name, *_), value in told.items() if name == "fairnotice_findings")
    assert found == totals["findings"]
    assert told["fairnotice_values", "contradicts", "identity.date_of_birth", "certain"] == 14


def test_holes_and_failures_are_counted() -> None:
    told = samples(prometheus.render(report(judged(), holes=["a.zip", "b.zip"]), VIEW).decode())
    assert told["fairnotice_failing",] == 1
    assert told["fairnotice_holes", "encrypted"] == 2
    assert told["fairnotice_assets", "skipped"] == 2


@given(reports)
@settings(max_examples=50)
def test_every_report_is_read(shown: Report) -> None:
    assert samples(prometheus.render(shown, VIEW).decode())

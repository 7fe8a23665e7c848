"""The inventory: CSV that a spreadsheet opens without harm, Parquet with types; and JSON lines."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from scanner.identity import fingerprint
from scanner.model.judged import Report
from scanner.report import inventory, jsonl
from scanner.report.saved import from_json
from scanner.report.view import View
from tests.command import ROOT, fairnotice
from tests.report.made import judged, report
from tests.test_report import reports

FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def rows(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_csv_of_the_sample(saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "inventory.csv"
    assert fairnotice("report", saved, "--to", "csv", "--output", file).status == 0
    listed, findings = rows(file.read_bytes()), json.loads(saved.read_bytes())["findings"]
    assert [(row["asset"], row["field"], row["category"]) for row in listed] == [
        (each["asset"], each["field"] or "", each["category"]) for each in findings
    ]
    assert [int(row["matched"]) for row in listed] == [each["matched"] for each in findings]
    birth = next(row for row in listed if row["verdict"] == "contradicts")
    assert (birth["fails"], birth["concerned"], birth["special_category"]) == ("yes", "14", "no")
    assert birth["clauses"].startswith("no-children: “")


def test_parquet_of_the_sample(saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "inventory.parquet"
    assert fairnotice("report", saved, "--to", "parquet", "--output", file).status == 0
    table = pq.read_table(file)
    findings = json.loads(saved.read_bytes())["findings"]
    assert table.num_rows == len(findings)
    assert table.schema.equals(inventory.schema())
    assert table.schema.metadata[b"format"] == b"fairnotice-inventory/1"
    assert table["first_rows"].to_pylist() == [[place["row"] for place in each["places"]] for each in findings]
    assert set(table["scan_day"].to_pylist()) == {date.fromisoformat(json.loads(saved.read_bytes())["run"]["day"])}
    failing = pl.read_parquet(file).filter(pl.col("fails"))
    assert set(failing["verdict"].cast(pl.String)) == {"contradicts", "undeclared"}


def test_the_columns_are_documented() -> None:
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    assert [name for name in inventory.schema().names if f"`{name}`" not in page] == []


@pytest.mark.parametrize("start", [*FORMULAS, " ="])
def test_no_cell_begins_a_formula(start: str) -> None:
    field = f'{start}HYPERLINK("http://evil.example","x")'
    (row,) = rows(inventory.render_csv(report(judged(field=field)), View()))
    assert row["field"].startswith("'")


@given(reports)
@settings(max_examples=50)
def test_every_report_keeps_its_rows(shown: Report) -> None:
    listed = rows(inventory.render_csv(shown, View()))
    assert len(listed) == len(shown.findings)
    assert not [cell for row in listed for cell in row.values() if cell.lstrip().startswith(FORMULAS)]
    table = pq.read_table(io.BytesIO(inventory.render_parquet(shown, View())))
    assert table["fingerprint"].to_pylist() == [fingerprint(each.finding) for each in shown.findings]


def test_json_lines_are_the_findings_of_the_report(saved: Path) -> None:
    lines = [json.loads(line) for line in fairnotice("report", saved, "--to", "jsonl").out.splitlines()]
    shown = from_json(saved.read_bytes())
    assert [each.pop("fingerprint") for each in lines] == [fingerprint(each.finding) for each in shown.findings]
    assert lines == json.loads(saved.read_bytes())["findings"]


@given(reports)
@settings(max_examples=20)
def test_every_finding_is_one_line(shown: Report) -> None:
    assert jsonl.render(shown, View()).count(b"\n") == len(shown.findings)

"""Every form through the command, and what the command does with several."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from scanner.arguments import outputs
from scanner.errors import UsageError
from scanner.model.judged import Report
from scanner.report.forms import FORMS
from scanner.report.view import View
from tests.command import ROOT, fairnotice
from tests.test_report import reports

VIEW = View()


@pytest.mark.parametrize("form", [form for form in FORMS.values() if not form.binary], ids=lambda form: form.name)
def test_every_form_is_written_alike_to_the_terminal_and_to_a_file(saved: Path, tmp_path: Path, form: object) -> None:
    name = form.name  # type: ignore[attr-defined]
    file = tmp_path / "out"
    shown = fairnotice("report", saved, "--to", name)
    assert shown.status == 0, shown.err
    assert fairnotice("report", saved, "--to", name, "--output", file).out == ""
    assert file.read_bytes().decode() == shown.out


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_every_form_is_documented(form: object) -> None:
    assert f"## {form.name}" in (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")  # type: ignore[attr-defined]


@given(reports)
@settings(max_examples=25)
def test_every_form_renders_every_report(report: Report) -> None:
    for form in FORMS.values():
        assert form.render(report, VIEW) == form.render(report, VIEW)


def test_a_scan_writes_several_forms_at_once(tmp_path: Path) -> None:
    data = tmp_path / "people.csv"
    data.write_text("email\nada@fjordtel.net\ngrace@fjordtel.net\n", encoding="utf-8")
    files = {name: tmp_path / f"out.{name}" for name in ("json", "sarif", "parquet")}
    ran = fairnotice("scan", data, "--ner", "off", *(f"--output={name}={file}" for name, file in files.items()))
    assert ran.out.startswith("Inventory:")
    assert json.loads(files["json"].read_bytes())["totals"]["findings"] == 1
    assert json.loads(files["sarif"].read_bytes())["version"] == "2.1.0"
    assert files["parquet"].read_bytes()[:4] == b"PAR1"


def test_judge_writes_forms_too(saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    ran = fairnotice("judge", saved, "--format", "markdown", "--output", f"junit={file}")
    assert ran.out.startswith("### Fairnotice: ")
    assert b"<testsuites" in file.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        (["--to", "sarf"], "there is no form `sarf`. Known: text, json,"),
        (["--to", "csv", "--notice", "x"], "has its notice already"),
        (["--to", "csv", "--dataset", "a=b"], "csv does not name datasets"),
        (["--to", "datahub", "--dataset", "crm"], "crm has no two sides"),
        (["--to", "datahub", "--dataset", "**=files:{tabel}"], "nothing fills {tabel}"),
        (["--to", "sarif", "--output", "nowhere/out.sarif"], "there is no such folder"),
    ],
)
def test_wrong_usage_is_said(saved: Path, arguments: list[str], fact: str) -> None:
    ran = fairnotice("report", saved, *arguments)
    assert ran.status == 2
    assert fact in ran.err


def test_outputs_are_told_apart(tmp_path: Path) -> None:
    plain, sarif = tmp_path / "a=b.txt", tmp_path / "c"
    told = outputs("text", [str(plain), f"sarif={sarif}"])
    assert (told.form.name, told.file, told.more) == ("text", plain, ((FORMS["sarif"], sarif),))
    assert told.document is None
    assert outputs("json", [str(plain)]).document == plain
    with pytest.raises(UsageError, match="has no form"):
        outputs("text", [str(plain), str(sarif)])

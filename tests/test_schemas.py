"""The JSON Schemas under docs/schemas are those of the models. `python -m tests.test_schemas` writes them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from scanner.acceptances import AcceptFile
from scanner.labels.model import LabelsFile
from scanner.model.judged import Report
from scanner.notice.model import Notice
from scanner.notice.yaml_file import read_yaml
from scanner.report.document import to_json
from scanner.report.schema import Report as ReportSchema
from tests.command import NOTICE, ROOT, scan
from tests.notice.example import notice_text
from tests.test_report import reports

FOLDER = ROOT / "docs" / "schemas"
MODELS: dict[str, type[BaseModel]] = {
    "fairnotice-accept-1": AcceptFile,
    "fairnotice-labels-1": LabelsFile,
    "fairnotice-notice-1": Notice,
    "fairnotice-report-1": ReportSchema,
}
"""File name without `.json` → the model that it is the schema of."""


def schema(name: str) -> str:
    """The schema of a model as the file has it."""
    made = MODELS[name].model_json_schema(by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{name}.json"}
    return json.dumps({**head, **made}, indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in MODELS:
        (FOLDER / f"{name}.json").write_text(schema(name), encoding="utf-8")


@cache
def validator(name: str) -> Draft202012Validator:
    loaded = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(loaded)
    return Draft202012Validator(loaded, format_checker=Draft202012Validator.FORMAT_CHECKER)


def complaints(name: str, document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(document)]


@pytest.mark.parametrize("name", MODELS)
def test_published_schemas_are_current(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == schema(name), "run `python -m tests.test_schemas`"


def test_nothing_else_is_published() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(MODELS)


@pytest.mark.parametrize("path", sorted((ROOT / "rules" / "notices").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_notices_validate(path: Path) -> None:
    assert complaints("fairnotice-notice-1", read_yaml(path).data) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("updated: 2020-02-01", "updated: yesterday", "updated"),
        ("source: automatic", "source: crm", "source"),
        ("company:", "comapny:", "comapny"),
        ("age_under: 13", "age_under: teens", "age_under"),
    ],
)
def test_a_wrong_notice_does_not_validate(tmp_path: Path, old: str, new: str, key: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(notice_text().replace(old, new), encoding="utf-8")
    assert any(key in complaint for complaint in complaints("fairnotice-notice-1", read_yaml(path).data))


def test_a_real_report_validates(tmp_path: Path) -> None:
    data = tmp_path / "people.csv"
    data.write_text("email,born\nada@fjordtel.net,2012-03-04\ngrace@fjordtel.net,1980-05-06\n", encoding="utf-8")
    report = scan(data, "--notice", NOTICE, "--ner", "off").report
    assert report["findings"]
    assert complaints("fairnotice-report-1", report) == []


@given(reports)
def test_every_report_validates(report: Report) -> None:
    assert complaints("fairnotice-report-1", json.loads(to_json(report))) == []


@given(reports)
def test_every_key_of_a_report_is_in_its_schema(report: Report) -> None:
    ReportSchema.model_validate_json(to_json(report))


@given(reports)
def test_a_report_in_parts_reads_as_if_written_at_once(report: Report) -> None:
    written = to_json(report)
    assert written == orjson.dumps(orjson.loads(written), option=orjson.OPT_INDENT_2) + b"\n"


if __name__ == "__main__":
    write()

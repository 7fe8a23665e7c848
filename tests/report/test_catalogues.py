"""Tags for data catalogues: their form, the names of datasets, and DataHub's own reader where it is installed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from scanner.model.found import Confidence
from scanner.model.judged import Report
from scanner.report import datahub, openmetadata
from scanner.report.view import View
from tests.command import fairnotice
from tests.report.made import judged, report


def proposals(shown: Report, *datasets: tuple[str, str]) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(datahub.render(shown, View(datasets=datasets)))
    return loaded


def urns(shown: Report, *datasets: tuple[str, str]) -> set[str]:
    return {each["entityUrn"] for each in proposals(shown, *datasets) if each["entityType"] == "dataset"}


def tables(shown: Report, *datasets: tuple[str, str]) -> list[dict[str, Any]]:
    lines = map(json.loads, openmetadata.render(shown, View(datasets=datasets)).splitlines())
    return [line for line in lines if "table" in line]


def test_datahub_reads_its_file_of_the_sample(saved: Path, tmp_path: Path) -> None:
    program = which("datahub")
    if program is None:
        pytest.skip("the program `datahub` (acryl-datahub) is not installed")
    file = tmp_path / "tags.json"
    assert fairnotice("report", saved, "--to", "datahub", "--output", file).status == 0
    done = subprocess.run([program, "check", "metadata-file", str(file)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    count = len(json.loads(file.read_bytes()))
    assert f"{count} MCEs found - all valid" in done.stdout + done.stderr


def test_fields_of_the_sample_have_tags(saved: Path) -> None:
    told = json.loads(fairnotice("report", saved, "--to", "datahub").out)
    urn = "urn:li:dataset:(urn:li:dataPlatform:file,crm/customers.sql/public.users,PROD)"
    (proposal,) = (each for each in told if each["entityUrn"] == urn and each["changeType"] == "PATCH")
    assert proposal["aspectName"] == "editableSchemaMetadata"
    paths = {each["path"] for each in json.loads(proposal["aspect"]["value"])}
    born = "/editableSchemaFieldInfo/date_of_birth/globalTags/tags/urn:li:tag:fairnotice"
    assert {f"{born}.identity.date_of_birth", f"{born}.notice.contradicts"} <= paths


def test_every_tag_that_is_given_is_described() -> None:
    told = proposals(report(judged(), judged(asset="app.log", field="")))
    known = {each["entityUrn"] for each in told if each["entityType"] == "tag"}
    given = {
        step["value"]["tag"]
        for each in told
        if each["changeType"] == "PATCH"
        for value in [json.loads(each["aspect"]["value"])]
        for step in (value["patch"] if isinstance(value, dict) else value)
    }
    assert given == known == {"urn:li:tag:fairnotice.contact.email", "urn:li:tag:fairnotice.notice.undeclared"}


def test_what_is_possible_or_test_data_gives_no_tag() -> None:
    shown = report(judged(confidence=Confidence.POSSIBLE), judged(field="t", test_data=True))
    assert proposals(shown) == []
    assert tables(shown) == []


@pytest.mark.parametrize(
    ("asset", "table", "urn"),
    [
        ("crm/people.csv", "", "file,crm/people.csv"),
        ("dump.sql", "public.users", "file,dump.sql/public.users"),
        ("s3://bucket/a,b(1).parquet", "", "s3,bucket/a%2Cb%281%29.parquet"),
        ("gs://bucket/x.parquet", "", "gcs,bucket/x.parquet"),
        ("postgresql://db.example/crm", "public.users", "postgres,crm.public.users"),
        ("https://files.example/x.csv", "", "file,https://files.example/x.csv"),
    ],
)
def test_datasets_are_named_by_where_they_lie(asset: str, table: str, urn: str) -> None:
    assert urns(report(judged(asset=asset, table=table))) == {f"urn:li:dataset:(urn:li:dataPlatform:{urn},PROD)"}


def test_users_name_datasets() -> None:
    shown = report(judged(asset="crm/dump.sql", table="public.users"), judged(asset="other.csv"))
    whole = "urn:li:dataset:(urn:li:dataPlatform:hive,crm.{name},DEV)"
    assert urns(shown, ("crm/*", "postgres:prod.{table}"), ("*", whole)) == {
        "urn:li:dataset:(urn:li:dataPlatform:postgres,prod.public.users,PROD)",
        "urn:li:dataset:(urn:li:dataPlatform:hive,crm.other,DEV)",
    }
    names = {each["table"] for each in tables(shown, ("crm/*", "pg.prod.{table}"))}
    assert names == {"pg.prod.public.users", 'fairnotice.files.root."other.csv"'}


def test_openmetadata_has_columns_and_tables_apart() -> None:
    shown = report(judged(field="contact[].e.mail"), judged(asset="app.log", field=""))
    log, people = tables(shown)
    assert log["column_tags"] == []
    assert [each["tagFQN"] for each in log["table_tags"]] == [
        "Fairnotice.contact_email",
        "Fairnotice.notice_undeclared",
    ]
    assert people["table"] == 'fairnotice.files.crm."people.csv"'
    assert people["column_tags"][0] == {
        "column_fqn": 'fairnotice.files.crm."people.csv".contact.e.mail',
        "tag_label": {
            "tagFQN": "Fairnotice.contact_email",
            "source": "Classification",
            "labelType": "Automated",
            "state": "Suggested",
        },
    }


def test_openmetadata_makes_tags_before_they_are_used(saved: Path) -> None:
    lines = [json.loads(line) for line in fairnotice("report", saved, "--to", "openmetadata").out.splitlines()]
    kinds = [next(iter(line)) for line in lines]
    assert kinds == sorted(kinds, key=["classification", "tag", "table"].index)
    made = {f"{line['tag']['classification']}.{line['tag']['name']}" for line in lines if "tag" in line}
    used = {tag["tag_label"]["tagFQN"] for line in lines for tag in line.get("column_tags", ())}
    assert used <= made

"""Findings as a table of a lake, and tags as statements and requests, read again by the tools that they are for."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import deltalake
import duckdb
import pyarrow.parquet as pq
import pytest
import sqlglot
from pyarrow import fs
from sqlglot import exp

from scanner.model.found import Confidence
from scanner.model.judged import Report, Verdict
from scanner.report import findings_table, lake_formation, unity
from scanner.report.view import View
from tests.command import ROOT, Ran, fairnotice, scan
from tests.report.made import judged, report

server = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]'")

PEOPLE = "id,email,phone\n" + "".join(f"{n},ada.{n}@fjordtel-post.net,+47 22 12 34 {n:02}\n" for n in range(20))
DOCS = ROOT / "docs" / "write-back.md"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two kept runs, of which the second found more."""
    folder = tmp_path_factory.mktemp("lake")
    (folder / "data").mkdir()
    (folder / "data" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    assert scan("data", "--keep", "--ner", "off", cwd=folder).status == 0
    (folder / "data" / "leads.csv").write_text("mail\nbo@fjordtel-post.net\n", encoding="utf-8")
    assert scan("data", "--keep", "--ner", "off", cwd=folder).status == 0
    return folder


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    """The address of a local server that speaks as AWS does."""
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield f"{host}:{port}"
    running.stop()


def publish(place: Path, *arguments: object) -> Ran:
    done = fairnotice("publish", *arguments, cwd=place)
    assert (done.status, done.err) == (0, "")
    return done


def test_runs_are_partitions_of_a_parquet_dataset_for_sql(place: Path) -> None:
    for run in ("latest~1", "latest", "latest"):
        publish(place, run, "--into", "table")
    files = sorted(each.relative_to(place / "table").as_posix() for each in (place / "table").rglob("*.*"))
    assert len(files) == 2
    assert all(re.fullmatch(r"run=\w+Z-\w+/findings\.parquet", each) for each in files)
    rows = duckdb.sql(
        f"SELECT run, asset, field, category, matched FROM read_parquet('{place}/table/*/*.parquet', "
        "hive_partitioning = true) ORDER BY ALL"
    ).fetchall()
    first, second = sorted({row[0] for row in rows})
    assert [row[1:] for row in rows if row[0] == first] == [
        ("people.csv", "email", "contact.email", 20),
        ("people.csv", "phone", "contact.phone", 20),
    ]
    assert [row[1:3] for row in rows if row[0] == second] == [
        ("leads.csv", "mail"), ("people.csv", "email"), ("people.csv", "phone"),
    ]  # fmt: skip


def test_the_table_holds_its_schema_and_masks_only(place: Path) -> None:
    done = publish(place, "--into", "checked")
    file = place / done.out.partition(": ")[0]
    written = pq.read_schema(file)
    assert written.metadata[b"format"] == findings_table.FORMAT.encode()
    assert written.equals(findings_table.schema().remove(0))
    text = str(pq.read_table(file, partitioning=None).to_pylist())
    assert "•" in text
    assert "ada." not in text
    assert "bo@" not in text


def test_runs_are_partitions_of_a_delta_table(place: Path) -> None:
    for run in ("latest~1", "latest", "latest"):
        publish(place, run, "--into", "delta", "--as", "delta")
    table = deltalake.DeltaTable(place / "delta")
    assert table.metadata().partition_columns == ["run"]
    assert table.version() == 2
    rows = table.to_pyarrow_table()
    assert rows.num_rows == 5
    plain = duckdb.sql(f"SELECT count(*) FROM read_parquet('{place}/table/*/*.parquet')").fetchall()
    assert plain == [(5,)]
    assert set(rows.column_names) == set(findings_table.schema().names)
    assert {len(each) for each in rows.column("samples").to_pylist()} <= {1, 2, 3, 4, 5}


@pytest.mark.parametrize("kind", ["parquet", "delta"])
def test_a_table_in_a_bucket(place: Path, aws: str, kind: str) -> None:
    query = f"endpoint_override={aws}&scheme=http&region=us-east-1&allow_bucket_creation=true"
    system, _ = fs.FileSystem.from_uri(f"s3://lake?{query}")
    system.create_dir("lake")
    for _ in range(2):
        done = publish(place, "--into", f"s3://lake/{kind}?{query}", "--as", kind)
        assert done.out.startswith(f"s3://lake/{kind}")
        assert aws not in done.out
    if kind == "parquet":
        assert pq.read_table(f"lake/{kind}", filesystem=system).num_rows == 3
    else:
        options = {"aws_endpoint_url": f"http://{aws}", "aws_allow_http": "true"}
        assert deltalake.DeltaTable(f"s3://lake/{kind}", storage_options=options).to_pyarrow_table().num_rows == 3


def test_a_run_without_findings_is_there_without_rows(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "plain.csv").write_text("a\n1\n", encoding="utf-8")
    scan("data", "--keep", "--ner", "off", cwd=tmp_path)
    publish(tmp_path, "--into", "table")
    (file,) = (tmp_path / "table").rglob("*.parquet")
    assert pq.read_metadata(file).num_rows == 0


def test_what_may_hold_values_is_refused(place: Path, tmp_path: Path) -> None:
    shown = tmp_path / "report.json"
    scan(place / "data", "--ner", "off", "--show-values", "--output", shown, cwd=tmp_path)
    done = fairnotice("publish", shown, "--into", "table", cwd=tmp_path)
    assert done.status == 2
    assert "was not kept" in done.err
    assert not (tmp_path / "table").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "no table was named"),
        (["--into", "data/people.csv"], "data/people.csv: cannot be written: not a directory"),
        (["--into", "data/people.csv", "--as", "delta"], "data/people.csv: cannot be written"),
        (["--into", "s3://user:hush@lake/x?endpoint_override=127.0.0.1:1&scheme=http"], "cannot be written"),
    ],
)
def test_what_cannot_be_published_is_said(place: Path, arguments: list[str], complaint: str) -> None:
    done = fairnotice("publish", "latest", *arguments, cwd=place)
    assert done.status == 2
    assert complaint in done.err
    assert "hush" not in done.err


def statements(shown: Report, *datasets: tuple[str, str]) -> list[str]:
    text = unity.render(shown, View(datasets=datasets)).decode()
    return [line for line in text.splitlines() if not line.startswith("--")]


def test_unity_statements_are_sql_of_databricks() -> None:
    odd = judged("crm/pe`ople;.csv", "e`mail\n; DROP TABLE x")
    told = statements(report(odd, judged(field="address.mail", verdict=Verdict.DECLARED)))
    for line in told:
        (statement,) = sqlglot.parse(line, dialect="databricks")
        assert statement is not None
        if "ALTER COLUMN" not in line:
            assert isinstance(statement, exp.Alter)
            assert statement.args["actions"][0].args["tag"]
    names = [
        [token.text for token in sqlglot.tokenize(line, dialect="databricks") if token.token_type.name == "IDENTIFIER"]
        for line in told
    ]
    assert names == [
        ["crm", "pe`ople;"],
        ["crm", "pe`ople;", "e`mail ; DROP TABLE x"],
        ["crm", "people"],
        ["crm", "people", "address"],
    ]


def test_unity_tags_say_category_and_verdict() -> None:
    shown = report(
        judged(),
        judged(field="email", verdict=Verdict.DECLARED),
        judged("app.log", field=""),
        judged("maybe.csv", confidence=Confidence.POSSIBLE),
        judged("tests.csv", test_data=True),
    )
    assert statements(shown, ("crm/*", "main.crm.{name}"), ("*.log", "main.logs.app")) == [
        "ALTER TABLE `main`.`crm`.`people` SET TAGS ('fairnotice_verdict' = 'undeclared');",
        "ALTER TABLE `main`.`crm`.`people` ALTER COLUMN `email` SET TAGS ('fairnotice_contact_email' = 'undeclared');",
        "ALTER TABLE `main`.`logs`.`app` SET TAGS ('fairnotice_contact_email' = 'undeclared', "
        "'fairnotice_verdict' = 'undeclared');",
    ]
    assert "-- No --dataset names a table for app.log" in unity.render(shown, View(datasets=(("crm/*", "x"),))).decode()


def test_tables_of_a_dump_keep_their_schema() -> None:
    (first, _) = statements(report(judged("dump.sql", table="public.users")))
    assert first.startswith("ALTER TABLE `public`.`users` SET TAGS")


@pytest.mark.parametrize("form", ["unity", "lake-formation"])
def test_a_name_with_too_many_parts_is_an_error(saved: Path, form: str) -> None:
    done = fairnotice("report", saved, "--to", form, "--dataset", "*=a.b.c.{name}")
    assert done.status == 2
    assert "--dataset: a.b.c." in done.err
    assert "is no name of a table" in done.err


def test_the_program_of_the_documentation_sends_lf_tags(aws: str, saved: Path, tmp_path: Path) -> None:
    program = tmp_path / "send.py"
    program.write_text(re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)[0])
    done = fairnotice("report", saved, "--to", "lake-formation", "--dataset", "*=crm.{name}")
    lines = done.out.splitlines()
    client: Any = boto3.client("lakeformation", endpoint_url=f"http://{aws}")
    for _ in range(2):
        runpy.run_path(str(program))["send"](client, lines)
    keys = {each["TagKey"] for each in client.list_lf_tags()["LFTags"]}
    assert {"fairnotice_verdict", "fairnotice_contact_email", "fairnotice_identity_date_of_birth"} <= keys
    table = {"DatabaseName": "crm", "Name": "customers"}
    told = client.get_resource_lf_tags(Resource={"TableWithColumns": {**table, "ColumnNames": ["date_of_birth"]}})
    of_columns = {each["Name"]: each["LFTags"] for each in told["LFTagsOnColumns"]}
    assert {"CatalogId", "TagKey", "TagValues"} >= set(of_columns["date_of_birth"][0])
    assert {each["TagKey"]: each["TagValues"] for each in of_columns["date_of_birth"]} == {
        "fairnotice_identity_date_of_birth": ["contradicts"]
    }


def test_lf_tags_of_a_table_without_a_folder_are_in_the_default_database() -> None:
    lines = [json.loads(line) for line in lake_formation.render(report(judged("People.csv")), View()).splitlines()]
    assert lines[-1]["add_lf_tags_to_resource"] == {
        "Resource": {"TableWithColumns": {"DatabaseName": "default", "Name": "people", "ColumnNames": ["email"]}},
        "LFTags": [{"TagKey": "fairnotice_contact_email", "TagValues": ["undeclared"]}],
    }

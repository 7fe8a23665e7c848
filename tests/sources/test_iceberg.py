"""Iceberg tables: through ten commits and more, what is found is what the table's own reader returns."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from pyroaring import BitMap

from scanner.errors import UsageError
from scanner.registry import is_dataset
from tests.command import scan as scan_command
from tests.sources.lakes import Here, Scans, files_read, found, lasting, people, plain

pyiceberg = pytest.importorskip("pyiceberg", reason="pyiceberg is not installed: pip install 'fairnotice[lake]'")
sql = pytest.importorskip("pyiceberg.catalog.sql", reason="not installed: pip install 'pyiceberg[sql-sqlite]'")
server = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]'")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pyiceberg", "ignore:Delete operation did not match")
TIMES = {"format-version": "2"}


@pytest.fixture
def scans(tmp_path: Path) -> Scans:
    return Scans(tmp_path / "runs")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Any]:
    made = sql.SqlCatalog("here", uri=f"sqlite:///{tmp_path}/catalog.db", warehouse=f"file://{tmp_path}/lake")
    made.create_namespace("crm")
    yield made
    made.engine.dispose()


def place(table: Any) -> Path:
    return Path(table.metadata.location.removeprefix("file://"))


def current(table: Any) -> set[str]:
    return {task.file.file_path.rpartition("/")[2] for task in table.scan().plan_files()}


def _append(table: Any) -> None:
    table.append(people(40, 30))


def _delete(table: Any) -> None:
    table.delete("id >= 10 and id < 20")


def _update(table: Any) -> None:
    changed = people(4, 1).set_column(1, "email", pa.array(["new.name@fjordtel-post.net"]))
    table.overwrite(changed, overwrite_filter="id == 4")


def _partition(table: Any) -> None:
    with table.update_spec() as spec:
        spec.add_identity("region")
    table.append(people(100, 20))


def _evolve(table: Any) -> None:
    from pyiceberg.types import LongType, StringType

    with table.update_schema() as schema:
        schema.add_column("card", StringType())
        schema.update_column("id", LongType())
        schema.add_column(("contact", "alt"), StringType())


def _add(table: Any) -> None:
    cards = [f"41111111111{n:05d}" for n in range(20)]
    data = people(200, 20, card=cards)
    table.append(data.set_column(0, "id", data["id"].cast(pa.int64())))


def _rename(table: Any) -> None:
    with table.update_schema() as schema:
        schema.rename_column("email", "mail")
        schema.rename_column("contact.mail", "address")


def _drop(table: Any) -> None:
    with table.update_schema() as schema:
        schema.delete_column("phone")


def _overwrite(table: Any) -> None:
    rows = table.scan("region == 'DK'").to_arrow().slice(0, 9)
    table.overwrite(rows, overwrite_filter="region == 'DK'")


def _compact(table: Any) -> None:
    table.overwrite(table.scan().to_arrow())


def _expire(table: Any) -> None:
    kept = table.metadata.current_snapshot_id
    table.maintenance.expire_snapshots().by_ids(
        [each.snapshot_id for each in table.metadata.snapshots if each.snapshot_id != kept]
    ).commit()


COMMITS: list[tuple[Callable[[Any], None], bool]] = [
    (_append, False),
    (_delete, False),
    (_update, False),
    (_partition, False),
    (_evolve, True),
    (_add, False),
    (_rename, True),
    (_drop, True),
    (_overwrite, False),
    (_compact, False),
    (_append_new := lambda table: table.append(table.scan().to_arrow().slice(0, 7)), False),
    (_expire, False),
]
"""Each with whether columns of files that are there change, after which these are read again."""


def test_ten_commits(tmp_path: Path, catalog: Any, scans: Scans, monkeypatch: pytest.MonkeyPatch) -> None:
    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    table.append(people(0))
    afresh = Scans(tmp_path / "afresh")
    scans(place(table), kept=True)
    before = current(table)
    for commit, columns_change in COMMITS:
        commit(table)
        done = scans(place(table), kept=True)
        now = current(table)
        assert files_read() == (now if columns_change else now - before), commit
        rows = table.scan().to_arrow()
        assert found(done) == found(scans(plain(rows, tmp_path / "plain"))), commit
        assert {each["status"] for each in done["coverage"]} == {"scanned"}
        assert done["coverage"][0]["rows"] == rows.num_rows
        assert lasting(done) == lasting(afresh(place(table), kept=True, full=True)), commit
        before = now
    again = scans(place(table), kept=True)
    assert Here.read == []
    assert again["coverage"][0]["unchanged_since"]


def test_a_column_that_is_added_costs_no_reading(catalog: Any, scans: Scans) -> None:
    from pyiceberg.types import StringType

    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    table.append(people(0))
    scans(place(table), kept=True)
    with table.update_schema() as schema:
        schema.add_column("card", StringType(), doc="fairnotice: subject=customer")
    scans(place(table), kept=True)
    assert files_read() == set()
    table.append(people(50, 5, card=["4111111111111111"] * 5))
    done = scans(place(table), kept=True)
    assert len(files_read()) == 1
    assert {each["field"]: each["labels"] for each in done["findings"]}["card"]["subject"]


def test_history(tmp_path: Path, catalog: Any, scans: Scans) -> None:
    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    table.append(people(0))
    old = table.scan().to_arrow()
    table.overwrite(people(100, 5))
    done = scans(place(table), history=True)
    assert found(done) == found(scans(plain(table.scan().to_arrow(), tmp_path / "plain")))
    assert found(done, "history") == found(scans(plain(old, tmp_path / "plain")))
    _drop(table)
    told = found(scans(place(table), history=True), "history")
    assert {field: scanned for (field, _), (_, scanned, *_) in told.items()}["phone"] == 45
    _expire(table)
    told = found(scans(place(table), history=True), "history")
    assert {field: scanned for (field, _), (_, scanned, *_) in told.items()} == {"phone": 5}


def _written(table: Any, content: int, data: pa.Table, ids: list[int] | None = None, name: str = "") -> None:
    """Commits a file of deletes, as engines other than pyiceberg write them. content: 1 by position, 2 by value."""
    from pyiceberg.manifest import DataFile, DataFileContent, FileFormat
    from pyiceberg.typedef import Record

    path = place(table) / "data" / (name or f"deletes-{len(table.metadata.snapshots)}.parquet")
    if not name:
        pq.write_table(data, path)
    file = DataFile.from_args(
        content=DataFileContent(content),
        file_path=f"file://{path}",
        file_format=FileFormat.PUFFIN if name else FileFormat.PARQUET,
        partition=Record(),
        record_count=max(data.num_rows, 1),
        file_size_in_bytes=path.stat().st_size,
        equality_ids=ids,
        column_sizes={}, value_counts={}, null_value_counts={}, nan_value_counts={}, lower_bounds={}, upper_bounds={},
    )  # fmt: skip
    file.spec_id = table.metadata.default_spec_id
    with table.transaction() as transaction, transaction.update_snapshot().fast_append() as append:
        append.append_data_file(file)


def _field(name: str, kind: pa.DataType, number: int) -> pa.Field:
    return pa.field(name, kind, metadata={"PARQUET:field_id": str(number)})


def _positions(table: Any, rows: list[int]) -> None:
    path = next(iter(table.scan().plan_files())).file.file_path
    schema = pa.schema([_field("file_path", pa.string(), 2147483546), _field("pos", pa.int64(), 2147483545)])
    _written(table, 1, pa.table([[path] * len(rows), rows], schema=schema))


def test_deletes_by_position(tmp_path: Path, catalog: Any, scans: Scans) -> None:
    table = catalog.create_table(
        "crm.people", people(0).schema, properties={**TIMES, "write.parquet.row-group-limit": "16"}
    )
    table.append(people(0))
    whole = found(scans(place(table), kept=True))
    _positions(table, [3, 4, 17, 38, 39])
    _positions(table, [5])
    rows = table.scan().to_arrow()
    assert rows.num_rows == 34
    done = scans(place(table), kept=True, history=True)
    assert found(done) == found(scans(plain(rows, tmp_path / "plain"))) != whole
    assert {field: scanned for (field, _), (_, scanned, *_) in found(done, "history").items()}["phone"] == 6
    table.append(people(500, 4))
    scans(place(table), kept=True, history=True)
    assert len(files_read()) == 1


def test_deletion_vectors(tmp_path: Path, catalog: Any, scans: Scans) -> None:
    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    table.append(people(0))
    path = next(iter(table.scan().plan_files())).file.file_path
    bitmap = (1).to_bytes(8, "little") + (0).to_bytes(4, "little") + BitMap([1, 2, 39]).serialize()
    blob = (len(bitmap) + 4).to_bytes(4, "big") + b"\xd1\xd3\x39\x64" + bitmap + b"\0\0\0\0"
    told = {"type": "deletion-vector-v1", "fields": [], "snapshot-id": -1, "sequence-number": -1, "offset": 4}
    told |= {"length": len(blob), "properties": {"referenced-data-file": path, "cardinality": "3"}}
    footer = json.dumps({"blobs": [told]}).encode()
    puffin = b"PFA1" + blob + b"PFA1" + footer + len(footer).to_bytes(4, "little") + b"\0\0\0\0" + b"PFA1"
    (place(table) / "data" / "vector.puffin").write_bytes(puffin)
    _written(table, 1, pa.table({}), name="vector.puffin")
    rows = table.scan().to_arrow()
    assert rows.num_rows == 37
    assert found(scans(place(table))) == found(scans(plain(rows, tmp_path / "plain")))


def test_deletes_by_equal_values(tmp_path: Path, catalog: Any, scans: Scans) -> None:
    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    table.append(people(0))
    old = table.scan().to_arrow()
    schema = pa.schema([_field("email", pa.string(), 2), _field("region", pa.string(), 5)])
    mails = ["jane.roe1@nordlys-mail.org", None, "jane.roe2@kaisen-works.co"]
    pairs = pa.table([mails, ["SE", "NO", "NO"]], schema=schema)
    _written(table, 2, pairs, [2, 5])
    table.append(people(0, 3))
    gone = [0, 1, 21]
    kept = pa.concat_tables([old.take([n for n in range(40) if n not in gone]), people(0, 3).cast(old.schema)])
    assert pc.sum(pc.is_null(old.take(gone)["email"])).as_py() == 2
    done = scans(place(table))
    assert found(done) == found(scans(plain(kept, tmp_path / "plain")))
    assert done["coverage"][0]["rows"] == 40


def test_partition_keys_that_are_in_no_file(tmp_path: Path, catalog: Any, scans: Scans) -> None:
    from pyiceberg.schema import Schema
    from pyiceberg.types import NestedField, StringType

    schema = Schema(NestedField(1, "n", StringType()), NestedField(2, "mail", StringType()))
    table = catalog.create_table("crm.taken_over", schema, properties=TIMES)
    with table.update_spec() as spec:
        spec.add_identity("mail")
    mails = [f"jane{n % 2}@fjordtel-post.net" for n in range(6)]
    table.append(pa.table({"n": [str(n) for n in range(6)], "mail": mails}))
    for file in place(table).rglob("*.parquet"):
        pq.write_table(pq.read_table(file, partitioning=None).select(["n"]), file)
    assert found(scans(place(table)))["mail", "contact.email"][1:4] == (6, 6, 2)


def test_files_without_field_ids(tmp_path: Path, catalog: Any, scans: Scans) -> None:
    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    (tmp_path / "lake" / "crm" / "people" / "data").mkdir(parents=True)
    file = tmp_path / "lake" / "crm" / "people" / "data" / "old.parquet"
    pq.write_table(people(0), file)
    table.add_files([f"file://{file}"])
    _rename(table)
    assert found(scans(place(table))) == found(scans(plain(table.scan().to_arrow(), tmp_path / "plain")))


def test_a_copy_is_read_where_it_lies(tmp_path: Path, catalog: Any, scans: Scans) -> None:
    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    table.append(people(0))
    there = found(scans(place(table)))
    shutil.copytree(place(table), tmp_path / "copy")
    table.append(people(100, 5))
    assert found(scans(tmp_path / "copy")) == there
    shutil.rmtree(place(table))
    assert found(scans(tmp_path / "copy")) == there


@pytest.mark.parametrize("damage", ["metadata", "manifests", "file"])
def test_damage_is_a_line_of_coverage(tmp_path: Path, catalog: Any, scans: Scans, damage: str) -> None:
    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    table.append(people(0))
    if damage == "metadata":
        Path(table.metadata_location.removeprefix("file://")).write_text('{"format-version": 2, "tab')
    elif damage == "manifests":
        for file in place(table).rglob("*-m0.avro"):
            file.unlink()
    else:
        next(place(table).rglob("*.parquet")).write_bytes(b"PAR1 no more")
    (line,) = scans(tmp_path / "lake")["coverage"]
    assert (line["asset"], line["source"], line["rows"]) == ("crm/people", "iceberg", 0)
    assert line["status"] == "skipped"
    assert {each["reason"] for each in line["problems"]} == {"malformed"}


def test_no_file_outside_of_the_table_is_read(tmp_path: Path, catalog: Any, scans: Scans) -> None:
    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    pq.write_table(people(0), tmp_path / "secret.parquet")
    table.add_files([f"file://{tmp_path}/secret.parquet"])
    done = scans(tmp_path / "lake")
    (line,) = done["coverage"]
    assert {each["reason"] for each in line["problems"]} == {"not_readable"}
    assert done["findings"] == []


def test_without_the_extra_it_is_not_read_as_loose_files(
    tmp_path: Path, catalog: Any, scans: Scans, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = catalog.create_table("crm.people", people(0).schema, properties=TIMES)
    table.append(people(0))
    assert is_dataset(str(place(table)))
    monkeypatch.setattr("scanner.source.find_spec", lambda _: None)
    (line,) = scans(tmp_path / "lake")["coverage"]
    (problem,) = line["problems"]
    assert (line["asset"], line["status"], problem["reason"]) == ("crm/people", "skipped", "missing_extra")
    assert "pip install 'fairnotice[lake]'" in problem["fact"]


def test_names_in_a_catalog(tmp_path: Path, catalog: Any, monkeypatch: pytest.MonkeyPatch, scans: Scans) -> None:
    monkeypatch.setenv("PYICEBERG_CATALOG__HERE__TYPE", "sql")
    monkeypatch.setenv("PYICEBERG_CATALOG__HERE__URI", f"sqlite:///{tmp_path}/catalog.db")
    catalog.create_namespace("web")
    for name in ("crm.people", "crm.leads", "web.visits"):
        table = catalog.create_table(name, people(0).schema, properties={**TIMES, "fairnotice.subject": "customer"})
        table.append(people(0, 10))
    every = scan_command("iceberg://here", "--no-keep", "--ner", "off").report
    assert [(each["asset"], each["rows"]) for each in every["coverage"]] == [
        ("crm.leads", 10), ("crm.people", 10), ("web.visits", 10),
    ]  # fmt: skip
    assert all(each["labels"]["subject"] for each in every["findings"])
    some = scan_command("iceberg://here/crm.people", "iceberg://here/web", "--no-keep", "--ner", "off").report
    assert [each["asset"] for each in some["coverage"]] == ["iceberg://here/crm.people", "iceberg://here/web.visits"]
    expected = found(scans(place(table)))
    for name in ("crm.people", "web.visits"):
        assert found({"findings": [each for each in every["findings"] if each["asset"] == name]}) == expected
    with pytest.raises(UsageError, match=r"iceberg://CATALOG/namespace\.table"):
        scans("iceberg://nowhere/x")


@pytest.fixture(scope="module")
def store() -> Iterator[tuple[str, str]]:
    """The query of addresses in a store with a bucket `icebergs`, and its address."""
    from pyarrow import fs

    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")
        query = f"endpoint_override={host}:{port}&scheme=http&region=us-east-1&allow_bucket_creation=true"
        fs.FileSystem.from_uri(f"s3://icebergs?{query}")[0].create_dir("icebergs")
        yield query, f"http://{host}:{port}"
    running.stop()


def test_a_table_in_a_bucket(tmp_path: Path, store: tuple[str, str], catalog: Any, scans: Scans) -> None:
    query, endpoint = store
    connection = {"s3.endpoint": endpoint, "s3.region": "us-east-1"}
    remote = sql.SqlCatalog("far", uri=f"sqlite:///{tmp_path}/far.db", warehouse="s3://icebergs/w", **connection)
    remote.create_namespace("crm")
    for each in (remote, catalog):
        table = each.create_table("crm.people", people(0).schema, properties=TIMES)
        table.append(people(0))
        table.delete("id < 30")
    remote.engine.dispose()
    done = scan_command(f"s3://icebergs?{query}", "--history", "--no-keep", "--ner", "off")
    assert [(each["asset"], each["source"], each["status"]) for each in done.report["coverage"]] == [
        ("w/crm/people", "iceberg", "scanned")
    ]
    here = scans(tmp_path / "lake", history=True)
    assert found(done.report) == found(here)
    assert found(done.report, "history") == found(here, "history") != {}
    assert "hush-hush" not in done.out + done.err

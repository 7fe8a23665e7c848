"""Delta tables: through ten commits, what is found is what the table's own reader returns."""

from __future__ import annotations

import json
import struct
import uuid
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyroaring import BitMap64

from scanner.registry import is_dataset
from tests.command import scan as scan_command
from tests.sources.lakes import Here, Scans, files_read, found, lasting, people, plain

deltalake = pytest.importorskip("deltalake", reason="deltalake is not installed: pip install 'fairnotice[lake]'")
server = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]'")
write = deltalake.write_deltalake


@pytest.fixture
def scans(tmp_path: Path) -> Scans:
    return Scans(tmp_path / "runs")


def rows(table: Path) -> pa.Table:
    """What the table's own reader returns."""
    read = pa.table(deltalake.DeltaTable(table).scan())
    return read.cast(pa.schema([field.with_type(_plain(field.type)) for field in read.schema]))


def _plain(kind: pa.DataType) -> pa.DataType:
    """Without views, which Parquet has not."""
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_plain(field.type)) for field in kind])
    if pa.types.is_list(kind) or pa.types.is_list_view(kind):
        return pa.list_(_plain(kind.value_type))
    return pa.string() if kind == pa.string_view() else kind


def current(table: Path) -> set[str]:
    added = pa.table(deltalake.DeltaTable(table).get_add_actions())
    return {unquote(path).rpartition("/")[2] for path in added.column("path").to_pylist()}


def _create(table: Path) -> None:
    write(table, people(0), partition_by=["region"], description="our customers. fairnotice: subject=customer")


def _append(table: Path) -> None:
    write(table, people(40, 30), mode="append")


def _update(table: Path) -> None:
    deltalake.DeltaTable(table).update({"email": "'new.name@fjordtel-post.net'"}, predicate="id = 4")


def _delete(table: Path) -> None:
    deltalake.DeltaTable(table).delete("id >= 10 and id < 20 and region = 'NO'")


def _evolve(table: Path) -> None:
    cards = [f"41111111111{n:05d}" for n in range(20)]
    write(table, people(100, 20, card=cards), mode="append", schema_mode="merge")


def _comment(table: Path) -> None:
    deltalake.DeltaTable(table).alter.set_column_metadata("email", {"comment": "fairnotice: source=third_party"})


def _replace(table: Path) -> None:
    new = people(300, 30, card=["" for _ in range(30)])
    dk = new.filter(pa.compute.equal(new["region"], "DK"))
    write(table, dk, mode="overwrite", predicate="region = 'DK'")


def _compact(table: Path) -> None:
    deltalake.DeltaTable(table).optimize.compact()


def _merge(table: Path) -> None:
    source = people(60, 20, card=[None] * 20).set_column(
        1, "email", pa.array([f"merged{n}@x-mail.org" for n in range(20)])
    )
    (
        deltalake.DeltaTable(table)
        .merge(source.cast(source.schema.set(5, pa.field("card", pa.string()))), "s.id = t.id", "s", "t")
        .when_matched_update_all()
        .when_not_matched_insert_all()
        .execute()
    )


def _repartition(table: Path) -> None:
    data = rows(table)
    write(table, data, mode="overwrite", schema_mode="overwrite", partition_by=["card"])


def _vacuum(table: Path) -> None:
    deltalake.DeltaTable(table).vacuum(0, dry_run=False, enforce_retention_duration=False)


COMMITS: list[tuple[Callable[[Path], None], bool]] = [
    (_create, True),
    (_append, False),
    (_update, False),
    (_delete, False),
    (_evolve, True),
    (_comment, False),
    (_replace, False),
    (_compact, False),
    (_merge, False),
    (_repartition, False),
    (_vacuum, False),
]
"""Each with whether the columns change, after which all files are read."""


def test_ten_commits(tmp_path: Path, scans: Scans, monkeypatch: pytest.MonkeyPatch) -> None:
    table, before = tmp_path / "lake" / "crm", set[str]()
    afresh = Scans(tmp_path / "afresh")
    for commit, columns_change in COMMITS:
        commit(table)
        done = scans(table, kept=True)
        now = current(table)
        assert files_read() == (now if columns_change else now - before), commit
        assert found(done) == found(scans(plain(rows(table), tmp_path / "plain"))), commit
        assert {each["status"] for each in done["coverage"]} == {"scanned"}
        assert done["coverage"][0]["rows"] == rows(table).num_rows
        assert lasting(done) == lasting(afresh(table, kept=True, full=True)), commit
        before = now
    again = scans(table, kept=True)
    assert Here.read == []
    assert again["coverage"][0]["unchanged_since"]


def test_history(tmp_path: Path, scans: Scans) -> None:
    table = tmp_path / "crm"
    _create(table)
    old = rows(table)
    deltalake.DeltaTable(table).delete("id < 30")
    kept = scans(table)
    assert found(kept) == found(scans(plain(rows(table), tmp_path / "plain")))
    assert found(kept, "history") == {}
    done = scans(table, history=True)
    assert found(done) == found(kept)
    assert found(done, "history") == found(scans(plain(old, tmp_path / "plain")))
    _vacuum(table)
    assert found(scans(table, history=True), "history") == {}


def test_history_behind_a_checkpoint(tmp_path: Path, scans: Scans) -> None:
    table = tmp_path / "crm"
    _create(table)
    _append(table)
    old = rows(table)
    deltalake.DeltaTable(table).create_checkpoint()
    deltalake.DeltaTable(table).delete()
    for number in (0, 1):
        (table / "_delta_log" / f"{number:020}.json").unlink()
    done = scans(table, history=True)
    assert found(done) == {}
    assert found(done, "history") == found(scans(plain(old, tmp_path / "plain")))


def _ascii85(data: bytes) -> str:
    """As the Delta protocol writes UUIDs (Z85)."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
    words = (int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4))
    return "".join(digits[word // 85**power % 85] for word in words for power in (4, 3, 2, 1, 0))


def mapped(table: Path, deleted: list[int], version: int = 0, name: str = "email") -> None:
    """Writes what only Spark does: a table with column mapping, in which some rows are marked as deleted."""
    log, file = table / "_delta_log", table / "data.parquet"
    log.mkdir(parents=True, exist_ok=True)
    data = people(0).select(["email", "phone", "id", "contact"]).rename_columns(["col-e", "col-p", "col-i", "col-c"])
    if not version:
        pq.write_table(data, file, row_group_size=16)
    fields = [
        {"name": name, "type": "string", "nullable": True, "metadata": {"comment": "fairnotice: subject=customer"}},
        {"name": "id", "type": "long", "nullable": True, "metadata": {}},
    ]
    for number, (field, physical) in enumerate(zip(fields, ("col-e", "col-i"), strict=True), 1):
        field["metadata"] |= {"delta.columnMapping.id": number, "delta.columnMapping.physicalName": physical}  # type: ignore[operator]
    features = ["deletionVectors", "columnMapping"]
    configuration = {"delta.columnMapping.mode": "name", "delta.columnMapping.maxColumnId": "4"}
    vector = struct.pack("<I", 1681511377) + BitMap64(deleted).serialize()
    known = uuid.UUID(int=version)
    frame = struct.pack(">I", len(vector)) + vector + struct.pack(">I", zlib.crc32(vector))
    (table / f"deletion_vector_{known}.bin").write_bytes(b"\1" + frame)
    added: dict[str, object] = {"path": "data.parquet", "partitionValues": {}, "size": file.stat().st_size}
    added |= {"modificationTime": 0, "dataChange": True, "stats": '{"numRecords":40}'}
    if deleted:
        added["deletionVector"] = {
            "storageType": "u", "pathOrInlineDv": _ascii85(known.bytes), "offset": 1, "sizeInBytes": len(vector),
            "cardinality": len(deleted),
        }  # fmt: skip
    actions: list[dict[str, object]] = [
        {
            "metaData": {
                "id": str(uuid.UUID(int=7)),
                "format": {"provider": "parquet", "options": {}},
                "schemaString": json.dumps({"type": "struct", "fields": fields}),
                "partitionColumns": [],
                "configuration": configuration,
            }
        },
        {"add": added},
    ]
    if version:  # a file with another vector takes the place of the same file with the one before
        before = json.loads((log / f"{version - 1:020}.json").read_text().splitlines()[-1])["add"]
        kept = {key: before[key] for key in ("path", "deletionVector") if key in before}
        actions.insert(1, {"remove": {**kept, "dataChange": True, "deletionTimestamp": 0}})
    else:
        protocol = {"minReaderVersion": 3, "minWriterVersion": 7}
        actions.insert(0, {"protocol": {**protocol, "readerFeatures": features, "writerFeatures": features}})
    (log / f"{version:020}.json").write_text("\n".join(map(json.dumps, actions)))


def test_deletion_vectors_and_column_mapping(tmp_path: Path, scans: Scans) -> None:
    table = tmp_path / "crm"
    mapped(table, [])
    whole = scans(table, kept=True)
    mapped(table, [3, 4, 17, 39], 1)
    assert rows(table).num_rows == 36
    done = scans(table, kept=True)
    assert found(done) == found(scans(plain(rows(table), tmp_path / "plain")))
    assert done["coverage"][0]["rows"] == 36
    assert found(done) != found(whole)
    mapped(table, [3, 4, 17, 39], 2, "mail")
    renamed = scans(table, kept=True)
    assert found(renamed) == found(scans(plain(rows(table), tmp_path / "plain")))
    assert {field for field, _ in found(renamed)} == {"mail"}


def test_what_vectors_hide_is_history(tmp_path: Path, scans: Scans) -> None:
    table = tmp_path / "crm"
    mapped(table, [3, 4, 17, 39])
    done = scans(table, history=True)
    told = {field: (scanned, matched) for (field, _), (_, scanned, matched, *_) in found(done, "history").items()}
    assert told["email"] == (4, 4)
    assert told["col-p"] == (40, 40)
    assert told["col-c.mail"] == (32, 32)
    assert {field for field, _ in found(done)} == {"email"}


def test_types_widen_and_nested_fields_are_added(tmp_path: Path, scans: Scans) -> None:
    table = tmp_path / "crm"
    mails = [f"jane{n}@fjordtel-post.net" for n in range(20)]
    write(table, pa.table({"n": pa.array(range(20), pa.int32()), "who": [{"mail": mail} for mail in mails]}))
    later = pa.table(
        {"n": pa.array(range(20), pa.int32()), "who": [{"mail": mail, "alt": f"x{mail}"} for mail in mails]}
    )
    write(table, later, mode="append", schema_mode="merge")
    done = scans(table)
    assert found(done) == found(scans(plain(rows(table), tmp_path / "plain")))
    assert {field for field, _ in found(done)} >= {"who.mail", "who.alt"}


def test_partition_values_are_scanned(tmp_path: Path, scans: Scans) -> None:
    table = tmp_path / "crm"
    data = pa.table({"n": range(6), "email": [f"jane doe+{n % 2}@fjordtel-post.net" if n else None for n in range(6)]})
    write(table, data, partition_by=["email"])
    done = scans(table)
    assert found(done)["email", "contact.email"][1:3] == (5, 5)
    assert "jane" not in json.dumps(done)


def test_labels_in_comments(tmp_path: Path, scans: Scans) -> None:
    table = tmp_path / "crm"
    write(table, people(0), description="fairnotice: subject=customer", configuration={})
    deltalake.DeltaTable(table).alter.set_column_metadata(
        "email", {"comment": "bought. fairnotice: source=third_party"}
    )
    labels = {each["field"]: each["labels"] for each in scans(table)["findings"]}
    assert labels["phone"]["subject"]
    assert labels["email"]["source"]


def test_a_sample_reads_current_rows_only(tmp_path: Path, scans: Scans) -> None:
    from scanner.model.sample import Sample

    table = tmp_path / "crm"
    _create(table)
    deltalake.DeltaTable(table).delete("id < 30")
    done = scans(table, sample=Sample(rows=5))
    assert 0 < sum(each["rows"] for each in done["coverage"]) <= 10


@pytest.mark.parametrize("damage", ["log", "empty", "file"])
def test_damage_is_a_line_of_coverage(tmp_path: Path, scans: Scans, damage: str) -> None:
    table = tmp_path / "lake" / "crm"
    _create(table)
    log = table / "_delta_log" / f"{0:020}.json"
    if damage == "log":
        log.write_text(log.read_text()[:300])
    elif damage == "empty":
        log.unlink()
    else:
        next(table.rglob("*.parquet")).write_bytes(b"PAR1 no more")
    (line,) = scans(tmp_path / "lake")["coverage"]
    assert line["asset"] == "crm"
    assert line["status"] == ("partial" if damage == "file" else "skipped")
    assert {each["reason"] for each in line["problems"]} == {"malformed"}


def test_no_file_outside_of_the_table_is_read(tmp_path: Path, scans: Scans) -> None:
    table = tmp_path / "lake" / "crm"
    _create(table)
    pq.write_table(people(0), tmp_path / "secret.parquet")
    for path in ("../../secret.parquet", f"file://{tmp_path}/secret.parquet"):
        added = {
            "path": path,
            "partitionValues": {"region": "NO"},
            "size": 99,
            "modificationTime": 0,
            "dataChange": True,
        }
        (table / "_delta_log" / f"{1:020}.json").write_text(json.dumps({"add": added}))
        (line,) = scans(tmp_path / "lake")["coverage"]
        assert {each["reason"] for each in line["problems"]} & {"not_readable", "malformed"}
        assert line["rows"] in (0, 40)


def test_without_the_extra_it_is_not_read_as_loose_files(
    tmp_path: Path, scans: Scans, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "lake" / "crm"
    _create(table)
    monkeypatch.setattr("scanner.source.find_spec", lambda _: None)
    (line,) = scans(tmp_path / "lake")["coverage"]
    (problem,) = line["problems"]
    assert (line["asset"], line["status"], problem["reason"]) == ("crm", "skipped", "missing_extra")
    assert "pip install 'fairnotice[lake]'" in problem["fact"]


def test_which_folders_are_tables(tmp_path: Path) -> None:
    _create(tmp_path / "crm")
    assert is_dataset(str(tmp_path / "crm"))
    assert not is_dataset(str(tmp_path))


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    """The options of a store with a bucket `deltas`."""
    from pyarrow import fs

    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")
        query = f"endpoint_override={host}:{port}&scheme=http&region=us-east-1&allow_bucket_creation=true"
        fs.FileSystem.from_uri(f"s3://deltas?{query}")[0].create_dir("deltas")
        yield {"query": query, "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ALLOW_HTTP": "true"}
    running.stop()


def test_a_table_in_a_bucket(tmp_path: Path, store: dict[str, str]) -> None:
    options = {**store, "AWS_REGION": "us-east-1"}
    query = options.pop("query")
    write("s3://deltas/crm/people", people(0), partition_by=["region"], storage_options=options)
    deltalake.DeltaTable("s3://deltas/crm/people", storage_options=options).delete("id < 30")
    local = tmp_path / "crm" / "people"
    write(local, people(0), partition_by=["region"])
    deltalake.DeltaTable(local).delete("id < 30")
    done = scan_command(f"s3://deltas?{query}", "--history", "--no-keep", "--ner", "off")
    here = scan_command(tmp_path, "--history", "--no-keep", "--ner", "off")
    assert [(each["asset"], each["source"], each["status"]) for each in done.report["coverage"]] == [
        ("crm/people", "delta", "scanned")
    ]
    assert found(done.report) == found(here.report)
    assert found(done.report, "history") == found(here.report, "history") != {}
    assert "hush-hush" not in done.out + done.err

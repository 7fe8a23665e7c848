"""Object stores: a local server that speaks as S3 does."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from scanner.errors import SourceError, UsageError
from scanner.model.data import Asset
from scanner.streams import open_stream
from scanner.ways.stores import objects
from tests.command import scan

server = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]'")

TABLE = b"id,email\n" + b"".join(b"%d,ada.%d@fjordtel.net\n" % (number, number) for number in range(500))


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The query of URIs in a store with some objects in it."""
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    monkeypatch = pytest.MonkeyPatch()
    for name, value in {"ID": "testing", "SECRET_ACCESS": "hush-hush"}.items():
        monkeypatch.setenv(f"AWS_{'ACCESS_KEY_ID' if name == 'ID' else 'SECRET_ACCESS_KEY'}", value)
    query = f"endpoint_override={host}:{port}&scheme=http&region=us-east-1&allow_bucket_creation=true"
    files, _ = fs.FileSystem.from_uri(f"s3://lake?{query}")
    files.create_dir("lake")
    out = io.BytesIO()
    pq.write_table(pa.table({"mail": [f"ada.{number}@fjordtel.net" for number in range(50)]}), out)
    for key, data in {
        "crm/people.csv": TABLE,
        "crm/old/people.csv.gz": gzip.compress(TABLE),
        "events.parquet": out.getvalue(),
        "empty.txt": b"",
    }.items():
        with files.open_output_stream(f"lake/{key}") as stream:
            stream.write(data)
    yield query
    running.stop()
    monkeypatch.undo()


def test_a_bucket_is_scanned_like_a_folder(store: str) -> None:
    done = scan(f"s3://lake?{store}")
    assert done.status == 0
    assert {(each["asset"], each["field"], each["matched"]) for each in done.report["findings"]} == {
        ("crm/people.csv", "email", 500),
        ("crm/old/people.csv.gz", "email", 500),
        ("events.parquet", "mail", 50),
    }
    assert {each["asset"] for each in done.report["coverage"]} >= {"empty.txt"}
    assert "hush-hush" not in done.out + done.err
    assert "endpoint" not in done.out


def test_globs_choose_and_several_roots_keep_their_addresses(store: str) -> None:
    done = scan(f"s3://lake/crm?{store}", f"s3://lake/events.parquet?{store}", "--exclude", "*.gz")
    assert {each["asset"] for each in done.report["coverage"]} == {
        "s3://lake/crm/people.csv",
        "s3://lake/events.parquet",
    }


def test_parts_of_an_object(store: str) -> None:
    (asset,) = [each for each in objects(f"s3://lake/crm/people.csv?{store}", alone=True) if isinstance(each, Asset)]
    assert asset.name == "people.csv"
    with open_stream(asset.content, 10, 30) as part:
        assert part.read(100) == TABLE[10:30]


def test_an_object_that_is_gone_is_a_line_of_coverage(store: str) -> None:
    files, _ = fs.FileSystem.from_uri(f"s3://lake?{store}")
    with files.open_output_stream("lake/brief.csv") as stream:
        stream.write(TABLE)
    (asset,) = [each for each in objects(f"s3://lake/brief.csv?{store}", alone=True) if isinstance(each, Asset)]
    files.delete_file("lake/brief.csv")
    with pytest.raises(SourceError, match=r"^brief\.csv: "), open_stream(asset.content) as stream:
        stream.read()


@pytest.mark.parametrize("uri", ["s3://lake/nothing/there?{}", "s3://no-such-bucket/x?{}"])
def test_nothing_there_is_wrong_usage(store: str, uri: str) -> None:
    with pytest.raises(UsageError, match="cannot be listed"):
        list(objects(uri.format(store), alone=True))


def test_a_scheme_that_nobody_knows() -> None:
    with pytest.raises(UsageError, match="nosuch://"):
        list(objects("nosuch://host/path", alone=True))

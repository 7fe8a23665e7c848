"""A store that speaks as S3 does, with a log of what is asked of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.errors import SourceError, UsageError
from scanner.model.data import Asset
from scanner.streams import open_stream
from scanner.ways.stores import objects
from tests.command import scan
from tests.ways.servers import Proxy, before

server = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]'")
s3_backends = pytest.importorskip("moto.s3.models").s3_backends
boto3 = pytest.importorskip("boto3", reason="boto3 is not installed: pip install 'fairnotice[cloud]'")

LARGE = b"id,mail\n" + b"".join(b"%d,ada.%d@fjordtel-post.net\n" % (number, number) for number in range(40_000))


class Lake:
    """A bucket behind a proxy."""

    def __init__(self, proxy: Proxy, client: Any, name: str) -> None:
        self.proxy = proxy
        self.client = client
        self.name = name

    def put(self, key: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=data)

    def table(self, key: str, columns: dict[str, list[str]], **options: Any) -> bytes:
        out = io.BytesIO()
        pq.write_table(pa.table(columns), out, **options)
        self.put(key, out.getvalue())
        return out.getvalue()

    def uri(self, key: str = "", query: str = "") -> str:
        self.proxy.log.clear()
        return f"s3://{self.name}/{key}?endpoint_override={self.proxy.address}&scheme=http&region=us-east-1{query}"

    def asset(self, key: str) -> Asset:
        (found,) = [each for each in objects(self.uri(key), alone=True) if isinstance(each, Asset)]
        return found


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")
        with before(*running.get_host_and_port()) as proxy:
            yield proxy
    running.stop()


@pytest.fixture
def lake(proxy: Proxy, request: pytest.FixtureRequest) -> Iterator[Lake]:
    """A bucket of its own for each test."""
    name = request.node.name.replace("_", "-").lower()[:60].rstrip("-")
    host = f"http://{proxy.host}:{proxy.port}"
    client = boto3.client("s3", endpoint_url=host, region_name="us-east-1")
    client.create_bucket(Bucket=name)
    yield Lake(proxy, client, name)
    proxy.slow, proxy.cut, proxy.before = 0, 0, lambda _: None


def rows(number: int) -> dict[str, list[str]]:
    return {"id": [str(number)], "mail": [f"bo.{number}@fjordtel-post.net"]}


def test_second_run(lake: Lake, tmp_path: Path) -> None:
    """With nothing changed it costs one listing and no reads; with one object more and one changed, two reads."""
    for number in range(30):
        lake.table(f"events/dt=2018-11-{number % 3 + 1:02d}/part-{number:05d}.parquet", rows(number))
    lake.put("notes/readme.txt", b"Call Ada on +47 22 33 55 01\n")
    command = ("--keep", "--run-dir", tmp_path / "runs")
    first = scan(lake.uri(), *command)
    assert len(lake.proxy.reads()) <= 2 * 31
    second = scan(lake.uri(), *command)
    assert [each.method for each in lake.proxy.log] == ["GET"]
    assert len(lake.proxy.listings()) == 1
    assert lake.proxy.reads() == []
    assert second.report["findings"] == first.report["findings"]
    assert {each["asset"] for each in second.report["coverage"]} == {"events", "notes/readme.txt"}
    assert all(each["unchanged_since"] for each in second.report["coverage"])

    lake.table("events/dt=2018-11-02/part-00002b.parquet", rows(5000))
    lake.table("events/dt=2018-11-01/part-00000.parquet", rows(6000))
    days = scan(lake.uri(), "--no-keep", "--include", "events/dt=2018-11-03/*", "--exclude", "*/part-00002.parquet")
    assert [(each["asset"], each["rows"]) for each in days.report["coverage"]] == [("events", 9)]
    third = scan(lake.uri(), *command)
    read = {each.path.partition("?")[0].rpartition("/")[2] for each in lake.proxy.reads()}
    assert read == {"part-00002b.parquet", "part-00000.parquet"}
    anew = scan(lake.uri(), "--no-keep")
    assert third.report["findings"] == anew.report["findings"]
    (mail,) = [each for each in third.report["findings"] if each["field"] == "mail"]
    assert (mail["matched"], mail["distinct"]) == (31, 31)


def test_columns_of_a_wide_table(lake: Lake) -> None:
    """Three columns of forty: their bytes, the footer and the start are read, and nothing else."""
    values = {
        f"c{place:02d}": [f"{place}-{row * 7919 % 100_003:x}" * 6 for row in range(12_000)] for place in range(37)
    }
    wanted = {name: [f"{name}.{row}@fjordtel-post.net" for row in range(12_000)] for name in ("mail", "second", "work")}
    columns = {**dict(list(values.items())[:20]), **wanted, **dict(list(values.items())[20:])}
    data = lake.table("wide.parquet", columns, use_dictionary=False, compression="none", row_group_size=6_000)
    done = scan(lake.uri("wide.parquet"), "--column", "mail", "--column", "second", "--column", "work", "--no-keep")
    assert {(each["field"], each["matched"]) for each in done.report["findings"]} == {(n, 12_000) for n in wanted}
    told = done.coverage("wide.parquet")
    assert {problem["reason"] for problem in told["problems"]} == {"columns_left_out"}
    assert {problem["member"] for problem in told["problems"]} == set(values)
    assert (told["status"], done.status) == ("scanned", 0)

    metadata = pq.read_metadata(io.BytesIO(data))
    may = [(0, 68 << 10), (len(data) - (64 << 10), len(data))]
    size = 0
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(place)
            if chunk.path_in_schema in wanted:
                start = chunk.data_page_offset
                may.append((start, start + chunk.total_compressed_size))
                size += chunk.total_compressed_size
    asked = [(each.start, each.stop) for each in lake.proxy.reads()]
    merged = [*may, *((may[place][0], may[place + 2][1]) for place in range(2, len(may), 3))]
    assert all(any(start >= low and stop <= high for low, high in merged) for start, stop in asked), asked
    sent = sum(each.sent for each in lake.proxy.reads())
    assert size < sent < size + 6 * (64 << 10) < len(data) / 8


def test_a_store_that_asks_to_slow_down(lake: Lake) -> None:
    lake.put("people.csv", LARGE[:2000])
    uri = lake.uri("people.csv")
    lake.proxy.slow = 3
    done = scan(uri, "--no-keep")
    assert [each.status for each in lake.proxy.log].count(503) == 3
    assert done.status == 0
    assert done.report["findings"][0]["field"] == "mail"


def test_answers_that_break_off(lake: Lake) -> None:
    lake.put("people.csv", LARGE)
    asset = lake.asset("people.csv")
    lake.proxy.cut = 2
    with open_stream(asset.content) as stream:
        assert b"".join(iter(lambda: stream.read(1 << 20), b"")) == LARGE
    assert lake.proxy.cut == 0
    with open_stream(asset.content, 300_000, 700_000) as stream:
        assert stream.read(1 << 20) == LARGE[300_000:700_000]


def test_an_object_that_changes_while_it_is_read(lake: Lake) -> None:
    lake.put("people.csv", LARGE)
    uri = lake.uri("people.csv")
    seen: list[str] = []

    def change(path: str) -> None:
        seen.append(path)
        if len([each for each in seen if "people.csv" in each and "list-type" not in each]) == 3:
            lake.put("people.csv", LARGE[:-9] + b"zoe@x.net\n"[:9])

    lake.proxy.before = change
    done = scan(uri, "--no-keep")
    assert done.reasons("people.csv") >= {"changed"}
    assert done.status == 3
    assert 412 in {each.status for each in lake.proxy.log}


def test_an_object_that_changed_since_it_was_listed_or_is_gone(lake: Lake) -> None:
    for key in ("one.csv", "two.csv"):
        lake.put(key, LARGE)
    one, two = lake.asset("one.csv"), lake.asset("two.csv")
    lake.put("one.csv", LARGE[::-1])
    lake.client.delete_object(Bucket=lake.name, Key="two.csv")
    with pytest.raises(SourceError, match=r"^one\.csv: .* changed") as changed, open_stream(one.content) as stream:
        stream.read(1)
    assert changed.value.reason == "changed"
    with pytest.raises(SourceError, match=r"^two\.csv: .* gone"), open_stream(two.content) as stream:
        stream.read(1)


def test_an_object_that_vanishes_is_a_line_of_coverage(lake: Lake) -> None:
    lake.put("brief.csv", LARGE)
    lake.put("other.csv", LARGE[:900])
    uri = lake.uri()

    def vanish(path: str) -> None:
        if "brief.csv" in path:
            lake.client.delete_object(Bucket=lake.name, Key="brief.csv")

    lake.proxy.before = vanish
    done = scan(uri, "--no-keep")
    assert done.reasons("brief.csv") == {"not_readable"}
    assert done.coverage("other.csv")["status"] == "scanned"
    assert done.status == 3


def test_who_pays_is_said_in_each_request(lake: Lake) -> None:
    lake.put("people.csv", LARGE[:2000])
    done = scan(lake.uri("", "&request_payer=requester"), "--no-keep")
    assert done.status == 0
    payers = {each.headers.get("x-amz-request-payer") for each in lake.proxy.log}
    assert payers == {"requester"}
    scan(lake.uri("", "&anonymous=true"), "--no-keep")
    assert not any("Authorization" in each.headers for each in lake.proxy.log)


def test_settings_that_s3_does_not_have(lake: Lake) -> None:
    with pytest.raises(UsageError, match="`requester` is no setting of S3"):
        list(objects(lake.uri("", "&requester=true"), alone=True))


def test_identity_is_the_etag(lake: Lake) -> None:
    lake.put("a.csv", LARGE)
    first = lake.asset("a.csv").content.identity()
    lake.put("a.csv", LARGE)
    assert lake.asset("a.csv").content.identity() == first
    lake.put("a.csv", LARGE[:-1] + b"x")
    assert lake.asset("a.csv").content.identity() != first


def test_a_listing_is_a_stream(lake: Lake) -> None:
    """Pages are asked for one after the other, as they are needed."""
    store = s3_backends["123456789012"]["aws"]  # without a request for each
    for number in range(1100):
        store.put_object(lake.name, f"logs/{number:05d}.txt", b"")
    found = objects(lake.uri(), alone=True)
    names = [each.name for each, _ in zip(found, range(800), strict=False) if isinstance(each, Asset)]
    assert len(lake.proxy.log) == 1
    names += [each.name for each in found if isinstance(each, Asset)]
    assert len(lake.proxy.log) == 2
    assert names == sorted(names)

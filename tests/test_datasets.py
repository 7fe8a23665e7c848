"""Files of one dataset are one asset: what it holds, in which files, and where these do not agree."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.datasets import Group, format_of, group_of, partition_of, shown
from scanner.ways._stored import Stored
from scanner.ways.stores import grouped
from tests.command import Ran, fairnotice
from tests.command import scan as scan_command

DAYS = ("2018-11-01", "2018-11-02", "2018-11-03")
UUID = "5c1fb2a0-7a4c-4a1e-9a9c-0a1b2c3d4e5f"
OWNERS = ("jane%40fjordtel-post.net", "ola%40fjordtel-post.net", "per%40fjordtel-post.net")


def scan(*arguments: object) -> Ran:
    """With what is not the point here switched off."""
    return scan_command("--ner", "off", "--jobs", "1", *arguments)


def people(first: int, count: int = 20) -> list[dict[str, str]]:
    return [{"id": str(n), "mail": f"bo.{n}@fjordtel-post.net"} for n in range(first, first + count)]


def csv(records: list[dict[str, str]]) -> str:
    lines = [",".join(records[0]), *(",".join(each.values()) for each in records)]
    return "\n".join(lines) + "\n"


def write(root: Path, form: str) -> None:
    for number, (day, owner) in enumerate(zip(DAYS, OWNERS, strict=True)):
        folder = root / f"dt={day}" / f"owner={owner}"
        folder.mkdir(parents=True)
        records = people(100 * number)
        if form == "csv.gz":
            (folder / "part-0.csv.gz").write_bytes(gzip.compress(csv(records).encode()))
        elif form == "csv":
            (folder / "part-0.csv").write_text(csv(records))
        elif form == "json":
            (folder / "part-0.json").write_text("".join(json.dumps(each) + "\n" for each in records))
        else:
            pq.write_table(pa.Table.from_pylist(records), folder / "part-0.parquet")
    (root / "_SUCCESS").touch()


@pytest.mark.parametrize("form", ["csv", "csv.gz", "json", "parquet"])
def test_a_partitioned_dataset_is_one_asset(tmp_path: Path, form: str) -> None:
    write(tmp_path / "people", form)
    done = scan(tmp_path)
    assert {(each["asset"], each["field"], each["matched"]) for each in done.report["findings"]} == {
        ("people", "mail", 60),
        ("people", "owner", 60),
    }
    assert [(each["asset"], each["rows"]) for each in done.report["coverage"]] == [("people", 60)]
    assert done.status == 0
    (mail,) = [each for each in done.report["findings"] if each["field"] == "mail"]
    name = f"part-0.{form}"
    assert mail["files"] == [f"dt={day}/owner=…/{name}" for day in DAYS]
    assert "jane" not in done.out


def test_reports_name_files(tmp_path: Path) -> None:
    write(tmp_path / "people", "csv")
    done = fairnotice("scan", tmp_path)
    assert "in dt=2018-11-01/owner=…/part-0.csv" in done.out
    page = fairnotice("scan", tmp_path, "--format", "html")
    assert "dt=2018-11-02/owner=…/part-0.csv" in page.out
    assert "jane%40" not in page.out


def test_schema_drift_is_said_once(tmp_path: Path) -> None:
    root = tmp_path / "events"
    tables = [
        {"id": [1], "mail": ["bo@fjordtel-post.net"]},
        {"id": [2], "mail": ["cy@fjordtel-post.net"], "tel": ["+47 22 33 55 01"]},
        {"id": ["three"], "mail": ["di@fjordtel-post.net"]},
    ]
    for number, columns in enumerate(tables):
        (root / f"dt={DAYS[number]}").mkdir(parents=True)
        pq.write_table(pa.table(columns), root / f"dt={DAYS[number]}" / "part-0.parquet")
    done = scan(root)
    (told,) = done.report["coverage"]
    assert {(each["reason"], each["fact"]) for each in told["problems"]} == {
        ("schema_drift", "columns that not all files of the dataset have: tel in 1 of 3"),
        ("schema_drift", "columns with another type in some files: id is int64 in 2, string in 1"),
    }
    assert (told["status"], done.status) == ("scanned", 0)


def test_a_damaged_file_is_named_without_personal_values(tmp_path: Path) -> None:
    write(tmp_path / "people", "parquet")
    (tmp_path / "people" / f"dt={DAYS[1]}" / f"owner={OWNERS[1]}" / "part-0.parquet").write_bytes(b"PAR1 and nothing")
    done = scan(tmp_path)
    (problem,) = done.coverage("people")["problems"]
    assert (problem["reason"], problem["member"]) == ("malformed", f"dt={DAYS[1]}/owner=…/part-0.parquet")
    assert problem["fact"].startswith("not a whole Parquet file")
    assert done.status == 3


def test_a_file_that_changed_costs_itself(tmp_path: Path) -> None:
    """A kept run scans what changed; it finds what a run from the start finds, and so does its index."""
    root = tmp_path / "data" / "people"
    write(root, "csv")
    time.sleep(2.1)  # a file that was written a moment ago has no identity
    keep = ("--keep", "--index", "--run-dir", tmp_path / "runs")
    scan(tmp_path / "data", *keep)
    (root / f"dt={DAYS[0]}" / f"owner={OWNERS[0]}" / "part-00.csv").write_text(csv(people(900, 5)))
    (root / f"dt={DAYS[2]}" / f"owner={OWNERS[2]}" / "part-0.csv").unlink()
    second = scan(tmp_path / "data", *keep)
    anew = scan(tmp_path / "data", "--no-keep")
    assert second.report["findings"] == anew.report["findings"]
    found = fairnotice("find", "--run", "latest", "--run-dir", tmp_path / "runs", "--email", "bo.110@fjordtel-post.net")
    assert "people" in found.out
    gone = fairnotice("find", "--run", "latest", "--run-dir", tmp_path / "runs", "--email", "bo.205@fjordtel-post.net")
    assert "people: mail" not in gone.out


def test_columns_that_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,mail,tel\n1,bo@fjordtel-post.net,+47 22 33 55 01\n")
    nested = [{"contact": {"mail": "cy@fjordtel-post.net", "phones": ["+47 22 33 55 02"]}, "note": "+47 22 33 55 03"}]
    pq.write_table(pa.Table.from_pylist(nested), tmp_path / "b.parquet")
    done = scan(tmp_path, "--column", "contact", "--column", "*tel*")
    assert {(each["asset"], each["field"]) for each in done.report["findings"]} == {
        ("a.csv", "tel"),
        ("b.parquet", "contact.mail"),
        ("b.parquet", "contact.phones[]"),
    }
    left = {each["asset"]: {one["member"] for one in each["problems"]} for each in done.report["coverage"]}
    assert left == {"a.csv": {"id", "mail"}, "b.parquet": {"note"}}
    phones = scan(tmp_path / "b.parquet", "--column", "contact.phones")
    assert {each["field"] for each in phones.report["findings"]} == {"contact.phones[]"}
    nothing = scan(tmp_path / "b.parquet", "--column", "nothing")
    assert (nothing.report["findings"], nothing.coverage("b.parquet")["rows"]) == ([], 1)


def test_a_sample_of_a_dataset(tmp_path: Path) -> None:
    write(tmp_path / "people", "csv")
    done = scan(tmp_path, "--sample", "rows=12")
    (mail,) = [each for each in done.report["findings"] if each["field"] == "mail"]
    assert 12 <= mail["scanned"] <= 15
    each = scan(tmp_path, "--sample", "per-file=3")
    assert [one["scanned"] for one in each.report["findings"] if one["field"] == "mail"] == [9]


def test_redaction_and_search_see_files(tmp_path: Path) -> None:
    write(tmp_path / "people", "csv")
    found = fairnotice("find", tmp_path / "people", "--email", "bo.105@fjordtel-post.net", "--format", "json")
    assert f"dt={DAYS[1]}" in found.out
    done = fairnotice("redact", tmp_path / "people", tmp_path / "copy", "--jobs", "1")
    copies = sorted((tmp_path / "copy").rglob("*.csv"))
    assert (done.status, len(copies)) == (0, 3)
    assert "fjordtel" not in copies[0].read_text()


@pytest.mark.parametrize(
    ("key", "group"),
    [
        ("a/calls/dt=1/part-0.parquet", Group("a/calls", "parquet", True)),
        ("calls/dt=1/hour=2/x.CSV.gz", Group("calls", "csv", True)),
        ("dt=1/x.jsonl", Group("", "json", True)),
        ("calls/dt=1/deeper/x.csv", None),
        ("calls/dt=1/deeper/m=2/x.csv", Group("calls/dt=1/deeper", "csv", True)),
        ("calls/dt=1/x.log", None),
        ("crm/people.csv", None),
        (f"crm/part-00001-{UUID}.c000.snappy.parquet", Group("crm", "part-*-*.c*.snappy.parquet", False)),
        ("crm/people.parquet", None),
        ("crm/_metadata", None),
        ("crm/.part-0.parquet.crc", None),
        ("crm/dt=1/_log.csv", Group("crm", "csv", True)),
    ],
)  # fmt: skip
def test_where_a_file_belongs(key: str, group: Group | None) -> None:
    assert group_of(key) == group


def test_partitions_and_what_is_shown_of_them() -> None:
    file = "dt=2018/mail=jane%40x.net/none=__HIVE_DEFAULT_PARTITION__/f.csv"
    assert partition_of(file) == {"dt": "2018", "mail": "jane@x.net"}
    assert shown(file, frozenset({"mail"})) == "dt=2018/mail=…/none=__HIVE_DEFAULT_PARTITION__/f.csv"
    assert (format_of("a.csv.gz"), format_of("b.NDJSON"), format_of("c.txt")) == ("csv", "json", "")


def test_values_in_paths_are_found_whatever_lies_beside(tmp_path: Path) -> None:
    write(tmp_path / "people", "csv")
    for person in ("ina.roth", "uwe.falk"):
        folder = tmp_path / "people" / f"mail={person}%40fjordtel-post.net" / "raw=1"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"amount": [1, 2]}), folder / "part-0.parquet")
    pq.write_table(pa.table({"note": ["none"]}), tmp_path / "people" / "beside.parquet")
    done = scan(tmp_path)
    assert {(each["asset"], each["field"]): each["matched"] for each in done.report["findings"]} == {
        ("people/*.csv", "mail"): 60,
        ("people/*.csv", "owner"): 60,
        ("people/*.parquet", "mail"): 4,
    }
    read = {each["asset"] for each in done.report["coverage"]}
    assert read == {"people/*.csv", "people/*.parquet", "people/beside.parquet"}
    assert "roth" not in done.out


def test_a_listing_becomes_assets() -> None:
    keys = [
        "a.parquet",
        "calls/_SUCCESS",
        "calls/dt=1/a.csv",
        "calls/dt=1/b.parquet",
        "calls/dt=2/c.parquet",
        "calls/dt=2/d.csv",
        "crm/part-0.parquet",
        "crm/part-1.parquet",
        "crm/people.parquet",
        "crm/z/part-9.parquet",
        "dt=5/x.json",
    ]
    found = list(grouped((Stored(key, 1, "e") for key in keys), 0))
    names = {each.key for each in found if isinstance(each, Stored)}
    groups = {each.name: each.count for each in found if not isinstance(each, Stored)}
    assert names == {"a.parquet", "calls/_SUCCESS", "crm/people.parquet", "crm/z/part-9.parquet"}
    assert groups == {"calls/*.csv": 2, "calls/*.parquet": 2, "crm/part-*.parquet": 2, "": 1}


def test_a_listing_takes_the_same_memory_however_long_it_is() -> None:
    def peak(count: int) -> int:
        keys = (f"calls/dt={number // 1000:04d}/part-{number:07d}.parquet" for number in range(count))
        tracemalloc.start()
        (only,) = grouped((Stored(key, 10, "0123456789abcdef") for key in keys), 0)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert not isinstance(only, Stored)
        assert (only.count, only.bytes) == (count, 10 * count)
        return most

    peak(100)
    assert peak(8000) < 2 * peak(1000) + (16 << 10)

"""`fairnotice plan`: what it lists, what it estimates, and that it reads nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from scanner.planning.figures import shipped
from scanner.registry import sources
from tests.command import fairnotice

server = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]'")

TB = 10**12


def plan(*arguments: object) -> dict[str, Any]:
    done = fairnotice("plan", "--format", "json", "--workers", "10", *arguments)
    assert (done.status, done.err) == (0, "")
    told: dict[str, Any] = json.loads(done.out)
    assert told["format"] == "fairnotice-plan/1"
    return told


def formats(told: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {each["format"]: (each["objects"], each["bytes"], each["units"]) for each in told["formats"]}


def sparse(file: Path, size: int) -> Path:
    """A file that is as large as it is said to be and could not be read in a lifetime of this test."""
    with file.open("wb") as out:
        os.truncate(out.fileno(), size)
    return file


def test_terabytes_are_planned_without_reading_a_byte(tmp_path: Path) -> None:
    sparse(tmp_path / "orders.csv", TB)
    sparse(tmp_path / "old.csv.gz", TB // 10)
    told = plan(tmp_path, "--sample", "1%")
    assert (told["objects"], told["files"], told["datasets"], told["footers_read"]) == (2, 2, 0, False)
    assert formats(told) == {"csv": (1, TB, 29803), "csv.gz": (1, TB // 10, 1)}
    whole, sample = told["ways"]
    csv, packed = shipped().speeds["csv"], shipped().speeds["csv.gz"]
    assert whole["core_seconds"] == pytest.approx(1e6 / csv.scan + 1e5 / packed.scan, rel=1e-3)
    assert whole["longest_seconds"] == pytest.approx(1e5 / packed.scan, rel=1e-3)
    assert whole["wall_seconds"] == pytest.approx(
        max(whole["core_seconds"] / 10, whole["longest_seconds"]) + shipped().start_seconds, rel=1e-3
    )
    assert (whole["sample"], whole["read_bytes"], whole["network_bytes"], whole["requests"]) == (
        None,
        TB * 11 // 10,
        0,
        0,
    )
    assert sample["sample"] == "share=0.01"
    assert sample["read_bytes"] == TB // 100 + TB // 10
    looked = 0.01 * (1e6 * (1 / csv.scan - 1 / csv.read) + 1e5 * (1 / packed.scan - 1 / packed.read))
    assert sample["core_seconds"] == pytest.approx(looked + 1e4 / csv.read + 1e5 / packed.read, rel=1e-3)


def test_prices_make_the_cost(tmp_path: Path) -> None:
    sparse(tmp_path / "orders.csv", TB)
    (way,) = plan(tmp_path, "--sample", "10%", "--core-hour", "0.1")["ways"][:1]
    assert way["cost"]["computing"] == pytest.approx(way["worker_seconds"] / 3600 * 0.1, abs=1e-3)
    assert way["cost"]["total"] == way["cost"]["computing"]


def test_formats_are_told_by_names_and_where_these_say_nothing_by_first_bytes(tmp_path: Path) -> None:
    for name, data in {
        "a.jsonl.zst": b"x",
        "b.tar.gz": b"x",
        "export": b"id,email\n1,kim@nordlys-mail.org\n2,lea@nordlys-mail.org\n",
        "service.log": b"x",
        "what": b"\x00\x01\x02",
    }.items():
        (tmp_path / name).write_bytes(data)
    assert set(formats(plan(tmp_path))) == {"json_lines.zst", "tar.gz", "csv", "text", "binary"}


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    for day in range(5):
        folder = tmp_path / "lake" / "events" / f"dt=2026-11-0{day + 1}"
        folder.mkdir(parents=True)
        rows = pa.table({"mail": [f"kim.{day}.{n}@nordlys-mail.org" for n in range(4000)]})
        pq.write_table(rows, folder / "part-0.parquet", row_group_size=250)
    return tmp_path / "lake"


def test_footers_tell_row_groups_and_what_a_sample_reads(dataset: Path) -> None:
    told = plan(dataset, "--sample", "10%", "--footers")
    assert (told["datasets"], told["files"], told["objects"], told["footers_read"]) == (1, 0, 5, True)
    whole, sample = told["ways"]
    size = sum(file.stat().st_size for file in dataset.rglob("*.parquet"))
    assert whole["read_bytes"] == told["bytes"] == size
    assert 0.08 * size < sample["read_bytes"] < 0.2 * size
    assert plan(dataset, "--sample", "10%")["ways"][1]["read_bytes"] == size  # the names alone cannot know better


def test_a_damaged_footer_is_planned_as_the_whole_file(tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1" + bytes(5000))
    told = plan(tmp_path, "--footers")
    assert told["ways"][0]["read_bytes"] == 5004


def test_what_is_measured_here_takes_the_place_of_the_figures(tmp_path: Path) -> None:
    rows = "id,email,city\n" + "".join(f"{n},kim.{n}@nordlys-mail.org,Oslo\n" for n in range(80_000))
    (tmp_path / "people.csv").write_text(rows)
    (tmp_path / "few.jsonl").write_text('{"a": 1}\n')
    told = plan(tmp_path, "--measure")
    by = {each["format"]: each for each in told["formats"]}
    assert by["csv"]["speed_of"] == "measured here"
    assert by["json_lines"]["speed_of"] == "measured"
    assert 0 < by["csv"]["scan_mb_per_second"] <= by["csv"]["read_mb_per_second"]
    text = fairnotice("plan", tmp_path, "--measure").out
    assert "MB of them were scanned to measure speeds" in text


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The query of a bucket with 30 objects, of which one is a log of 20 MB."""
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")
        query = f"endpoint_override={host}:{port}&scheme=http&region=us-east-1&allow_bucket_creation=true"
        system, _ = fs.FileSystem.from_uri(f"s3://plans?{query}")
        system.create_dir("plans")
        for number in range(29):
            with system.open_output_stream(f"plans/crm/people-{number}.csv") as out:
                out.write(b"id,email\n1,kim@nordlys-mail.org\n")
        with system.open_output_stream("plans/service.log") as out:
            out.write(b"GET /item/1\n" * (20 * 10**6 // 12))
        yield query
    running.stop()


def test_a_bucket_is_planned_from_its_listing(store: str) -> None:
    told = plan(f"s3://plans?{store}", "--egress-gb", "0.09", "--sample", "10%")
    assert formats(told)["csv"][:2] == (29, 29 * 32)
    whole, sample = told["ways"]
    assert whole["network_bytes"] == told["bytes"] == whole["read_bytes"]
    assert whole["requests"] == 1 + 30 * 2 + 29 + 3
    assert sample["network_bytes"] < whole["network_bytes"] / 5
    assert whole["worker_seconds"] > whole["core_seconds"]
    assert whole["cost"]["network"] == pytest.approx(told["bytes"] / 1e9 * 0.09, abs=1e-3)
    assert "hush" not in json.dumps(told)


def test_people_get_a_table(dataset: Path) -> None:
    done = fairnotice("plan", dataset, "--sample", "1%", "--workers", "64")
    assert done.status == 0
    assert "5 objects (datasets: 1, files: 0)" in done.out
    assert "nothing of them was read" in done.out
    rows = {line[:22].strip(): line[22:].split() for line in done.out.splitlines()}
    assert {"read", "requests", "worker hours", "wall, 64 workers", "cost, US$"} <= set(rows)
    assert "Prices in US$: 0.05 a core-hour" in done.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "plan: nothing to scan was named"),
        (["nowhere"], "nowhere: there is no such file or folder"),
        (["sample_data", "--sample", "rows=100"], "--sample: rows=100 is no share"),
    ],
)
def test_what_cannot_be_planned_is_said(arguments: list[str], complaint: str) -> None:
    done = fairnotice("plan", *arguments)
    assert done.status == 2
    assert complaint in done.err


def test_the_figures_are_of_formats_that_there_are() -> None:
    figures = shipped()
    assert {"on", "with", "machine"} == set(figures.measured)
    for name, speed in figures.speeds.items():
        assert name.partition(".")[0] in sources()
        assert 0 < speed.scan <= speed.read
    assert {*figures.like} <= set(sources())
    assert {*figures.like.values()} <= set(figures.speeds)
    assert figures.speed("csv.zst") == (figures.speeds["csv.gz"], False)
    assert figures.speed("nothing") == (min(figures.speeds.values(), key=lambda each: each.scan), False)

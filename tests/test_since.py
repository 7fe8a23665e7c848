"""`--since` and `--until`: partitions, row groups and records of other days are left, and coverage says so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.since import days_of
from tests.command import Ran, fairnotice, scan

FIRST = date(2026, 11, 1)


def mails(count: int, who: str) -> list[str]:
    return [f"{who}.{number}@nordlys-mail.org" for number in range(count)]


def table(day: date, count: int = 100) -> pa.Table:
    return pa.table({"mail": mails(count, f"kim{day.day}")})


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    for number in range(5):
        day = FIRST + timedelta(number)
        for part in (
            folder / "daily" / f"dt={day}",
            folder / "parts" / f"year={day:%Y}" / f"month={day.month}" / f"day={day.day}",
        ):
            part.mkdir(parents=True)
            pq.write_table(table(day), part / "part-0.parquet")
    made = [datetime(2026, 11, 1) + timedelta(hours=number) for number in range(240)]
    pq.write_table(
        pa.table({"mail": mails(240, "lea"), "created_at": made}), folder / "orders.parquet", row_group_size=24
    )
    rows = (f"{mail},{made[number]:%Y-%m-%d %H:%M}\n" for number, mail in enumerate(mails(240, "ivan")))
    (folder / "orders.csv").write_text("mail,created_at\n" + "".join(rows) + "ivan.x@nordlys-mail.org,\n")
    (folder / "people.csv").write_text("mail\n" + "".join(f"{mail}\n" for mail in mails(30, "emil")))
    return folder


def matched(done: Ran) -> dict[str, int]:
    return {each["asset"]: each["matched"] for each in done.report["findings"] if each["field"] == "mail"}


def said(done: Ran, asset: str) -> set[tuple[str, str, int]]:
    return {(each["reason"], each["fact"], each["count"]) for each in done.coverage(asset)["problems"]}


def test_only_what_is_of_these_days_is_looked_at(lake: Path) -> None:
    done = scan(lake, "--ner", "off", "--since", "2026-11-03", "--until", "2026-11-04")
    assert matched(done) == {"daily": 200, "parts": 200, "orders.parquet": 48, "orders.csv": 49, "people.csv": 30}
    files = "files in partitions of other days, not opened"
    assert said(done, "daily") == said(done, "parts") == {("other_days", files, 3)}
    assert said(done, "orders.parquet") == {("other_days", "records in row groups of other days, not read", 192)}
    assert said(done, "orders.csv") == {
        ("other_days", "records of other days, not looked at", 192),
        ("undated", "records without a day, looked at whatever the days asked for", 1),
    }
    assert said(done, "people.csv") == {("undated", "records without a day, looked at whatever the days asked for", 30)}
    assert done.coverage("orders.parquet")["rows"] == 48
    assert done.report["run"]["days"] == "2026-11-03..2026-11-04"
    assert done.status == 0


def test_no_report_calls_that_whole(lake: Path) -> None:
    done = fairnotice("scan", lake, "--ner", "off", "--since", "2026-11-03")
    said = " ".join(done.out.split())
    assert "Scanned 1 of 5 assets whole" in said
    assert "Of 4 assets only records of the days asked for (2026-11-03..) were looked at." in said


@pytest.mark.parametrize(
    ("options", "daily", "orders"),
    [(["--since", "2026-11-05"], 100, 144), (["--until", "2026-11-01"], 100, 24), (["--since", "2030-01-01"], 0, 0)],
)
def test_one_end_is_enough(lake: Path, options: list[str], daily: int, orders: int) -> None:
    found = matched(scan(lake, "--ner", "off", *options))
    assert (found.get("daily", 0), found.get("orders.parquet", 0)) == (daily, orders)


def test_partitions_of_other_days_are_not_opened(tmp_path: Path) -> None:
    for name, data in {"dt=2026-11-01": b"PAR1 broken", "dt=2026-11-02": None}.items():
        (tmp_path / "events" / name).mkdir(parents=True)
        file = tmp_path / "events" / name / "part-0.parquet"
        file.write_bytes(data) if data else pq.write_table(table(FIRST), file)
    assert scan(tmp_path, "--ner", "off").status == 3
    done = scan(tmp_path, "--ner", "off", "--since", "2026-11-02")
    assert (done.status, matched(done)) == (0, {"events": 100})


def test_labels_name_the_field_that_counts(tmp_path: Path) -> None:
    rows = {"mail": mails(4, "noor"), "created_at": ["2026-11-01"] * 4, "imported": ["2026-11-01", "2026-11-09"] * 2}
    pq.write_table(pa.table(rows), tmp_path / "people.parquet", row_group_size=1)
    (tmp_path / "fairnotice.yaml").write_text(
        "format: fairnotice-labels/1\nentries:\n  - {asset: people.parquet, collected_at: imported}\n"
    )
    done = scan(tmp_path, "--ner", "off", "--since", "2026-11-05")
    assert matched(done) == {"people.parquet": 2}


def test_row_groups_that_may_hold_undated_records_are_read(tmp_path: Path) -> None:
    rows = {"mail": mails(4, "noor"), "created_at": [date(2026, 11, 1), None, date(2026, 11, 1), date(2026, 11, 1)]}
    pq.write_table(pa.table(rows), tmp_path / "people.parquet", row_group_size=2)
    done = scan(tmp_path, "--ner", "off", "--since", "2026-11-05")
    assert matched(done) == {"people.parquet": 1}
    assert {(reason, count) for reason, _, count in said(done, "people.parquet")} == {
        ("other_days", 1),
        ("other_days", 2),
        ("undated", 1),
    }


def test_days_and_a_sample_go_together(lake: Path) -> None:
    done = scan(lake / "orders.csv", "--ner", "off", "--since", "2026-11-06", "--sample", "50%")
    (entry,) = done.report["sampled"]
    assert (entry["records"], entry["of"]) == (60, 121)
    assert done.report["findings"][0]["scanned"] == 60


def test_the_bound_of_a_sample_counts_what_it_left_of_these_days(tmp_path: Path) -> None:
    for number in range(12):
        folder = tmp_path / "events" / f"dt={FIRST + timedelta(number)}"
        folder.mkdir(parents=True)
        pq.write_table(table(FIRST, 1000), folder / "part-0.parquet", row_group_size=100)
    done = scan(tmp_path, "--ner", "off", "--until", "2026-11-06", "--sample", "10%")
    (entry,) = done.report["sampled"]
    assert entry["records"] <= 600
    assert entry["of"] >= 6000


def test_a_kept_run_of_other_days_is_not_taken_over(lake: Path, tmp_path: Path) -> None:
    options: list[Any] = [lake / "orders.parquet", "--ner", "off", "--keep", "--run-dir", tmp_path]
    assert matched(scan(*options, "--since", "2026-11-10")) == {"orders.parquet": 24}
    assert matched(scan(*options, "--since", "2026-11-09")) == {"orders.parquet": 48}
    again = scan(*options, "--since", "2026-11-09")
    assert matched(again) == {"orders.parquet": 48}
    assert again.coverage("orders.parquet")["unchanged_since"]


@pytest.mark.parametrize(
    ("file", "first", "last"),
    [
        ("dt=2026-11-02/a.parquet", "2026-11-02", "2026-11-02"),
        ("region=eu/ds=20261102/a.parquet", "2026-11-02", "2026-11-02"),
        ("date=2026-11/a.parquet", "2026-11-01", "2026-11-30"),
        ("year=2024/month=2/a.parquet", "2024-02-01", "2024-02-29"),
        ("year=2026/a.parquet", "2026-01-01", "2026-12-31"),
        ("event_time=2026-11-02%2013%3A00/a.parquet", "2026-11-02", "2026-11-02"),
    ],
)
def test_partitions_tell_days(file: str, first: str, last: str) -> None:
    assert days_of(file) == (np.datetime64(first), np.datetime64(last))


@pytest.mark.parametrize(
    "file",
    [
        "a.parquet",
        "region=eu/a.parquet",
        "birth_date=1990-01-02/a.parquet",
        "dt=__HIVE_DEFAULT_PARTITION__/a",
        "day=3/a",
        "dt=2026-13-45/a",
        "month=11/day=2/a",
    ],
)
def test_what_is_no_day_of_a_record_tells_none(file: str) -> None:
    assert days_of(file) is None


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--since", "yesterday"], "--since: yesterday is no day"),
        (["--since", "2026-11-02", "--until", "2026-11-01"], "--until: 2026-11-01 lies before 2026-11-02"),
    ],
)
def test_days_that_make_no_sense_are_said(options: list[str], complaint: str) -> None:
    done = fairnotice("scan", "sample_data", *options)
    assert done.status == 2
    assert complaint in done.err

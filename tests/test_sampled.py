"""Real scans of a sample: what is looked at, what is left unread, and what the report says of it."""

from __future__ import annotations

import gzip
import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.orc
import pyarrow.parquet as pq
import pytest

from scanner.arguments import sample_of
from scanner.choice import Choice
from scanner.content import LocalFile
from scanner.detector.freetext import Budget
from scanner.detector.language import Reading
from scanner.errors import UsageError
from scanner.findings import findings
from scanner.model.data import Asset, Unit
from scanner.model.judged import Report, Sampled
from scanner.model.problems import Status
from scanner.notice.read import find_notice
from scanner.pipeline import Order, scan
from scanner.report.document import to_json
from scanner.report.forms import FORMS
from scanner.report.saved import from_json
from scanner.report.text import to_text
from scanner.report.view import View
from scanner.runs.basis import basis_of
from scanner.runs.seal import Seal
from scanner.summary import Summary, merge
from scanner.unit import Settings, scan_unit, survey

ROWS = 4000
SETTINGS = Settings(budget=Budget(Reading.OFF))
Row = tuple[str, str, str]


class Quiet:
    """Told of progress, and tells nobody."""

    def total(self, size: int) -> None: ...

    def done(self, size: int, under_way: int) -> None: ...


def scanned(path: Path, sample: str = "share=0.1", *, seed: int = 0, jobs: int = 1, notice: str = "") -> Report:
    notices = (find_notice(notice, []),) if notice else ()
    choice = Choice(sample=sample_of(sample, seed))
    return scan(Order([str(path)], SETTINGS, choice, notices, jobs=jobs, day="2026-01-31"), Quiet())


def rows(count: int = ROWS, filled: float = 1.0) -> Iterator[Row]:
    """Number, address, and a word that means nothing; so many of them have an address."""
    rng = random.Random(count)
    for number in range(count):
        mail = f"ola{number}@fjordtel.net" if rng.random() < filled else f"word{number}"
        yield str(number), mail, rng.choice(["red", "green", "blue"])


def csv(path: Path) -> Path:
    file = path / "clients.csv"
    file.write_text("id,contact,colour\n" + "".join(",".join(row) + "\n" for row in rows()))
    return file


def gz(path: Path) -> Path:
    file = path / "clients.csv.gz"
    file.write_bytes(gzip.compress(csv(path).read_bytes()))
    return file


def json_lines(path: Path) -> Path:
    file = path / "clients.jsonl"
    file.write_text(
        "".join(json.dumps(dict(zip(("id", "contact", "colour"), row, strict=True))) + "\n" for row in rows())
    )
    return file


def sql(path: Path) -> Path:
    file = path / "shop.sql"
    values = ",\n".join(f"({row[0]}, '{row[1]}', '{row[2]}')" for row in rows())
    file.write_text(
        f"CREATE TABLE clients (id int, contact text, colour text);\nINSERT INTO clients VALUES {values};\n"
    )
    return file


def sqlite(path: Path) -> Path:
    file = path / "shop.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE clients (id int, contact text, colour text)")
        database.executemany("INSERT INTO clients VALUES (?, ?, ?)", rows())
    database.close()
    return file


def parquet(path: Path, group: int = 100) -> Path:
    file = path / "clients.parquet"
    columns = zip(*rows(), strict=True)
    pq.write_table(
        pa.table(dict(zip(("id", "contact", "colour"), map(list, columns), strict=True))), file, row_group_size=group
    )
    return file


def only(report: Report) -> Sampled:
    return next(each for each in report.sampled if any(field.field == "contact" for field in each.fields))


def addresses(report: Report) -> int:
    return sum(each.finding.matched for each in report.findings if each.finding.category == "contact.email")


FORMATS = (csv, gz, json_lines, sql, sqlite, parquet)


@pytest.mark.parametrize("make", FORMATS)
def test_a_share_of_every_format(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    report = scanned(make(tmp_path))
    table = only(report)
    assert (table.of, table.measure) == (ROWS, "records")
    assert abs(table.records - ROWS / 10) <= 1
    assert addresses(report) == table.records
    found = next(each.finding for each in report.findings if each.finding.category == "contact.email")
    assert found.share_read == table.share == pytest.approx(0.1, abs=0.001)
    assert (len(found.places), found.places[-1] > 5) == (5, True)
    assert {each.status for each in report.coverage} == {Status.SCANNED}
    assert not any(each.whole for each in report.coverage if each.asset == table.origin.asset)


@pytest.mark.parametrize("make", FORMATS)
@pytest.mark.parametrize("sample", ["rows=250", "per-file=250"])
def test_a_number_of_records_of_every_format(tmp_path: Path, make: Callable[[Path], Path], sample: str) -> None:
    drawn = looked(make(tmp_path), sample).drawn.values()
    assert 240 <= max(each.looked for each in drawn) <= 250


def units_of(file: Path, sample: str, seed: int = 0) -> tuple[Unit, ...]:
    """In this process, where sizes of units can be set."""
    whole = Asset(file.name, LocalFile(str(file)), file.stat().st_size, "", sample_of(sample, seed))
    return survey(whole, SETTINGS).units


def looked(file: Path, sample: str, seed: int = 0) -> Summary:
    return merge(scan_unit(unit, SETTINGS).summary for unit in units_of(file, sample, seed))


def numbered(file: Path, sample: str) -> tuple[int, list[int]]:
    """Units, and places of what is found, for several seeds."""
    places: list[int] = []
    for seed in range(9):
        held = findings(looked(file, sample, seed), SETTINGS.book())
        places += [place for finding in held for place in finding.places]
    return len(units_of(file, sample)), places


def every(nth: int, count: int) -> pa.Table:
    return pa.table({"contact": [f"{n:05}" if n % nth else "ann@fjordtel.net" for n in range(1, count + 1)]})


@pytest.mark.parametrize(("size", "units"), [(1, 8), (1 << 30, 1)])
def test_record_numbers_stay_true_behind_what_is_left_unread(
    tmp_path: Path, size: int, units: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.sources._row_groups.UNIT_BYTES", size)
    pq.write_table(every(25, ROWS), tmp_path / "clients.parquet", row_group_size=50)
    count, places = numbered(tmp_path / "clients.parquet", "5%")
    assert (count, len(places) > 30) == (units, True)
    assert [place for place in places if place % 25] == []


def test_record_numbers_stay_true_behind_units_that_are_read_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.sources.orc._UNIT_BYTES", 1)
    file = tmp_path / "clients.orc"
    pa.orc.write_table(every(4000, 90_000), file, stripe_size=1000, compression="uncompressed")
    count, places = numbered(file, "30%")
    assert (count > 20, len(places) > 30) == (True, True)
    assert [place for place in places if place % 4000] == []


def test_a_number_of_records_is_one_of_the_table_however_it_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.sources.orc._UNIT_BYTES", 1)
    file = tmp_path / "clients.orc"
    pa.orc.write_table(every(10, 90_000), file, stripe_size=1000, compression="uncompressed")
    units = len(units_of(file, "rows=900"))
    [drawn] = looked(file, "rows=900").drawn.values()
    assert units > 20
    assert 900 <= drawn.looked <= 900 + units
    assert drawn.records == 90_000


def counted(summary: Summary) -> dict[str, int]:
    return {str(origin): tally.scanned for origin, tally in summary.fields.items()}


def test_other_row_groups_are_not_read(tmp_path: Path) -> None:
    file = parquet(tmp_path)
    before = looked(file, "share=0.1")
    data, groups = bytearray(file.read_bytes()), pq.ParquetFile(file).metadata
    read = 0
    for number in range(groups.num_row_groups):
        column = groups.row_group(number).column(1)
        begin = column.dictionary_page_offset or column.data_page_offset
        damaged = bytes(data[:begin]) + b"\xff" * 40 + bytes(data[begin + 40 :])
        file.write_bytes(damaged)
        read += counted(looked(file, "share=0.1")) != counted(before)
    assert read == 8
    assert only(scanned(file, "share=0.9")).blocks == 36


def test_what_is_far_from_the_sample_is_left_unread(tmp_path: Path) -> None:
    line = "{},ola{}@fjordtel.net,red,{}\n"
    with (tmp_path / "big.csv").open("w") as file:
        file.write("id,contact,colour,pad\n")
        file.writelines(line.format(number, number, "x" * 400) for number in range(45_000))
    report = scanned(tmp_path / "big.csv", "share=0.02")
    table = only(report)
    assert (table.of, table.measure, table.blocks) == (None, "bytes", 8)
    assert table.share == pytest.approx(0.02, rel=0.02)
    assert table.records == pytest.approx(900, rel=0.05)
    assert 0.28 < (table.missed_blocks or 0) < 0.32
    found = next(each.finding for each in report.findings if each.finding.category == "contact.email")
    assert (found.matched, found.places) == (table.records, ())
    assert only(scanned(tmp_path / "big.csv", "rows=100")).records == 100


def test_the_same_with_any_number_of_jobs_and_other_with_another_seed(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    for make in FORMATS:
        make(tmp_path / "lake")
    one, two = (to_json(scanned(tmp_path / "lake", jobs=jobs)) for jobs in (1, 2))
    assert one == two
    assert one != to_json(scanned(tmp_path / "lake", seed=1))


def test_a_dataset_is_one_table_and_its_files_are_files(tmp_path: Path) -> None:
    for day in range(1, 31):
        folder = tmp_path / "lake" / "orders" / f"day=2026-01-{day:02}"
        folder.mkdir(parents=True)
        parquet(folder, 1000)
    table = only(scanned(tmp_path / "lake", "rows=600"))
    assert (table.records, table.of, table.blocks, table.of_blocks) == (600, 30 * ROWS, 8, 120)
    table = only(scanned(tmp_path / "lake", "per-file=100"))
    assert (table.records, table.of) == (3000, 30 * ROWS)


def test_planted_values_are_found_as_often_as_the_bound_says(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    table = "id,note\n" + "".join(f"{n},{'ola@fjordtel.net' if n % 100 == 50 else 'w'}\n" for n in range(2000))
    file.write_text(table)
    missed = sum(not findings(looked(file, "share=0.1", seed), SETTINGS.book()) for seed in range(60))
    bound = only_bound(scanned(file, "share=0.1"))
    assert 0.01 <= bound <= 0.015
    assert 1 <= missed <= 18  # 20 of 2,000 are missed with a probability of 0.12


def only_bound(report: Report) -> float:
    return max(field.missed for each in report.sampled for field in each.fields)


def test_nothing_found_in_a_sample_is_never_nothing(tmp_path: Path) -> None:
    (tmp_path / "colours.csv").write_text("colour,size\n" + "red,1\ngreen,2\n" * 200)
    report = scanned(tmp_path / "colours.csv")
    text = to_text(report, View())
    assert "No personal data was found in the sample." in text
    assert "Scanned 0 of 1 asset whole, 1 by a sample" in text
    assert "40 of 400 records looked at (10 %)" in text
    assert "in up to 6.8 % of the values of a field" in text.replace("\n        ", " ")
    judged = scanned(tmp_path / "colours.csv", notice="ringcentral-2018-11-30")
    text = to_text(judged, View())
    assert "Nothing fails in the sample" in text
    assert "looked for, and not seen in the sample" in text
    assert all(each.sampled for each in judged.not_found)
    assert "nothing fails in the sample" in FORMS["markdown"].render(judged, View()).decode()
    assert "Nothing fails in the sample" in FORMS["html"].render(judged, View()).decode()
    assert (
        "[not found in the sample]"
        in FORMS["art30-csv"].render(judged, View(notice=find_notice("ringcentral-2018-11-30", []))).decode()
    )
    assert b"skipped" in FORMS["junit"].render(judged, View())
    assert '"sampled":[{' in FORMS["coverage"].render(judged, View()).decode()


def test_a_whole_scan_says_nothing_of_samples(tmp_path: Path) -> None:
    for sample in ("", "100%", "rows=100000"):
        report = scanned(parquet(tmp_path), sample)
        assert report.sampled == ()
        assert all(each.whole for each in report.coverage)
        assert all(each.finding.share_read is None for each in report.findings)
        assert "sample" not in to_text(replace(report, run={}), View())


def test_a_saved_report_is_the_same(tmp_path: Path) -> None:
    report = scanned(parquet(tmp_path), notice="ringcentral-2018-11-30")
    assert report.run["sample"] == "share=0.1"
    assert report.run["seed"] == 0
    assert to_json(from_json(to_json(report))) == to_json(report)


def test_a_kept_run_of_another_sample_is_another_one() -> None:
    seal = Seal(b"0" * 32)
    samples = [sample_of(*each) for each in (("",), ("5%",), ("5%", 1), ("rows=5",), ("per-file=5",))]
    bases = {basis_of(SETTINGS, Choice(sample=sample), seal) for sample in samples}
    assert len(bases) == len(samples)
    assert basis_of(SETTINGS, Choice(sample=sample_of("share=0.05")), seal) in bases


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0.05", "share=0.05"),
        ("5%", "share=0.05"),
        ("share=5%", "share=0.05"),
        ("10000", "rows=10000"),
        ("rows=7", "rows=7"),
        ("per-file=9", "per-file=9"),
    ],
)
def test_ways_to_ask_for_a_sample(text: str, told: str) -> None:
    assert str(sample_of(text)) == told


@pytest.mark.parametrize(
    "text", ["0", "1.5", "-1", "x", "0%", "101%", "nan", "rows=0", "rows=0.5", "per-file=", "=5", "share=2"]
)
def test_what_is_no_sample(text: str) -> None:
    with pytest.raises(UsageError, match="--sample"):
        sample_of(text)

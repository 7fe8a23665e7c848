"""`--every`: a sample that reads a row group at least of each partition or file of a dataset."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.missed import largest_missed
from tests.command import fairnotice, scan


@pytest.fixture(scope="module")
def partitions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 partitions of two files, each of 5 row groups of 100 records; one file has what no other has."""
    place = tmp_path_factory.mktemp("partitions")
    for number in range(40):
        folder = place / "events" / f"region=r{number:02}"
        folder.mkdir(parents=True)
        for part in range(2):
            own = number == 17 and part == 1
            rows = [f"kim.{n}@nordlys-mail.org" if own else "all is well" for n in range(500)]
            pq.write_table(pa.table({"note": rows}), folder / f"part-{part}.parquet", row_group_size=100)
    return place


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("every", "blocks"), [("partition", 40), ("file", 80)])
def test_every_partition_or_file_is_read_in_part(partitions: Path, every: str, blocks: int, seed: int) -> None:
    done = scan(partitions, "--ner", "off", "--jobs", "1", "--sample", "1%", "--every", every, "--seed", seed)
    (entry,) = done.report["sampled"]
    assert (entry["records"], entry["of"], entry["blocks"], entry["of_blocks"]) == (400, 40_000, blocks, 400)
    found = {each["field"]: each["matched"] for each in done.report["findings"]}
    assert found.get("note", 0) == 5 or every == "partition"


def test_records_beyond_the_share_do_not_make_a_bound_smaller(tmp_path: Path) -> None:
    for number in range(60):
        folder = tmp_path / "events" / f"region=r{number:02}"
        folder.mkdir(parents=True)
        count = 10_000 if not number else 1
        pq.write_table(pa.table({"note": ["all is well"] * count}), folder / "part-0.parquet")
    (entry,) = scan(tmp_path, "--ner", "off", "--sample", "1%", "--every", "partition").report["sampled"]
    assert entry["of"] == 10_059
    assert 150 < entry["records"] < 165  # 101 are the share
    missed = {each["field"]: each["missed"] for each in entry["fields"]}["note"]
    assert missed == pytest.approx(largest_missed(101, 10_059), rel=0.02)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--every", "file"], "--every: only a sample"),
        (["--sample", "1%", "--every", "day"], "--every: there is no day"),
    ],
)
def test_every_what_is_said(arguments: list[str], complaint: str) -> None:
    done = fairnotice("scan", "sample_data", *arguments)
    assert done.status == 2
    assert complaint in done.err

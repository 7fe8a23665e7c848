"""Inputs that want to crash the run, hang it or eat the memory: each is named in coverage, the rest is scanned."""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.content import LocalFile
from scanner.model.data import Asset
from scanner.model.problems import HOLES, Reason
from scanner.unit import Settings, survey
from tests.command import Ran, scan, unprivileged
from tests.memory import scan_measured

GOOD = "id,email\n1,ada@fjordtel.net\n2,ola@fjordtel.net\n"
MEMORY_BOUND = 340 << 20
"""Bytes that no worker may exceed, whatever the input; one takes 245 MiB for nothing."""


def made(folder: Path) -> None:
    """Every hostile file that is quick to make, beside one good file."""
    (folder / "good.csv").write_text(GOOD)
    (folder / "empty.csv").write_bytes(b"")
    table = pa.table({"email": [f"user{number}@fjordtel.net" for number in range(5000)]})
    pq.write_table(table, folder / "whole.parquet")
    data = (folder / "whole.parquet").read_bytes()
    (folder / "whole.parquet").unlink()
    (folder / "cut.parquet").write_bytes(data[: len(data) // 2])
    (folder / "cut.csv.gz").write_bytes(gzip.compress((GOOD + "3,kari@fjordtel.net\n" * 90000).encode())[:-20])
    (folder / "nul.log").write_bytes(b"start\x00\x00 mail ada@fjordtel.net\x00 end\n" * 50)
    damaged = b"gr\xc3\xb8nn ada@fjordtel.net \xff\xfe \xc3\x28\n" + "blåbær på fjellet\n".encode() * 9
    (folder / "broken-utf8.log").write_bytes(damaged)
    wide = ",".join(f"c{number}" for number in range(5000))
    (folder / "wide.csv").write_text(f"{wide}\n{','.join(['x'] * 4999)},ada@fjordtel.net\n")
    dump = "-- PostgreSQL database dump\n\nCREATE TABLE public.t (a text, b text);\n"
    rows = ",\n".join(f"({number}, 'user{number}@fjordtel.net')" for number in range(500))
    (folder / "cut.sql").write_text(f"{dump}INSERT INTO public.t (a, b) VALUES\n{rows},\n(501, 'half of a va")
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to(folder / "nothing")
    os.mkfifo(folder / "pipe.csv")
    (folder / "deep.json").write_text("[" * 50_000 + "]" * 50_000)
    (folder / "deep.jsonl").write_text('{"a":' * 20_000 + "1" + "}" * 20_000 + "\n" + '{"email": "ada@fjordtel.net"}\n')
    (folder / "lying.parquet").write_text(GOOD)
    (folder / "random.bin").write_bytes(bytes((number * 7919) % 256 for number in range(50_000)))
    (folder / "name\udcff.csv").write_text(GOOD)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("hostile")
    made(folder)
    return scan(folder, "--ner", "off")


def test_the_run_ends_and_says_that_it_has_holes(ran: Ran) -> None:
    assert ran.status == 3
    assert ran.report["run"]["complete"] is True


@pytest.mark.parametrize(
    ("asset", "status", "reason"),
    [
        ("empty.csv", "scanned", "empty"),
        ("cut.csv.gz", "partial", "truncated"),
        ("cut.sql", "partial", "truncated"),
        ("nul.log", "scanned", "nul_bytes"),
        ("broken-utf8.log", "scanned", "repaired_text"),
        ("pipe.csv", "skipped", "not_a_file"),
        ("loop", "skipped", "symlink"),
        ("dangling", "skipped", "symlink"),
        ("random.bin", "partial", "strings_only"),
    ],
)
def test_each_is_named_in_coverage_with_its_reason(ran: Ran, asset: str, status: str, reason: str) -> None:
    assert ran.coverage(asset)["status"] == status
    assert reason in ran.reasons(asset)


def test_a_cut_parquet_file_is_a_hole(ran: Ran) -> None:
    assert ran.coverage("cut.parquet")["status"] == "skipped"
    assert ran.reasons("cut.parquet") & set(HOLES)


def test_an_unreadable_file_is_a_hole(tmp_path: Path) -> None:
    (tmp_path / "unreadable.csv").write_text(GOOD)
    (tmp_path / "unreadable.csv").chmod(0)
    with unprivileged():
        problems = survey(
            Asset("unreadable.csv", LocalFile(str(tmp_path / "unreadable.csv")), len(GOOD), ""), Settings()
        ).problems
    assert [problem.reason for problem in problems] == [Reason.NOT_READABLE]


@pytest.mark.parametrize(
    ("asset", "table", "field"),
    [
        ("good.csv", None, "email"),
        ("lying.parquet", None, "email"),
        ("cut.csv.gz", None, "email"),
        ("cut.sql", "public.t", "b"),
        ("nul.log", None, None),
        ("broken-utf8.log", None, None),
        ("wide.csv", None, "c4999"),
        ("name\\udcff.csv", None, "email"),
    ],
)
def test_what_can_be_read_is_scanned(ran: Ran, asset: str, table: str | None, field: str | None) -> None:
    assert (asset, table, field, "contact.email") in ran.found()


def test_what_lies_beside_a_deep_record_is_scanned(ran: Ran) -> None:
    assert "contact.email" in {category for asset, _, _, category in ran.found() if asset == "deep.jsonl"}


def test_no_message_holds_a_value(ran: Ran) -> None:
    assert "fjordtel" not in ran.out + ran.err


def bomb(path: Path, block: bytes, blocks: int) -> None:
    """The same block over and over, packed but once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    path.write_bytes(head + packed * blocks)


def test_gzip_bombs_of_a_gigabyte_are_stopped(tmp_path: Path) -> None:
    bomb(tmp_path / "zeros.gz", bytes(1 << 20), 1 << 10)
    bomb(tmp_path / "text.log.gz", b"ha ha\n" * (1 << 17), 1 << 10)
    ran = scan(tmp_path, "--ner", "off")
    assert ran.status == 3
    assert ran.reasons("zeros.gz") == {"limit", "strings_only"}
    assert ran.reasons("text.log.gz") == {"limit"}


def test_one_line_of_120_megabytes(tmp_path: Path) -> None:
    piece = b"all work and no play makes 4711 and 4712 dull " * 20_000
    with (tmp_path / "line.log").open("wb") as out:
        for _ in range(120_000_000 // len(piece)):
            out.write(piece)
        out.write(b" write to ada@fjordtel.net now")
    ran, peak = scan_measured(tmp_path, "--ner", "off", "--jobs", "1")
    found = [(each["category"], each["places"]) for each in ran.report["findings"]]
    assert found == [("contact.email", [{"row": 1}])]
    assert ran.coverage("line.log")["status"] == "scanned"
    assert peak < MEMORY_BOUND


@pytest.mark.parametrize("detector", ["pattern", "field", "vocabulary", "street", "marked"])
def test_a_rules_pattern_with_repetitions_inside_of_repetitions_takes_linear_time(
    detector: str, tmp_path: Path
) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "crest.yaml").write_text(
        "id: crest\nentity: CREST\nlabel: Crest\ndescription: A crest of some kind.\n"
        f"detector: {detector}\npattern: '(?:a|a|aa)+b'\nwords: [lion]\nfield_names: [crest]\n"
        "confidence: {pattern: likely, pattern + field_name: certain}\n"
    )
    values = "".join(f"{'a' * 60}{row},{'a' * 60} {row}\n" for row in range(60))
    (tmp_path / "a.csv").write_text(f"crest,d7\n{values}")
    ran = scan("a.csv", "--rules", "rules", "--ner", "off", cwd=tmp_path, timeout=60)
    assert ran.status == 0

"""Archives through the real command: what is found in them, how it is named, and those that are made to do harm."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from scanner.model.data import LIMITS
from tests.command import Ran, fairnotice, scan
from tests.memory import scan_measured

CSV = "id,email\n" + "".join(f"{number},ada{number}@fjordtel.net\n" for number in range(1, 301))
LOG = "start\nwrite to kari@fjordtel.net now\nend\n"
MEMORY_BOUND = 900 << 20
TIME_BOUND = 120
LEVELS = "level19.zip!level18.zip!level17.zip!level16.zip!level15.zip!level14.zip"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def problems(ran: Ran, asset: str) -> set[tuple[str, str | None]]:
    return {(each["reason"], each["member"]) for each in ran.coverage(asset)["problems"]}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, list[dict[str, object]]]:
    folder = tmp_path_factory.mktemp("archives")
    data = folder / "data"
    data.mkdir()
    files = {"crm/users.csv": CSV.encode(), "app.log": LOG.encode(), "picture.bin": bytes(range(256)) * 40}
    (data / "plain.zip").write_bytes(zipped(files))
    (data / "plain.tgz").write_bytes(gzip.compress(tarred(files)))
    (data / "plain.tar.xz").write_bytes(lzma.compress(tarred(files)))
    (data / "nested.tar.bz2").write_bytes(bz2.compress(tarred({"old/crm.zip": zipped(files), "z.log": LOG.encode()})))
    ran = scan("--ner", "off", "--matches", folder / "matches", data)
    matches = [json.loads(line) for line in (folder / "matches").read_text().splitlines()]
    return ran, matches


PLACES = [
    ("plain.zip", ""),
    ("plain.tgz", ""),
    ("plain.tar.xz", ""),
    ("nested.tar.bz2", "old/crm.zip!"),
]


@pytest.mark.parametrize(("asset", "above"), PLACES)
def test_findings_name_the_member(found: tuple[Ran, list[dict[str, object]]], asset: str, above: str) -> None:
    here = {each["member"]: each for each in found[0].report["findings"] if each["asset"] == asset}
    users, log = here[f"{above}crm/users.csv"], here[f"{above}app.log"]
    assert (users["field"], users["matched"], users["places"][:2]) == ("email", 300, [{"row": 1}, {"row": 2}])
    assert (log["field"], log["matched"], log["places"]) == (None, 1, [{"row": 2}])


@pytest.mark.parametrize(("asset", "above"), PLACES)
def test_matches_name_the_member_and_the_row(
    found: tuple[Ran, list[dict[str, object]]], asset: str, above: str
) -> None:
    rows = [each["row"] for each in found[1] if (each["asset"], each["member"]) == (asset, f"{above}crm/users.csv")]
    assert rows == list(range(1, 301))


@pytest.mark.parametrize(("asset", "above"), PLACES)
def test_coverage_names_the_member(found: tuple[Ran, list[dict[str, object]]], asset: str, above: str) -> None:
    assert problems(found[0], asset) == {("strings_only", f"{above}picture.bin")}
    assert found[0].coverage(asset)["status"] == "partial"


def test_labels_of_members(tmp_path: Path) -> None:
    files = {"crm/users.csv": CSV.encode(), "shop/users.csv": CSV.encode()}
    (tmp_path / "old.zip").write_bytes(zipped(files))
    (tmp_path / "fairnotice.yaml").write_text(
        "format: fairnotice-labels/1\nentries:\n  - match: old.zip!crm/*.csv\n    source: third_party\n"
        "  - match: old.zip\n    owner: ops\n"
    )
    ran = scan("--ner", "off", "--binary", "skip", tmp_path)
    told = {each["member"]: each["labels"] for each in ran.report["findings"]}
    assert told["crm/users.csv"]["source"]["value"] == "third_party"
    assert "source" not in told["shop/users.csv"]
    assert told["shop/users.csv"]["owner"]["value"] == "ops"
    shown = fairnotice("labels", "show", tmp_path)
    assert "  crm/users.csv\n    source: third_party" in shown.out


def test_a_large_zip_is_shared_and_counted_once(tmp_path: Path) -> None:
    noise = random.Random(1)
    files = {f"{number}.bin": noise.randbytes(8 << 20) for number in range(6)}
    files |= {f"{number}.csv": CSV.encode() for number in range(6)}
    (tmp_path / "large.zip").write_bytes(zipped(dict(sorted(files.items())), zipfile.ZIP_STORED))
    ran = scan("--ner", "off", "--binary", "skip", tmp_path)
    assert {(each["member"], each["matched"]) for each in ran.report["findings"]} == {
        (f"{number}.csv", 300) for number in range(6)
    }
    assert problems(ran, "large.zip") == {("unknown_format", f"{number}.bin") for number in range(6)}


# --- limits ---------------------------------------------------------------------------------------


def test_the_defaults_are_those_of_the_model() -> None:
    words = " ".join(fairnotice("scan", "--help").out.split())
    assert (LIMITS.total, LIMITS.held, LIMITS.free) == (20 << 30, 1 << 30, 16 << 20)
    for default in ("20GiB", "1GiB", f"{LIMITS.ratio};", f"{LIMITS.depth};", f"{LIMITS.members};"):
        assert f"[default: {default}" in words


@pytest.mark.parametrize("text", ["many", "-1", "1XB", "0", "0MB"])
def test_what_is_no_size(tmp_path: Path, text: str) -> None:
    ran = fairnotice("scan", tmp_path, f"--max-total={text}")
    assert ran.status == 2
    assert "--max-total" in ran.err


def limited(folder: Path, data: bytes, *options: object) -> tuple[Ran, set[tuple[str, str | None]], str]:
    (folder / "a").write_bytes(data)
    ran = scan("--ner", "off", "--jobs", "1", folder, *options)
    facts = " ".join(each["fact"] for each in ran.coverage("a")["problems"])
    return ran, problems(ran, "a"), facts


def test_max_depth(tmp_path: Path) -> None:
    data = zipped({"in.zip": zipped({"a.csv": CSV.encode()}), "b.csv": CSV.encode()})
    assert limited(tmp_path, data)[0].status == 0
    ran, told, facts = limited(tmp_path, data, "--max-depth", 1)
    assert ran.status == 3
    assert told == {("limit", "in.zip!a.csv")}
    assert "--max-depth" in facts
    assert {each["member"] for each in ran.report["findings"]} == {"b.csv"}


def test_max_members(tmp_path: Path) -> None:
    data = tarred({f"{number}.csv": CSV.encode() for number in range(5)})
    ran, told, facts = limited(tmp_path, data, "--max-members", 3)
    assert ran.status == 3
    assert told == {("limit", None)}
    assert "more than 3 members" in facts
    assert len(ran.report["findings"]) == 3


def test_max_total(tmp_path: Path) -> None:
    data = zipped({f"{number}.csv": CSV.encode() * 200 for number in range(5)})
    ran, told, facts = limited(tmp_path, data, "--max-total", "3MB")
    assert ran.status == 3
    assert told == {("limit", None)}
    assert "--max-total" in facts
    assert 1 <= len(ran.report["findings"]) <= 3


def test_max_held(tmp_path: Path) -> None:
    inner = zipped({"a.csv": CSV.encode(), "noise": random.Random(1).randbytes(200_000)})
    data = tarred({"in.zip": inner, "b.csv": CSV.encode()})
    ran, told, facts = limited(tmp_path, data, "--max-held", "100K")
    assert told == {("limit", "in.zip")}
    assert "--max-held" in facts
    assert {each["member"] for each in ran.report["findings"]} == {"b.csv"}


def test_max_ratio(tmp_path: Path) -> None:
    data = gzip.compress(CSV.encode() * 4000)
    assert limited(tmp_path, data)[0].status == 0
    ran, told, facts = limited(tmp_path, data, "--max-ratio", 2)
    assert told == {("limit", None)}
    assert "--max-ratio" in facts
    assert ran.report["findings"]


# --- made to do harm ------------------------------------------------------------------------------


def one_block_for_all(members: int, size: int) -> bytes:
    """A zip of about 42 kB: every member has the same bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(1 << 20)
    packed = b"".join([*(packer.compress(zeros) for _ in range(size >> 20)), packer.flush()])
    crc = 0
    for _ in range(size >> 20):
        crc = zlib.crc32(zeros, crc)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(packed), size, 4, 0) + b"0000" + packed
    entry = struct.Struct("<4s6H3L5H2L")
    names = [f"{number:04}".encode() for number in range(members)]
    directory = b"".join(
        entry.pack(b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(packed), size, 4, 0, 0, 0, 0, 0, 0) + name
        for name in names
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, members, members, len(directory), len(local), 0)
    return local + directory + end


def nested(levels: int) -> bytes:
    data = CSV.encode()
    for level in range(levels):
        data = zipped({f"level{level}.zip" if level else "users.csv": data, f"beside{level}.csv": CSV.encode()})
    return data


def bomb_of_bombs() -> bytes:
    """Eight zips of eight zips of eight zips of zeros, 32 GiB in all, as 42.zip is made."""
    data = zipped({"zeros": bytes(64 << 20)})
    for _ in range(3):
        data = zipped({f"{number}.zip": data for number in range(8)})
    return data


def evil_tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (
            ("../../etc/passwd", tarfile.REGTYPE),
            ("/etc/shadow", tarfile.SYMTYPE),
            ("dev/sda", tarfile.BLKTYPE),
            ("dev/zero", tarfile.CHRTYPE),
            ("pipe", tarfile.FIFOTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/shadow" if kind == tarfile.SYMTYPE else ""
            member.size = len(LOG) if kind == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(LOG.encode()))
    return out.getvalue()


def tar_bomb() -> bytes:
    """A compressed tar with 236 MB of one line in it."""
    line = b"ha ha\n" * (1 << 17)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    member = tarfile.TarInfo("bomb.log")
    member.size = len(line) * 300
    parts = [packer.compress(member.tobuf())]
    parts += [packer.compress(line) for _ in range(300)]
    return b"".join([*parts, packer.compress(bytes(2048)), packer.flush()])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, int, float]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, data in {
        "good.csv": CSV.encode(),
        "small.zip": one_block_for_all(250, 16 << 20),
        "large.zip": zipped({"zeros": bytes(100 << 20), "users.csv": CSV.encode()}),
        "deep.zip": nested(20),
        "forty-two.zip": bomb_of_bombs(),
        "evil.tar": evil_tar(),
        "bomb.tgz": tar_bomb(),
        "bomb.txt.bz2": bz2.compress(b"ha ha\n" * (1 << 18)) * 160,
        "bomb.txt.xz": lzma.compress(b"ha ha\n" * (1 << 20)) * 40,
        "cut.zip": zipped({"users.csv": CSV.encode(), "notes.txt": random.Random(1).randbytes(9999).hex().encode()})[
            :8000
        ],
    }.items():
        (folder / name).write_bytes(data)
    began = time.monotonic()
    ran, peak = scan_measured("--ner", "off", "--binary", "skip", folder)
    return ran, peak, time.monotonic() - began


def test_hostile_archives_cost_little(hostile: tuple[Ran, int, float]) -> None:
    ran, peak, seconds = hostile
    assert ran.status == 3
    assert ran.report["run"]["complete"] is True
    assert peak < MEMORY_BOUND
    assert seconds < TIME_BOUND


@pytest.mark.parametrize(
    ("asset", "expected"),
    [
        ("small.zip", {("limit", "(further members)"), ("limit", "0001"), ("unknown_format", "0000")}),
        ("large.zip", {("unknown_format", "zeros")}),
        ("deep.zip", {("limit", LEVELS + "!beside13.csv"), ("limit", LEVELS + "!level13.zip")}),
        ("evil.tar", {("not_a_file", "dev/sda"), ("not_a_file", "dev/zero"), ("not_a_file", "pipe")}),
        ("bomb.tgz", {("limit", "bomb.log"), ("limit", None)}),
        ("bomb.txt.bz2", {("limit", None)}),
        ("bomb.txt.xz", {("limit", None)}),
        ("cut.zip", {("truncated", None), ("truncated", "notes.txt")}),
    ],
)
def test_each_is_a_line_of_coverage(
    hostile: tuple[Ran, int, float], asset: str, expected: set[tuple[str, str | None]]
) -> None:
    assert expected <= problems(hostile[0], asset)


@pytest.mark.parametrize(
    ("asset", "member"),
    [
        ("good.csv", None),
        ("large.zip", "users.csv"),
        ("deep.zip", "beside19.csv"),
        ("deep.zip", "level19.zip!level18.zip!level17.zip!level16.zip!level15.zip!beside14.csv"),
        ("evil.tar", "../../etc/passwd"),
        ("cut.zip", "users.csv"),
    ],
)
def test_what_can_be_read_is_scanned(hostile: tuple[Ran, int, float], asset: str, member: str | None) -> None:
    assert (asset, member) in {(each["asset"], each["member"]) for each in hostile[0].report["findings"]}

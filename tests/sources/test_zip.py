"""Zip archives: every method and size, names of all kinds, damage, cuts, passwords and bombs."""

from __future__ import annotations

import gzip
import io
import random
import shutil
import struct
import subprocess
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.content import Streamed
from scanner.model.data import Limits
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources import zip as zip_module
from scanner.sources.zip import SOURCE
from tests.sources.archive_reading import unpack

TEXT = "".join(f"{number},ada{number}@fjordtel.net\n" for number in range(5000)).encode()
FILES = {
    "crm/users.csv": TEXT,
    "empty.txt": b"",
    "øre/Größe.txt": b"small",
    "noise": random.Random(1).randbytes(70_000),
}


def made(path: Path, files: dict[str, bytes] | None = None, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in (FILES if files is None else files).items():
            archive.writestr(name, data)
    return path


class NoSeek(io.RawIOBase):
    """A pipe: what writes to it tells sizes behind the data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.data += piece
        return len(piece)


def streamed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = NoSeek()
    with zipfile.ZipFile(out, "w", method) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            archive.writestr(name, data)
    return bytes(out.data)


def directory_at(data: bytes) -> int:
    return data.index(b"PK\x01\x02")


def test_fit() -> None:
    assert SOURCE.fit(Head("x", b"PK\x03\x04...", None)) == Fit.CONTENT
    assert SOURCE.fit(Head("x", b"PK\x05\x06...", None)) == Fit.CONTENT
    assert SOURCE.fit(Head("setup.exe", b"MZ" + b"\0" * 100 + b"PK\x03\x04", None)) == Fit.CONTENT
    assert SOURCE.fit(Head("setup.exe", b"MZ" + b"\0" * 100, None)) == Fit.NO
    assert SOURCE.fit(Head("a.zip", b"\0damaged", None)) == Fit.NAME
    assert SOURCE.fit(Head("a.zip", b"a,b\n", "a,b\n")) == Fit.NO


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method(tmp_path: Path, method: int) -> None:
    archive = unpack(SOURCE, made(tmp_path / "a.zip", method=method))
    assert archive.members == FILES
    assert (archive.problems, archive.error, archive.errors) == ([], None, {})


def test_what_the_program_writes(tmp_path: Path) -> None:
    if not shutil.which("zip"):
        pytest.skip("zip is not installed")
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "users.csv").write_bytes(TEXT)
    subprocess.run(["zip", "-qr", "a.zip", "crm"], cwd=tmp_path, check=True)
    assert unpack(SOURCE, tmp_path / "a.zip").members == {"crm/users.csv": TEXT}
    data = subprocess.run(["zip", "-qr", "-", "crm"], cwd=tmp_path, check=True, capture_output=True).stdout
    (tmp_path / "b.zip").write_bytes(data)
    assert unpack(SOURCE, tmp_path / "b.zip").members == {"crm/users.csv": TEXT}
    (tmp_path / "b.zip").write_bytes(data[: directory_at(data)])
    assert unpack(SOURCE, tmp_path / "b.zip").members == {"crm/users.csv": TEXT}


def test_sizes_for_large_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w", force_zip64=True) as one,
    ):
        one.write(TEXT)
    assert unpack(SOURCE, path).members == {"a.csv": TEXT}


def large(path: Path) -> bytes:
    """An archive whose directory has all sizes, offsets and counts in their 64-bit places."""
    data = made(path, {"a.csv": TEXT}).read_bytes()
    at, end = directory_at(data), data.index(b"PK\x05\x06")
    packed, size = struct.unpack_from("<LL", data, at + 20)
    name = data[at + 46 : at + 51]
    extra = struct.pack("<HHQQQ", 1, 24, size, packed, 0)
    head = data[at : at + 20] + b"\xff" * 8 + struct.pack("<HHHHHLL", 5, len(extra), 0, 0, 0, 0, 0xFFFFFFFF)
    directory = head + name + extra
    end64 = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(directory), at)
    pointer = struct.pack("<4sLQL", b"PK\x06\x07", 0, at + len(directory), 1)
    return data[:at] + directory + end64 + pointer + data[end : end + 8] + b"\xff" * 12 + b"\0\0"


def test_a_directory_for_large_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(large(path))
    with zipfile.ZipFile(path) as archive:
        assert archive.read("a.csv") == TEXT
    found = unpack(SOURCE, path)
    assert (found.members, found.problems) == ({"a.csv": TEXT}, [])


@pytest.mark.parametrize("before", [b"#!/bin/sh\nexec unzip $0\n", b"MZ" + bytes(5000)])
def test_an_archive_behind_a_program(tmp_path: Path, before: bytes) -> None:
    path = made(tmp_path / "a.zip")
    path.write_bytes(before + path.read_bytes())
    assert SOURCE.fit(Head("x", path.read_bytes()[:65536], None)) == Fit.CONTENT
    assert unpack(SOURCE, path).members == FILES


def test_a_comment_and_bytes_behind_it(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"PK\x05\x06 is how a directory ends" * 20
    path.write_bytes(path.read_bytes() + b"more")
    assert unpack(SOURCE, path).members == FILES


def test_an_end_in_a_comment_does_not_hide_the_members(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip")
    path.write_bytes(path.read_bytes() + b"PK\x05\x06" + bytes(18))
    assert unpack(SOURCE, path).members == FILES


def test_names_are_labels(tmp_path: Path) -> None:
    names = {
        "..\\..\\etc\\passwd": "../../etc/passwd",
        "/etc/shadow": "/etc/shadow",
        "a\nb\x1b[31m.txt": "a\\nb\\x1b[31m.txt",
    }
    path = made(tmp_path / "a.zip", dict.fromkeys(names, b"x"))
    assert list(unpack(SOURCE, path).members) == list(names.values())


@pytest.mark.parametrize(("raw", "shown"), [(b"caf\x82.txt", "café.txt"), ("Größe1".encode(), "Größe1")])
def test_names_that_do_not_say_their_encoding(tmp_path: Path, raw: bytes, shown: str) -> None:
    path = made(tmp_path / "a.zip", {"x" * len(raw): b"1"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    assert list(unpack(SOURCE, path).members) == [shown]


def test_folders_and_what_macos_adds_are_left_out(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip", {"crm/": b"", "crm/a": b"1", "__MACOSX/crm/._a": b"\0\5\x16\7"})
    archive = unpack(SOURCE, path)
    assert (archive.members, archive.problems) == ({"crm/a": b"1"}, [])


def test_members_with_a_password(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip", {"secret.csv": b"12345", "open.csv": b"1"})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    archive = unpack(SOURCE, path)
    assert archive.members == {"open.csv": b"1"}
    assert archive.problems == [(Reason.ENCRYPTED, "secret.csv")]


@pytest.mark.parametrize(("method", "word"), [(9, "Deflate64"), (77, "method 77")])
def test_methods_that_cannot_be_read(tmp_path: Path, method: int, word: str) -> None:
    path = made(tmp_path / "a.zip", {"odd.csv": b"12345", "plain.csv": b"1"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 10] = method
    path.write_bytes(bytes(data))
    archive = unpack(SOURCE, path)
    assert archive.members == {"plain.csv": b"1"}
    assert archive.problems == [(Reason.UNKNOWN_FORMAT, "odd.csv")]
    assert word in archive.facts[0]


def test_a_wrong_checksum_keeps_what_was_read(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip", {"a": TEXT, "b": TEXT})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 16] ^= 1
    path.write_bytes(bytes(data))
    archive = unpack(SOURCE, path)
    assert archive.members == {"a": TEXT, "b": TEXT}
    assert archive.problems == [(Reason.MALFORMED, "a")]


def test_a_damaged_member_gives_what_comes_before(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(60_000).hex().encode()
    path = made(tmp_path / "a.zip", {"a": noise, "b": TEXT})
    data = bytearray(path.read_bytes())
    data[30_000:30_064] = bytes(64)
    path.write_bytes(bytes(data))
    archive = unpack(SOURCE, path)
    assert archive.members["b"] == TEXT
    assert archive.members["a"][:40_000] == noise[:40_000]
    assert archive.problems == [(Reason.MALFORMED, "a")] or archive.errors["a"].reason == Reason.MALFORMED


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("pipe", [False, True])
def test_an_archive_cut_before_its_directory(tmp_path: Path, method: int, pipe: bool) -> None:
    path = tmp_path / "a.zip"
    data = streamed(FILES, method) if pipe else made(path, method=method).read_bytes()
    path.write_bytes(data[: directory_at(data)])
    archive = unpack(SOURCE, path)
    assert archive.members == FILES
    assert archive.problems == [(Reason.TRUNCATED, "")]


def test_an_archive_cut_in_a_member(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(60_000).hex().encode()
    path = made(tmp_path / "a.zip", {"a": TEXT, "b": noise, "c": TEXT})
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"PK\x03\x04", 30_000) - 30_000])
    archive = unpack(SOURCE, path)
    assert archive.members["a"] == TEXT
    assert len(archive.members["b"]) > 40_000
    assert noise.startswith(archive.members["b"])
    assert archive.errors["b"].reason == Reason.TRUNCATED


def test_a_damaged_directory_is_done_without(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second : second + 4] = b"XXXX"
    path.write_bytes(bytes(data))
    archive = unpack(SOURCE, path)
    assert archive.members == FILES
    assert archive.problems == [(Reason.TRUNCATED, "")]


def test_empty_ones(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip", {})
    assert unpack(SOURCE, path).problems == [(Reason.EMPTY, "")]
    path.write_bytes(b"")
    assert unpack(SOURCE, path).problems == [(Reason.EMPTY, "")]


def test_a_large_archive_is_cut_into_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_module, "UNIT_BYTES", 100_000)
    files = {str(number): random.Random(number).randbytes(40_000) for number in range(10)}
    path = made(tmp_path / "a.zip", files)
    archive = unpack(SOURCE, path)
    assert archive.units == 4
    assert archive.members == files
    assert unpack(SOURCE, path, Limits(total=300_000)).units == 1  # one place where it is counted


def test_an_archive_in_a_stream_is_one_unit(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip")
    data = path.read_bytes()
    pieces = iter([data[:1000], data[1000:]])
    assert unpack(SOURCE, Streamed("a.zip", pieces)).members == FILES
    path.write_bytes(gzip.compress(data))
    assert unpack(SOURCE, path).members == FILES


def test_more_members_than_may_be(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip", {str(number): b"x" for number in range(10)})
    archive = unpack(SOURCE, path, Limits(members=4))
    assert len(archive.members) == 4
    assert archive.problems == [(Reason.LIMIT, "")]
    assert "--max-members" in archive.facts[0]


def test_a_member_that_gives_too_much(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip", {"bomb": bytes(30 << 20), "b": TEXT})
    archive = unpack(SOURCE, path)
    assert len(archive.members["bomb"]) <= 18 << 20
    assert archive.errors["bomb"].reason == Reason.LIMIT
    assert archive.members["b"] == TEXT


def overlapping(path: Path, members: int = 250, size: int = 2 << 20) -> None:
    """One block of zeros for all members: each has a directory entry of its own, and some have headers as well."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(size)) + packer.flush()
    crc = zlib.crc32(bytes(size))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(packed), size, 4, 0) + b"0000" + packed
    names = [f"{number:04}".encode() for number in range(members)]
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(packed), size, 4, 0, 0, 0, 0, 0, 0)
        + name
        for name in names
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, members, members, len(directory), len(local), 0)
    path.write_bytes(local + directory + end)


def test_members_that_overlap(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    overlapping(path)
    assert path.stat().st_size < 42_000
    archive = unpack(SOURCE, path)
    assert [len(data) for data in archive.members.values()] == [2 << 20]
    assert archive.problems == [(Reason.LIMIT, f"{number:04}") for number in range(1, 250)]


def test_quoted_headers_overlap(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip", {"inner": TEXT}, zipfile.ZIP_STORED)
    inner = path.read_bytes()[: directory_at(path.read_bytes())]
    made(path, {"outer": inner}, zipfile.ZIP_STORED)
    data = path.read_bytes()
    at, end = directory_at(data[len(inner) :]) + len(inner), data.rindex(b"PK\x05\x06")
    entry = bytearray(made(tmp_path / "b.zip", {"inner": TEXT}, zipfile.ZIP_STORED).read_bytes())
    second = entry[directory_at(bytes(entry)) : entry.rindex(b"PK\x05\x06")]
    second[42:46] = struct.pack("<L", 30 + len("outer"))
    directory = data[at:end] + bytes(second)
    path.write_bytes(data[:at] + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), at, 0))
    archive = unpack(SOURCE, path)
    assert archive.members == {"inner": TEXT}
    assert archive.problems == [(Reason.LIMIT, "outer")]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_mutated_archives_give_errors_only(data: st.DataObject) -> None:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"m{number}", TEXT[: 300 * number])
    raw = bytearray(out.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    found = unpack(SOURCE, Streamed("m.zip", iter([bytes(raw[:cut])])))
    assert sum(map(len, found.members.values())) < 1 << 20

"""Tar archives: every form of header, what is no file, cuts, damage, and members that are passed over."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.content import Held
from scanner.model.data import Limits
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources.tar import SOURCE
from tests.sources.archive_reading import unpack

TEXT = "".join(f"{number},ada{number}@fjordtel.net\n" for number in range(20_000)).encode()
LONG = "folder/" * 40 + "users.csv"
FILES = {"crm/users.csv": TEXT, "empty.txt": b"", "øre.txt": b"small", LONG: b"x" * 512}


def made(files: dict[str, bytes] | None = None, form: int = tarfile.GNU_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in (FILES if files is None else files).items():
            add(archive, name, data)
    return out.getvalue()


def add(archive: tarfile.TarFile, name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "") -> None:
    member = tarfile.TarInfo(name)
    member.size, member.type, member.linkname = len(data), kind, link
    archive.addfile(member, io.BytesIO(data))


def held(data: bytes, limits: Limits | None = None) -> Held:
    return Held("a.tar", data, limits or Limits())


def test_fit() -> None:
    assert SOURCE.fit(Head("x", made(), None)) == Fit.CONTENT
    assert SOURCE.fit(Head("x", made()[:512], None)) == Fit.CONTENT
    old = bytearray(made({"a": b"1"}, tarfile.USTAR_FORMAT)[:512])
    old[257:265] = bytes(8)
    old[148:156] = b" " * 8
    old[148:156] = b"%06o\0 " % sum(old)
    assert SOURCE.fit(Head("x", bytes(old), None)) == Fit.CONTENT
    for other in (b"", bytes(1024), made()[:500], b"0" * 600, b"ustar" * 200):
        assert SOURCE.fit(Head("a.tar", other, None)) == Fit.NO


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_every_form(tmp_path: Path, form: int, compress: object) -> None:
    assert callable(compress)
    path = tmp_path / "a.tar"
    path.write_bytes(compress(made(form=form)))
    archive = unpack(SOURCE, path)
    assert archive.members == FILES
    assert (archive.problems, archive.error) == ([], None)


def test_long_names_of_posix() -> None:
    name = "folder/" * 20 + "users.csv"
    assert list(unpack(SOURCE, held(made({name: b"1"}, tarfile.USTAR_FORMAT))).members) == [name]


@pytest.mark.parametrize("form", ["gnu", "posix", "ustar", "v7"])
def test_what_the_program_writes(tmp_path: Path, form: str) -> None:
    if not shutil.which("tar"):
        pytest.skip("tar is not installed")
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "users.csv").write_bytes(TEXT)
    (tmp_path / "crm" / "also.csv").hardlink_to(tmp_path / "crm" / "users.csv")
    (tmp_path / "crm" / "users").symlink_to("users.csv")
    os.mkfifo(tmp_path / "crm" / "pipe")
    subprocess.run(["tar", f"--format={form}", "--sort=name", "-czf", "a.tgz", "crm"], cwd=tmp_path, check=False)
    archive = unpack(SOURCE, tmp_path / "a.tgz")
    assert archive.members == {"crm/also.csv": TEXT}
    expected = [(Reason.SYMLINK, "crm/users"), (Reason.SYMLINK, "crm/users.csv")]
    if form != "v7":
        expected.append((Reason.NOT_A_FILE, "crm/pipe"))
    assert sorted(archive.problems) == sorted(expected)


@pytest.mark.parametrize("form", ["gnu", "posix"])
def test_sparse_files(tmp_path: Path, form: str) -> None:
    if not shutil.which("tar"):
        pytest.skip("tar is not installed")
    with (tmp_path / "hole.log").open("wb") as file:
        for number in range(30):
            file.seek(number << 20)
            file.write(b"ada@fjordtel.net\n" * 300)
        file.truncate(1 << 40)
    (tmp_path / "next.txt").write_bytes(b"next")
    command = ["tar", f"--format={form}", "--sparse", "-cf", "a.tar", "hole.log", "next.txt"]
    subprocess.run(command, cwd=tmp_path, check=True)
    archive = unpack(SOURCE, tmp_path / "a.tar")
    assert list(archive.members) == ["hole.log", "next.txt"]
    assert archive.members["hole.log"].replace(b"\0", b"") == b"ada@fjordtel.net\n" * 9000
    assert len(archive.members["hole.log"]) < 1 << 20
    assert archive.members["next.txt"] == b"next"
    assert archive.problems == [(Reason.UNPARSED, "hole.log")]


def test_what_is_no_file_is_named_and_left_alone() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        add(archive, "../../etc/passwd", b"root")
        add(archive, "/etc/shadow", kind=tarfile.SYMTYPE, link="/etc/shadow")
        add(archive, "dev/sda", kind=tarfile.BLKTYPE)
        add(archive, "dev/null", kind=tarfile.CHRTYPE)
        add(archive, "fifo", kind=tarfile.FIFOTYPE)
        add(archive, "folder", kind=tarfile.DIRTYPE)
        add(archive, "last", b"1")
    found = unpack(SOURCE, held(out.getvalue()))
    assert found.members == {"../../etc/passwd": b"root", "last": b"1"}
    assert found.problems == [
        (Reason.SYMLINK, "/etc/shadow"),
        (Reason.NOT_A_FILE, "dev/sda"),
        (Reason.NOT_A_FILE, "dev/null"),
        (Reason.NOT_A_FILE, "fifo"),
    ]


def test_members_that_are_passed_over() -> None:
    found = unpack(SOURCE, held(made()), passed_over={"crm/users.csv", "øre.txt"})
    assert found.members == {**FILES, "crm/users.csv": b"", "øre.txt": b""}


@pytest.mark.parametrize("cut", [700, 100_000, 512])
def test_a_cut_archive_gives_all_before_the_cut(cut: int) -> None:
    data = made({"first": b"1" * 600, "second": TEXT, "third": b"3"})
    second = 2048 + len(TEXT) + -len(TEXT) % 512
    found = unpack(SOURCE, held(data[: 1536 + cut]))
    assert found.members["first"] == b"1" * 600
    assert found.members["second"] == TEXT[: cut - 512]
    assert found.errors["second"].reason == Reason.TRUNCATED
    whole = unpack(SOURCE, held(data[:second]))
    assert whole.members == {"first": b"1" * 600, "second": TEXT}
    assert whole.problems == [(Reason.TRUNCATED, "")]


def test_a_cut_compressed_archive_gives_all_before_the_cut() -> None:
    data = gzip.compress(made({"first": b"1", "second": random.Random(1).randbytes(500_000), "third": b"3"}))
    found = unpack(SOURCE, held(data[:300_000]))
    assert found.members["first"] == b"1"
    assert len(found.members["second"]) > 200_000
    assert found.errors["second"].reason == Reason.TRUNCATED
    assert found.error is not None


def test_a_damaged_header_costs_one_member() -> None:
    data = bytearray(made({"a": b"1", "b": b"2", "c": b"3"}))
    data[1024 + 100] ^= 0xFF
    found = unpack(SOURCE, held(bytes(data)))
    assert found.members == {"a": b"1", "c": b"3"}
    assert found.problems == [(Reason.MALFORMED, "")]


def test_archives_one_behind_the_other() -> None:
    found = unpack(SOURCE, held(made({"a": b"1"}) + made({"b": b"2"})))
    assert (found.members, found.problems) == ({"a": b"1", "b": b"2"}, [])


def test_headers_that_are_too_long_are_left_out() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        add(archive, "././@LongLink", b"x" * (3 << 20), kind=tarfile.GNUTYPE_LONGNAME)
        add(archive, "a", b"1")
    found = unpack(SOURCE, held(out.getvalue()))
    assert found.members == {"a": b"1"}
    assert found.problems == [(Reason.LIMIT, "")]


def test_a_compressed_bomb_ends_the_archive() -> None:
    data = gzip.compress(made({"first": b"1", "bomb": bytes(40 << 20), "third": b"3"}))
    found = unpack(SOURCE, held(data))
    assert found.members["first"] == b"1"
    assert len(found.members["bomb"]) <= 18 << 20
    assert found.errors["bomb"].reason == Reason.LIMIT


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_mutated_archives_give_errors_only(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]))
    raw = bytearray(made({"a": b"1" * 700, LONG: b"2", "c": b"3"}, form)[:8192])
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    found = unpack(SOURCE, held(bytes(raw[: data.draw(st.integers(0, len(raw)))])))
    assert sum(map(len, found.members.values())) <= len(raw)

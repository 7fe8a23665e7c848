"""Archives of pg_dump in all forms: every value is what the server held; what is cut or damaged is said."""

from __future__ import annotations

import json
import random
import shutil
import struct
import sys
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.content import Held, LocalFile
from scanner.decompress import decoder_for
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Hint, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.registry import folder_source, is_dataset, source_for
from scanner.sources._pg.feed import Feed
from scanner.sources._pg.toc import read_toc
from scanner.sources.pg_dump import ALONE, MISSING, SOURCE
from scanner.streams import open_stream
from tests.command import fairnotice
from tests.sources.dump_reading import Read, plain
from tests.sources.dump_servers import (
    PostgreSQL,
    label,
    postgresql,
    postgresql_programs,
    same_rows,
)
from tests.sources.reading import Outcome

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DUMPS = Path(__file__).parents[1] / "data" / "dumps"
TRUTH: dict[str, Any] = json.loads((DUMPS / "truth.json").read_text())["postgresql"]
CUSTOM = DUMPS / "postgresql-18.dump"
TAR = DUMPS / "postgresql-15.tar"
FORMS = {
    "custom": ["-Fc"],
    "stored": ["-Fc", "-Z0"],
    "inserts": ["-Fc", "--inserts"],
    "columns": ["-Fc", "--column-inserts", "--rows-per-insert=7"],
    "tar": ["-Ft"],
    "folder": ["-Fd"],
    "plain-folder": ["-Fd", "-Z0"],
    "folder-inserts": ["-Fd", "--inserts"],
}


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    if postgresql_programs() is None:
        pytest.skip("PostgreSQL's server programs are not installed: initdb was found nowhere")
    with postgresql() as server:
        server.sql(
            "SELECT lo_from_bytea(0, 'seen by jane.roe@fjordtel.net');\n"
            "COMMENT ON TABLE one IS 'from a list; fairnotice: source=third_party';\n"
            "CREATE TABLE names (name text); INSERT INTO names VALUES ('J\u00fcrgen Gro\u00df'), ('\u00d8ystein');"
        )
        yield server


class Opened:
    """What came out of an archive: rows and lines, hints, members with their bytes."""

    def __init__(self, path: Path) -> None:
        self.outcome = Outcome()
        self.hints: list[Hint] = []
        self.members: dict[str, bytes] = {}
        asset = Asset(path.name, LocalFile(str(path)), path.stat().st_size, SOURCE.name)
        for unit in SOURCE.plan(asset):
            self._read(unit)

    def _read(self, unit: Unit) -> None:
        try:
            for item in SOURCE.read(unit):
                if isinstance(item, Batch):
                    self.outcome.batches.append(item)
                elif isinstance(item, Problem):
                    self.outcome.problems.append(item)
                elif isinstance(item, Member):
                    self.members[item.name] = self._member(item)
                else:
                    self.hints.append(item)
        except SourceError as error:
            self.outcome.error = error

    def _member(self, member: Member) -> bytes:
        try:
            with open_stream(member.content) as stream:
                return stream.read()
        except SourceError as error:
            self.outcome.problems.append(Problem(Reason(error.reason), "a member"))
            return b""

    @property
    def read(self) -> Read:
        return plain(self.outcome)


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "archive.dump"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("form", FORMS)
def test_every_value_is_what_the_server_holds(server: PostgreSQL, form: str) -> None:
    path = server.archive(form, *FORMS[form])
    opened = Opened(path)
    for table, fields in server.tables.items():
        same_rows(opened.read, label("postgresql", "copy", table), fields, server.truth(table, fields), form)
    assert not opened.outcome.error
    assert not opened.read.reasons
    assert not opened.read.lost
    assert list(opened.members.values()) == [b"seen by jane.roe@fjordtel.net"]
    assert [(hint.key, hint.value, hint.table) for hint in opened.hints] == [("source", "third_party", "public.one")]
    assert any("INSERT INTO log VALUES (NEW.id)" in line for _, line in opened.read.lines)


def _whole(read: Read) -> None:
    for table, truth in TRUTH.items():
        same_rows(read, f"public.{table}", truth["fields"], truth["rows"], "")


@pytest.mark.parametrize("path", [CUSTOM, TAR], ids=["custom, 18", "tar, 15"])
def test_archives_that_were_made_before(path: Path) -> None:
    opened = Opened(path)
    _whole(opened.read)
    assert not opened.outcome.error
    assert b"jane.roe@fjordtel.net" in next(iter(opened.members.values()))
    source = source_for(LocalFile(str(path)), path.name)
    assert source is not None
    assert source.name == "pg_dump"


# --- compressions of PostgreSQL 16 and later: the blocks of a real archive, compressed anew ------

_HEADER = 12


def _blocks(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes | None]]]:
    """What precedes the blocks of an archive, and these: bytes as they stand, or (header, compressed data)."""
    with open_stream(Held("a", data)) as stream:
        feed = Feed(stream)
        read_toc(feed, "a", 1 << 30)
        start = len(data) - len(feed._data) + feed._at
    at, parts = start, []

    def number() -> int:
        nonlocal at
        at += 5
        return int.from_bytes(data[at - 4 : at], "little")

    def chunks() -> bytes:
        nonlocal at
        found = b""
        while size := number():
            found += data[at : at + size]
            at += size
        return found

    while at < len(data):
        kind, begun = data[at], at
        at += 1
        number()
        if kind == 1:
            parts.append((data[begun:at], chunks()))
            continue
        parts.append((data[begun:at], None))
        while True:
            begun, identifier = at, number()
            if not identifier:
                parts.append((data[begun:at], None))
                break
            parts.append((data[begun:at], chunks()))
    return data[:start], parts


def _recompressed(data: bytes, algorithm: int, compress: Callable[[bytes], bytes], size: int = 1000) -> bytes:
    head, blocks = _blocks(data)
    out = bytearray(head)
    assert out[_HEADER - 1] == 1
    out[_HEADER - 1] = algorithm
    for begin, body in blocks:
        out += begin
        if body is None:
            continue
        packed = compress(zlib.decompress(body))
        for at in range(0, len(packed), size):
            piece = packed[at : at + size]
            out += b"\0" + struct.pack("<I", len(piece)) + piece
        out += b"\0" + struct.pack("<I", 0)
    return bytes(out)


def test_zstd(tmp_path: Path) -> None:
    opened = Opened(written(tmp_path, _recompressed(CUSTOM.read_bytes(), 3, zstd.compress)))
    _whole(opened.read)
    assert not opened.read.reasons
    assert not opened.outcome.error


def test_lz4(tmp_path: Path) -> None:
    lz4 = pytest.importorskip("lz4.frame")
    data = _recompressed(CUSTOM.read_bytes(), 2, lz4.compress)
    opened = Opened(written(tmp_path, data))
    if decoder_for(lz4.compress(b"")[:14]) is None:
        assert opened.read.reasons["malformed"] >= 5
        return
    _whole(opened.read)
    assert not opened.read.reasons


def test_stored(tmp_path: Path) -> None:
    opened = Opened(written(tmp_path, _recompressed(CUSTOM.read_bytes(), 0, bytes)))
    _whole(opened.read)


def _gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {".gz": _gzip, ".zst": zstd.compress, "": bytes}


@pytest.mark.parametrize("suffix", PACKERS)
def test_files_of_a_folder_are_compressed_in_any_way(server: PostgreSQL, tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "dump"
    shutil.copytree(server.archive("again" + suffix, "-Fd", "-Z0"), folder)
    for file in folder.glob("*.dat"):
        if file.name != "toc.dat":
            data = file.read_bytes()
            file.unlink()
            file.with_name(file.name + suffix).write_bytes(PACKERS[suffix](data))
    opened = Opened(folder)
    for table, fields in server.tables.items():
        same_rows(opened.read, label("postgresql", "copy", table), fields, server.truth(table, fields), "")
    assert not opened.read.reasons


# --- folders ------------------------------------------------------------------------------------


def test_a_folder_is_one_asset_and_says_what_is_missing(server: PostgreSQL, tmp_path: Path) -> None:
    folder = tmp_path / "dump"
    shutil.copytree(server.archive("to lose", "-Fd"), folder)
    source = folder_source(str(folder))
    assert source is not None
    assert source.name == "pg_dump"
    (folder / "note.txt").write_text("ask per.olsen@nordkraft.net\n")
    max(folder.glob("[0-9]*.dat.gz"), key=lambda file: file.stat().st_size).unlink()
    opened = Opened(folder)
    assert opened.members["note.txt"].startswith(b"ask")
    assert [(problem.fact, problem.count) for problem in opened.outcome.problems] == [(MISSING, 1)]
    assert "public.plain" in opened.read.rows
    (folder / "more").mkdir()
    assert not is_dataset(str(folder))
    alone = Opened(folder / "toc.dat")
    assert [problem.fact for problem in alone.outcome.problems] == [ALONE]
    assert any("CREATE TABLE public.plain" in line for _, line in alone.read.lines)


def test_large_folders_are_several_units(server: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = server.archive("cut", "-Fd", "-Z0")
    monkeypatch.setattr("scanner.sources.pg_dump._UNIT_BYTES", 3000)
    asset = Asset("cut", LocalFile(str(folder)), 0, SOURCE.name)
    units = SOURCE.plan(asset)
    assert len(units) > 1
    assert sum(unit.bytes for unit in units) == sum(
        file.stat().st_size for file in folder.iterdir() if file.name != "blobs.toc"
    )
    opened = Opened(folder)
    for table, fields in server.tables.items():
        same_rows(opened.read, label("postgresql", "copy", table), fields, server.truth(table, fields), "")
    assert not opened.read.reasons


def test_a_damaged_file_costs_its_table(server: PostgreSQL, tmp_path: Path) -> None:
    folder = tmp_path / "dump"
    shutil.copytree(server.archive("to damage", "-Fd"), folder)
    largest = max(folder.glob("[0-9]*.dat.gz"), key=lambda file: file.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-300])
    opened = Opened(folder)
    assert opened.read.reasons["malformed"] == 1
    assert opened.read.tuples("public.plain")[0][0] == "-1"


# --- cut, damaged, hostile ----------------------------------------------------------------------


def test_a_cut_archive_gives_the_rows_before_the_cut(tmp_path: Path) -> None:
    data = _recompressed(CUSTOM.read_bytes(), 0, bytes, 100)
    head, _ = _blocks(data)
    truth = [tuple(row) for row in TRUTH[next(iter(TRUTH))]["rows"]]
    table = f"public.{next(iter(TRUTH))}"
    for size in range(len(head) + 200, len(data) - 10, 613):
        opened = Opened(written(tmp_path, data[:size]))
        found = opened.read.tuples(table)
        assert found == truth[: len(found)]
        assert len(found) > (size - len(head) - 700) // 160
        assert opened.outcome.error is not None
        assert opened.outcome.error.reason == "truncated"


@pytest.mark.parametrize("size", [3, 11, 40, 700])
def test_a_cut_head_is_an_error(tmp_path: Path, size: int) -> None:
    error = Opened(written(tmp_path, CUSTOM.read_bytes()[:size])).outcome.error
    assert error is not None
    assert error.reason in {"truncated", "malformed"}


def test_a_cut_tar(tmp_path: Path) -> None:
    opened = Opened(written(tmp_path, TAR.read_bytes()[:9000]))
    assert opened.outcome.error is not None
    assert opened.outcome.error.reason == "truncated"


@pytest.mark.parametrize("path", [CUSTOM, TAR], ids=["custom", "tar"])
def test_damage_raises_nothing_else(tmp_path: Path, path: Path) -> None:
    data, chance = path.read_bytes(), random.Random(7)
    for _ in range(120):
        damaged = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(data))] = chance.randrange(256)
        opened = Opened(written(tmp_path, bytes(damaged)))
        for batch in opened.outcome.batches:
            for column in batch.columns:
                column.values.validate(full=True)


def test_damaged_compression_costs_one_table(tmp_path: Path) -> None:
    data = bytearray(CUSTOM.read_bytes())
    _, blocks = _blocks(bytes(data))
    largest = max((body for _, body in blocks if body), key=len)
    at = bytes(data).index(largest) + len(largest) // 2
    data[at : at + 40] = bytes(40)
    opened = Opened(written(tmp_path, bytes(data)))
    assert opened.read.reasons["malformed"] == 1
    assert opened.read.tuples("public.one")
    assert opened.read.tuples("public.plain")


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    data = _recompressed(CUSTOM.read_bytes(), 1, lambda _: zlib.compress(bytes(40 << 20), 9))
    error = Opened(written(tmp_path, data)).outcome.error
    assert error is not None
    assert error.reason == "limit"


def test_other_encodings(server: PostgreSQL) -> None:
    opened = Opened(server.archive("latin", "-Fc", "-E", "LATIN1", "-t", "names"))
    assert opened.read.tuples("public.names") == [("J\u00fcrgen Gro\u00df",), ("\u00d8ystein",)]


def test_a_tar_of_other_files_is_not_claimed(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    (tmp_path / "toc.dat").write_text("x")
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        tar.add(tmp_path / "toc.dat", "toc.dat")
    assert path.read_bytes().startswith(b"toc.dat\0")
    source = source_for(LocalFile(str(path)), path.name)
    assert source is None or source.name != "pg_dump"


def test_the_command_names_table_and_field() -> None:
    done = fairnotice("scan", CUSTOM, "--ner", "off", "--jobs", "1")
    assert "postgresql-18.dump!blob_" in done.out
    assert 'public.Bob\'s "odd", (table) `x`.key' in done.out

"""The forms of an archive as one sequence of parts: the rows of a table, or a large object or other file."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.model.data import LABELS_FILE, Content
from scanner.sources._pg.feed import Feed, Readable, cut, damaged
from scanner.sources._pg.script import Spent, decoded
from scanner.sources._pg.toc import Entry, Toc
from scanner.streams import BLOCK, open_stream

TOC_FILE = "toc.dat"
RESTORE_FILE = "restore.sql"

_ROWS, _LARGE_OBJECTS = 1, 3
_LONGEST_CHUNK = 64 << 20
_PIECE = 64 << 10
_COMPRESSED = (".gz", ".zst", ".lz4")


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes that must be read before the next part is asked for. member: its name, where it is not rows of a table."""

    pieces: Iterator[bytes]
    entry: Entry | None = None
    member: str = ""


def of_custom(feed: Feed, toc: Toc, content: Content) -> Iterator[Part]:
    """Blocks behind the table of contents. Raises `SourceError`."""
    spent, missing = Spent(content.limits), {number for number, entry in toc.entries.items() if entry.has_data}
    while not feed.ended():
        kind, number = feed.byte(), feed.integer()
        missing.discard(number)
        if kind == _ROWS:
            chunks = _chunks(feed, content.name)
            yield Part(decoded(chunks, toc.compression, content.name, spent), toc.entries.get(number))
            _pass(chunks)
        elif kind == _LARGE_OBJECTS:
            while identifier := feed.integer():
                chunks = _chunks(feed, content.name)
                yield Part(decoded(chunks, toc.compression, content.name, spent), None, f"blob_{identifier}.dat")
                _pass(chunks)
        else:
            raise damaged(content.name)
    if missing:
        raise cut(content.name)


def of_tar(members: Iterator[tuple[str, Readable]], toc: Toc, content: Content) -> Iterator[Part]:
    """Members behind the table of contents. Raises `SourceError`."""
    entries = {entry.file: entry for entry in toc.entries.values() if entry.kind == b"TABLE DATA"}
    missing = set(entries)
    for name, file in members:
        missing.discard(name)
        if name != RESTORE_FILE and not _lists_large_objects(name):
            pieces = _pieces(file)
            yield Part(pieces, entries[name]) if name in entries else Part(pieces, None, name)
    if missing:
        raise cut(content.name)


def tar_members(stream: Readable) -> Iterator[tuple[str, Readable]]:
    """Regular files of a tar that is read once. Raises `SourceError`."""
    try:
        with tarfile.open(fileobj=cast("BinaryIO", stream), mode="r|", bufsize=BLOCK) as tar:
            for member in tar:
                if file := tar.extractfile(member):
                    yield member.name, _TarFile(member.name, stream.name, file)
    except tarfile.TarError:
        raise cut(stream.name) from None


class _TarFile:
    """A member, of which errors are those of the archive."""

    def __init__(self, name: str, archive: str, file: IO[bytes]) -> None:
        self.name = name
        self._archive = archive
        self._file = file

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes. Raises `SourceError`."""
        try:
            return self._file.read(size)
        except tarfile.TarError:
            raise cut(self._archive) from None


def of_folder(content: Content, names: list[str], toc: Toc) -> Iterator[Part]:
    """These files of a folder. Raises `SourceError`."""
    entries = {entry.file: entry for entry in toc.entries.values() if entry.file}
    for name in names:
        bare = name.removesuffix(next((end for end in _COMPRESSED if name.endswith(end)), ""))
        entry = entries.get(bare)
        with open_stream(LocalFile(str(Path(content.path or "", name)), content.limits)) as stream:
            yield Part(_pieces(stream), entry, "" if entry else bare)


def files_of(folder: str) -> list[str]:
    """Files that hold rows, large objects or what else lies there, in a fixed order."""
    names = (entry.name for entry in os.scandir(folder) if entry.name not in {TOC_FILE, LABELS_FILE})
    return sorted(name for name in names if not _lists_large_objects(name))


def missing_files(toc: Toc, names: list[str]) -> int:
    """How many tables have rows in files that are not there."""
    there = {name.removesuffix(end) for name in names for end in ("", *_COMPRESSED)}
    return sum(entry.kind == b"TABLE DATA" and entry.file not in there for entry in toc.entries.values())


def _lists_large_objects(name: str) -> bool:
    return name.startswith("blobs") and name.endswith(".toc")


def _chunks(feed: Feed, name: str) -> Iterator[bytes]:
    """What chunks hold, the small ones that are not compressed put together. Raises `SourceError` behind the last."""
    held: list[bytes] = []
    weight = 0
    try:
        while size := feed.integer():
            if not 0 < size <= _LONGEST_CHUNK:
                raise damaged(name)
            held.append(feed.take(size))
            weight += size
            if weight >= _PIECE:
                yield b"".join(held)
                held, weight = [], 0
    except SourceError:
        if held:
            yield b"".join(held)
        raise
    if held:
        yield b"".join(held)


def _pieces(file: Readable) -> Iterator[bytes]:
    while data := file.read(BLOCK):
        yield data


def _pass(pieces: Iterator[bytes]) -> None:
    for _ in pieces:
        pass

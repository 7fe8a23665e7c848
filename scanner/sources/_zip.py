"""What lies in a zip archive: by its directory, or from one local header to the next where there is none."""

from __future__ import annotations

import re
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from scanner.decompress import Decode, cut, damaged, inflate, unbzip2, unlzma, unxz, unzstd
from scanner.model.data import Limits
from scanner.model.problems import Problem, Reason
from scanner.sources._archive import Taken, bounded, label

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_DESCRIPTORS = struct.Struct("<4s3L"), struct.Struct("<4sL2Q")
_EXTRA = struct.Struct("<2H")
_LONGEST_COMMENT = 0xFFFF
_IN_EXTRA = 0xFFFFFFFF
"""In place of a size or an offset that lies in the extra field for large archives."""

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64_MAGIC, _DESCRIPTOR = b"PK\x06\x06", b"PK\x07\x08"
_MEMBER_ENDS = re.compile(rb"PK(?:\x03\x04|\x01\x02|\x07\x08)")
_HEADERS = re.compile(rb"PK(?:\x03\x04|\x01\x02)")

_ENCRYPTED, _END_MARK, _SIZE_BEHIND, _UTF8 = 1 << 0, 1 << 1, 1 << 3, 1 << 11
_PIECE = 256 << 10
_LZMA_HEAD = struct.Struct("<2xH")

WRONG_SUM = "members whose size or checksum is not what the archive says, scanned as they are"


@dataclass(frozen=True, slots=True)
class Entry:
    """A member. at: where its local header lies. packed: its bytes there. size, crc: None where they are not known."""

    name: str
    flags: int
    method: int
    crc: int | None
    packed: int
    size: int | None
    at: int

    @property
    def encrypted(self) -> bool:
        """Whether it needs a password."""
        return bool(self.flags & _ENCRYPTED)


class Zip:
    """An archive in a file that seeks."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, 2)

    def directory(self) -> Iterator[Entry]:
        """The members that the directory lists. Raises `DirectoryError` where it is not there whole."""
        place = self._directory_place()
        if place is None:
            raise DirectoryError
        at, stop, shift = place
        while at < stop:
            head = self._at(at, _CENTRAL.size)
            if len(head) < _CENTRAL.size or not head.startswith(CENTRAL):
                raise DirectoryError
            _, _, _, flags, method, _, _, crc, packed, size, *lengths, _, _, _, offset = _CENTRAL.unpack(head)
            name, extra = self._file.read(lengths[0]), self._file.read(lengths[1])
            size, packed, offset = _large(extra, [size, packed, offset])
            yield Entry(_name(name, flags), flags, method, crc, packed, size, offset + shift)
            at += _CENTRAL.size + sum(lengths)

    def front_to_back(self) -> Iterator[Entry]:
        """The members as their local headers tell, up to a directory or the end of the file."""
        at = self._find(_HEADERS, 0)
        while at < self.size and self._at(at, 4) == LOCAL:
            entry = self._local(at)
            if entry is None:
                at = self._find(_HEADERS, at + 4)
                continue
            start = self._data(entry)
            if (entry.flags & _SIZE_BEHIND and not entry.packed) or start + entry.packed > self.size:
                entry = self._measured(entry, start)
            yield entry
            at = self._find(_HEADERS, start + entry.packed)

    def pieces(self, entry: Entry, name: str, limits: Limits, problems: list[Problem]) -> Iterator[bytes]:
        """A member decompressed, within the limits. Raises `SourceError` where it is cut or damaged."""
        start, taken = self._data(entry), Taken()
        if start < 0:
            raise damaged(name, "zip")
        raw = taken.of(self._between(start, start + entry.packed))
        crc = given = 0
        for piece in bounded(_decoded(entry, raw, name, problems), name, taken, limits):
            crc, given = zlib.crc32(piece, crc), given + len(piece)
            yield piece
        if taken.count < entry.packed:
            raise cut(name, "zip")
        if entry.crc is not None and (crc, given) != (entry.crc, entry.size):
            problems.append(Problem(Reason.MALFORMED, WRONG_SUM))

    def overlapping(self, entries: Sequence[Entry]) -> set[int]:
        """Numbers of those entries whose bytes are also those of another one."""
        starts = sorted({entry.at for entry in entries})
        found, seen = set(), set()
        for number, entry in enumerate(entries):
            following = bisect_right(starts, entry.at)
            end = starts[following] if following < len(starts) else self.size
            if entry.at in seen or entry.at + _LOCAL.size + entry.packed > end:
                found.add(number)
            seen.add(entry.at)
        return found

    def _directory_place(self) -> tuple[int, int, int] | None:
        """Start and end of the directory, and by how much all offsets are to be shifted, as something lies before."""
        first = max(self.size - _LONGEST_COMMENT - _END.size, 0)
        tail = self._at(first, self.size - first)
        found = tail.rfind(END)
        while found >= 0:
            end = first + found
            if len(tail) - found >= _END.size:
                *_, length, offset, _ = _END.unpack_from(tail, found)
                stop, length, offset = self._large_end(end) or (end, length, offset)
                start = stop - length
                if start >= offset and (self._at(start, 4) == CENTRAL if length else not end):
                    return start, stop, start - offset
            found = tail.rfind(END, 0, found)
        return None

    def _large_end(self, end: int) -> tuple[int, int, int] | None:
        """What the end of a large archive says, which lies before a pointer to it and the usual end."""
        at = end - 20 - _END64.size
        head = self._at(at, _END64.size) if at >= 0 else b""
        if not head.startswith(_END64_MAGIC):
            return None
        *_, length, offset = _END64.unpack(head)
        return at, length, offset

    def _local(self, at: int) -> Entry | None:
        head = self._at(at, _LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(LOCAL):
            return None
        _, _, flags, method, _, _, crc, packed, size, named, more = _LOCAL.unpack(head)
        name, extra = self._file.read(named), self._file.read(more)
        size, packed = _large(extra, [size, packed])
        behind = bool(flags & _SIZE_BEHIND) and not packed
        return Entry(_name(name, flags), flags, method, None if behind else crc, packed, None if behind else size, at)

    def _data(self, entry: Entry) -> int:
        """Where the bytes of a member begin, -1 where there is no local header."""
        head = self._at(entry.at, _LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(LOCAL):
            return -1
        *_, named, more = _LOCAL.unpack(head)
        return entry.at + _LOCAL.size + int(named) + int(more)

    def _measured(self, entry: Entry, start: int) -> Entry:
        """An entry whose size is told behind its bytes, or is wrong: up to what tells it, or to the next header."""
        stop = start
        while (stop := self._find(_MEMBER_ENDS, stop)) < self.size:
            head = self._at(stop, _DESCRIPTORS[-1].size)
            if not head.startswith(_DESCRIPTOR):
                break
            for form in _DESCRIPTORS:
                if len(head) >= form.size and form.unpack_from(head)[2] == stop - start:
                    _, crc, packed, size = form.unpack_from(head)
                    return replace(entry, crc=crc, packed=packed, size=size)
            stop += len(_DESCRIPTOR)
        return replace(entry, packed=stop - start)

    def _find(self, pattern: re.Pattern[bytes], start: int) -> int:
        """Where a mark of four bytes comes next, the end of the file where none does."""
        while start < self.size:
            block = self._at(start, _PIECE)
            if found := pattern.search(block):
                return start + found.start()
            if len(block) < _PIECE:
                break
            start += len(block) - 3
        return self.size

    def _between(self, start: int, stop: int) -> Iterator[bytes]:
        while start < stop and (data := self._at(start, min(stop - start, _PIECE))):
            yield data
            start += len(data)

    def _at(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        return self._file.read(length)


class DirectoryError(Exception):
    """An archive has no directory, or one that is cut or damaged."""


def _decoded(entry: Entry, raw: Iterator[bytes], name: str, problems: list[Problem]) -> Iterator[bytes]:
    if entry.method == _STORED:
        return raw
    if entry.method == _LZMA:
        raw = _with_lzma_head(raw, None if entry.flags & _END_MARK else entry.size)
    return _DECODERS[entry.method](raw, name, problems)


def _with_lzma_head(raw: Iterator[bytes], size: int | None) -> Iterator[bytes]:
    """A member with the head that an .lzma file has; without a size, the data say where they end."""
    first = next(raw, b"")
    if len(first) >= _LZMA_HEAD.size:
        start = _LZMA_HEAD.size + _LZMA_HEAD.unpack_from(first)[0]
        yield (
            first[_LZMA_HEAD.size : start]
            + (b"\xff" * 8 if size is None else size.to_bytes(8, "little"))
            + first[start:]
        )
    yield from raw


_STORED, _LZMA = 0, 14
_DECODERS: dict[int, Decode] = {8: inflate, 12: unbzip2, _LZMA: unlzma, 93: unzstd, 95: unxz}
READABLE = frozenset({_STORED, *_DECODERS})
METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 97: "WavPack", 98: "PPMd"}
"""Names of compressions that cannot be read."""


def _large(extra: bytes, values: list[int]) -> list[int]:
    """The values, those of them that are too large for 32 bits from the extra field."""
    if _IN_EXTRA not in values:
        return values
    at = 0
    while at + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, at)
        body, at = extra[at + _EXTRA.size :][:length], at + _EXTRA.size + length
        if kind == 1:
            large = iter(struct.unpack_from(f"<{len(body) // 8}Q", body))
            return [next(large, value) if value == _IN_EXTRA else value for value in values]
    return values


def _name(raw: bytes, flags: int) -> str:
    """Archives made on Linux name their members in UTF-8 without saying so."""
    try:
        return label(raw.decode())
    except UnicodeDecodeError:
        return label(raw.decode("utf-8" if flags & _UTF8 else "cp437", "replace"))

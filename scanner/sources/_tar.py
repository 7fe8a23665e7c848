"""The headers and bytes of a tar archive, read once from front to back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from scanner.decompress import cut
from scanner.model.problems import Problem, Reason
from scanner.sources._archive import label
from scanner.streams import ByteStream

BLOCK_BYTES = 512
_ZEROS = bytes(BLOCK_BYTES)
_POSIX, _MAGIC = b"ustar\0", b"ustar"
_CHECKSUM = re.compile(rb"[ \0]*([0-7]+)[ \0]*")
_PIECE = 256 << 10
_LONGEST_HEADER = 1 << 20

_PAX, _LONG_NAME, _SPARSE = b"xX", b"L", b"S"
_ABOUT_THE_NEXT = b"xXgLK"
_LINKS, _DEVICES, _FOLDER = b"12", b"346", b"5"
_OF_GNU = b"DNV"
"""Lists of folders, names in an old form and labels of volumes."""
_RECORD = re.compile(rb"(\d{1,9}) ([^=]+)=")
_KEYS = {"path", "size", "GNU.sparse.name", "GNU.sparse.major", "GNU.sparse.map", "GNU.sparse.numblocks"}
_MORE_IN_HEADER, _MORE_IN_BLOCK = 482, 504
"""Where a header, or a block behind it, says that the next block tells more of a sparse file."""

NO_END = "the archive has no end mark, so it may be incomplete; what is there was scanned"
NO_HEADER = "blocks of 512 bytes that belong to no member, not scanned"
LONG_HEADER = "headers of more than 1 MiB, left out"


class Kind(Enum):
    """What a member is."""

    FILE = "file"
    SPARSE = "sparse"
    LINK = "link"
    DEVICE = "device"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Header:
    """A member. size: bytes that follow its header. mapped: they begin with the places of a sparse file's pieces."""

    name: str
    kind: Kind
    size: int
    mapped: bool = False


class Tape:
    """A stream that is read in blocks and in pieces."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._held = b""
        self._at = 0

    def read(self, size: int) -> bytes:
        """`size` bytes, fewer only at the end. Raises `SourceError`."""
        if self._at + size > len(self._held):
            self._held = self._held[self._at :] + self._stream.read(max(size, _PIECE))
            self._at = 0
        data = self._held[self._at : self._at + size]
        self._at += len(data)
        return data

    def pieces(self, header: Header, name: str) -> Iterator[bytes]:
        """The bytes of a member, of a sparse file without its holes. Raises `SourceError` where they are not there."""
        left = header.size
        if header.mapped:
            left -= self._pass_map(left)
        while left > 0:
            data = self.read(min(left, _PIECE))
            if not data:
                raise cut(name, "tar")
            left -= len(data)
            yield data
        self.read(-header.size % BLOCK_BYTES)

    def skip(self, size: int) -> None:
        """Passes over so many bytes and the padding behind them."""
        left = size + -size % BLOCK_BYTES
        while left and (data := self.read(min(left, _PIECE))):
            left -= len(data)

    def _pass_map(self, most: int) -> int:
        """Reads blocks of numbers, the first of which says how many pairs follow; returns their size."""
        numbers = lines = passed = 0
        while passed < most and (block := self.read(BLOCK_BYTES)):
            if not passed:
                first = block.partition(b"\n")[0]
                numbers = 2 * int(first) + 1 if first.isdigit() and len(first) < 10 else 0
            lines, passed = lines + block.count(b"\n"), passed + len(block)
            if lines >= numbers:
                break
        return passed


def is_header(block: bytes) -> bool:
    """Whether a block is the header of a member: its checksum is right."""
    told = _CHECKSUM.fullmatch(block[148:156])
    if told is None or len(block) < BLOCK_BYTES:
        return False
    wanted, rest = int(told[1], 8), block[:148] + b" " * 8 + block[156:BLOCK_BYTES]
    return wanted in (sum(rest), sum(rest) - 256 * sum(byte > 0x7F for byte in rest))


def headers(tape: Tape) -> Iterator[Header | Problem]:
    """The members; the bytes of each are taken before the next is asked for."""
    lost, ended = 0, False
    told: dict[str, str] = {}
    while block := tape.read(BLOCK_BYTES):
        if block == _ZEROS:
            ended = True
        elif (lost and block[257:262] != _MAGIC) or not is_header(block):
            lost += 1
        elif block[156] in _ABOUT_THE_NEXT:
            problem = _tell(tape, block, told)
            if problem:
                yield problem
        else:
            ended = False
            yield _header(tape, block, told)
            told = {}
    if lost:
        yield Problem(Reason.MALFORMED, NO_HEADER, lost)
    if not ended:
        yield Problem(Reason.TRUNCATED, NO_END)


def _tell(tape: Tape, block: bytes, told: dict[str, str]) -> Problem | None:
    """Takes down what a header says of the member behind it."""
    kind, size = block[156:157], _number(block[124:136])
    if size > _LONGEST_HEADER:
        tape.skip(size)
        return Problem(Reason.LIMIT, LONG_HEADER)
    body = tape.read(size + -size % BLOCK_BYTES)[:size]
    if kind == _LONG_NAME:
        told["path"] = _text(body)
    elif kind in _PAX:
        told.update({key: value for key, value in _records(body) if key in _KEYS})
    return None


def _records(body: bytes) -> Iterator[tuple[str, str]]:
    at = 0
    while (found := _RECORD.match(body, at)) and int(found[1]) > found.end() - at:
        end = at + int(found[1])
        yield _text(found[2]), _text(body[found.end() : end - 1])
        at = end


def _header(tape: Tape, block: bytes, told: dict[str, str]) -> Header:
    kind, name = block[156:157], _text(block[:100])
    if block[257:263] == _POSIX and block[345]:
        name = f"{_text(block[345:500])}/{name}"
    name = told.get("GNU.sparse.name") or told.get("path") or name
    size = int(told["size"]) if told.get("size", "").isdecimal() else _number(block[124:136])
    if kind == _SPARSE:
        more, at = block, _MORE_IN_HEADER
        while len(more) == BLOCK_BYTES and more[at]:
            more, at = tape.read(BLOCK_BYTES), _MORE_IN_BLOCK
    what = _kind(kind, name, sparse=kind == _SPARSE or any(key.startswith("GNU.sparse.") for key in told))
    if what in (Kind.LINK, Kind.DEVICE):
        size = 0
    return Header(label(name), what, size, mapped=told.get("GNU.sparse.major") == "1")


def _kind(kind: bytes, name: str, *, sparse: bool) -> Kind:
    if kind in _LINKS:
        return Kind.LINK
    if kind in _DEVICES:
        return Kind.DEVICE
    if kind == _FOLDER or kind in _OF_GNU or name.endswith("/"):
        return Kind.OTHER
    return Kind.SPARSE if sparse else Kind.FILE


def _number(field: bytes) -> int:
    """Octal digits, or where they are too few, bytes behind a mark."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:])
    digits = field.strip(b" \0")
    return int(digits, 8) if re.fullmatch(rb"[0-7]+", digits) else 0


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "surrogateescape")

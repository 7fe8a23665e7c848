"""The container of an Avro file: its schema, and blocks of records, each compressed for itself between sync marks.

A damaged block costs itself: the next one is found by its mark.
"""

from __future__ import annotations

import bz2
import json
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from scanner.decompress import unzstd
from scanner.errors import LimitError, SourceError
from scanner.model.data import Content, Limits
from scanner.model.problems import Reason
from scanner.streams import ByteStream, open_stream

MAGIC = b"Obj\x01"
_MARK = 16
_WINDOW = 1 << 20
_MOST_KEYS = 1 << 16


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the blocks. size: where it ends, its mark included."""

    schema: Any
    codec: str
    metadata: dict[bytes, bytes]
    mark: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Block:
    """Records, decompressed; `whole` where nothing of the block is missing."""

    records: int
    data: bytes
    whole: bool = True


def header_of(content: Content) -> Header:
    """Raises `SourceError`."""
    with open_stream(content) as stream:
        return _header(_Bytes(stream, content))


def blocks_of(content: Content, header: Header, start: int, stop: int | None) -> Iterator[Block | None]:
    """The blocks whose mark before them begins between `start` and `stop`; None for one that is lost."""
    with open_stream(content, start) as stream:
        source = _Bytes(stream, content, start)
        if start:
            source.find(header.mark)
        else:
            _header(source)
        while not source.ended() and (stop is None or source.place - _MARK < stop):
            block = _block(source, header, content.limits)
            if source.take(_MARK) == header.mark:
                yield block
            elif block and not block.whole:
                yield block
                return
            else:
                yield None
                source.find(header.mark)


class _Bytes:
    """A stream with a few bytes of it in hand. Raises `SourceError` where it ends too early for a number."""

    def __init__(self, stream: ByteStream, content: Content, place: int = 0) -> None:
        self.place = place
        self.name = content.name
        self.limits = content.limits
        self._stream = stream
        self._held = b""

    def take(self, size: int) -> bytes:
        """So many bytes, fewer only at the end."""
        if len(self._held) < size:
            self._held += self._stream.read(max(size - len(self._held), _WINDOW))
        data, self._held = self._held[:size], self._held[size:]
        self.place += len(data)
        return data

    def ended(self) -> bool:
        """Whether nothing comes any more."""
        return not self._held and not self._stream.more()

    def number(self) -> int:
        """A number of up to 64 bits, in as few bytes as it needs."""
        value = 0
        for shift in range(0, 70, 7):
            byte = self.take(1)
            if not byte:
                break
            value |= (byte[0] & 0x7F) << shift
            if byte[0] < 0x80:
                return (value >> 1) ^ -(value & 1)
        raise damaged(self.name)

    def sized(self) -> bytes:
        """Bytes behind their number."""
        size = self.number()
        if not 0 <= size <= self.limits.held:
            raise damaged(self.name)
        return self.take(size)

    def find(self, mark: bytes) -> None:
        """Goes behind the next mark, or to the end."""
        while not self.ended():
            window = self.take(len(mark)) + self.take(_WINDOW)
            at = window.find(mark)
            rest = window[at + len(mark) :] if at >= 0 else window[1 - len(mark) :]
            if at < 0 and self.ended():
                return
            self._held = rest + self._held
            self.place -= len(rest)
            if at >= 0:
                return


def _header(source: _Bytes) -> Header:
    source.take(len(MAGIC))
    metadata: dict[bytes, bytes] = {}
    while count := source.number():
        if count < 0:
            source.number()
        for _ in range(min(abs(count), _MOST_KEYS)):
            key = source.sized()
            metadata[key] = source.sized()
    mark = source.take(_MARK)
    if len(mark) < _MARK:
        raise damaged(source.name)
    try:
        schema = json.loads(metadata.get(b"avro.schema", b""))
    except (ValueError, RecursionError):
        raise damaged(source.name) from None
    codec = metadata.get(b"avro.codec", b"null").decode("latin-1")
    if codec not in _CODECS:
        raise SourceError(
            f"{source.name}: its blocks are compressed in a way that is not known. Write it again with deflate",
            Reason.UNKNOWN_FORMAT,
        )
    return Header(schema, codec, metadata, mark, source.place)


def _block(source: _Bytes, header: Header, limits: Limits) -> Block | None:
    """The next block, None where its numbers make no sense or it cannot be decompressed."""
    try:
        records, size = source.number(), source.number()
    except SourceError:
        return None
    if records < 0 or not 0 <= size <= limits.held:
        return None
    data = source.take(size)
    most = min(limits.held, max(limits.free, limits.ratio * len(data)))
    try:
        plain, whole = _CODECS[header.codec](data, most)
    except (ValueError, OSError, zlib.error, lzma.LZMAError, pa.ArrowException):
        return None
    if len(plain) > most:
        raise LimitError(
            f"{source.name}: decompression was stopped, as a block gave more than {limits.ratio} times its size or "
            f"{most >> 20} MiB"
        )
    return Block(records, plain, whole and len(data) == size)


def _deflate(data: bytes, most: int) -> tuple[bytes, bool]:
    decoder = zlib.decompressobj(-15)
    return decoder.decompress(data, most + 1), decoder.eof


def _bzip2(data: bytes, most: int) -> tuple[bytes, bool]:
    decoder = bz2.BZ2Decompressor()
    return decoder.decompress(data, most + 1), decoder.eof


def _xz(data: bytes, most: int) -> tuple[bytes, bool]:
    decoder = lzma.LZMADecompressor(memlimit=256 << 20)
    return decoder.decompress(data, most + 1), decoder.eof


def _zstandard(data: bytes, most: int) -> tuple[bytes, bool]:
    parts, given = [], 0
    try:
        for part in unzstd(iter((data,)), "", []):
            parts.append(part)
            given += len(part)
            if given > most:
                break
    except SourceError:
        return b"".join(parts), False
    return b"".join(parts), True


def _snappy(data: bytes, most: int) -> tuple[bytes, bool]:
    size = shift = 0
    for byte in data[:5]:
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    if size > most:
        return bytes(most + 1), False
    return bytes(pa.decompress(data[:-4], size, "snappy", asbytes=True)), True


_CODECS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "null": lambda data, _: (data, True),
    "deflate": _deflate,
    "bzip2": _bzip2,
    "xz": _xz,
    "zstandard": _zstandard,
    "snappy": _snappy,
}


def damaged(name: str) -> SourceError:
    """The error for what cannot be read at all."""
    return SourceError(
        f"{name}: not a whole Avro file: its schema or a block is damaged or missing. Fetch or write it again",
        Reason.MALFORMED,
    )

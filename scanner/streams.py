"""Files → bytes in blocks: opened safely, decompressed within limits, and, for text, turned into valid UTF-8.

gzip and zstd are told by their magic numbers, never by name, and peeled off one inside the other.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from scanner.decompress import MAGIC_BYTES, decoder_for
from scanner.encodings import Utf8, encoding_of, text_of
from scanner.errors import LimitError, SourceError
from scanner.model import Asset, Batch, Problem, Reason, Unit
from scanner.source import HEAD_BYTES, Head

BLOCK = 2 << 20
"""Bytes that a reader asks for at a time; it holds a few such blocks."""

UNIT_BYTES = 32 << 20
"""Bytes of one unit where a large text file is cut."""

CUT_FROM = 64 << 20
"""Size from which text files are cut into units."""

GREW = "the file grew while it was read, what was added was not scanned"
SHRANK = "the file became shorter while it was read, the rest could not be scanned"
REWRITTEN = "the file was written to while it was read"

_PIECE = 256 << 10
_SUFFIXES = (".gz", ".gzip", ".zst", ".zstd")


@dataclass(frozen=True, slots=True)
class Limits:
    """What decompression may produce, counted on the bytes that it really gives."""

    ratio: int = 200
    """Produced over compressed bytes, applied once `free` bytes were given."""
    free: int = 16 << 20
    total: int = 20 << 30
    depth: int = 3
    """Compressed streams inside each other."""


LIMITS = Limits()


def open_stream(path: str, start: int = 0, stop: int | None = None, limits: Limits = LIMITS) -> ByteStream:
    """The bytes of a file, decompressed; with `start` or `stop`, those bytes of it as they lie.

    Raises `SourceError` where the path is not a regular file that can be opened (it never blocks on a FIFO), and
    `LimitError` where too many compressions lie inside each other.
    """
    return ByteStream(path, start, stop, limits)


def open_text(path: str, start: int = 0, stop: int | None = None, limits: Limits = LIMITS) -> TextStream:
    """The same as UTF-8. A part of a file is taken as UTF-8 that begins and ends between characters."""
    stream = open_stream(path, start, stop, limits)
    try:
        return TextStream(stream, partial=start > 0 or stop is not None)
    except SourceError:
        stream.close()
        raise


def head_of(path: str) -> Head:
    """What a source is chosen by. Raises `SourceError` where not even the start can be read."""
    with open_stream(path) as stream:
        data = stream.read(HEAD_BYTES)
        whole = not stream.more()
    return Head(bare_name(path), data, text_of(data, whole=whole), whole)


def bare_name(path: str) -> str:
    """The last part of a path in lower case, without the endings that only name a compression."""
    name = Path(path).name.lower()
    while name.endswith(_SUFFIXES):
        name = name.rpartition(".")[0]
    return name


def decompressed(path: str, limit: int = 256 << 20) -> bytes | None:
    """The whole of a compressed file, for formats that must be read at random; None where it is not compressed.

    Raises `SourceError` for what cannot be read, and `LimitError` for more than `limit` bytes.
    """
    with open_stream(path) as stream:
        if not stream.peeled:
            return None
        data = stream.read(limit)
        if stream.more():
            stream.read(0)
            raise LimitError(
                f"{stream.name}: more than {limit >> 20} MiB when decompressed, and this format must be held whole. "
                "Decompress the file and scan the result"
            )
    return data


def line_units(asset: Asset, detail: str = "") -> list[Unit]:
    """The asset as units of whole lines, of about `UNIT_BYTES` each where it is large, uncompressed UTF-8."""
    with open_text(asset.path) as stream:
        cuttable = stream.size >= CUT_FROM and not stream.peeled and stream.encoding == "utf-8"
        size = stream.size
    cuts = list(_line_starts(asset.path, size)) if cuttable else []
    starts, stops = [0, *cuts], [*cuts, None]
    return [
        Unit(asset, number, start, stop, (size if stop is None else stop) - start, detail)
        for number, (start, stop) in enumerate(zip(starts, stops, strict=True))
    ]


def _line_starts(path: str, size: int) -> Iterator[int]:
    """The first line start at or after each multiple of `UNIT_BYTES`, where it lies in that unit."""
    for wanted in range(UNIT_BYTES, size, UNIT_BYTES):
        with open_stream(path, wanted - 1, min(wanted + UNIT_BYTES, size)) as stream:
            passed = wanted - 1
            while data := stream.read(_PIECE):
                found = data.find(b"\n")
                if found >= 0:
                    start = passed + found + 1
                    if start < min(wanted + UNIT_BYTES, size):
                        yield start
                    break
                passed += len(data)


class ByteStream:
    """Decompressed bytes, see `open_stream`. A context manager.

    size: bytes of the file as it lies. peeled: compressions removed. problems: complete once `read` has returned
    nothing or raised.
    """

    def __init__(self, path: str, start: int, stop: int | None, limits: Limits) -> None:
        self._raw = _RawFile(path, start, stop)
        self.name = self._raw.name
        self.size = self._raw.size
        self.problems = self._raw.problems
        self.peeled = 0
        self._limits = limits
        self._held = b""
        self._error: SourceError | None = None
        self._pieces: Iterator[bytes] | None = None
        if start == 0 and stop is None:
            try:
                self._peel()
            except SourceError:
                self.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._raw.close()

    def read(self, size: int = BLOCK) -> bytes:
        """`size` bytes, fewer only at the end or before an error, which the next call raises as `SourceError`."""
        parts, missing = [self._held] if self._held else [], size - len(self._held)
        while missing > 0 and (piece := self._next(missing)):
            parts.append(piece)
            missing -= len(piece)
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        data, self._held = (data[:size], data[size:]) if len(data) > size else (data, b"")
        if not data and self._error:
            raise self._error
        return data

    def more(self) -> bool:
        """Whether `read` will return bytes or raise."""
        if not self._held:
            self._held = self._next(1)
        return bool(self._held or self._error)

    def _next(self, size: int) -> bytes:
        if self._error:
            return b""
        try:
            return self._raw.read(size) if self._pieces is None else next(self._pieces, b"")
        except SourceError as error:
            self._error = error
            return b""

    def _peel(self) -> None:
        while decode := decoder_for(self._peek(MAGIC_BYTES)):
            if self.peeled == self._limits.depth:
                raise LimitError(f"{self.name}: compressed more than {self.peeled} times over, so it was not scanned")
            self.peeled += 1
            source = chain((self._held,), self._raw.pieces() if self._pieces is None else self._pieces)
            self._pieces, self._held = self._counted(decode(source, self.name, self.problems)), b""

    def _peek(self, size: int) -> bytes:
        magic = self.read(size)
        self._held = magic + self._held
        return magic

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        limits, given = self._limits, 0
        for piece in pieces:
            given += len(piece)
            if given > limits.total or (given > limits.free and given > limits.ratio * self._raw.given):
                raise LimitError(
                    f"{self.name}: decompression was stopped, as it gave more than {limits.ratio} times the size of "
                    f"the file or {limits.total >> 20} MiB. If the file is right, decompress it and scan the result"
                )
            if piece:
                yield piece


class TextStream:
    """UTF-8 text, see `open_text`. A context manager; `encoding` is the codec that the text was in."""

    def __init__(self, stream: ByteStream, *, partial: bool) -> None:
        self._stream = stream
        self.error: SourceError | None = None
        self.name = stream.name
        self.size = stream.size
        self.peeled = stream.peeled
        self.problems = stream.problems
        self._head = stream.read(HEAD_BYTES)
        found, bom = encoding_of(self._head, whole=not stream.more())
        self.encoding = "utf-8" if partial else found
        self._head = self._head[bom:] if self.encoding == found else self._head
        self._utf8 = Utf8(self.encoding, self.problems)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._stream.close()

    def take(self, size: int = BLOCK) -> bytes:
        """Like `read`, but an error only ends the text and is kept in `error`, so that what is held can be given."""
        try:
            return b"" if self.error else self.read(size)
        except SourceError as error:
            self.error = error
            return b""

    def then_problems(self, batches: Iterable[Batch | Problem]) -> Iterator[Batch | Problem]:
        """What was made of this text, then the stream's problems; then raises `error`, if there was one."""
        yield from batches
        yield from self.problems
        if self.error:
            raise self.error

    def read(self, size: int = BLOCK) -> bytes:
        """About `size` bytes of whole characters of valid UTF-8, none only at the end. Raises `SourceError`."""
        text = b""
        while not text:
            data, self._head = self._head, b""
            if len(data) < size:
                data += self._stream.read(size - len(data))
            text = self._utf8.convert(data, last=not self._stream.more())
            if not data:
                break
        return text


class _RawFile:
    """A regular file opened without ever blocking, read from `start` to `stop` or to its size when opened."""

    def __init__(self, path: str, start: int, stop: int | None) -> None:
        self.name = Path(path).name
        self.problems: list[Problem] = []
        self.given = 0
        self._file = _opened(path, self.name)
        self._status = os.fstat(self._file)
        self.size = self._status.st_size
        self._left = max((self.size if stop is None else stop) - start, 0)
        os.lseek(self._file, start, os.SEEK_SET)
        if start > self.size:
            self._check(cut=True)

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end."""
        if not self._left:
            return b""
        try:
            data = os.read(self._file, min(size, self._left))
        except OSError as error:
            raise _cannot_read(self.name, error) from None
        self._left -= len(data)
        self.given += len(data)
        if not data or not self._left:
            self._check(cut=bool(self._left))
            self._left = 0
        return data

    def pieces(self) -> Iterator[bytes]:
        while data := self.read(_PIECE):
            yield data

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _check(self, *, cut: bool) -> None:
        now = os.fstat(self._file)
        if cut or now.st_size < self.size:
            self.problems.append(Problem(Reason.CHANGED, SHRANK))
        elif now.st_size > self.size:
            self.problems.append(Problem(Reason.CHANGED, GREW))
        elif now.st_mtime_ns != self._status.st_mtime_ns:
            self.problems.append(Problem(Reason.CHANGED, REWRITTEN))


def _opened(path: str, name: str) -> int:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _cannot_read(name, error) from None
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise SourceError(f"{name}: not a regular file, so it was not read", Reason.NOT_A_FILE)
    return file


def _cannot_read(name: str, error: OSError) -> SourceError:
    cause = (error.strerror or "unknown error").lower()
    return SourceError(f"{name}: cannot be read: {cause}. Check the file and its permissions", Reason.NOT_READABLE)

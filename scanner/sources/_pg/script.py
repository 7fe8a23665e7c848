"""What pg_restore would write, as far as it matters: statements, and rows behind the COPY statement that names them.

Rows are read by the reader of SQL dumps, from here as from a file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from scanner.decompress import MAGIC_BYTES, decoder_for
from scanner.encodings import Utf8
from scanner.errors import LimitError, SourceError
from scanner.model.data import Limits
from scanner.model.problems import Problem, Reason
from scanner.sources._pg.feed import damaged
from scanner.sources._pg.toc import Entry

DAMAGED = "tables or large objects of which the compressed data are damaged, scanned up to there"

_MOST = 1 << 20
_END, _TAIL = b"\n\\.", 16


class Script:
    """Pieces in any encoding as one text in UTF-8. What comes before an error is given before it is raised."""

    def __init__(self, pieces: Iterator[bytes], encoding: str, problems: list[Problem]) -> None:
        self._pieces = pieces
        self._utf8 = Utf8(encoding, problems)
        self._error: SourceError | None = None
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """At least `size` bytes where there are so many, none at the end. Raises `SourceError`."""
        parts: list[bytes] = []
        missing = size
        while missing > 0 and not self._ended:
            piece = self._next()
            text = self._utf8.convert(piece, last=self._ended)
            parts.append(text)
            missing -= len(text)
        data = b"".join(parts)
        if not data and self._error:
            raise self._error
        return data

    def _next(self) -> bytes:
        try:
            piece = next(self._pieces, None)
        except SourceError as error:
            piece, self._error = None, error
        self._ended = piece is None
        return piece or b""


def rows(entry: Entry | None, pieces: Iterator[bytes], problems: list[Problem]) -> Iterator[bytes]:
    """The data of one table, closed even where they are damaged, so that the next table is read.

    A row that is cut gets too many values, since it is not known to be whole.
    """
    copy = b"" if entry is None else entry.copy
    yield copy
    end = b"\n"
    try:
        for piece in pieces:
            end = (end + piece[-_TAIL:])[-_TAIL:]
            yield piece
    except SourceError as error:
        if error.reason == Reason.LIMIT:
            raise
        problems.append(Problem(Reason.MALFORMED, DAMAGED))
    if not copy:
        yield b"\n"
    elif not end.rstrip(b"\r\n").endswith(_END):
        yield b"\\.\n" if end.endswith(b"\n") else b"\t" * (copy.count(b",") + 1) + b"\n\\.\n"


def decoded(pieces: Iterator[bytes], compression: str, name: str, spent: Spent) -> Iterator[bytes]:
    """Compressed pieces of one table or large object → what was compressed. Raises `SourceError`."""
    if compression == "none":
        yield from pieces
        return
    first = next(pieces, b"")
    if not first:
        return
    counted = spent.compressed(first, pieces)
    if compression == "gzip":
        plain = _inflated(counted, name)
    else:
        decode = decoder_for(first[:MAGIC_BYTES])
        if decode is None:
            raise damaged(name)
        plain = decode(counted, name, [])
    yield from spent.plain(plain, name)


class Spent:
    """Bytes that went in and came out of compression, for all of an archive, held against its limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._in = self._out = 0

    def compressed(self, first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces, counted."""
        self._in += len(first)
        yield first
        for piece in pieces:
            self._in += len(piece)
            yield piece

    def plain(self, pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
        """The pieces, counted. Raises `LimitError`."""
        limits = self._limits
        for piece in pieces:
            self._out += len(piece)
            if self._out > limits.total or (self._out > limits.free and self._out > limits.ratio * self._in):
                raise LimitError(
                    f"{name}: decompression was stopped, as it gave more than {limits.ratio} times the size of the "
                    f"archive or {limits.total >> 20} MiB. If the archive is right, turn it into SQL with pg_restore -f"
                )
            yield piece


def _inflated(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    decoder = zlib.decompressobj()
    for piece in pieces:
        data = b""
        while piece or len(data) == _MOST:
            try:
                data = decoder.decompress(piece, _MOST)
            except zlib.error:
                raise damaged(name) from None
            if data:
                yield data
            piece = decoder.unconsumed_tail
    if not decoder.eof:
        yield decoder.flush()
        raise damaged(name)

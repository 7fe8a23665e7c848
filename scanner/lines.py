"""Text → batches of lines, for text files and for what other readers could not take apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence

import numpy as np
import pyarrow as pa

from scanner.model.data import UNPARSED, Batch, Column
from scanner.model.problems import Problem, Reason
from scanner.streams import BLOCK

LONGEST_RECORD = 16 << 20
"""Bytes that a reader collects in search of a record's end before it gives the record as text."""

TOO_LONG = "records of more than 16 MiB, scanned as text"

_CUT_WINDOW = 4096
_CUT_AFTER = tuple(
    re.compile(pattern) for pattern in (rb"[\n\r\t;,|\"{}<>&]", rb"[.!?] ", rb" ", rb"[#$*/=?^`~()\[\]]")
)
"""Separators, best first. None of them is part of a value before a worse one is tried."""


def terminator_of(data: bytes) -> bytes:
    """What ends a line: LF (also of CRLF), or CR in a text that has no LF."""
    return b"\r" if b"\r" in data and b"\n" not in data else b"\n"


def lines_array(block: bytes, terminator: bytes = b"\n") -> pa.StringArray:
    """The lines of valid UTF-8 that ends with a terminator, each with its terminator, over the same memory."""
    ends = (np.frombuffer(block, np.uint8) == terminator[0]).nonzero()[0]
    offsets = np.zeros(len(ends) + 1, np.int32)
    offsets[1:] = ends + 1
    return pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(block))


def line_batches(take: Callable[[int], bytes], field: str = "", first_row: int = 1) -> Iterator[Batch]:
    """All lines of a text, one batch for each block that `take` gives.

    A line longer than a block comes in pieces, where possible cut behind a separator: each piece is the first or
    last line of its batch, has the line's row number, and gets a terminator of its own.
    """
    rest, row, skip, terminator = b"", first_row, 0, b""
    while data := take(BLOCK):
        terminator = terminator or terminator_of(data)
        end = data.rfind(terminator) + 1
        buffer = b"" if end else rest + data
        if end:
            block, rest = b"".join((rest, memoryview(data)[:end])), data[end:]
            yield (batch := _batch(block, terminator, field, row, skip))
            row, skip = row + batch.rows, 0
        elif len(buffer) < BLOCK:
            rest = buffer
        else:
            piece = buffer[: _cut(buffer)]
            rest = buffer[len(piece) :]
            yield _batch(piece + terminator, terminator, field, row, skip)
            skip += len(piece.decode())
    if rest:
        yield _batch(rest + terminator, terminator, field, row, skip)


def long_line(
    begun: bytes, take: Callable[[int], bytes], terminator: bytes, row: int
) -> Generator[Batch | Problem, None, bytes]:
    """A record too long to be taken apart, as text up to the end of its line; returns what was taken after it."""
    rest, ended = b"", False

    def take_line(size: int) -> bytes:
        nonlocal begun, rest, ended
        data, begun = begun or (b"" if ended else take(size)), b""
        end = data.find(terminator) + 1
        if end:
            data, rest, ended = data[:end], data[end:], True
        return data

    yield Problem(Reason.UNPARSED, TOO_LONG, row=row)
    yield from line_batches(take_line, UNPARSED, row)
    return rest


def unparsed(texts: Sequence[str], rows: Sequence[int], table: str = "") -> Batch:
    """Records that could not be taken apart, each as one text, with their 1-based numbers."""
    values = pa.array([f"{text}\n" for text in texts], pa.string())
    column = Column(UNPARSED, values)
    return Batch((column,), len(values), table=table, lines=True, row_numbers=np.array(rows, np.int64))


def _batch(block: bytes, terminator: bytes, field: str, row: int, skip: int) -> Batch:
    values = lines_array(block, terminator)
    return Batch((Column(field, values),), len(values), row, lines=True, skip=skip)


def _cut(line: bytes) -> int:
    """Where to cut a long line: behind the last separator near its end, so that no value is cut if that can be."""
    start = len(line) - _CUT_WINDOW
    window = line[start:]
    for separator in _CUT_AFTER:
        ends = [found.end() for found in separator.finditer(window)]
        if ends:
            return start + ends[-1]
    while line[start] & 0xC0 == 0x80:
        start += 1
    return start

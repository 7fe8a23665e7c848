"""Copies of CSV and its relatives, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from scanner.detector.compiled import GIVEN, NUMBER, Bools, Bytes, Ints, compiled
from scanner.errors import SourceError
from scanner.lines import LONGEST_RECORD, terminator_of
from scanner.model.data import Asset
from scanner.model.problems import Problem
from scanner.redact.cells import Cells, Writing, edits_in, lines_in, replaced
from scanner.redact.edits import Redactor
from scanner.redact.sink import Sink
from scanner.registry import sources
from scanner.sources._dialect import Dialect
from scanner.sources._quotes import last_record_end
from scanner.sources._records import blocks_size
from scanner.streams import TextStream

_LF, _CR = 10, 13


def copy(asset: Asset, text: TextStream, sink: Sink, redactor: Redactor) -> Iterator[Problem]:
    """Every record, quoted as it was; those with another number of fields as text. Raises `SourceError`."""
    dialect = Dialect.from_json(sources()[asset.source].plan(asset)[0].detail)
    if dialect.wide:
        raise SourceError(f"{asset.content.name}: fields between delimiters of two characters cannot be written yet")
    size, rest, terminator = blocks_size(dialect), b"", b""
    while len(rest) < dialect.start and (data := text.take(size)):
        rest += data
    sink.write(_preamble(rest[: dialect.preamble], redactor) + rest[dialect.preamble : dialect.start])
    rest = rest[dialect.start :]
    terminator = terminator_of(rest) if rest else b""
    while data := text.take(size):
        terminator = terminator or terminator_of(data)
        rest += data
        end = last_record_end(rest, dialect, terminator)
        if not end and len(rest) > LONGEST_RECORD:
            raise SourceError(f"{asset.content.name}: a record of more than 16 MiB, which cannot be redacted")
        sink.write(_block(rest[:end], dialect, redactor))
        rest = rest[end:]
    end = min(last_record_end(rest + terminator, dialect, terminator), len(rest)) if rest else 0
    sink.write(_block(rest[:end], dialect, redactor))
    sink.write(_block(rest[end:], dialect, redactor, quoted=False))
    yield from text.problems


def _preamble(block: bytes, redactor: Redactor) -> bytes:
    lines = block.splitlines(keepends=True)
    end = np.cumsum([len(line) for line in lines], dtype=np.int64)
    start = end - np.array([len(line) for line in lines], np.int64)
    return replaced(block, lines_in(block, start, end, redactor))


def _block(block: bytes, dialect: Dialect, redactor: Redactor, *, quoted: bool = True) -> bytes:
    """A block of whole records; those that are not as wide as the header are looked at as text."""
    if not block:
        return block
    quote, escape = ord(dialect.quote or "\0") if quoted else 0, ord(dialect.escape or "\0")
    width = len(dialect.names)
    cells, first, odd = _taken_apart(np.frombuffer(block, np.uint8), ord(dialect.delimiter), quote, escape)
    _, _, start, end, form = np.ascontiguousarray(cells.T)
    fits = (np.diff(first) == width) & ~odd
    which = np.repeat(fits, np.diff(first))
    records = int(np.count_nonzero(fits))
    record, field = np.repeat(np.arange(records), width), np.tile(np.arange(width), records)
    table = Cells(record, field, start[which], end[which], form[which], dialect.names, records)
    begins, ends = cells[first[:-1][~fits], 0], cells[first[1:][~fits] - 1, 1]
    return replaced(
        block, chain(edits_in(block, table, _writing(dialect), redactor), lines_in(block, begins, ends, redactor))
    )


def _writing(dialect: Dialect) -> Writing:
    quote, escape = dialect.quote, dialect.escape

    def decode(cell: bytes) -> str:
        text = cell.decode()
        if escape:
            text = text.replace(escape + escape, "\0").replace(escape + quote, quote).replace(escape, "")
            text = text.replace("\0", escape)
        return text.replace(quote * 2, quote) if quote else text

    def encode(text: str) -> bytes:
        if escape:
            return text.replace(escape, escape * 2).replace(quote, escape + quote).encode()
        return text.replace(quote, quote * 2).encode()

    return Writing(decode, encode)


@compiled(GIVEN, NUMBER, NUMBER, NUMBER)
def _taken_apart(data: Bytes, delimiter: int, quote: int, escape: int) -> tuple[Ints, Ints, Bools]:
    """A row for each cell, where the cells of each record begin, and which records have something behind a quote.

    A row: where the cell begins and ends, the same within its quotes, and its `Form`. A quote opens a cell only at its
    front. Blank lines are no records. quote, escape: 0 where there is none.
    """
    most, records, size = 1, 1, len(data)
    for at in range(size):
        ends = data[at] == _LF or data[at] == _CR
        most += ends or data[at] == delimiter
        records += ends
    cells = np.zeros((most, 5), np.int64)
    first, odd = np.zeros(records + 1, np.int64), np.zeros(records, np.bool_)
    count = record = at = 0
    while at < size:
        if data[at] == _LF or data[at] == _CR:
            at += 1
            continue
        more = True
        while more:
            cells[count, 0] = cells[count, 2] = at
            opened = quote != 0 and at < size and data[at] == quote
            if opened:
                at += 1
                cells[count, 2] = at
                while at < size and (data[at] != quote or (at + 1 < size and data[at + 1] == quote)):
                    pair = data[at] == quote or (escape != 0 and data[at] == escape)
                    cells[count, 4] |= pair
                    at += 1 + pair
                cells[count, 3] = min(at, size)
                at += 1
                odd[record] |= at < size and data[at] != delimiter and data[at] != _LF and data[at] != _CR
            while at < size and data[at] != delimiter and data[at] != _LF and data[at] != _CR:
                pair = escape != 0 and data[at] == escape
                cells[count, 4] |= pair
                at += 1 + pair
            at = min(at, size)
            cells[count, 1] = at
            if not opened:
                cells[count, 3] = at
            count += 1
            more = at < size and data[at] == delimiter
            at += 1
        record += 1
        first[record] = count
    return cells[:count].copy(), first[: record + 1].copy(), odd[:record].copy()

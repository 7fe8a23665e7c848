"""Rows and lines gathered until they are worth a batch: looking at one has a fixed cost per column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from scanner.columns import strings
from scanner.model.data import UNPARSED, Batch, Column, Int64s
from scanner.sources._sql.values import columns_of

WORTH = 1 << 20
"""Bytes of values from which a piece is a batch of its own."""

_PENDING_BYTES = 4 << 20
_PENDING_PIECES = 4096


@dataclass(slots=True)
class Rows:
    """Some rows of a table: one array per column (binary or string), and the 1-based ordinals in the table."""

    arrays: list[pa.Array]
    numbers: Int64s

    @property
    def bytes(self) -> int:
        return sum(array.nbytes for array in self.arrays)


@dataclass(slots=True)
class RowCollector:
    """Turns rows into batches, small pieces of the same columns of the same table put together."""

    repaired: int = 0
    """Values with invalid UTF-8 so far."""
    _pending: dict[tuple[str, tuple[str, ...]], list[Rows]] = field(default_factory=dict)
    _bytes: int = 0
    _pieces: int = 0

    def add(self, table: str, fields: tuple[str, ...], rows: Rows) -> Iterator[Batch]:
        """Takes rows with one array per field; gives the batches that are full."""
        size = rows.bytes
        if size >= WORTH:
            yield self._batch(table, fields, rows)
            return
        self._pending.setdefault((table, fields), []).append(rows)
        self._bytes += size
        self._pieces += 1
        if self._bytes > _PENDING_BYTES or self._pieces > _PENDING_PIECES:
            yield from self.flush()

    def flush(self) -> Iterator[Batch]:
        """All that is still held."""
        pending, self._pending, self._bytes, self._pieces = self._pending, {}, 0, 0
        for (table, fields), pieces in pending.items():
            yield self._batch(table, fields, _joined(pieces))

    def _batch(self, table: str, fields: tuple[str, ...], rows: Rows) -> Batch:
        columns: list[Column] = []
        for name, array in zip(fields, rows.arrays, strict=True):
            values, repaired = strings(array)
            self.repaired += repaired
            columns += columns_of(name, values)
        numbers = rows.numbers
        count = len(numbers)
        if count and numbers[-1] - numbers[0] == count - 1 and (np.diff(numbers) == 1).all():
            return Batch(tuple(columns), count, int(numbers[0]), table)
        return Batch(tuple(columns), count, 1, table, row_numbers=numbers)


def _joined(pieces: list[Rows]) -> Rows:
    if len(pieces) == 1:
        return pieces[0]
    columns = zip(*(piece.arrays for piece in pieces), strict=True)
    arrays = [pa.concat_arrays([array.cast(pa.binary()) for array in arrays]) for arrays in columns]
    return Rows(arrays, np.concatenate([piece.numbers for piece in pieces]))


@dataclass(slots=True)
class LineCollector:
    """Turns text that is not rows into batches of lines; `table` names what it should have been rows of."""

    _texts: list[bytes] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)
    _table: str = ""
    _skip: int = 0
    _bytes: int = 0

    def add(self, text: bytes, line: int, table: str = "", skip: int = 0) -> Iterator[Batch]:
        """Takes a text that begins in this 1-based line, after its first `skip` code points, which were given before.

        Gives the batches that are full.
        """
        if not text.strip(b" \t\r\n;"):
            return
        if table != self._table or skip:
            yield from self.flush()
            self._table, self._skip = table, skip
        self._texts.append(text)
        self._lines.append(line)
        self._bytes += len(text)
        if self._bytes >= WORTH:
            yield from self.flush()

    def flush(self) -> Iterator[Batch]:
        """All that is still held."""
        texts, lines, self._texts, self._lines, self._bytes = self._texts, self._lines, [], [], 0
        if not texts:
            return
        ends = [_line_ends(text) for text in texts]
        numbers = np.concatenate([line + np.arange(len(end)) for line, end in zip(lines, ends, strict=True)])
        sizes = np.cumsum([0, *map(len, texts)])
        stops = np.concatenate([end + size for end, size in zip(ends, sizes, strict=False)])
        offsets = np.concatenate([[0], stops]).astype(np.int32)
        data = b"".join(texts)
        array = pa.StringArray.from_buffers(len(stops), pa.py_buffer(offsets), pa.py_buffer(data))
        columns = (Column(UNPARSED if self._table else "", array),)
        yield Batch(columns, len(stops), 1, self._table, lines=True, row_numbers=numbers, skip=self._skip)
        self._skip = 0


def _line_ends(text: bytes) -> Int64s:
    """Where each line of a text that is not empty ends, behind its terminator."""
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == 10) + 1
    if text.endswith(b"\n"):
        return ends.astype(np.int64)
    return np.append(ends, len(text)).astype(np.int64)

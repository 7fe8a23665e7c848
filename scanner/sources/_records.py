"""Blocks of delimited text → batches, by Arrow's reader with all of its guessing switched off."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import suppress

import numpy as np
import pyarrow as pa
import pyarrow.csv

from scanner.lines import long_line, unparsed
from scanner.model.data import Batch, Column
from scanner.model.problems import Problem, Reason
from scanner.sources._dialect import Dialect
from scanner.streams import BLOCK

RAGGED = "rows with more or fewer fields than the header, scanned as text"
UNQUOTED = "blocks in which a quote is never closed, read without quoting"

PIECE = 1 << 20
"""Bytes that Arrow takes at a time where no quote can hold a line end: a processor's cache holds them."""

Items = Iterator[Batch | Problem]


class Records:
    """Takes the blocks of one unit in order and numbers their records from 1."""

    def __init__(self, dialect: Dialect) -> None:
        self._names = dialect.names
        self._joins = tuple(mark.encode() for mark in (dialect.quote, dialect.escape) if mark)
        self._row = 1
        self._ragged: list[tuple[int, str]] = []
        keys = [str(number) for number in range(len(dialect.names))]
        self._keys = keys
        self._parse = {quoted: self._parse_options(dialect, quoted=quoted) for quoted in (True, False)}
        self._convert = pa.csv.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(keys, pa.string()))

    def may_join(self, block: bytes) -> bool:
        """Whether there is a mark by which a value can go on behind the end of its line."""
        return any(mark in block for mark in self._joins)

    def parse(self, block: bytes) -> Items:
        """The batches of a block of whole records."""
        if not block:
            return
        try:
            yield from self._records(block, quoted=True)
        except pa.ArrowInvalid:
            yield from self.parse_unquoted(block)

    def parse_unquoted(self, block: bytes) -> Items:
        """The batches of a block of whole lines in which quotes mean nothing."""
        yield Problem(Reason.UNPARSED, UNQUOTED, row=self._row)
        yield from self._records(block, quoted=False)

    def pass_long(
        self, begun: bytes, take: Callable[[int], bytes], terminator: bytes
    ) -> Generator[Batch | Problem, None, bytes]:
        """One record that is too long, as text; returns what was taken after it."""
        rest = yield from long_line(begun, take, terminator, self._row)
        self._row += 1
        return rest

    def _records(self, block: bytes, *, quoted: bool) -> Items:
        table = self._read(block, quoted=quoted)
        ragged = [number for number, _ in self._ragged]
        rows = table.num_rows
        if rows:
            numbers = np.delete(np.arange(rows + len(ragged)), np.array(ragged) - 1) + self._row if ragged else None
            arrays = (column.combine_chunks() for column in table.columns)
            columns = tuple(Column(name, array) for name, array in zip(self._names, arrays, strict=True))
            yield Batch(columns, rows, self._row, row_numbers=numbers)
        if ragged:
            absolute = [self._row + number - 1 for number in ragged]
            yield unparsed([text for _, text in self._ragged], absolute)
            yield Problem(Reason.RAGGED_ROWS, RAGGED, len(ragged), absolute[0])
        self._row += rows + len(ragged)

    def _read(self, block: bytes, *, quoted: bool) -> pa.Table:
        """Takes down ragged rows beside the table. Raises `pa.ArrowInvalid`."""
        if not self.may_join(block):
            with suppress(pa.ArrowInvalid):  # a record that is longer than that
                return self._read_in(min(PIECE, len(block) + 1), block, quoted=quoted)
        return self._read_in(len(block) + 1, block, quoted=quoted)

    def _read_in(self, size: int, block: bytes, *, quoted: bool) -> pa.Table:
        self._ragged.clear()
        reading = pa.csv.ReadOptions(column_names=self._keys, use_threads=False, block_size=size)
        return pa.csv.read_csv(pa.BufferReader(block), reading, self._parse[quoted], self._convert)

    def _parse_options(self, dialect: Dialect, *, quoted: bool) -> pa.csv.ParseOptions:
        # Newlines in values need no option, since a block is never cut again: that option only slows the cutting.
        return pa.csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False if quoted else False,
            escape_char=dialect.escape or False,
            invalid_row_handler=self._keep_ragged,
        )

    def _keep_ragged(self, row: pa.csv.InvalidRow) -> str:
        self._ragged.append((row.number, row.text))
        return "skip"


_FEWEST_BLOCKS = 5
"""Blocks that are read at once: all rules take a tenth less time for 10 MiB of CSV than for 6."""


def blocks_size(dialect: Dialect) -> int:
    """Bytes of a block: more for wide tables, since each column of each block has a price of its own."""
    return BLOCK * min(max(len(dialect.names) // 64, _FEWEST_BLOCKS), 8)

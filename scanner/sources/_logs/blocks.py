"""Blocks of whole lines, and what becomes of the lines that are not of the log's form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from scanner.detector.compiled import Bytes
from scanner.lines import LONGEST_RECORD, lines_array, long_line
from scanner.model.data import UNPARSED, Batch, Column, Int64s
from scanner.model.problems import Problem, Reason
from scanner.streams import BLOCK

NOT_OF_FORM = "lines that do not have the form of the log, scanned as text"
Items = Iterator[Batch | Problem]

_BYTES = 6 * BLOCK
"""Fewer and larger blocks: each column of each block has a price of its own."""


@dataclass(frozen=True)
class Block:
    """Whole lines of valid UTF-8, each with a line feed; row is the number of the first."""

    text: bytes
    row: int

    @cached_property
    def data(self) -> Bytes:
        """The bytes as numbers."""
        return np.frombuffer(self.text, np.uint8)

    @cached_property
    def _feeds(self) -> Int64s:
        return np.flatnonzero(self.data == ord("\n"))

    @cached_property
    def starts(self) -> Int64s:
        """Where lines start."""
        return np.append(0, self._feeds[:-1] + 1)

    @cached_property
    def stops(self) -> Int64s:
        """Where lines end, without what ends them."""
        feeds = self._feeds
        stops: Int64s = feeds - ((feeds > self.starts) & (self.data[np.maximum(feeds - 1, 0)] == ord("\r")))
        return stops

    @property
    def rows(self) -> int:
        """How many lines there are."""
        return len(self.starts)

    def batch(self, columns: tuple[Column, ...], which: Int64s) -> Batch:
        """A batch of these lines (0-based)."""
        numbers = None if len(which) == self.rows else self.row + which
        return Batch(columns, len(which), self.row, row_numbers=numbers)

    def as_text(self, which: Int64s) -> Batch:
        """These lines (0-based) as they are."""
        values = lines_array(self.text).take(pa.array(which))
        return Batch((Column(UNPARSED, values),), len(which), lines=True, row_numbers=self.row + which)

    def unfit(self, which: Int64s) -> Items:
        """Lines (0-based) that do not have the form of the log; blank ones are no problem."""
        if not len(which):
            return
        yield self.as_text(which)
        filled = which[self.stops[which] > self.starts[which]]
        if len(filled):
            yield Problem(Reason.UNPARSED, NOT_OF_FORM, len(filled), int(self.row + filled[0]))


def batches(take: Callable[[int], bytes], parse: Callable[[Block], Items]) -> Items:
    """What `parse` makes of each block of a text; lines of many megabytes are given as text."""
    rest, row = b"", 1
    while data := take(_BYTES):
        rest += data
        end = rest.rfind(b"\n") + 1
        if end:
            block = Block(rest[:end], row)
            yield from parse(block)
            row, rest = row + block.rows, rest[end:]
        elif len(rest) > LONGEST_RECORD:
            rest = yield from long_line(rest, take, b"\n", row)
            row += 1
    if rest:
        yield from parse(Block(rest + b"\n", row))

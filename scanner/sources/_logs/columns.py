"""Spans of fields → columns, in which values that come again and again stand once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from scanner.detector.compiled import Bytes
from scanner.model.data import Column
from scanner.sources._logs import loops
from scanner.sources._logs.loops import Places

_FEWEST = 64
_SHARE = 4
"""A column has distinct values where these are at most a fourth of its lines."""


class Columns:
    """Makes the columns of one log, block by block; what had too many distinct values is not asked for them again.

    lines: fields that are free text, as lines of a text are.
    """

    def __init__(self, lines: Sequence[str] = ()) -> None:
        self.lines = frozenset(lines)
        self._many: set[str] = set()

    def column(self, name: str, data: Bytes, begin: Places, end: Places) -> Column:
        """One field; begin and end are its spans, line by line."""
        if name in self.lines:
            return Column(name, strings(data, begin, end, terminated=True), lines=True)
        most = max(len(begin) // _SHARE, _FEWEST)
        if name not in self._many:
            index, firsts = loops.distinct(data, begin, end, most)
            if len(index) or not len(begin):
                return Column(name, strings(data, begin[firsts], end[firsts]), None, index)
            self._many.add(name)
        return Column(name, strings(data, begin, end))


def strings(data: Bytes, begin: Places, end: Places, *, terminated: bool = False) -> pa.StringArray:
    """The spans of valid UTF-8 as strings; those that begin at -1 are null."""
    offsets, values = loops.gathered(data, begin, end, int(terminated))
    missing = begin < 0
    valid = pa.py_buffer(np.packbits(~missing, bitorder="little")) if missing.any() and not terminated else None
    return pa.Array.from_buffers(pa.string(), len(begin), [valid, pa.py_buffer(offsets), pa.py_buffer(values)])

"""Lines of an access log → columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scanner.sources._logs import loops
from scanner.sources._logs.blocks import Block, Items
from scanner.sources._logs.columns import Columns

TIME, REQUEST = "time_local", "request"
PARTS = ("request_method", "request_uri", "server_protocol")
LEAST_BEHIND = 4
"""The time, the request, the status and the size."""


class Access:
    """Takes the blocks of one unit in order."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._time = names.index(TIME)
        self._forms = np.zeros(len(names), np.uint8)
        self._forms[self._time - 1 : self._time + 2] = loops.TO_BRACKET, loops.BRACKETED, loops.QUOTED
        self._columns = Columns()

    def parse(self, block: Block) -> Items:
        """The fields of the lines that have them, then the other lines."""
        least = self._time + LEAST_BEHIND
        begin, end, fits = loops.split(block.data, block.starts, block.stops, self._forms, ord(" "), least)
        which = np.flatnonzero(fits)
        if len(which):
            if len(which) < block.rows:
                begin, end = begin[:, which], end[:, which]
            at = self._names.index(REQUEST)
            first, last = loops.split_request(block.data, begin[at], end[at])
            names = (*self._names[:at], *PARTS, *self._names[at + 1 :])
            begins, ends = ([*rows[:at], *parts, *rows[at + 1 :]] for rows, parts in ((begin, first), (end, last)))
            columns = (
                self._columns.column(name, block.data, *spans) for name, *spans in zip(names, begins, ends, strict=True)
            )
            yield block.batch(tuple(columns), which)
        yield from block.unfit(np.flatnonzero(~fits))

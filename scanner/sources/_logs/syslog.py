"""Lines of syslog → columns."""

from __future__ import annotations

import numpy as np

from scanner.sources._logs.blocks import Block, Items
from scanner.sources._logs.columns import Columns
from scanner.sources._logs.pairs import Pairs
from scanner.sources._logs.syslog_loops import STRUCTURED, split_syslog

MESSAGE = "log_message"
_NAMES = ("priority", "timestamp", "host", "app_name", "process_id", "message_id", "structured_data", MESSAGE)


class Syslog:
    """Takes the blocks of one unit in order."""

    def __init__(self) -> None:
        self._columns = Columns((MESSAGE,))

    def parse(self, block: Block) -> Items:
        """The fields of the lines that have them, then the other lines."""
        begin, end, fits = split_syslog(block.data, block.starts, block.stops)
        which = np.flatnonzero(fits)
        if len(which):
            if len(which) < block.rows:
                begin, end = begin[:, which], end[:, which]
            fields = [number for number in range(len(_NAMES)) if (begin[number] >= 0).any()]
            structured = None
            if STRUCTURED in fields:
                places = begin[STRUCTURED].astype(np.int64), end[STRUCTURED].astype(np.int64)
                structured = Pairs.of(block.data, *places).columns(self._columns, len(which))
            if structured is not None:
                fields.remove(STRUCTURED)
            columns = (self._columns.column(_NAMES[each], block.data, begin[each], end[each]) for each in fields)
            yield block.batch((*columns, *(structured or ())), which)
        yield from block.unfit(np.flatnonzero(~fits))

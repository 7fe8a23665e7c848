"""Lines of `key=value` → columns."""

from __future__ import annotations

import numpy as np

from scanner.sources._logs.blocks import Block, Items
from scanner.sources._logs.columns import Columns
from scanner.sources._logs.pairs import Pairs


class Logfmt:
    """Takes the blocks of one unit in order."""

    def __init__(self) -> None:
        self._columns = Columns(("msg", "message", "error", "err", "text", "reason"))

    def parse(self, block: Block) -> Items:
        """The keys of the lines that are nothing but pairs, then the other lines."""
        found = Pairs.of(block.data, block.starts, block.stops)
        which = np.flatnonzero(found.whole)
        columns = found.in_lines(which).columns(self._columns, len(which))
        if columns is None:
            yield from block.unfit(np.arange(block.rows))
            return
        if len(which):
            yield block.batch(columns, which)
        yield from block.unfit(np.flatnonzero(~found.whole))

"""A run of INSERT statements, block by block, from a window on the dump."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from scanner.model.data import Int64s
from scanner.sources._sql.fields import Block
from scanner.sources._sql.structure import OPEN, Head, Heads, tuples
from scanner.sources._sql.window import Window

LONGEST_ROW = 16 << 20
"""Bytes of a row above which it is read as text; what is held in memory is a small multiple of it."""

_SMALL = 16 << 10
_TINY = 512
_CREDIT = 64 << 20
_CREDIT_PER_BYTE = 16
_GAP = re.compile(rb"\s*+(,?+)\s*+")


class Ending(Enum):
    """What stands behind the last tuple of a run."""

    DONE = "something else than a tuple, as it should"
    STUCK = "a tuple that could not be taken apart"
    CUT = "the end of the dump, inside a statement"


@dataclass(slots=True)
class Inserts:
    """Reads runs of tuples from a window that stands at the first.

    A block begins small where the last run was short, since the block behind its end was looked at in vain. What is
    looked at in vain is paid from `_credit`, which grows with what is used: hostile text costs linear time.
    """

    window: Window
    escapes: bool
    heads: Heads = field(default_factory=Heads)
    _size: int = _SMALL
    _size_tried: int = 1
    _credit: int = _CREDIT

    def groups(self, block: Block) -> Iterator[tuple[Head, Int64s]]:
        """The heads of the block that was given last, each with its tuples (0-based places)."""
        places = block.tuples.heads
        for place in np.unique(places).tolist():
            yield self.heads[place], np.flatnonzero(places == place)

    def run(self, head: Head) -> Generator[Block, None, Ending]:
        """The blocks of the run that begins here, behind its head. The window is moved behind what was used."""
        window, place = self.window, self.heads.use(head)
        while True:
            block = self._block(place)
            if block is None:
                return Ending.CUT if window.ended and self._size_tried >= len(window) else Ending.STUCK
            place = int(block.tuples.heads[-1])
            yield block
            window.skip(window.at + block.tuples.end)
            ending = self._next_tuple()
            if ending is not None:
                return ending

    def _block(self, place: int) -> Block | None:
        """The next whole tuples, None where there is none that can be read."""
        window = self.window
        self._size_tried = min(self._size, window.block)
        while True:
            window.reach(self._size_tried)
            text = window.data[window.at : window.at + self._size_tried]
            found = tuples(self.heads.hide(text), place, self.escapes)
            if found is not None:
                self._size = min(max(4 * found.end, _TINY), _SMALL) if found.stopped else window.block
                self._credit = min(self._credit + _CREDIT_PER_BYTE * found.end, _CREDIT)
                return Block(text, found, self.escapes)
            self._credit -= len(text)
            whole = window.ended and self._size_tried >= len(window)
            if whole or self._size_tried >= LONGEST_ROW or self._credit < 0:
                self._size = _TINY
                return None
            self._size_tried = min(self._size_tried * 4, LONGEST_ROW)

    def _next_tuple(self) -> Ending | None:
        """Moves to the tuple behind a comma; how the run ended where there is none."""
        window = self.window
        while True:
            gap = _GAP.match(window.data, window.at)
            at_end = gap is None or gap.end() == len(window.data)
            if not at_end or not window.more():
                break
        if gap is None or not gap[1]:
            return Ending.DONE
        if at_end:
            return Ending.CUT
        if window.data[gap.end()] != OPEN:
            return Ending.STUCK
        window.skip(gap.end())
        return None

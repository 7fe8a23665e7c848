"""The piece of a dump that is held in memory."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from scanner.errors import SourceError


class Readable(Protocol):
    """What a dump is read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""


class Window:
    """A piece of a text that moves towards its end: `data` from `at` on has not been used yet.

    `line` is the 1-based number of the line at `at`; `fresh` says whether `at` is the start of a line.
    `error` is what ended the stream early; it is kept, so that all before it can be used first.
    """

    def __init__(self, stream: Readable, block: int) -> None:
        self._stream = stream
        self.block = block
        self.data = b""
        self.at = 0
        self.line = 1
        self.fresh = True
        self.ended = False
        self.error: SourceError | None = None

    def __len__(self) -> int:
        return len(self.data) - self.at

    def more(self) -> bool:
        """Reads at least one block behind what is held; False where there is no more.

        What is held grows by half, so that a long piece is copied a bounded number of times.
        """
        if self.ended:
            return False
        try:
            piece = self._stream.read(max(self.block, len(self) // 2))
        except SourceError as error:
            piece, self.error = b"", error
        self.ended = not piece
        if piece:
            self.data = self.data[self.at :] + piece
            self.at = 0
        return not self.ended

    def reach(self, size: int) -> None:
        """Reads until `size` unused bytes are held, or all."""
        while len(self) < size and self.more():
            pass

    def skip(self, stop: int) -> None:
        """Uses everything before this position of `data`."""
        if stop > self.at:
            used = np.frombuffer(self.data, np.uint8, stop - self.at, self.at)
            self.line += int(np.count_nonzero(used == 10))
            self.fresh = self.data[stop - 1] == 10
            self.at = stop

    def take(self, stop: int) -> bytes:
        """Everything before this position of `data`, which is used with it."""
        taken = self.data[self.at : stop]
        self.skip(stop)
        return taken

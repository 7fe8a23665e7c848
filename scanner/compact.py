"""Very long sequences in little memory: of a million assets only those that are looked at are objects."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar, overload

Item = TypeVar("Item")
_BLOCK = 1024


class Compact(Sequence[Item]):
    """Items that can be added to and read again and again; equal to any sequence of equal items.

    Each full block of them is pickled and compressed, which takes some tens of bytes for a file's name and what else
    is known of it. What is read of such a block is a copy.
    """

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._blocks: list[bytes] = []
        self._last: list[Item] = []
        for item in items:
            self.append(item)

    def append(self, item: Item) -> None:
        """Adds one at the end."""
        self._last.append(item)
        if len(self._last) == _BLOCK:
            self._blocks.append(zlib.compress(pickle.dumps(self._last), 1))
            self._last = []

    def __len__(self) -> int:
        return len(self._blocks) * _BLOCK + len(self._last)

    def __iter__(self) -> Iterator[Item]:
        for number in range(len(self._blocks)):
            yield from self._block(number)
        yield from self._last

    @overload
    def __getitem__(self, at: int) -> Item: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Item, ...]: ...

    def __getitem__(self, at: int | slice) -> Item | tuple[Item, ...]:
        """One item, or some as a tuple; a block is taken apart for each. Raises IndexError."""
        if isinstance(at, slice):
            return tuple(self[each] for each in range(*at.indices(len(self))))
        number, place = divmod(range(len(self))[at], _BLOCK)
        return self._block(number)[place]

    def __eq__(self, other: object) -> bool:  # it grows, so that it has no hash
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == its for mine, its in zip(self, other, strict=True))

    def __repr__(self) -> str:
        return f"Compact({list(self)!r})"

    def _block(self, number: int) -> list[Item]:
        if number == len(self._blocks):
            return self._last
        block: list[Item] = pickle.loads(zlib.decompress(self._blocks[number]))  # noqa: S301 - its own
        return block

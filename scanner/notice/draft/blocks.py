"""A document in blocks: headings, paragraphs, list items and table cells, each a span of its text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

LONGEST = 10_000
"""Characters of a block; more are cut, so that no text takes long."""


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Block:
    """`text[start:stop]` of the document, markup included.

    level: of a heading, 1 to 7, or the depth of a list item. row, column: of a cell, from 0.
    """

    kind: Kind
    start: int
    stop: int
    level: int = 0
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class Source:
    """A document that is to be read."""

    file: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    html: bool = False

    @classmethod
    def of(cls, file: str, raw: bytes, text: str, blocks: Iterable[Block], html: bool = False) -> Source:
        """With the hash of the bytes, and blocks without white space at their ends."""
        kept = (_trimmed(text, piece) for block in blocks for piece in _pieces(block))
        digest = hashlib.sha256(raw).hexdigest()
        return cls(file, digest, text, tuple(block for block in kept if block.start < block.stop), html)


def _pieces(block: Block) -> Iterator[Block]:
    """The block, or pieces of one that is too long to be a paragraph."""
    for start in range(block.start, block.stop, LONGEST):
        yield replace(block, start=start, stop=min(start + LONGEST, block.stop))


def _trimmed(text: str, block: Block) -> Block:
    inner = text[block.start : block.stop]
    start = block.start + len(inner) - len(inner.lstrip())
    return replace(block, start=start, stop=max(start, block.start + len(inner.rstrip())))

"""Text that MySQL writes into files → COPY text of PostgreSQL, in place, of which the reader of SQL dumps makes rows.

A backslash stands before a line feed, a tab and a backslash inside a value, and the byte itself follows; a carriage
return stands as it is. So the byte behind a backslash becomes a letter, and a carriage return one that is not in use.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scanner.sources._sql import copy
from scanner.sources._sql.copy import Copied
from scanner.sources._sql.inserts import LONGEST_ROW
from scanner.streams import BLOCK, TextStream

_BACKSLASH, _NEWLINE, _RETURN = b"\\\n\r"
_STAND_INS = (*range(1, 8), *range(14, 32))
_ESCAPED = np.arange(256, dtype=np.uint8)
_ESCAPED[np.frombuffer(b"\n\t", np.uint8)] = np.frombuffer(b"nt", np.uint8)


def blocks(text: TextStream) -> Iterator[bytes]:
    """Whole rows, about a block of them, escaped as in COPY text but for carriage returns; the last may be cut."""
    held = b""
    while data := text.take(BLOCK):
        held += data
        rows = _escaped(held)
        end = rows.rfind(b"\n") + 1
        if end or len(held) > LONGEST_ROW:
            end = end or len(rows)
            yield rows[:end]
            held = held[end:]
    if held:
        yield _escaped(held)


def parse(block: bytes, width: int) -> Copied:
    """The rows of a block of `blocks`."""
    if b"\r" not in block:
        return copy.parse(block, width)
    free = next((bytes([byte]) for byte in _STAND_INS if bytes([byte]) not in block), b"\v")
    copied = copy.parse(block.replace(b"\r", free), width)
    arrays = [pc.replace_substring(array.cast(pa.binary()), free, b"\r") for array in copied.arrays]
    ragged = [(row, line.replace(free, b"\r")) for row, line in copied.ragged]
    return Copied(arrays, copied.rows, ragged, copied.count)


def _escaped(text: bytes) -> bytes:
    if b"\\" not in text:
        return text
    data = np.frombuffer(text, np.uint8).copy()
    slashes = np.flatnonzero(data[:-1] == _BACKSLASH)
    order = np.arange(len(slashes))
    begins = np.ones(len(slashes), np.bool_)
    begins[1:] = slashes[1:] != slashes[:-1] + 1
    in_run = order - np.maximum.accumulate(np.where(begins, order, 0))
    behind = slashes[(in_run & 1) == 0] + 1
    data[behind] = _ESCAPED[data[behind]]
    return data.tobytes()

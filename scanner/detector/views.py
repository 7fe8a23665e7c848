"""Many pieces of one buffer at once: as strings that share it, and as 64-bit hashes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

_MULTIPLY = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def string_views(data: npt.NDArray[np.uint8], start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> pl.Series:
    """The pieces [start, end) of `data` as a string series that shares it: 16 bytes a piece, no copying of text.

    Layout: https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout. `data` must
    go on for 12 bytes after every start.
    """
    count = len(start)
    views = np.zeros((count, 16), np.uint8)
    if count:
        length = (end - start).astype(np.int32)
        columns = views.view(np.int32)
        columns[:, 0] = length
        words = views.view("<u8")
        words[:, 0] |= words_of_eight(data)[start] << np.uint64(32)
        words[:, 1] = words_of_eight(data)[start + 4]
        long = length > 12
        columns[long, 2] = 0
        columns[long, 3] = start[long]
        short = np.flatnonzero(~long)
        views[short, 4:16] *= np.arange(12) < length[short][:, None]
    array = pa.Array.from_buffers(pa.string_view(), count, [None, pa.py_buffer(views), pa.py_buffer(data)])
    return pl.Series(array)


def hash_spans(
    data: npt.NDArray[np.uint8], start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> npt.NDArray[np.uint64]:
    """A hash of each piece: eight bytes at a time, multiplied and folded; the last eight overlap those before.

    `data` must begin at least 8 bytes before every piece.
    """
    words = words_of_eight(data)
    length = (end - start).astype(np.uint64)
    state = length * _MIX + _MULTIPLY
    longer = np.flatnonzero(length > 8)
    offset = 0
    while len(longer):
        state[longer] = _folded(state[longer] ^ words[start[longer] + offset])
        offset += 8
        longer = longer[length[longer] > offset + 8]
    missing = np.uint64(8) - np.minimum(length, np.uint64(8))
    last = np.where(length > 0, words[end - 8] >> (missing * np.uint64(8) & np.uint64(63)), np.uint64(0))
    state = _folded(state ^ last)
    for _ in range(2):
        state ^= state >> np.uint64(32)
        state *= _MIX
    state ^= state >> np.uint64(32)
    return state


def _folded(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    state *= _MULTIPLY
    state ^= state >> np.uint64(29)
    return state


def words_of_eight(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """The eight bytes from each position on as one little-endian number; shares the buffer."""
    return np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))

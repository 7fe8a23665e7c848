"""Which rows of a data file are deleted: positions, counted from 0, in order; and files that delete by equal values."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Positions = npt.NDArray[np.int64]
NONE: Positions = np.empty(0, np.int64)


def packed(positions: Positions) -> str:
    """Positions as a short text; that of none is empty."""
    if not len(positions):
        return ""
    steps = np.diff(positions, prepend=0).astype("<i8")
    return base64.b85encode(zlib.compress(steps.tobytes(), 6)).decode()


def unpacked(text: str) -> Positions:
    """What was packed."""
    if not text:
        return NONE
    return np.cumsum(np.frombuffer(zlib.decompress(base64.b85decode(text)), "<i8")).astype(np.int64)


def equal_rows(rows: Sequence[pa.Array], wanted: Sequence[pa.Array]) -> Positions:
    """The rows that are equal to one of the wanted, null to null. Both are columns in the same order and of one type.

    Each column is numbered by its distinct values, and the numbers of the columns before and of this one together, so
    that rows of any number of columns are compared as one number each.
    """
    count = len(rows[0])
    code = np.zeros(count + len(wanted[0]), np.int64)
    for mine, others in zip(rows, wanted, strict=True):
        both = pa.chunked_array([mine, others]).combine_chunks()
        index = pc.dictionary_encode(both, null_encoding="encode").indices.to_numpy(zero_copy_only=False)
        code = np.unique(code * (int(index.max(initial=0)) + 1) + index, return_inverse=True)[1].astype(np.int64)
    return np.flatnonzero(np.isin(code[:count], code[count:]))

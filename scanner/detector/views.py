"""Many pieces of one buffer at once: as strings that share it, and as 64-bit hashes."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pyarrow as pa

from scanner.detector.compiled import BOOLS, BYTES, INTS, WORDS, Bools, Bytes, Ints, Words, compiled, word_at

_MULTIPLY = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def string_views(data: Bytes, start: Ints, end: Ints) -> pl.Series:
    """The pieces [start, end) of `data` as a string series that shares it: 16 bytes a piece, no copying of text.

    Layout: https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout. `data` must
    go on for 12 bytes after every start.
    """
    views = _views(data, start, end)
    array = pa.Array.from_buffers(pa.string_view(), len(start), [None, pa.py_buffer(views), pa.py_buffer(data)])
    return pl.Series(array)


@compiled(BYTES, INTS, INTS)
def _views(data: Bytes, start: Ints, end: Ints) -> Words:
    """Two words a piece: its length and first four bytes; then the rest of twelve bytes, or where it stands."""
    views = np.empty((len(start), 2), np.uint64)
    half, every = np.uint64(32), np.uint64(0xFFFFFFFFFFFFFFFF)
    for number in range(len(start)):
        at, length = start[number], end[number] - start[number]
        head = word_at(data, at) << half
        if length > 12:
            tail = np.uint64(at) << half
        else:
            rest = length - 4
            tail = word_at(data, at + 4) & (every >> np.uint64(64 - 8 * rest)) if rest > 0 else np.uint64(0)
            if length < 4:
                head = np.uint64(0) if length == 0 else head & (every >> np.uint64(32 - 8 * length))
        views[number, 0] = head | np.uint64(length)
        views[number, 1] = tail
    return views


@compiled(BYTES, INTS, INTS)
def hash_spans(data: Bytes, start: Ints, end: Ints) -> Words:
    """A hash of each piece: eight bytes at a time, multiplied and folded; the last eight overlap those before.

    `data` must begin at least 8 bytes before every piece.
    """
    hashes = np.empty(len(start), np.uint64)
    fold, half = np.uint64(29), np.uint64(32)
    for number in range(len(start)):
        at, stop = start[number], end[number]
        length = stop - at
        state = np.uint64(length) * _MIX + _MULTIPLY
        while stop - at > 8:
            state = (state ^ word_at(data, at)) * _MULTIPLY
            state ^= state >> fold
            at += 8
        last = np.uint64(0)
        if length:
            last = word_at(data, stop - 8) >> np.uint64(8 * max(8 - length, 0))
        state = (state ^ last) * _MULTIPLY
        state ^= state >> fold
        for _ in range(2):
            state ^= state >> half
            state *= _MIX
        hashes[number] = state ^ state >> half
    return hashes


_SMALL = np.uint64(0x2020202020202020)
"""Sets the bit that tells small letters from capitals; digits, dots and hyphens have it."""


@cache
def tail_words(tails: tuple[str, ...]) -> tuple[Words, Ints, Bools]:
    """Strings of two to eight bytes, of small letters, as numbers of which the last byte is the highest.

    With them how many bytes each has, and which numbers their last two bytes make.
    """
    codes = [tail.encode() for tail in tails]
    words = np.array([int.from_bytes(each.rjust(8, b"\0"), "little") for each in codes], np.uint64) | _SMALL
    pairs = np.zeros(1 << 16, np.bool_)
    pairs[(words >> np.uint64(48)).astype(np.int64)] = True
    return words, np.array([len(each) for each in codes], np.int64), pairs


@compiled(BYTES, INTS, WORDS, INTS, BOOLS)
def ends_in(data: Bytes, end: Ints, words: Words, sizes: Ints, pairs: Bools) -> Bools:
    """Which pieces end in one of the tails, whatever the case of letters; see `tail_words`."""
    found = np.zeros(len(end), np.bool_)
    for number in range(len(end)):
        last = word_at(data, end[number] - 8) | _SMALL
        if pairs[last >> np.uint64(48)]:
            for each in range(len(words)):
                found[number] |= (last ^ words[each]) >> np.uint64(64 - 8 * sizes[each]) == 0
    return found

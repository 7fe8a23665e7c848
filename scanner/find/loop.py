"""One pass over the bytes of a text: where something stands that hashes like what is wanted.

Words are hashed as they are read, with accents and case folded and `%C3%BC` and `\\u00fc` read as the letters that they
stand for. At each end of a word its hash is asked for, that of the pairs which it makes with the three words before it,
and that of the last letters and digits, whatever stands between them; at each end of a value that of all its words.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from scanner.detector.compiled import BYTES, INTS, NUMBER, WORDS, Bytes, Ints, Words, compiled, inlined
from scanner.find import hashing

_UNITS = types.uint16[::1]
_BEGIN, _TIMES, _PAIR = np.uint64(hashing.BEGIN), np.uint64(hashing.TIMES), np.uint64(hashing.PAIR)
_TAIL, _CELL, _TAIL_MASK = np.uint64(hashing.TAIL), np.uint64(hashing.CELL), np.uint64(hashing.TAIL_MASK)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_0, _8, _20, _29, _31, _255 = (np.uint64(number) for number in (0, 8, 20, 29, 31, 255))
_TAIL_UNITS = hashing.TAIL_UNITS
_GAP = 3
"""So many characters may stand between two words, or two groups of a number."""


@inlined
def _hex(byte: Any) -> Any:
    """The value of a hexadecimal digit, 16 for anything else."""
    if 48 <= byte <= 57:
        return byte - 48
    small = byte | 32
    return small - 87 if 97 <= small <= 102 else 16


@inlined
def _twice(high: Any, low: Any) -> Any:
    """The byte that two hexadecimal digits stand for, -1 where they are none."""
    one, other = _hex(high), _hex(low)
    return one * 16 + other if one < 16 and other < 16 else -1


@compiled(BYTES, NUMBER)
def _character(data: Bytes, at: int) -> Any:
    """The code point at a position, and how many bytes it takes; what cannot be read is a separator of one byte."""
    byte: Any = np.int64(data[at])
    if byte == 92 and data[at + 1] == 117:  # \uXXXX
        high, low = _twice(data[at + 2], data[at + 3]), _twice(data[at + 4], data[at + 5])
        return (high * 256 + low, 6) if high >= 0 and low >= 0 else (32, 1)
    width, code, missing, place = 0, 0, 0, at
    while True:
        byte, step = np.int64(data[place]), 1
        if byte == 37:
            given = _twice(data[place + 1], data[place + 2])
            if given >= 0:
                byte, step = given, 3
        if not width:
            if byte < 128:
                return byte, step
            missing = 1 if 0xC2 <= byte < 0xE0 else 2 if 0xE0 <= byte < 0xF0 else 3 if 0xF0 <= byte < 0xF5 else 0
            if not missing:
                return 32, 1
            code = byte & (0x3F >> missing)
        else:
            if byte & 0xC0 != 0x80:
                return 32, 1
            code, missing = code << 6 | byte & 0x3F, missing - 1
        width += step
        place += step
        if not missing:
            return code, width


@compiled(WORDS, types.uint64)
def _place(keys: Words, word: np.uint64) -> int:
    """The place of a hash among those wanted, which are in order; -1 where it is none."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < word:
            low = middle + 1
        else:
            high = middle
    return low if low < len(keys) and keys[low] == word else -1


@inlined
def _paired(one: Any, other: Any) -> Any:
    both = (one + other) * _PAIR
    return both ^ both >> _31


@compiled(BYTES, NUMBER, NUMBER, _UNITS, _UNITS, BYTES, types.uint64, WORDS, INTS)
def fill_hits(
    data: Bytes,
    begin: int,
    stop: int,
    first: npt.NDArray[np.uint16],
    second: npt.NDArray[np.uint16],
    filter_: Bytes,
    shift: np.uint64,
    keys: Words,
    hits: Ints,
) -> int:
    """Writes where hits begin and end, and the key of each, as far as there is room; returns how many there are.

    filter_: which hashes are worth a look, by their highest bits. hits: three numbers a hit. It is filled from outside,
    since an array that is replaced in a loop is counted at every step, which takes ten times as long as the rest.
    """
    count, room = 0, len(hits) // 3
    word, word_start, last_end = _BEGIN, -1, begin
    before = (_0, _0, _0, _0)  # the three words before, the nearest first, and the one before a plus sign
    before_at = (0, 0, 0, 0)
    tail, tail_units, gap = _0, 0, 0
    digit: Any = False
    cell, cell_start = _CELL, -1
    at = begin
    while at <= stop:
        byte = data[at]
        code: Any = np.int64(byte)
        width = 1
        if byte > 127 or byte == 37 or byte == 92:
            code, width = _character(data, at)
            code = code if code < 65536 else 32
        unit = np.int64(first[code])
        if unit == 1:
            at += width
            continue
        is_digit = 48 <= unit <= 57
        if tail_units >= _TAIL_UNITS and word_start >= 0 and (unit == 0 or (digit and not is_digit)):
            number = tail * _TAIL
            number ^= number >> _31
            if filter_[(number * _GOLDEN) >> shift]:
                place = _place(keys, number)
                if place >= 0:
                    if count < room:
                        hits[3 * count], hits[3 * count + 1], hits[3 * count + 2] = last_end - 1, last_end, place
                    count += 1
        digit = is_digit
        if unit:
            if word_start < 0:
                word, word_start = _BEGIN, at
                cell_start = at if cell_start < 0 else cell_start
            word = (word ^ np.uint64(unit)) * _TIMES
            tail = (tail << _8 | np.uint64(unit) & _255) & _TAIL_MASK
            tail_units += 1
            if code > 127 and second[code] > 1:
                word = (word ^ np.uint64(second[code])) * _TIMES
                tail = (tail << _8 | np.uint64(second[code]) & _255) & _TAIL_MASK
                tail_units += 1
            gap = 0
            at += width
            last_end = at
            continue
        if word_start >= 0:
            word ^= word >> _29
            one, two, three, plus = before
            asked = (word, _paired(one, word), _paired(two, word), _paired(three, word), _paired(plus, word))
            if (
                filter_[(asked[0] * _GOLDEN) >> shift]
                | filter_[(asked[1] * _GOLDEN) >> shift]
                | filter_[(asked[2] * _GOLDEN) >> shift]
                | filter_[(asked[3] * _GOLDEN) >> shift]
                | filter_[(asked[4] * _GOLDEN) >> shift]
            ):
                where = (word_start, *before_at)
                for each in range(5):
                    place = _place(keys, asked[each])
                    if place >= 0:
                        if count < room:
                            hits[3 * count], hits[3 * count + 1], hits[3 * count + 2] = where[each], last_end, place
                        count += 1
            cell = (cell ^ word) * _TIMES
            cell ^= cell >> _29
            mark = code == 43 and not plus
            before = (word, one, two, word if mark else plus)
            before_at = (word_start, before_at[0], before_at[1], word_start if mark else before_at[3])
            word_start = -1
        gap += 1
        if byte == 10:
            if filter_[(cell * _GOLDEN) >> shift]:
                place = _place(keys, cell)
                if place >= 0:
                    if count < room:
                        hits[3 * count], hits[3 * count + 1], hits[3 * count + 2] = cell_start, last_end, place
                    count += 1
            cell, cell_start = _CELL, -1
        if gap > _GAP or byte == 10:
            before, tail_units = (_0, _0, _0, before[3]), 0
        if code <= 32:
            before = (before[0], before[1], before[2], _0)
        at += width
    return count

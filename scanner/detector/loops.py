"""What `Text` is asked, as compiled loops: runs of digits, positions, values, the reach of words."""

from __future__ import annotations

import numpy as np

from scanner.detector.compiled import (
    BOOLS,
    BYTES,
    GIVEN,
    INTS,
    NUMBER,
    WORDS,
    Bools,
    Bytes,
    Ints,
    Words,
    bits,
    compiled,
    lowest_bit,
    put_word,
    word_at,
)

PAD = 128
"""Separator bytes before and after a text, so that a window around any position stays inside it."""
SEPARATOR = 10


@compiled(BYTES)
def digit_bits(data: Bytes) -> Words:
    """Which bytes are digits, as bits, 64 to a word, the first the lowest; asked of eight bytes at once.

    A byte that differs from `0` by less than ten is one: then adding 118 leaves its highest bit unset.
    """
    words = np.zeros(len(data) // 64 + 1, np.uint64)
    zeros, low, high = np.uint64(0x3030303030303030), np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64(0x8080808080808080)
    limit, gather = np.uint64(0x7676767676767676), np.uint64(0x0102040810204080)
    seven, top = np.uint64(7), np.uint64(56)
    whole = len(data) // 8
    for eight in range(whole):
        apart = word_at(data, 8 * eight) ^ zeros
        is_digit = ((((apart & low) + limit) | apart) & high) ^ high
        words[eight >> 3] |= ((is_digit >> seven) * gather >> top) << np.uint64(8 * (eight & 7))
    for at in range(8 * whole, len(data)):
        if 48 <= data[at] <= 57:
            words[at >> 6] |= np.uint64(1) << np.uint64(at & 63)
    return words


def as_bits(mask: Bools) -> Words:
    """A mask as bits, 64 to a word, the first the lowest; the bits after the mask's last are not set."""
    packed = np.packbits(mask, bitorder="little")
    words = np.zeros(len(packed) // 8 + 1, np.uint64)
    words.view(np.uint8)[: len(packed)] = packed
    return words


@compiled(WORDS)
def places(words: Words) -> Ints:
    """Where the bits are set."""
    one, count = np.uint64(1), 0
    for word in words:
        count += bits(word)
    places = np.empty(count, np.int64)
    seen = 0
    for number in range(len(words)):
        word = words[number]
        while word:
            places[seen] = 64 * number + lowest_bit(word)
            seen += 1
            word &= word - one
    return places


@compiled(WORDS, BYTES)
def runs_of(words: Words, data: Bytes) -> tuple[Ints, Ints, Bytes, Bytes, Bytes]:
    """Runs of the set bits of a mask of which the last bit is not set; see `text.Runs` for what is given back."""
    edges, one, last = 0, np.uint64(1), np.uint64(63)
    carry = np.uint64(0)
    for word in words:
        edges += bits(word ^ (word << one | carry))
        carry = word >> last
    count = edges // 2
    start, end = np.empty(count, np.int64), np.empty(count, np.int64)
    length, gap, joint = np.empty(count, np.uint8), np.full(count, 255, np.uint8), np.zeros(count, np.uint8)
    seen = 0
    carry = np.uint64(0)
    for number in range(len(words)):
        word = words[number]
        edge = word ^ (word << one | carry)
        carry = word >> last
        while edge:
            at = 64 * number + lowest_bit(edge)
            edge &= edge - one
            run = seen >> 1
            if seen & 1:
                end[run] = at
                length[run] = min(at - start[run], 255)
            else:
                start[run] = at
                if run:
                    gap[run - 1] = min(at - end[run - 1], 255)
                    joint[run - 1] = data[end[run - 1]] * (gap[run - 1] == 1)
            seen += 1
    return start, end, length, gap, joint


@compiled(GIVEN, INTS)
def joined(raw: Bytes, offsets: Ints) -> tuple[Bytes, Ints, Ints]:
    """Values that stand one after the other, with separators around each; where they start, and where they end."""
    count = len(offsets) - 1
    size = offsets[count] - offsets[0] + count + 2 * PAD + 1
    data, starts, ends = np.empty(size, np.uint8), np.empty(count, np.int64), np.empty(count, np.int64)
    data[:PAD] = SEPARATOR
    to, last = PAD, len(raw) - 8
    for number in range(count):
        begin, end = offsets[number], offsets[number + 1]
        starts[number] = to
        at = begin
        while at < end:
            if at <= last:  # what is written too much is written over
                put_word(data, to, word_at(raw, at))
                step = min(end - at, 8)
            else:
                data[to] = raw[at]
                step = 1
            at += step
            to += step
        ends[number] = to
        data[to] = SEPARATOR
        to += 1
    data[to:] = SEPARATOR
    return data, starts, ends


@compiled(BYTES, INTS, BOOLS, NUMBER, NUMBER)
def run_ends(data: Bytes, at: Ints, allowed: Bools, most: int, step: int) -> Ints:
    """Where the run of allowed bytes that begins at (or, backwards, before) each position ends."""
    ends = np.empty(len(at), np.int64)
    first = min(step, 0)
    for number in range(len(at)):
        place = at[number] + first
        length = 0
        while length < most and allowed[data[place]]:
            place += step
            length += 1
        ends[number] = place - first
    return ends


@compiled(BYTES, INTS, INTS, NUMBER, BOOLS)
def reach_back(data: Bytes, at: Ints, limits: Ints, reach: int, word: Bools) -> Ints:
    """So many bytes before each position, no further than its limit; after the word that goes on before that."""
    starts = np.empty(len(at), np.int64)
    for number in range(len(at)):
        stop = at[number]
        start = max(stop - reach, limits[number])
        if word[data[start - 1]]:
            while start < stop and word[data[start]]:
                start += 1
        starts[number] = start
    return starts


@compiled(INTS, INTS)
def value_at(starts: Ints, at: Ints) -> Ints:
    """As numpy's searchsorted to the right, less one; what lies near the one before is found in a few steps."""
    found = np.empty(len(at), np.int64)
    count, last = len(starts), 0
    for number in range(len(at)):
        place = at[number]
        low, high = -1, count
        if last < count and starts[last] <= place:
            low, step = last, 1
            while low + step < count and starts[low + step] <= place:
                low += step
                step *= 2
            high = min(low + step, count)
        while high - low > 1:
            middle = (low + high) // 2
            if starts[middle] <= place:
                low = middle
            else:
                high = middle
        found[number] = low
        last = max(low, 0)
    return found

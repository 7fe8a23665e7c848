"""One 64-bit hash for all spellings of a value, so that `+1 415 555 2671` here and `(415) 555-2671` there are the same.

What is hashed depends on the rule's `spelling`:

    text    the bytes without case; `%40` is `@`
    number  letters and digits without case, whatever stands between them
    phone   the digits of the national number: without the country code after `+`, `00` or `011`, without trunk zeros,
            without the 1 or 8 that is dialled before ten digits; up to an extension
    name    the words without case, in any order: `Berg, Anna` is `Anna Berg`

Case is that of ASCII and of the letters of Latin-1. The lowest bit of a hash is set where the value says something by
itself: a name has two words, a number six letters or digits, a phone seven digits, a text six bytes. Numbers that count
up from 1 and first names meet everywhere. Each hash is one pass in compiled code, some nanoseconds a value, since it
takes the place of the hash by which values are counted (see `scanner.tally`).
"""

from __future__ import annotations

from functools import cache

import numpy as np

from scanner.detector.compiled import BOOLS, BYTES, INTS, Bools, Bytes, Ints, Words, compiled, inlined, word_at
from scanner.detector.rule import Spelling
from scanner.detector.text import DIGITS, LETTERS, Hashes, Spans, Text, byte_class

_MULTIPLY = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SMALL = np.uint64(0x2020202020202020)
_BYTE = np.uint64(0x20)
_ALNUM = byte_class(DIGITS, LETTERS, high=True)
_IN_NAMES = byte_class(DIGITS, LETTERS, "'-", high=True)
FEWEST = 6
"""Letters and digits from which on a number, or bytes from which on a text, tells something."""
_TEN = np.uint64(40)
"""Bits of ten digits, four for each."""
_LONGEST_CODE = 3


def same_hashes(text: Text, spans: Spans, spelling: Spelling) -> Hashes:
    """A hash per span, the same for all spellings of a value, in every run and on every machine."""
    data, start, end = text.data, spans.start, spans.end
    match spelling:
        case Spelling.TEXT:
            return _of_texts(data, start, end)
        case Spelling.NUMBER:
            return _of_numbers(data, start, end, _ALNUM)
        case Spelling.PHONE:
            return _of_phones(data, start, end, country_codes())
        case Spelling.NAME:
            return _of_names(data, start, end, _IN_NAMES)


@cache
def country_codes() -> Bytes:
    """By the first three digits of an international number, four bits for each: how many of them are its country's.

    The codes of ITU-T E.164 as libphonenumber has them; no code begins as another one does.
    """
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    lengths = np.zeros(1 << 12, np.uint8)
    for code in map(str, COUNTRY_CODE_TO_REGION_CODE):
        first = int(code.ljust(_LONGEST_CODE, "0"), 16)
        for rest in range(10 ** (_LONGEST_CODE - len(code))):
            lengths[first + int(str(rest), 16)] = len(code)
    return lengths


@inlined
def _step(state: np.uint64, word: np.uint64) -> np.uint64:
    state = (state ^ word) * _MULTIPLY
    return state ^ state >> np.uint64(29)


@inlined
def _finished(state: np.uint64, telling: bool) -> np.uint64:
    """The mixed state; the lowest bit says whether the value tells something."""
    for _ in range(2):
        state ^= state >> np.uint64(32)
        state *= _MIX
    state ^= state >> np.uint64(32)
    return (state & ~np.uint64(1)) | np.uint64(telling)


@compiled(BYTES, INTS, INTS)
def _of_texts(data: Bytes, start: Ints, end: Ints) -> Words:
    """Eight bytes at a time; the last eight overlap those before."""
    hashes = np.empty(len(start), np.uint64)
    ones, highs, percents = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080), np.uint64(0x2525252525252525)
    plain = np.zeros(512, np.uint8)
    for number in range(len(start)):
        at, stop = start[number], end[number]
        length = stop - at
        state = np.uint64(length) * _MIX + _MULTIPLY
        escaped = np.uint64(0)
        while stop - at > 8:
            word = word_at(data, at) | _SMALL
            odd = word ^ percents
            escaped |= (odd - ones) & ~odd & highs
            state = _step(state, word)
            at += 8
        last = np.uint64(0)
        if length:
            last = (word_at(data, stop - 8) | _SMALL) >> np.uint64(8 * max(8 - length, 0))
        odd = last ^ percents
        escaped |= (odd - ones) & ~odd & highs
        if escaped and length < 500:
            size, at = 8, start[number]
            while at < stop:
                byte = data[at]
                if byte == 37 and at + 2 < stop and data[at + 1] == 52 and data[at + 2] == 48:
                    byte, at = np.uint8(64), at + 2
                plain[size] = byte
                size += 1
                at += 1
            length = size - 8
            state = np.uint64(length) * _MIX + _MULTIPLY
            at = 8
            while size - at > 8:
                state = _step(state, word_at(plain, at) | _SMALL)
                at += 8
            last = (word_at(plain, size - 8) | _SMALL) >> np.uint64(8 * max(8 - length, 0))
        hashes[number] = _finished(_step(state, last), length >= FEWEST)
    return hashes


@compiled(BYTES, INTS, INTS, BOOLS)
def _of_numbers(data: Bytes, start: Ints, end: Ints, alnum: Bools) -> Words:
    """Eight digits at once where they stand together."""
    hashes = np.empty(len(start), np.uint64)
    tens, digits, sixes = np.uint64(0xF0F0F0F0F0F0F0F0), np.uint64(0x3030303030303030), np.uint64(0x0606060606060606)
    for number in range(len(start)):
        state, word, count = _MULTIPLY, np.uint64(0), 0
        at, stop = start[number], end[number]
        while at < stop:
            if count & 7 == 0 and at + 8 <= stop:
                eight = word_at(data, at)
                if eight & tens == digits and (eight + sixes) & tens == digits:
                    state, count, at = _step(state, eight), count + 8, at + 8
                    continue
            byte = data[at]
            at += 1
            if alnum[byte]:
                word |= (np.uint64(byte) | _BYTE) << np.uint64(8 * (count & 7))
                count += 1
                if count & 7 == 0:
                    state, word = _step(state, word), np.uint64(0)
        hashes[number] = _finished(_step(state, word ^ np.uint64(count) << np.uint64(56)), count >= FEWEST)
    return hashes


@compiled(BYTES, INTS, INTS, BYTES)
def _of_phones(data: Bytes, start: Ints, end: Ints, codes: Bytes) -> Words:
    """The digits are held as four bits each, of at most sixteen; zeros in front of a number do not count."""
    hashes = np.empty(len(start), np.uint64)
    one = np.uint64(1)
    for number in range(len(start)):
        digits, count = np.uint64(0), 0
        for at in range(start[number], end[number]):
            byte = data[at]
            if 48 <= byte <= 57:
                digits = digits << np.uint64(4) | np.uint64(byte & 15)
                count += 1
            elif byte > 64:  # an extension
                break
        abroad = data[start[number]] == 43
        if not abroad and 6 < count <= 16:
            head = digits >> np.uint64(4 * (count - 3))
            if head < 0x10:
                abroad, count = True, count - 2
            elif head == 0x011 and count > 11:
                abroad, count = True, count - 3
                digits &= (one << np.uint64(4 * count)) - one
        if abroad and 3 < count <= 16:
            count -= codes[(digits >> np.uint64(4 * (count - 3))) & np.uint64(0xFFF)]
            digits &= (one << np.uint64(4 * count)) - one
        if digits >> _TEN == 1 or digits >> _TEN == 8:
            digits &= (one << _TEN) - one
        hashes[number] = _finished(_step(_MULTIPLY, digits), bool(digits >= 0x1000000))
    return hashes


@compiled(BYTES, INTS, INTS, BOOLS)
def _of_names(data: Bytes, start: Ints, end: Ints, inside: Bools) -> Words:
    """The sum of the hashes of the words."""
    hashes = np.empty(len(start), np.uint64)
    for number in range(len(start)):
        total, words = np.uint64(0), 0
        state, word, count = _MULTIPLY, np.uint64(0), 0
        for at in range(start[number], end[number] + 1):
            byte = data[at]
            if at < end[number] and inside[byte]:
                word = word << np.uint64(8) | np.uint64(byte) | _BYTE
                count += 1
                if count & 7 == 0:
                    state, word = _step(state, word), np.uint64(0)
            elif count:
                total += _finished(_step(state, word), False)
                words += 1
                state, word, count = _MULTIPLY, np.uint64(0), 0
        hashes[number] = _finished(_step(_MULTIPLY, total), words > 1)
    return hashes

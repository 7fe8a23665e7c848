"""Lines → spans of fields, and spans → the values of a column, as compiled loops.

A field that a line does not have, or has as `-` or as nothing, begins and ends at -1.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from scanner.detector.compiled import (
    BYTES,
    GIVEN,
    INTS,
    NUMBER,
    Bools,
    Bytes,
    Ints,
    compiled,
    lowest_bit,
    put_word,
    word_at,
)

Places = npt.NDArray[np.int32]

PLACES, PLACE_ROWS = types.int32[::1], types.int32[:, ::1]
ANY, BRACKETED, QUOTED, TO_BRACKET = 0, 1, 2, 3
"""Forms of a field: a word or a quoted string, `[…]`, `"…"`, and whatever comes before ` [`."""

_LF, _QUOTE, _DASH, _OPEN, _CLOSE, _BACKSLASH = 10, 34, 45, 91, 93, 92


@compiled(GIVEN, INTS, INTS, BYTES, NUMBER, NUMBER)
def split(
    data: Bytes, starts: Ints, stops: Ints, forms: Bytes, separator: int, least: int
) -> tuple[Places, Places, Bools]:
    """Where the fields of each line begin and end, by field and line, and which lines have these forms.

    starts, stops: of lines, without their line feed. least: the fewest fields of a line. A quote ends a field only
    where the separator or nothing follows it.
    """
    count, width = len(starts), len(forms)
    begin, end = np.full((width, count), -1, np.int32), np.full((width, count), -1, np.int32)
    fits, edge = np.zeros(count, np.bool_), len(data) - 8
    ones, highs = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
    quotes, slashes, between = ones * np.uint64(_QUOTE), ones * np.uint64(_BACKSLASH), ones * np.uint64(separator)
    for line in range(count):
        at, stop, column = starts[line], stops[line], 0
        while column < width and at < stop:
            form, first, opening = forms[column], at, data[at]
            if opening == _QUOTE and form != BRACKETED:
                first = at + 1
                last = first
                while last < stop:
                    while last <= edge:  # eight bytes at once, up to the first quote or backslash
                        word = word_at(data, last)
                        quote, slash = word ^ quotes, word ^ slashes
                        hit = ((quote - ones & ~quote) | (slash - ones & ~slash)) & highs
                        if hit:
                            last += lowest_bit(hit) >> 3
                            break
                        last += 8
                    if last >= stop:
                        break
                    if data[last] == _QUOTE and (last + 1 == stop or data[last + 1] == separator):
                        break
                    last += 2 if data[last] == _BACKSLASH else 1
                after = last + 1
                if last >= stop:
                    break
            elif form == QUOTED or (form == BRACKETED and opening != _OPEN):
                break
            elif form == BRACKETED:
                first = at + 1
                last = first
                while last < stop and data[last] != _CLOSE:
                    last += 1
                after = last + 1
                if last >= stop:
                    break
            else:
                last = at
                while last < stop:
                    while last <= edge:
                        word = word_at(data, last) ^ between
                        hit = (word - ones & ~word) & highs
                        if hit:
                            last += lowest_bit(hit) >> 3
                            break
                        last += 8
                    if last >= stop:
                        last = stop
                        break
                    if data[last] == separator and (form != TO_BRACKET or data[last + 1] == _OPEN):
                        break
                    last += 1
                after = last
            if after < stop and data[after] != separator:
                break
            if last > first and (last > first + 1 or data[first] != _DASH):
                begin[column, line], end[column, line] = first, last
            column += 1
            at = after + 1
        fits[line] = column >= least and at >= stop
    return begin, end, fits


@compiled(GIVEN, PLACES, PLACES)
def split_request(data: Bytes, begin: Places, end: Places) -> tuple[Places, Places]:
    """The method, the address and the protocol of requests such as `GET /a HTTP/1.1`.

    What is not of this form has neither method nor protocol, and is an address as a whole.
    """
    count = len(begin)
    first, last = np.full((3, count), -1, np.int32), np.full((3, count), -1, np.int32)
    for line in range(count):
        start, stop = begin[line], end[line]
        method, protocol = start, stop
        while method < stop and 65 <= data[method] <= 90:
            method += 1
        while protocol > method and data[protocol - 1] != 32:
            protocol -= 1
        whole = not (
            start < method < protocol - 2
            and data[method] == 32
            and stop - protocol > 5
            and data[protocol] == 72
            and data[protocol + 4] == 47
        )
        if not whole:
            first[0, line], last[0, line] = start, method
            first[1, line], last[1, line] = method + 1, protocol - 1
            first[2, line], last[2, line] = protocol, stop
        elif start >= 0:
            first[1, line], last[1, line] = start, stop
    return first, last


@compiled(GIVEN, PLACES, PLACES, NUMBER)
def gathered(data: Bytes, begin: Places, end: Places, terminated: int) -> tuple[Places, Bytes]:
    """The offsets and the bytes of these spans, one after the other; with a line feed behind each if so wanted."""
    count, size = len(begin), 0
    offsets = np.empty(count + 1, np.int32)
    for number in range(count):
        offsets[number] = size
        size += end[number] - begin[number] + terminated
    offsets[count] = size
    values = np.empty(size + 8, np.uint8)
    last = len(data) - 8
    for number in range(count):
        at, stop, to = begin[number], end[number], offsets[number]
        while at < stop:
            if at <= last:  # what is written too much is written over
                put_word(values, to, word_at(data, at))
                step = min(stop - at, 8)
            else:
                values[to] = data[at]
                step = 1
            at += step
            to += step
        if terminated:
            values[to] = _LF
    return offsets, values[:size]


@compiled(GIVEN, PLACES, PLACES, NUMBER)
def distinct(data: Bytes, begin: Places, end: Places, most: int) -> tuple[Ints, Ints]:
    """For each span the number of its value, and for each value the first span that holds it.

    Spans without a value have the number -1. Nothing is given back where there are more than `most` values.
    """
    count, size = len(begin), 16
    while size < 4 * most:
        size *= 2
    table, numbers, firsts = np.full(size, -1, np.int32), np.full(count, -1, np.int64), np.empty(most, np.int64)
    hashes, known, last = np.empty(most, np.uint64), 0, len(data) - 8
    prime, shift, eight = np.uint64(0x9E3779B97F4A7C15), np.uint64(29), np.uint64(8)
    full = np.uint64(0xFFFFFFFFFFFFFFFF)
    for span in range(count):
        start, stop = begin[span], end[span]
        if start < 0:
            continue
        value, at = np.uint64(stop - start), start
        while at < stop:
            left = stop - at
            if at <= last:
                word = word_at(data, at)
                if left < 8:
                    word &= full >> (eight * np.uint64(8 - left))
                at += 8
            else:
                word = np.uint64(data[at])
                at += 1
            value = (value ^ word) * prime
            value ^= value >> shift
        place = np.int64(value & np.uint64(size - 1))
        while True:
            number = table[place]
            if number < 0:
                if known == most:
                    return np.empty(0, np.int64), np.empty(0, np.int64)
                table[place], hashes[known], firsts[known] = known, value, span
                numbers[span] = known
                known += 1
                break
            if hashes[number] == value:
                other, same = begin[firsts[number]], end[firsts[number]] - begin[firsts[number]] == stop - start
                at, other = start, other - start
                while same and at < stop:
                    if at + 8 <= stop:
                        same = word_at(data, at) == word_at(data, other + at)
                        at += 8
                    else:
                        same = data[at] == data[other + at]
                        at += 1
                if same:
                    numbers[span] = number
                    break
            place = (place + 1) & (size - 1)
    return numbers, firsts[:known]

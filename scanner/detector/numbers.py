"""Numbers written in groups: runs of digits linked by short separators into chains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scanner.detector.compiled import BOOLS, BYTES, INTS, compiled
from scanner.detector.text import PAD, SEPARATOR, Bools, Bytes, Ints, Spans, Text

_ALL = slice(None)


@dataclass(frozen=True, slots=True)
class Chains:
    """Maximal sequences of linked digit runs: first and last run (inclusive), span, number of digits."""

    first: Ints
    last: Ints
    spans: Spans
    digits: Ints

    def __len__(self) -> int:
        return len(self.first)

    def take(self, which: Bools | Ints) -> Chains:
        """The chains at these positions, or where this mask is true."""
        return Chains(self.first[which], self.last[which], self.spans.take(which), self.digits[which])


def gaps_among(text: Text, separators: Iterable[str], among: Ints | slice = _ALL) -> Bools:
    """For each digit run, whether exactly one of these separators (1-3 bytes) lies between it and the next.

    among: positions of the runs to ask about, in order; those whose next run is not among them are not linked.
    """
    runs = text.digit_runs
    which = _positions(among, len(runs))
    single, codes = np.zeros(256, np.bool_), [0]
    for separator in separators:
        if len(separator) == 1:
            single[ord(separator)] = True
        else:
            codes.append(int.from_bytes(separator.encode() + bytes([len(separator)]), "big"))
    return _linked(text.data, runs.end, runs.gap, which, single, np.array(codes))


@compiled(BYTES, INTS, BYTES, INTS, BOOLS, INTS)
def _linked(data: Bytes, end: Ints, gap: Bytes, which: Ints, single: Bools, codes: Ints) -> Bools:
    """codes: separators of two or three bytes as numbers that end with how many there are."""
    linked = np.zeros(len(which), np.bool_)
    for number in range(len(which) - 1):
        run = which[number]
        width, at = gap[run], end[run]
        if width > 3 or which[number + 1] != run + 1:
            continue
        if width == 1:
            linked[number] = single[data[at]]
        else:
            code = np.int64(0)
            for place in range(at, at + width):
                code = code << 8 | data[place]
            code = code << 8 | width
            for known in codes:
                linked[number] |= known == code
    return linked


def chains(text: Text, linked: Bools, least: int, among: Ints | slice = _ALL) -> Chains:
    """Chains of at least so many digits over digit runs; `linked[i]` joins run i (of those in `among`) to the next."""
    runs = text.digit_runs
    first, last, digits = _chained(runs.length, linked, _positions(among, len(runs)), least)
    return Chains(first, last, Spans(runs.start[first], runs.end[last]), digits)


@compiled(BYTES, BOOLS, INTS, "int64")
def _chained(length: Bytes, linked: Bools, which: Ints, least: int) -> tuple[Ints, Ints, Ints]:
    """First and last run of each chain, and its digits."""
    first, last, digits = np.empty(len(which), np.int64), np.empty(len(which), np.int64), np.empty(len(which), np.int64)
    count, begin, sum_ = 0, 0, np.int64(0)
    for number in range(len(which)):
        sum_ += length[which[number]]
        if linked[number]:
            continue
        if sum_ >= least:
            first[count], last[count], digits[count] = which[begin], which[number], sum_
            count += 1
        begin, sum_ = number + 1, np.int64(0)
    return first[:count].copy(), last[:count].copy(), digits[:count].copy()


def _positions(among: Ints | slice, count: int) -> Ints:
    return np.arange(count) if isinstance(among, slice) else among


def members(found: Chains) -> Ints:
    """The positions of all runs of some chains."""
    count = found.last - found.first + 1
    before = np.cumsum(count) - count
    return np.repeat(found.first - before, count) + np.arange(int(count.sum()))


def digit_matrix(text: Text, spans: Spans, width: int) -> tuple[Bytes, Ints]:
    """The digits of each span, other bytes left out.

    Returns digits, uint8 of shape (spans, width), right-aligned and padded with zeros on the left, and how
    many digits each span has. Spans must hold at most `width` digits in at most `PAD` bytes.
    """
    found, count = _digits_in(text, spans)
    digits = np.zeros((len(spans), width), np.uint8)
    digits[np.arange(width) >= width - count[:, None]] = found
    return digits, count


def only_digits(text: Text, spans: Spans) -> Text:
    """The digits of each span as one value of a new text, other bytes left out; nothing parts its values."""
    found, count = _digits_in(text, spans)
    data = np.full(len(found) + 2 * PAD, SEPARATOR, np.uint8)
    data[PAD:-PAD] = found + np.uint8(48)
    ends = PAD + np.cumsum(count)
    return Text(data, ends - count, ends)


def _digits_in(text: Text, spans: Spans) -> tuple[Bytes, Ints]:
    """The values of all digits of all spans in one row, and how many each span has."""
    return _digits(text.data, spans.start, spans.end)


@compiled(BYTES, INTS, INTS)
def _digits(data: Bytes, start: Ints, end: Ints) -> tuple[Bytes, Ints]:
    """See `_digits_in`."""
    size = 0
    for number in range(len(start)):
        size += end[number] - start[number]
    digits, count, seen = np.empty(size, np.uint8), np.empty(len(start), np.int64), 0
    for number in range(len(start)):
        before = seen
        for at in range(start[number], end[number]):
            digit = np.uint8(data[at] - np.uint8(48))
            digits[seen] = digit
            seen += digit < 10
        count[number] = seen - before
    return digits[:seen].copy(), count


def run_values(text: Text, start: Ints, length: Ints | Bytes, most: int) -> Ints:
    """The numbers that runs of at most `most` digits spell."""
    return _values(text.data, start, np.minimum(length, most).astype(np.int64))


@compiled(BYTES, INTS, INTS)
def _values(data: Bytes, start: Ints, length: Ints) -> Ints:
    """See `run_values`."""
    values = np.zeros(len(start), np.int64)
    for number in range(len(start)):
        for at in range(start[number], start[number] + length[number]):
            values[number] = values[number] * 10 + (data[at] - np.uint8(48))
    return values

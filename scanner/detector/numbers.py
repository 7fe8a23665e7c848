"""Numbers written in groups: runs of digits linked by short separators into chains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from scanner.detector.compiled import BOOLS, BYTES, INTS, NUMBER, compiled
from scanner.detector.text import Bools, Bytes, Ints, Spans, Text, byte_class


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
        which = np.flatnonzero(which) if which.dtype == np.bool_ else which
        return Chains(self.first[which], self.last[which], self.spans.take(which), self.digits[which])


def gaps_among(text: Text, separators: tuple[str, ...], among: Ints | None = None) -> Bools:
    """For each digit run, whether exactly one of these separators (1-3 bytes) lies between it and the next.

    among: positions of the runs to ask about, in order, all if not given; those whose next run is not among them are
    not linked.
    """
    runs = text.digit_runs
    which = np.arange(len(runs)) if among is None else among
    return _linked(text.data, runs.end, runs.gap, which, *_separators(separators))


def chains(text: Text, separators: tuple[str, ...], least: int, among: Ints | None = None) -> Chains:
    """Chains of at least so many digits over digit runs with exactly one of these separators between them."""
    runs = text.digit_runs
    which = np.arange(len(runs)) if among is None else among
    linked = _linked(text.data, runs.end, runs.gap, which, *_separators(separators))
    first, last, digits = _chained(runs.length, linked, which, least)
    return Chains(first, last, Spans(runs.start[first], runs.end[last]), digits)


@cache
def _separators(separators: tuple[str, ...]) -> tuple[Bools, Ints]:
    """Which single bytes they are; those of two or three as numbers that end with how many."""
    several = [each.encode() for each in separators if len(each) > 1]
    codes = [int.from_bytes(each + bytes([len(each)]), "big") for each in several]
    return byte_class("".join(each for each in separators if len(each) == 1)), np.array(codes, np.int64)


@compiled(BYTES, INTS, BYTES, INTS, BOOLS, INTS)
def _linked(data: Bytes, end: Ints, gap: Bytes, which: Ints, single: Bools, codes: Ints) -> Bools:
    """See `gaps_among` and `_separators`."""
    linked = np.zeros(len(which), np.bool_)
    for number in range(len(which) - 1):
        run = which[number]
        width, at = np.int64(gap[run]), end[run]
        if width > 3 or which[number + 1] != run + 1:
            continue
        if width == 1:
            linked[number] = single[data[at]]
            continue
        code, found = np.int64(0), False
        for place in range(at, at + width):
            code = code << 8 | data[place]
        code = code << 8 | width
        for known in codes:
            found |= known == code
        linked[number] = found
    return linked


@compiled(BYTES, BOOLS, INTS, NUMBER)
def _chained(length: Bytes, linked: Bools, which: Ints, least: int) -> tuple[Ints, Ints, Ints]:
    """First and last run of each chain, and its digits."""
    most = len(which)
    first, last, digits = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    count, begin, sum_ = 0, 0, 0
    for number in range(most):
        sum_ += length[which[number]]
        if linked[number]:
            continue
        if sum_ >= least:
            first[count], last[count], digits[count] = which[begin], which[number], sum_
            count += 1
        begin, sum_ = number + 1, 0
    return first[:count].copy(), last[:count].copy(), digits[:count].copy()


def members(found: Chains) -> Ints:
    """The positions of all runs of some chains."""
    count = found.last - found.first + 1
    before = np.cumsum(count) - count
    return np.repeat(found.first - before, count) + np.arange(int(count.sum()))


def run_values(text: Text, start: Ints, length: Ints | Bytes, most: int) -> Ints:
    """The numbers that runs of at most `most` digits spell."""
    return _values(text.data, np.ascontiguousarray(start), np.minimum(length, most).astype(np.int64))


@compiled(BYTES, INTS, INTS)
def _values(data: Bytes, start: Ints, length: Ints) -> Ints:
    """See `run_values`."""
    values = np.zeros(len(start), np.int64)
    for number in range(len(start)):
        for at in range(start[number], start[number] + length[number]):
            values[number] = values[number] * 10 + (data[at] - np.uint8(48))
    return values

"""Numbers written in groups: runs of digits linked by short separators into chains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

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
    joint, gap, end = runs.joint[among], runs.gap[among], runs.end[among]
    linked = np.zeros(len(joint), np.bool_)
    longer: dict[int, list[bytes]] = {}
    for separator in separators:
        if len(separator) == 1:
            linked |= joint == ord(separator)
        else:
            longer.setdefault(len(separator), []).append(separator.encode())
    for width, group in longer.items():
        where = np.flatnonzero(gap == width)
        first = text.data[end[where]]
        for several in group:
            at = where[first == several[0]]
            for offset, code in enumerate(several[1:], 1):
                at = at[text.data[end[at] + offset] == code]
            linked[at] = True
    if not isinstance(among, slice):
        linked[:-1] &= among[1:] - among[:-1] == 1
        linked[-1:] = False
    return linked


def chains(text: Text, linked: Bools, least: int, among: Ints | slice = _ALL) -> Chains:
    """Chains of at least so many digits over digit runs; `linked[i]` joins run i (of those in `among`) to the next."""
    runs = text.digit_runs
    length = runs.length[among]
    after_link = np.zeros(len(linked), np.bool_)
    after_link[1:] = linked[:-1]
    alone = np.flatnonzero((length >= least) & ~linked & ~after_link)
    first = np.append(np.flatnonzero(linked & ~after_link), alone)
    last = np.append(np.flatnonzero(after_link & ~linked), alone)
    seen = np.append(np.cumsum(length, dtype=np.int64), 0)
    digits = seen[last] - seen[first - 1]  # before the first run stands the last number, which is 0
    long = np.flatnonzero(digits >= least)
    long = long[np.argsort(first[long], kind="stable")]
    first, last = first[long], last[long]
    if not isinstance(among, slice):
        first, last = among[first], among[last]
    return Chains(first, last, Spans(runs.start[first], runs.end[last]), digits[long])


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
    size = spans.end - spans.start
    longest = int(size.max(initial=1))
    window = text.windows(spans.start, 0, longest) - np.uint8(48)
    inside = (window < 10) & (np.arange(longest) < size[:, None])
    return window[inside], inside.sum(axis=1)


def run_values(text: Text, start: Ints, length: Ints | Bytes, most: int) -> Ints:
    """The numbers that runs of at most `most` digits spell."""
    value = np.zeros(len(start), np.int64)
    last = start + length - 1
    for place in range(most):
        digit = text.data[last - place] - np.uint8(48)
        value += (digit * (length > place)).astype(np.int64) * 10**place
    return value

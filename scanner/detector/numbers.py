"""Numbers written in groups: runs of digits linked by short separators into chains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scanner.detector.text import PAD, SEPARATOR, Bools, Bytes, Ints, Spans, Text


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


def gaps_among(text: Text, separators: Iterable[str]) -> Bools:
    """For each two neighbouring digit runs, whether exactly one of these separators (1-3 bytes) lies between."""
    runs = text.digit_runs
    linked = np.zeros(len(runs), np.bool_)
    by_width: dict[int, list[bytes]] = {}
    for separator in separators:
        by_width.setdefault(len(separator), []).append(separator.encode())
    for single in by_width.pop(1, ()):
        linked |= runs.joint == single[0]
    for width, group in by_width.items():
        where = np.flatnonzero(runs.gap == width)
        between = text.windows(runs.end[where], 0, width)
        for several in group:
            linked[where[(between == np.frombuffer(several, np.uint8)).all(axis=1)]] = True
    return linked[:-1]


def chains(text: Text, linked: Bools, least: int) -> Chains:
    """Chains of at least so many digits over the digit runs of a text; `linked[i]` joins run i to run i + 1."""
    runs = text.digit_runs
    if not len(runs):
        none = np.empty(0, np.int64)
        return Chains(none, none, Spans.none(), none)
    last = np.flatnonzero(~np.append(linked, False))
    seen = np.cumsum(runs.length, dtype=np.int64)[last]
    digits = np.diff(seen, prepend=0)
    long = np.flatnonzero(digits >= least)
    first, last = np.where(long > 0, last[long - 1] + 1, 0), last[long]
    return Chains(first, last, Spans(runs.start[first], runs.end[last]), digits[long])


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
    for offset in range(most):
        digit = text.data[start + offset].astype(np.int64) - 48
        value = np.where(offset < length, value * 10 + digit, value)
    return value

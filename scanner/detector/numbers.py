"""Numbers written in groups: runs of digits linked by short separators into chains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

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
        return Chains(self.first[which], self.last[which], self.spans.take(which), self.digits[which])


def gaps_among(text: Text, separators: Iterable[str]) -> Bools:
    """For each two neighbouring digit runs, whether exactly one of these separators (1-3 bytes) lies between."""
    runs = text.digit_runs
    if len(runs) < 2:
        return np.zeros(max(len(runs) - 1, 0), np.bool_)
    at = runs.end[:-1]
    width = runs.start[1:] - at
    by_width: dict[int, list[str]] = {}
    for separator in separators:
        by_width.setdefault(len(separator), []).append(separator)
    single = byte_class("".join(by_width.pop(1, [])))
    linked: Bools = (width == 1) & single[text.data[at]]
    for size, group in by_width.items():
        where = np.flatnonzero(width == size)
        starts = at[where]
        match = np.zeros(len(where), np.bool_)
        for separator in group:
            same = np.ones(len(where), np.bool_)
            for offset, char in enumerate(separator.encode()):
                same &= text.data[starts + offset] == char
            match |= same
        linked[where] = match
    return linked


def chains(text: Text, linked: Bools) -> Chains:
    """Chains over the digit runs of a text; `linked[i]` joins run i to run i + 1."""
    runs = text.digit_runs
    count = len(runs)
    if not count:
        none = np.empty(0, np.int64)
        return Chains(none, none, Spans.none(), none)
    breaks = np.flatnonzero(~linked)
    first = np.concatenate([[0], breaks + 1])
    last = np.concatenate([breaks, [count - 1]])
    seen = np.concatenate([[0], np.cumsum(runs.end - runs.start)])
    return Chains(first, last, Spans(runs.start[first], runs.end[last]), seen[last + 1] - seen[first])


def digit_matrix(text: Text, spans: Spans, width: int) -> tuple[Bytes, Ints]:
    """The digits of each span, other bytes left out.

    Returns digits, uint8 of shape (spans, width), right-aligned and padded with zeros on the left, and how
    many digits each span has. Spans must hold at most `width` digits in at most `PAD` bytes.
    """
    longest = int((spans.end - spans.start).max(initial=1))
    window = text.windows(spans.end, longest, 0) - np.uint8(48)
    inside = (window < 10) & (np.arange(longest) >= longest - (spans.end - spans.start)[:, None])
    from_right = np.cumsum(inside[:, ::-1], axis=1)[:, ::-1]
    result = np.zeros((len(spans), width), np.uint8)
    row, column = np.nonzero(inside)
    result[row, width - from_right[row, column]] = window[row, column]
    return result, from_right[:, 0].astype(np.int64)


def run_values(text: Text, start: Ints, length: Ints, most: int) -> Ints:
    """The numbers that runs of at most `most` digits spell."""
    value = np.zeros(len(start), np.int64)
    for offset in range(most):
        digit = text.data[start + offset].astype(np.int64) - 48
        value = np.where(offset < length, value * 10 + digit, value)
    return value

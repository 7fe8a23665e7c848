"""How deep a block of JSON is nested, told before a library that recurses reads it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scanner.detector.compiled import GIVEN, Bytes, bits, compiled, word_at

MOST_DEPTH = 200

_LF, _OPENING = 10, ord("{")
_CASE = 0x20
"""The bit in which `[` differs from `{`, as `]` from `}`."""


def too_deep(block: bytes) -> bool:
    """Whether the lines of a block, each of which begins outside of strings, nest deeper than `MOST_DEPTH`."""
    return most_opened(np.frombuffer(block, np.uint8)) > MOST_DEPTH and deepest(block) > MOST_DEPTH


@compiled(GIVEN)
def most_opened(data: Bytes) -> int:
    """At least as many as the brackets that any line opens, in strings or not: a cheap bound, eight bytes a step."""
    ones, highs = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
    case, opening, ending = ones * np.uint64(_CASE), ones * np.uint64(_OPENING), ones * np.uint64(_LF)
    size = len(data)
    most, run, at = 0, size & 7, 0
    while at + 8 <= size:
        word = word_at(data, at)
        open_, end = (word | case) ^ opening, word ^ ending
        opened = (open_ - ones) & ~open_ & highs
        ended = (end - ones) & ~end & highs
        if opened:
            run += bits(opened)
        if ended:
            most = max(most, run)
            run = bits(opened) + (size & 7)
        at += 8
    return max(most, run)


def deepest(block: bytes) -> int:
    """The deepest nesting in a block that begins outside of strings."""
    places, steps = brackets(np.frombuffer(block, np.uint8))
    return int(np.cumsum(steps).max(initial=0)) if len(places) else 0


def brackets(data: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int8]]:
    """Where brackets and commas lie outside of strings, and by how much each deepens the nesting."""
    quotes = np.flatnonzero(data == ord('"'))
    slashes = np.flatnonzero(data == ord("\\"))
    if len(slashes):
        begins = np.ones(len(slashes), np.bool_)
        begins[1:] = slashes[1:] != slashes[:-1] + 1
        order = np.arange(len(slashes))
        in_run = order - np.maximum.accumulate(np.where(begins, order, 0))
        quotes = quotes[~np.isin(quotes, slashes[in_run % 2 == 0] + 1, assume_unique=True)]
    places = np.flatnonzero(_MARKS[data])
    places = places[np.searchsorted(quotes, places) % 2 == 0]
    return places, _STEPS[data[places]]


_STEPS = np.zeros(256, np.int8)
_STEPS[list(b"{[")] = 1
_STEPS[list(b"}]")] = -1
_MARKS = _STEPS != 0
_MARKS[ord(",")] = True

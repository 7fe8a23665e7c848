"""Patterns of digits as deterministic automata: a number is followed through a table, a step a digit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from scanner.detector.compiled import BOOLS, BYTES, INTS, STATE_ROWS, compiled
from scanner.detector.text import Bools, Bytes, Ints, Spans, Text

_SIGN = re.compile(r"\\d|\[[0-9-]+\]|\(\?:|\((?!\?)|[)|?]|[0-9]|\{[0-9]+(?:,[0-9]+)?\}")
_DIGIT = "0123456789"


@final
class Automaton:
    """A pattern of digits, classes of digits, groups, alternatives and counts, as numbering plans are written in.

    Raises ValueError for any other pattern.
    """

    def __init__(self, pattern: str) -> None:
        self._next, self._accepts = _determined(_Reader(pattern).read())

    def fits(self, text: Text, spans: Spans) -> Bools:
        """Whether the pattern matches all digits of each span; what else stands there is passed over."""
        return _followed(text.data, spans.start, spans.end, self._next, self._accepts)


@compiled(BYTES, INTS, INTS, STATE_ROWS, BOOLS)
def _followed(data: Bytes, start: Ints, end: Ints, following: npt.NDArray[np.int32], accepts: Bools) -> Bools:
    """State 0 leads nowhere, 1 is the first; see `Automaton.fits`."""
    fits = np.empty(len(start), np.bool_)
    for number in range(len(start)):
        state = 1
        for at in range(start[number], end[number]):
            digit = data[at] - 48
            if 0 <= digit <= 9:
                state = following[state, digit]
                if not state:
                    break
        fits[number] = accepts[state]
    return fits


# --- from patterns to states ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """A set of digits (`digits`), or parts of which all follow each other or one is chosen, so many times."""

    digits: str = ""
    parts: tuple[_Part, ...] = ()
    chosen: bool = False
    fewest: int = 1
    most: int = 1


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._signs = _SIGN.findall(pattern)
        self._at = 0
        if "".join(self._signs) != pattern:
            raise ValueError("not a pattern of digits")

    def read(self) -> _Part:
        """The whole pattern."""
        part = self._alternatives()
        if self._at < len(self._signs):
            raise ValueError("a parenthesis too many")
        return part

    def _alternatives(self) -> _Part:
        found = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            found.append(self._sequence())
        return found[0] if len(found) == 1 else _Part(parts=tuple(found), chosen=True)

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._one()))
        return _Part(parts=tuple(parts))

    def _one(self) -> _Part:
        sign = self._peek()
        self._at += 1
        if sign.startswith("("):
            part = self._alternatives()
            if self._peek() != ")":
                raise ValueError("a parenthesis is missing")
            self._at += 1
            return part
        if sign[0] in "?{":
            raise ValueError("nothing to repeat")
        return _Part(digits=_DIGIT if sign == r"\d" else "".join(digit for digit in _DIGIT if re.match(sign, digit)))

    def _repeated(self, part: _Part) -> _Part:
        sign = self._peek()
        if sign == "?":
            bounds = (0, 1)
        elif sign.startswith("{"):
            numbers = [int(number) for number in sign[1:-1].split(",")]
            bounds = numbers[0], numbers[-1]
        else:
            return part
        self._at += 1
        return _Part(parts=(part,), fewest=bounds[0], most=bounds[1])

    def _peek(self) -> str:
        return self._signs[self._at] if self._at < len(self._signs) else ""


class _States:
    """States between which digits, or nothing at all, may be read; the last one made is where all ends."""

    def __init__(self) -> None:
        self.reads: list[list[tuple[str, int]]] = []
        self.free: list[list[int]] = []

    def make(self) -> int:
        self.reads.append([])
        self.free.append([])
        return len(self.reads) - 1

    def add(self, part: _Part, begin: int) -> int:
        """States for a part, from a state on; the state in which it ends."""
        for number in range(part.most):
            end = self.make()
            if number >= part.fewest:
                self.free[begin].append(end)
            if part.digits:
                self.reads[begin].append((part.digits, end))
            elif part.chosen:
                for each in part.parts:
                    self.free[self.add(each, begin)].append(end)
            else:
                last = begin
                for each in part.parts:
                    last = self.add(each, last)
                self.free[last].append(end)
            begin = end
        return begin

    def reached(self, states: Iterator[int]) -> frozenset[int]:
        """These states and all to which they lead without a digit."""
        found, waiting = set[int](), list(states)
        while waiting:
            state = waiting.pop()
            if state not in found:
                found.add(state)
                waiting += self.free[state]
        return frozenset(found)


def _determined(part: _Part) -> tuple[npt.NDArray[np.int32], Bools]:
    """A row for each set of states that one can be in: by digit, the row that follows; and which rows may be last."""
    states = _States()
    begin = states.make()
    end = states.add(part, begin)
    first = states.reached(iter([begin]))
    rows: dict[frozenset[int], int] = {frozenset(): 0, first: 1}
    following: list[list[int]] = [[0] * 10]
    waiting = [first]
    for here in waiting:
        steps: dict[str, set[int]] = {digit: set() for digit in _DIGIT}
        for state in here:
            for digits, to in states.reads[state]:
                for digit in digits:
                    steps[digit].add(to)
        row = []
        for to_all in steps.values():
            there = states.reached(iter(to_all))
            if there not in rows:
                rows[there] = len(rows)
                waiting.append(there)
            row.append(rows[there])
        following.append(row)
    return np.array(following, np.int32), np.array([end in each for each in rows], np.bool_)

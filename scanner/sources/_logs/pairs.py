"""Spans of `key=value` → a column for each key."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scanner.detector.compiled import Bools, Bytes
from scanner.model.data import Column, Int64s
from scanner.sources._logs import loops
from scanner.sources._logs.columns import Columns, strings
from scanner.sources._logs.loops import Places
from scanner.sources._logs.syslog_loops import pairs

_MOST_KEYS = 2000
_DENSE = 8
"""A key that one of so many lines has gets a column of all lines, in which values may stand once."""
_GROUP, _KEY, _VALUE = range(3)


@dataclass(frozen=True)
class Pairs:
    """All pairs of some lines; whole: which of the lines are nothing but pairs."""

    data: Bytes
    line: Int64s
    begin: Places
    end: Places
    escaped: Bools
    whole: Bools

    @classmethod
    def of(cls, data: Bytes, starts: Int64s, stops: Int64s) -> Pairs:
        """The pairs of the lines between these places."""
        return cls(data, *pairs(data, starts, stops))

    def in_lines(self, which: Int64s) -> Pairs:
        """The same pairs, in lines numbered among these, which hold all of them."""
        return replace(self, line=np.searchsorted(which, self.line))

    def columns(self, made: Columns, count: int) -> tuple[Column, ...] | None:
        """A column for each key, in a batch of `count` lines; None where there are too many different keys."""
        keys, first, number = self._keys()
        if keys is None:
            return None
        order = np.argsort(number.astype(np.int16), kind="stable")
        bounds = np.searchsorted(number[order], np.arange(len(keys) + 1))
        parts = (order[bounds[place] : bounds[place + 1]] for place in range(len(keys)))
        columns = [self._column(key, part, made, count) for key, part in zip(keys, parts, strict=True)]
        return tuple(columns[place] for place in np.argsort(first))

    def _keys(self) -> tuple[list[str] | None, Int64s, Int64s]:
        """The names of the different keys, the first pair of each, and for each pair the number of its key."""
        nothing = np.empty(0, np.int64)
        if not len(self.line):
            return [], nothing, nothing
        number, first = loops.distinct(self.data, self.begin[_KEY], self.end[_KEY], _MOST_KEYS)
        if len(number) and (self.begin[_GROUP] >= 0).any():
            group, _ = loops.distinct(self.data, self.begin[_GROUP], self.end[_GROUP], _MOST_KEYS)
            number = (group + 1) * len(first) + number if len(group) else group
            _, first, number = np.unique(number, return_index=True, return_inverse=True)
        if not len(number) or len(first) > _MOST_KEYS:
            return None, nothing, nothing
        return [self._name(int(pair)) for pair in first], first, number

    def _name(self, pair: int) -> str:
        parts = (self.data[self.begin[row, pair] : self.end[row, pair]].tobytes().decode() for row in (_GROUP, _KEY))
        return ".".join(part for part in parts if part)

    def _column(self, name: str, which: Int64s, made: Columns, count: int) -> Column:
        line, begin, end = self.line[which], self.begin[_VALUE, which], self.end[_VALUE, which]
        escaped = self.escaped[which]
        if escaped.any():
            lines = name in made.lines
            return Column(
                name, _unescaped(strings(self.data, begin, end, terminated=lines), escaped), line, lines=lines
            )
        if len(which) * _DENSE < count or (np.diff(line) == 0).any():
            lines = name in made.lines
            return Column(name, strings(self.data, begin, end, terminated=lines), line, lines=lines)
        if len(which) < count:
            begins, ends = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
            begins[line], ends[line] = begin, end
            begin, end = begins, ends
        return made.column(name, self.data, np.ascontiguousarray(begin), np.ascontiguousarray(end))


def _unescaped(values: pa.StringArray, escaped: Bools) -> pa.StringArray:
    """The values with the escapes of some of them replaced by what they stand for."""
    if not escaped.any():
        return values
    mask = pa.array(escaped)
    plain = [_plain(text) for text in values.filter(mask).to_pylist()]
    return pc.replace_with_mask(values, mask, pa.array(plain, pa.string()))


def _plain(text: str) -> str:
    """A line feed at the end, of a line of free text, stays."""
    try:
        plain: str = json.loads(f'"{text}"', strict=False)
        plain.encode()
    except ValueError:
        return text.replace('\\"', '"').replace("\\\\", "\\").replace("\\]", "]")
    return plain

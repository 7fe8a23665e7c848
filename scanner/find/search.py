"""A batch against what is wanted: which records hold which value, in which field, spelled how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from scanner.detector.compiled import Ints, Words
from scanner.detector.text import Spans, Text
from scanner.find.exact import How, spelled
from scanner.find.needles import Needles
from scanner.matches import records_of
from scanner.model.data import Batch, Column

HOWS = tuple(How)
_BESIDE = 2
"""Fields so far from each other may hold given and family name of one person: a middle name may lie between."""
_MIX = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Places:
    """What one field of a batch holds. records: positions in the batch. terms, hows: numbers, of `HOWS` the latter."""

    field: str
    records: Ints
    terms: Ints
    hows: Ints


@dataclass(frozen=True, slots=True)
class _Part:
    """Cells of one column that hold a part of a name: their records and hashes. column: its position."""

    column: int
    field: str
    records: Ints
    cells: Words


def places_in(batch: Batch, needles: Needles) -> Iterator[Places]:
    """All places in a batch, by field; a name that two fields hold together is at `first + last`."""
    parts: list[_Part] = []
    for number, column in enumerate(batch.columns):
        lines = batch.lines or column.lines
        text = Text.of(column.values, lines)
        start, end, key = needles.hits(text)
        if not len(key):
            continue
        cell = needles.cells[key]
        if cell.any() and not lines:
            value, which = records_of(column, text.value_at(start[cell]))
            parts.append(_Part(number, column.field, value, needles.keys[key[cell]][which]))
        if not cell.all():
            found = _tested(text, start[~cell], end[~cell], key[~cell], needles, lines=lines)
            if len(found):
                yield _of_records(column, found)
    yield from _together(parts, needles)


def _of_records(column: Column, found: Ints) -> Places:
    records, which = records_of(column, found[:, 0])
    return Places(column.field, records, found[which, 1], found[which, 2])


def _tested(text: Text, start: Ints, end: Ints, key: Ints, needles: Needles, *, lines: bool) -> Ints:
    """Rows of value, term, how: the best spelling of each term in each value. Of hits that are alike one is tested."""
    value = text.value_at(start)
    low = np.maximum(start - needles.reach, text.starts[value])
    high = np.minimum(end + needles.reach, text.ends[value])
    alike = (
        text.hashes(Spans(low, high)) ^ (key.astype(np.uint64) << np.uint64(16) | (end - low).astype(np.uint64)) * _MIX
    )
    _, first, group = np.unique(alike, return_index=True, return_inverse=True)
    rows, of = [], []
    for number, at in enumerate(first.tolist()):
        before = text.data[low[at] : end[at]].tobytes().decode("utf-8", "ignore")
        after = text.data[end[at] : high[at]].tobytes().decode("utf-8", "ignore")
        for term in needles.terms[key[at]]:
            how = spelled(needles.wanted.terms[term], before, after, lines=lines)
            if how:
                rows.append((term, HOWS.index(how)))
                of.append(number)
    if not rows:
        return np.empty((0, 3), np.int64)
    hit, which = _expanded(group, np.array(of, np.int64), len(first))
    found = np.column_stack([value[hit], np.array(rows, np.int64)[which]])
    found = found[np.lexsort((found[:, 2], found[:, 1], found[:, 0]))]
    again = (found[1:, :2] == found[:-1, :2]).all(axis=1)
    best: Ints = found[np.append(True, ~again)]
    return best


def _expanded(group: npt.NDArray[np.intp], of: Ints, groups: int) -> tuple[Ints, Ints]:
    """For each hit the rows of its group. of: the group of each row, in order."""
    left = np.searchsorted(of, np.arange(groups), "left")
    times = (np.searchsorted(of, np.arange(groups), "right") - left)[group]
    hit = np.repeat(np.arange(len(group)), times)
    within = np.arange(len(hit)) - np.repeat(np.cumsum(times) - times, times)
    return hit, left[group][hit] + within


def _together(parts: Sequence[_Part], needles: Needles) -> Iterator[Places]:
    """Names of which two fields of the same record hold a part each."""
    wanted = np.array(sorted(needles.names), np.uint64)
    for one, other in combinations(parts, 2):
        order = np.argsort(other.records, kind="stable")
        left = np.searchsorted(other.records[order], one.records, "left")
        times = np.searchsorted(other.records[order], one.records, "right") - left
        mine = np.repeat(np.arange(len(one.records)), times)
        within = np.arange(len(mine)) - np.repeat(np.cumsum(times) - times, times)
        sums = one.cells[mine] + other.cells[order[left[mine] + within]]
        place = np.minimum(np.searchsorted(wanted, sums), len(wanted) - 1)
        pairs = [
            (int(one.records[mine[at]]), term)
            for at in np.flatnonzero(wanted[place] == sums).tolist()
            for term in needles.names[int(sums[at])]
        ]
        if pairs:
            found = np.unique(np.array(pairs, np.int64), axis=0)
            how = How.FIELDS if other.column - one.column <= _BESIDE else How.APART
            hows = np.full(len(found), HOWS.index(how), np.int64)
            yield Places(f"{one.field} + {other.field}", found[:, 0].copy(), found[:, 1].copy(), hows)

"""Matches become mergeable summaries.

A `Summary` holds counts, a sketch of the distinct values, a few masked samples and the first places per field
and rule. Merging is commutative and associative, and merging a unit into a summary that has it changes
nothing. Sketch: the k smallest of the values' 64-bit hashes (bottom-k, Cohen and Kaplan 2007), which merges in
any order and picks the same samples whatever the order; under k distinct values its count is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import numpy.typing as npt

from scanner.detect import ColumnFound, Found
from scanner.detector.book import Rulebook
from scanner.detector.freetext import Amount
from scanner.detector.mask import mask
from scanner.detector.text import Hashes
from scanner.model import Batch, Origin, Unit

SKETCH = 1024
SAMPLES = 5
PLACES = 5
RowBases = Mapping[tuple[str, str, str, int], int]
"""Per (asset, member, table, unit number): how many records of the table lie before that unit."""


@dataclass(slots=True)
class Tally:
    """Matches of one rule at one level in one field."""

    values: int = 0
    flags: int = 0
    sketch: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    samples: dict[int, str] = field(default_factory=dict)
    places: list[tuple[int, int]] = field(default_factory=list)
    ages: dict[int, int] = field(default_factory=dict)

    def merged(self, other: Tally) -> Tally:
        """Both together."""
        ages = {age: self.ages.get(age, 0) + other.ages.get(age, 0) for age in sorted({*self.ages, *other.ages})}
        return Tally(
            self.values + other.values,
            self.flags | other.flags,
            smallest(np.concatenate([self.sketch, other.sketch])),
            dict(sorted({**self.samples, **other.samples}.items())[:SAMPLES]),
            sorted({*self.places, *other.places})[:PLACES],
            ages,
        )

    @property
    def distinct(self) -> int:
        """How many distinct values matched: exact below `SKETCH`, else estimated (standard error 3 %)."""
        return distinct_of(self.sketch)


@dataclass(slots=True)
class FieldTally:
    """One field of one table of one asset."""

    scanned: int = 0
    prose: int = 0
    lines: bool = False
    tried: dict[str, int] = field(default_factory=dict)
    matches: dict[tuple[str, int], Tally] = field(default_factory=dict)
    free: Amount = field(default_factory=Amount)
    """Free text that a language model was to read, and how much of it was read."""

    def merged(self, other: FieldTally) -> FieldTally:
        """Both together."""
        matches = dict(self.matches)
        for key, tally in other.matches.items():
            matches[key] = matches[key].merged(tally) if key in matches else tally
        tried = {rule: self.tried.get(rule, 0) + other.tried.get(rule, 0) for rule in {*self.tried, *other.tried}}
        return FieldTally(
            self.scanned + other.scanned, self.prose + other.prose, self.lines or other.lines, tried, matches,
            self.free + other.free,
        )  # fmt: skip


@dataclass(slots=True)
class Summary:
    """What a set of units holds, summed.

    units: their ids. rows: records per (asset, member, table, unit number), from which the record numbers of
    later units follow.
    """

    units: frozenset[str] = frozenset()
    fields: dict[Origin, FieldTally] = field(default_factory=dict)
    rows: dict[tuple[str, str, str, int], int] = field(default_factory=dict)

    def merged(self, other: Summary) -> Summary:
        """Both together. Raises ValueError where they share some units and each has others besides."""
        if other.units <= self.units:
            return self
        if self.units <= other.units:
            return other
        if self.units & other.units:
            raise ValueError("two summaries that overlap in part cannot be merged: some units would count twice")
        fields = dict(self.fields)
        for origin, tally in other.fields.items():
            fields[origin] = fields[origin].merged(tally) if origin in fields else tally
        return Summary(self.units | other.units, fields, {**self.rows, **other.rows})


_Where = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]


class Summarising:
    """Builds the summary of one unit, batch by batch."""

    def __init__(self, unit: Unit, book: Rulebook, show_values: bool = False) -> None:
        self._unit = unit
        self._book = book
        self._show = show_values
        self._fields: dict[Origin, FieldTally] = {}
        self._rows: dict[tuple[str, str, str, int], int] = {}

    def add(self, batch: Batch, columns: Iterable[ColumnFound]) -> None:
        """Counts one batch."""
        key = (self._unit.asset.name, batch.member, batch.table, self._unit.number)
        last = int(batch.row_of(np.array([batch.rows - 1]))[0]) if batch.rows else 0
        self._rows[key] = max(self._rows.get(key, 0), last)
        for found in columns:
            origin = Origin(self._unit.asset.name, batch.member, batch.table, found.column.field)
            tally = self._tally(batch, found, self._fields.get(origin, FieldTally()))
            self._fields[origin] = self._fields[origin].merged(tally) if origin in self._fields else tally

    def read(self, amounts: Mapping[tuple[str, str, str], Amount]) -> None:
        """Takes down how much free text was read, by member, table and field."""
        for (member, table, name), amount in amounts.items():
            tally = self._fields.setdefault(Origin(self._unit.asset.name, member, table, name), FieldTally())
            tally.free += amount

    def summary(self) -> Summary:
        """The summary of what was added."""
        return Summary(frozenset([self._unit.id]), self._fields, self._rows)

    def _tally(self, batch: Batch, column: ColumnFound, known: FieldTally) -> FieldTally:
        """The tally of one column. known: that of the batches before, which needs no hash that it will not keep."""
        weight = _weights(column)
        scanned = int(weight[column.filled].sum())
        tally = FieldTally(scanned, scanned if column.prose else 0, batch.lines, dict(column.tried))
        held: dict[str, npt.NDArray[np.int64]] = {}
        for found in sorted(column.found, key=lambda found: -int(found.levels[0])):
            for level in np.flatnonzero(np.bincount(found.levels)[1:])[::-1] + 1:
                key = found.rule, int(level)
                part = found.take(np.flatnonzero(found.levels == level))
                value = column.text.value_at(part.spans.start)
                better = held.get(found.rule, np.empty(0, np.int64))
                one = self._matches(batch, column, part, (value, better, weight), known.matches.get(key, Tally()))
                held[found.rule] = np.concatenate([better, value])
                tally.matches[key] = tally.matches[key].merged(one) if key in tally.matches else one
        return tally

    def _matches(self, batch: Batch, column: ColumnFound, found: Found, where: _Where, known: Tally) -> Tally:
        """Matches of one level; they stand in the order of the values.

        where: the value of each match, the values that hold a match of a higher level and are counted there, and
        the records that each value stands for.
        """
        value, better, weight = where
        holding = value[np.diff(value, prepend=-1) > 0]
        alone = holding[~np.isin(holding, better)] if len(better) else holding
        sketch, samples = self._sketch(column, found, known)
        rows = batch.row_of(_records(column, holding))
        places = [(self._unit.number, int(row)) for row in np.sort(rows)]
        ages: dict[int, int] = {}
        if found.ages is not None:
            counts = np.bincount(found.ages + 1, weights=weight[value])
            ages = {age - 1: int(count) for age, count in enumerate(counts) if count and age}
        flags = int(np.bitwise_or.reduce(found.flags))
        return Tally(int(weight[alone].sum()), flags, sketch, samples, places, ages)

    def _sketch(self, column: ColumnFound, found: Found, known: Tally) -> tuple[Hashes, dict[int, str]]:
        """The smallest hashes, and the first of them shown; only those that a full sketch has room for."""
        hashes = column.text.hashes(found.spans)
        rank = np.flatnonzero(hashes < known.sketch[-1]) if len(known.sketch) == SKETCH else np.arange(len(hashes))
        sketch, first = np.unique(hashes[rank], return_index=True)
        rule = self._book.rules[found.rule]
        texts = column.text.strings(found.spans.take(rank[first[:SAMPLES]])).to_list()
        samples = {
            int(key): text if self._show else mask(text, rule.mask)
            for key, text in zip(sketch[:SAMPLES], texts, strict=True)
        }
        return sketch[:SKETCH], samples


def smallest(hashes: Hashes) -> Hashes:
    """The `SKETCH` smallest distinct hashes, in order."""
    ordered = np.sort(hashes)
    distinct: Hashes = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]][:SKETCH]
    return distinct


def _weights(column: ColumnFound) -> npt.NDArray[np.int64]:
    """How many records each value of the text stands for."""
    index = column.column.index
    if index is None:
        return np.ones(len(column.text), np.int64)
    return np.bincount(index[index >= 0], minlength=len(column.text)).astype(np.int64)


def _records(column: ColumnFound, value: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Positions in the batch of the first few records that hold these values, which are in order."""
    source = column.column
    if source.index is not None:
        held = np.zeros(len(column.text) + 1, np.bool_)
        held[value] = True
        return np.flatnonzero(held[source.index])[:PLACES]
    return np.unique(source.rows[value])[:PLACES] if source.rows is not None else value[:PLACES]


def merge(summaries: Iterable[Summary]) -> Summary:
    """All of them together, like sizes first, so that the cost grows little faster than their number."""
    waiting: list[tuple[int, Summary]] = []
    for summary in summaries:
        count = 1
        while waiting and waiting[-1][0] <= count:
            before, earlier = waiting.pop()
            count, summary = count + before, earlier.merged(summary)
        waiting.append((count, summary))
    return reduce(Summary.merged, (summary for _, summary in reversed(waiting)), Summary())


def distinct_of(sketch: Hashes) -> int:
    """The number of distinct values that a bottom-k sketch stands for."""
    if len(sketch) < SKETCH:
        return len(sketch)
    return round((SKETCH - 1) / (float(sketch[-1]) / 2.0**64))


def row_bases(rows: Mapping[tuple[str, str, str, int], int]) -> RowBases:
    """How many records of a table lie before each of its units, from how many each unit has."""
    bases: dict[tuple[str, str, str, int], int] = {}
    total: dict[tuple[str, str, str], int] = {}
    for key in sorted(rows):
        table = key[:3]
        bases[key] = total.get(table, 0)
        total[table] = bases[key] + rows[key]
    return bases

"""Matches become the summary of a unit: counts, a sketch of the distinct values, masked samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from scanner.detect import ColumnFound
from scanner.detector.book import Rulebook
from scanner.detector.freetext import Amount
from scanner.detector.mask import mask
from scanner.detector.spelling import same_hashes
from scanner.detector.text import Hashes
from scanner.marks import Lists
from scanner.model.data import Batch, Hint, Origin, Unit
from scanner.model.sample import Drawn
from scanner.narrowing import Shape
from scanner.readings import Found
from scanner.summary import Summary
from scanner.suppressed import Suppressed
from scanner.tally import PLACES, SAMPLES, SKETCH, FieldTally, Tally
from scanner.telling import Said, kinds_of, said_by

Weights = npt.NDArray[np.int64]
_Where = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Weights]
_NONE = np.empty(0, np.int64)
_FIRST_DAY, _LAST_DAY = (int(np.datetime64(day, "D").astype(np.int64)) for day in ("1900-01-01", "2199-12-31"))
"""Records outside of these were not made on the day that they say."""


class Summarising:
    """Builds the summary of one unit, batch by batch. lists: what the marks on matches stand for.

    suppressed: the list of persons who object, where one was given.
    """

    def __init__(
        self,
        unit: Unit,
        book: Rulebook,
        show_values: bool = False,
        lists: Lists | None = None,
        suppressed: Suppressed | None = None,
    ) -> None:
        self._unit = unit
        self._book = book
        self._show = show_values
        self._suppressed = suppressed
        self._is_test = (lists or Lists()).is_test
        self._fields: dict[Origin, FieldTally] = {}
        self._rows: dict[tuple[str, str, str, int], int] = {}
        self._hints: dict[Origin, dict[str, tuple[str, str]]] = {}
        self._telling: dict[tuple[str, Origin], Said] = {}
        self._drawn: dict[tuple[str, str, str], Drawn] = {}
        self._shapes: dict[str, Shape] = {}

    def told(self, hint: Hint) -> None:
        """Takes down a label that the data carry; of two that differ the one that comes first in order counts."""
        known = self._hints.setdefault(Origin(self._unit.asset.name, hint.member, hint.table, hint.field), {})
        one = hint.value, hint.where
        known[hint.key] = min(known.get(hint.key, one), one)

    def add(self, batch: Batch, columns: Iterable[ColumnFound]) -> None:
        """Counts one batch."""
        key = (self._unit.asset.name, batch.member, batch.table, self._unit.number)
        self._rows[key] = max(self._rows.get(key, 0), batch.last)
        for column in batch.columns:
            for kind in () if batch.lines or column.lines else kinds_of(column.field):
                told = kind, Origin(self._unit.asset.name, batch.member, batch.table, column.field)
                self._telling[told] = self._telling.get(told, Said()) + said_by(column, kind)
        for found in columns:
            origin = Origin(self._unit.asset.name, batch.member, batch.table, found.column.field)
            tally = self._tally(batch, found, self._fields.get(origin, FieldTally()))
            self._fields[origin] = self._fields[origin].merged(tally) if origin in self._fields else tally

    def shaped(self, shape: Shape) -> None:
        """Takes down the columns of the file that the unit begins."""
        self._shapes[self._unit.asset.name] = shape

    def drew(self, drawn: Mapping[tuple[str, str], Drawn], last: Mapping[tuple[str, str], int]) -> None:
        """Takes down what a sample left out, by member and table. last: numbers of records, of those left out too."""
        asset, number = self._unit.asset.name, self._unit.number
        self._drawn = {(asset, *table): each for table, each in drawn.items()}
        self._rows.update({(asset, *table, number): row for table, row in last.items()})

    def read(self, amounts: Mapping[tuple[str, str, str], Amount]) -> None:
        """Takes down how much free text was read, by member, table and field."""
        for (member, table, name), amount in amounts.items():
            tally = self._fields.setdefault(Origin(self._unit.asset.name, member, table, name), FieldTally())
            tally.free += amount

    def summary(self) -> Summary:
        """The summary of what was added."""
        units = frozenset([self._unit.id])
        return Summary(units, self._fields, self._rows, self._hints, self._telling, self._drawn, self._shapes)

    def _tally(self, batch: Batch, column: ColumnFound, known: FieldTally) -> FieldTally:
        """The tally of one column. known: that of the batches before, which needs no hash that it will not keep."""
        weight = _weights(column)
        scanned = int(weight[column.filled].sum())
        lines = batch.lines or column.column.lines
        tally = FieldTally(scanned, scanned if column.prose else 0, lines, dict(column.tried))
        tally.dated_by = batch.dated.field if batch.dated else ""
        if self._suppressed:
            tally.suppressed = self._suppressed.found(column, self._book)
        held: dict[str, npt.NDArray[np.int64]] = {}
        counted = [found for found in column.found if not self._book.rules[found.rule].auxiliary]
        for tallies, before, chosen in (
            (tally.matches, known.matches, [_chosen(found, None) for found in counted]),
            (tally.tests, known.tests, [_chosen(found, self._is_test) for found in counted]),
        ):
            for found in sorted((found for found in chosen if found), key=lambda found: -int(found.levels[0])):
                for level in np.flatnonzero(np.bincount(found.levels)[1:])[::-1] + 1:
                    key = found.rule, int(level)
                    part = found.where(found.levels == level)
                    value = column.text.value_at(part.spans.start)
                    better = held.get(found.rule, _NONE)
                    one = self._matches(batch, column, part, (value, better, weight), before.get(key, Tally()))
                    held[found.rule] = np.concatenate([better, value])
                    tallies[key] = tallies[key].merged(one) if key in tallies else one
        self._count_named(column, held, weight, tally)
        for lost in column.lost:
            lost_key = lost.rule, lost.to, lost.level
            values = np.unique(column.text.value_at(lost.starts))
            tally.lost[lost_key] = tally.lost.get(lost_key, 0) + int(weight[values].sum())
        return tally

    def _count_named(
        self, column: ColumnFound, held: Mapping[str, npt.NDArray[np.int64]], weight: Weights, tally: FieldTally
    ) -> None:
        """Counts what entries of allow lists name. held: per rule, the values that are counted as matches or tests."""
        by_rule: dict[str, list[Found]] = {}
        for found in column.found:
            if found.marks is not None:
                by_rule.setdefault(found.rule, []).append(found)
        for rule, several in by_rule.items():
            marks = np.concatenate([found.marks for found in several if found.marks is not None])
            value = column.text.value_at(np.concatenate([found.spans.start for found in several]))
            for entry in np.flatnonzero(np.bincount(marks)[1:]) + 1:
                named = np.zeros(len(weight), np.bool_)
                named[value[marks == entry]] = True
                tally.named[rule, int(entry)] = int(weight[named].sum())
            own = (marks > 0) & ~self._is_test[marks]
            allowed = np.setdiff1d(value[own], held.get(rule, _NONE)) if own.any() else _NONE
            if len(allowed):
                tally.allowed[rule] = int(weight[allowed].sum())

    def _matches(self, batch: Batch, column: ColumnFound, found: Found, where: _Where, known: Tally) -> Tally:
        """Matches of one level; they stand in the order of the values.

        where: the value of each match, the values that hold a match of a higher level and are counted there, and
        the records that each value stands for.
        """
        value, better, weight = where
        holding = value[np.diff(value, prepend=-1) > 0]
        alone = holding[~np.isin(holding, better)] if len(better) else holding
        sketch, samples = self._sketch(column, found, known)
        rows = batch.row_of(_records(column, holding)) if self._unit.numbered else _NONE
        places = [(self._unit.number, int(row)) for row in np.sort(rows)]
        ages: dict[int, int] = {}
        if found.ages is not None:
            counts = np.bincount(found.ages + 1, weights=weight[value])
            ages = {age - 1: int(count) for age, count in enumerate(counts) if count and age}
        matches = np.bincount(found.flags, weights=None if column.column.index is None else weight[value])
        evidence = {int(flags): int(matches[flags]) for flags in np.flatnonzero(matches)}
        days = _days(batch, column, alone)
        units = [self._unit.number] if self._unit.file else []
        return Tally(int(weight[alone].sum()), evidence, sketch, samples, places, ages, days, units)

    def _sketch(self, column: ColumnFound, found: Found, known: Tally) -> tuple[Hashes, dict[int, str]]:
        """The smallest hashes, and the first of them shown; only those that a full sketch has room for."""
        rule = self._book.rules[found.rule]
        if rule.spelling:
            hashes = same_hashes(column.text, found.spans, rule.spelling)
        else:
            hashes = column.text.hashes(found.spans)
        rank = _smallest(hashes, known.sketch)
        sketch, first = np.unique(hashes[rank], return_index=True)
        texts = column.text.strings(found.spans.take(rank[first[:SAMPLES]])).to_list()
        samples = {
            int(key): text if self._show else mask(text, rule.mask)
            for key, text in zip(sketch[:SAMPLES], texts, strict=True)
        }
        return sketch[:SKETCH], samples


def _smallest(hashes: Hashes, known: Hashes) -> npt.NDArray[np.int64]:
    """Positions of those that may be among the `SKETCH` smallest distinct ones, without sorting them all."""
    if len(known) == SKETCH:
        return np.flatnonzero(hashes < known[-1])
    if len(hashes) > 8 * SKETCH:
        few = np.flatnonzero(hashes < np.uint64(4 * SKETCH * (2**64 // len(hashes))))
        if len(np.unique(hashes[few])) >= SKETCH:
            return few
    return np.arange(len(hashes))


def _chosen(found: Found, is_test: npt.NDArray[np.bool_] | None) -> Found | None:
    """Of the matches those without a mark, or with `is_test` (by entry) those marked as test values; None for none."""
    if found.marks is None:
        return found if is_test is None else None
    which = np.flatnonzero(found.marks == 0 if is_test is None else is_test[found.marks])
    return found.take(which) if len(which) else None


def _weights(column: ColumnFound) -> Weights:
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


def _days(batch: Batch, column: ColumnFound, values: npt.NDArray[np.int64]) -> dict[int, int]:
    """How many records with these values were made on each day, counted from 1970."""
    if batch.dated is None or not len(values):
        return {}
    source = column.column
    if source.index is not None:
        held = np.zeros(len(column.text) + 1, np.bool_)
        held[values] = True
        made = batch.dated.days[held[source.index]]
    else:
        made = batch.dated.days[values if source.rows is None else source.rows[values]]
    days = made[~np.isnat(made)].astype(np.int64)
    days = days[(days >= _FIRST_DAY) & (days <= _LAST_DAY)]
    if not len(days):
        return {}
    first = int(days.min())
    counts = np.bincount(days - first)
    return {first + int(day): int(counts[day]) for day in np.flatnonzero(counts)}

"""A few values of each column, for questions that are asked of a column as a whole and are too dear for every value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from scanner.detector.contract import Subject
from scanner.detector.text import Bools, Ints, Spans

MOST = 128
"""Values that are looked at in one column of a batch; fewer where the batch has very many columns."""
_TOGETHER = 16384
_FEWEST = 16


@dataclass(frozen=True, slots=True)
class Sample:
    """Some values of some columns, no value of a column twice.

    column: the index of each value's column. texts: the values. bounds: the first value of each column of the
    subject, and one more than the last value of all.
    """

    column: Ints
    texts: pl.Series
    bounds: Ints

    def share(self, held: Bools) -> dict[int, float]:
        """The share of the values of a column that hold something, by column, where any do."""
        every = np.bincount(self.column, minlength=len(self.bounds) - 1)
        those = np.bincount(self.column[held], minlength=len(self.bounds) - 1)
        return {int(at): float(those[at] / every[at]) for at in np.flatnonzero(those)}


def sample(subject: Subject, fits: Bools, least: float) -> Sample | None:
    """Distinct values, evenly spaced, of the columns of which at least this share (of what is not blank) fits."""
    bounds = bounds_of(subject)
    text = subject.text
    filled = np.cumsum(np.append(0, text.ends > text.starts))
    good = np.cumsum(np.append(0, fits))
    among = np.diff(filled[bounds])
    chosen = np.flatnonzero((np.diff(good[bounds]) >= least * among) & (among > 0))
    if not len(chosen):
        return None
    most = subject.looked_at or (MOST,)
    rows = [_spread(int(bounds[at]), int(bounds[at + 1]), most[at]) for at in chosen.tolist()]
    row = np.concatenate(rows)
    column = np.repeat(chosen, [len(part) for part in rows])
    kept = text.ends[row] > text.starts[row]
    row, column = row[kept], column[kept]
    hashes = text.hashes(Spans(text.starts[row], text.ends[row])) ^ (column.astype(np.uint64) << np.uint64(40))
    first = np.sort(np.unique(hashes, return_index=True)[1])
    row, column = row[first], column[first]
    return Sample(column, text.strings(Spans(text.starts[row], text.ends[row])), bounds)


def bounds_of(subject: Subject) -> Ints:
    """The first value of each column of the subject, and one more than the last value of all."""
    return np.concatenate([[0], np.cumsum(subject.sizes or (len(subject.text),))])


def records_of(subject: Subject) -> tuple[int, ...]:
    """How many records the values of each column stand for."""
    return subject.records or subject.sizes or (len(subject.text),)


def looked_at(columns: int) -> int:
    """How many values are looked at in each column of a batch that has so many columns."""
    return max(_FEWEST, min(MOST, _TOGETHER // max(columns, 1)))


def _spread(first: int, last: int, most: int) -> Ints:
    """At most so many whole numbers from `first` to before `last`, at even distances."""
    if last - first <= most:
        return np.arange(first, last)
    return np.unique(np.linspace(first, last - 1, most).astype(np.int64))


def values_between(subject: Subject, bounds: Ints, column: int) -> Spans:
    """The spans of all values of a column."""
    part = slice(int(bounds[column]), int(bounds[column + 1]))
    return Spans(subject.text.starts[part], subject.text.ends[part])

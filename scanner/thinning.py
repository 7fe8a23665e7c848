"""What a sample leaves of the batches of one unit: everything is read and counted, and only the chosen records go on.

Records are chosen by their numbers, lines of text in runs of `LINES`, so that what is said over several lines stays
together. A share takes one of each run of about 1 / share, see `scanner.blocks`; a number of records keeps those with
the smallest hashes of all that were seen so far. Of each table a record is looked at, however small the share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from math import ceil

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scanner.blocks import Hashes, hashes, is_chosen, key_of
from scanner.joining import joined
from scanner.model.data import Batch, Column, Int64s, Unit
from scanner.model.problems import Problem, Reason
from scanner.model.sample import WHOLE, Drawn, Piece, Sample

LINES = 16
"""Lines of text that are chosen together."""
_HELD = 128 << 20
"""Bytes of records that are held at most until it is known which of them are kept."""
Table = tuple[str, str]
"""Member and table."""
Bools = npt.NDArray[np.bool_]


def chosen(
    unit: Unit,
    batches: Iterable[Batch],
    problems: Sequence[Problem],
    drew: Callable[[Mapping[Table, Drawn], Mapping[Table, int]], None],
) -> Iterator[Batch]:
    """What is to be looked at of the batches of a unit: all, where no sample was asked for.

    problems: of the unit so far, among them whether its source took a sample itself. drew: told what became of each
    table of a sample, and the number of its last record, after the last batch.
    """
    if unit.asset.sample is None:
        yield from batches
        return
    thinning = Thinning(unit, unit.asset.sample)
    for batch in joined(chain(chain.from_iterable(map(thinning.taken, batches)), thinning.rest())):
        yield _placed(batch, unit.part.pieces) if unit.part else batch
    drew(thinning.drawn(any(problem.reason is Reason.SAMPLED for problem in problems)), thinning.last)


def _placed(batch: Batch, pieces: Sequence[Piece]) -> Batch:
    """The batch with the numbers that its records have in the whole table, where it is known what lies between."""
    if not any(piece.before for piece in pieces):
        return batch
    rows = batch.row_of(np.arange(batch.rows))
    bounds = np.cumsum([piece.records for piece in pieces])[:-1]
    gaps = np.cumsum([piece.before for piece in pieces])
    return replace(batch, row_numbers=rows + gaps[np.searchsorted(bounds, rows)])


class Thinning:
    """The batches of one unit, thinned out; `drawn` tells what became of each table."""

    def __init__(self, unit: Unit, sample: Sample) -> None:
        self._unit = unit
        self._sample = sample
        self._part = unit.part
        self._most = (
            None if sample.most is None else ceil(sample.most * (1.0 if unit.file and sample.per_file else unit.share))
        )
        self._counts: dict[Table, Drawn] = {}
        self._keys: dict[Table, np.uint64] = {}
        self._held: dict[Table, _Held] = {}
        """By table, or by member alone where a number of records of each file is asked for."""
        self._bytes = 0
        """Of all that is held."""
        self._member = ""
        self._last: dict[Table, int] = {}

    def taken(self, batch: Batch) -> Iterator[Batch]:
        """What can go on at once."""
        table = batch.member, batch.table
        self._count(table, Drawn(passed=batch.rows - int(batch.skip > 0)))
        self._last[table] = max(self._last.get(table, 0), batch.last)
        if batch.member != self._member:
            self._member = batch.member
            for group in [group for group in self._held if not _is_within(batch.member, group[0])]:
                yield from self._let_go(group)
        most = self._part.rows if self._part else self._most
        if most is not None:
            self._hold((batch.member, "") if self._sample.per_file else table, batch, most)
            return
        share = (self._part.share if self._part else self._sample.share) or WHOLE
        which = is_chosen(self._key(table), _numbers(batch), share)
        if which.any():
            self._let_go(table)
            yield self._looked_at(thinned(batch, which))
        elif not self._counts[table].looked:
            self._hold(table, batch, LINES if batch.lines else 1)

    def rest(self) -> Iterator[Batch]:
        """What was held until the end."""
        for group in list(self._held):
            yield from self._let_go(group)

    @property
    def last(self) -> dict[Table, int]:
        """The number of the last record of each table, chosen or not, by which those of later units are numbered."""
        pieces = self._part.pieces if self._part else ()
        records, unread = sum(piece.records for piece in pieces), sum(piece.before for piece in pieces)
        return {table: max(last, records) + unread for table, last in self._last.items()}

    def drawn(self, elsewhere: bool = False) -> dict[Table, Drawn]:
        """What became of each table; complete after `rest`. elsewhere: whether a sample is all that the source gave."""
        counts, part = dict(self._counts), self._part
        if part:
            table = min(counts, default=("", ""))
            counted, share = counts.get(table, Drawn()), self._sample.share
            about = round(counted.looked / share) if share else part.about
            unread = Drawn(0, part.passed, self._unit.bytes, part.unread, part.blocks, part.left, spare=part.spare)
            counts[table] = counted + (Drawn(about=about, rest=True) if elsewhere else unread)
        return counts

    def _hold(self, group: Table, batch: Batch, most: int) -> None:
        """Holds those that may be among the chosen; where too much is held, fewer of the tables that hold most."""
        held = self._held.setdefault(group, _Held(most))
        before = held.bytes
        held.add(batch, self._ranks(batch))
        self._bytes += held.bytes - before
        while self._bytes > _HELD:
            largest = max(self._held.values(), key=lambda each: each.bytes)
            before = largest.bytes
            if not largest.halved():
                break
            self._bytes += largest.bytes - before

    def _let_go(self, group: Table) -> Iterator[Batch]:
        held = self._held.pop(group, _Held(1))
        self._bytes -= held.bytes
        return map(self._looked_at, held.kept())

    def _looked_at(self, batch: Batch) -> Batch:
        count = batch.rows - int(batch.skip > 0)
        self._count((batch.member, batch.table), Drawn(count, -count))
        return batch

    def _count(self, table: Table, more: Drawn) -> None:
        self._counts[table] = self._counts.get(table, Drawn()) + more

    def _key(self, table: Table) -> np.uint64:
        if table not in self._keys:
            place = self._unit.asset.name, str(self._unit.number), *table
            self._keys[table] = key_of(self._sample.seed, *place)
        return self._keys[table]

    def _ranks(self, batch: Batch) -> Hashes:
        """A hash for each record; lines of one run follow each other."""
        ranks = hashes(self._key((batch.member, batch.table)), _numbers(batch))
        if batch.lines:
            within = (batch.row_of(np.arange(batch.rows)) - 1) % LINES
            ranks = ranks // np.uint64(LINES) * np.uint64(LINES) + within.astype(np.uint64)
        return ranks


class _Held:
    """Of all records that were added, so many with the smallest hashes."""

    def __init__(self, most: int) -> None:
        self.bytes = 0
        self._most = most
        self._limit = np.uint64(2**64 - 1)
        """No record with a larger hash can be among them."""
        self._count = 0
        self._batches: list[tuple[Batch, Hashes]] = []

    def add(self, batch: Batch, ranks: Hashes) -> None:
        """Some more."""
        self._keep(batch, ranks)
        if self._count >= 2 * self._most:
            self._shrink()

    def halved(self) -> bool:
        """Holds half as many from now on; False where that cannot be."""
        self._most = min(self._most, self._count) // 2
        if self._most:
            self._shrink()
        self._most = max(self._most, 1)
        return self._count > 1

    def kept(self) -> Iterator[Batch]:
        """The batches, in the order in which they came."""
        self._shrink()
        return (batch for batch, _ in self._batches)

    def _keep(self, batch: Batch, ranks: Hashes) -> None:
        which = ranks <= self._limit
        if which.any():
            batch = thinned(batch, which)
            self._batches.append((batch, ranks[which]))
            self._count += batch.rows
            self.bytes += batch.bytes

    def _shrink(self) -> None:
        if self._count > self._most:
            every = np.concatenate([ranks for _, ranks in self._batches])
            self._limit = np.partition(every, self._most - 1)[self._most - 1]
            held, self._batches, self._count, self.bytes = self._batches, [], 0, 0
            for batch, ranks in held:
                self._keep(batch, ranks)


def _is_within(member: str, above: str) -> bool:
    """Whether a member is this one, or lies inside it: only then more of this one can come."""
    return not above or member == above or member.startswith(f"{above}!")


def _numbers(batch: Batch) -> Int64s:
    """What is chosen among, from 0: records, or runs of lines."""
    rows = batch.row_of(np.arange(batch.rows)) - 1
    return rows // LINES if batch.lines else rows


def thinned(batch: Batch, which: Bools) -> Batch:
    """Some records of a batch, with the numbers that they have."""
    if which.all():
        return batch
    index = np.flatnonzero(which)
    return replace(
        batch,
        columns=tuple(_column(column, which, index) for column in batch.columns),
        rows=len(index),
        row_numbers=batch.row_of(index),
        skip=batch.skip if which[0] else 0,
    )


def _column(column: Column, which: Bools, index: Int64s) -> Column:
    if column.index is not None:
        held = column.index[index]
        used = np.unique(held[held >= 0])
        return replace(
            column, values=column.values.take(pa.array(used)), index=np.where(held < 0, -1, np.searchsorted(used, held))
        )
    if column.rows is not None:
        kept = which[column.rows]
        place = np.cumsum(which) - 1
        return replace(column, values=column.values.filter(pa.array(kept)), rows=place[column.rows[kept]])
    return replace(column, values=column.values.take(pa.array(index)))

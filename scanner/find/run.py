"""A search of all that lies below some roots: what was found, and what was not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import orjson
import pyarrow as pa

from scanner.choice import Choice
from scanner.compact import Compact
from scanner.coverage import Ledger
from scanner.find.needles import packed
from scanner.find.place import Place
from scanner.find.search import HOWS
from scanner.find.unit import Search, find_units, rows_file
from scanner.find.wanted import Wanted
from scanner.matches import spool_file
from scanner.model.data import Asset, Origin, id_of
from scanner.model.problems import Coverage
from scanner.roots import assets_of
from scanner.spread import Account, Listener, Staff, results
from scanner.summary import RowBases, merge, row_bases
from scanner.workers import GUARD, Guard, Workers


@dataclass(frozen=True, slots=True)
class Order:
    """Where is to be searched for what. folder: for files of the run's own; rows: whether records are wanted."""

    roots: Sequence[str]
    wanted: Wanted
    folder: Path
    choice: Choice = field(default_factory=Choice)
    jobs: int = 1
    guard: Guard = GUARD
    rows: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search found, still in the files of the run, and what of its scope was not read."""

    wanted: Wanted
    coverage: Sequence[Coverage]
    complete: bool
    folder: Path
    units: Sequence[tuple[str, int]]
    """Asset and number of each, in order."""
    bases: RowBases

    @property
    def whole(self) -> bool:
        """Whether everything was read."""
        return self.complete and not any(each.holes for each in self.coverage)

    def places(self) -> Iterator[Place]:
        """All places, by asset, unit and batch."""
        for asset, number in self.units:
            file = spool_file(self.folder, id_of(asset, number))
            if not file.exists():
                continue
            with pa.ipc.open_stream(str(file)) as reader:
                for batch in reader:
                    for member, table, name, row, term, how in zip(*(each.to_pylist() for each in batch), strict=True):
                        at = self._row((asset, member, table, number), row)
                        yield Place(term, HOWS[how], Origin(asset, member, table, name), at)

    def rows(self) -> Iterator[dict[str, object]]:
        """The records themselves, each with the numbers of the terms that it holds."""
        for asset, number in self.units:
            file = rows_file(self.folder, id_of(asset, number))
            if not file.exists():
                continue
            with file.open("rb") as lines:
                for line in lines:
                    held = orjson.loads(line)
                    held["row"] = self._row((asset, held["member"], held["table"], number), held["row"])
                    yield {"asset": asset, **held}

    def _row(self, unit: tuple[str, str, str, int], row: int) -> int:
        return self.bases.get(unit, 0) + row


def find(order: Order, listener: Listener) -> Outcome:
    """One search. An interrupt ends it cleanly. Raises `UsageError` where there is nothing at a root."""
    search = Search(packed(order.wanted), order.folder, order.rows)
    found = list(assets_of(order.roots, order.choice))
    assets = [each for each in found if isinstance(each, Asset)]
    ledger = Ledger(each for each in found if isinstance(each, Coverage))
    with Staff(partial(Workers, order.jobs, order.guard)) as staff:
        read = results(staff, find_units, assets, search, Account(ledger, listener))
        summary = merge(result.summary for result in ledger.recorded(read))
    coverage, units = Compact(ledger.lines()), sorted(ledger.done)
    return Outcome(order.wanted, coverage, ledger.complete, order.folder, units, row_bases(summary.rows))

"""A search of all that lies below some roots: what was found, and what was not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import orjson
import pyarrow as pa

from scanner.choice import Choice
from scanner.coverage import Ledger
from scanner.find.needles import packed
from scanner.find.place import Place
from scanner.find.search import HOWS
from scanner.find.unit import Search, find_units, rows_file
from scanner.find.wanted import Wanted
from scanner.matches import spool_file
from scanner.model.data import Asset, Origin, Unit
from scanner.model.problems import Coverage
from scanner.roots import assets_of
from scanner.spread import Account, Listener, results
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
    coverage: tuple[Coverage, ...]
    complete: bool
    folder: Path
    units: tuple[Unit, ...]
    bases: RowBases

    @property
    def whole(self) -> bool:
        """Whether everything was read."""
        return self.complete and not any(each.holes for each in self.coverage)

    def places(self) -> Iterator[Place]:
        """All places, by asset, unit and batch."""
        for unit in self.units:
            file = spool_file(self.folder, unit)
            if not file.exists():
                continue
            with pa.ipc.open_stream(str(file)) as reader:
                for batch in reader:
                    for member, table, name, row, term, how in zip(*(each.to_pylist() for each in batch), strict=True):
                        origin = Origin(unit.asset.name, member, table, name)
                        yield Place(term, HOWS[how], origin, self._row(unit, member, table, row))

    def rows(self) -> Iterator[dict[str, object]]:
        """The records themselves, each with the numbers of the terms that it holds."""
        for unit in self.units:
            file = rows_file(self.folder, unit)
            if not file.exists():
                continue
            with file.open("rb") as lines:
                for line in lines:
                    held = orjson.loads(line)
                    held["row"] = self._row(unit, held["member"], held["table"], held["row"])
                    yield {"asset": unit.asset.name, **held}

    def _row(self, unit: Unit, member: str, table: str, row: int) -> int:
        return self.bases.get((unit.asset.name, member, table, unit.number), 0) + row


def find(order: Order, listener: Listener) -> Outcome:
    """One search. An interrupt ends it cleanly. Raises `UsageError` where there is nothing at a root."""
    search = Search(packed(order.wanted), order.folder, order.rows)
    found = list(assets_of(order.roots, order.choice))
    assets = list({each.name: each for each in found if isinstance(each, Asset)}.values())
    ledger = Ledger(each for each in found if isinstance(each, Coverage))
    hire = partial(Workers, order.jobs, order.guard)
    read = results(hire, find_units, assets, search, Account(ledger, listener))
    summary = merge(result.summary for result in ledger.recorded(read))
    report = ledger.report()
    units = tuple(sorted(ledger.done, key=lambda unit: (unit.asset.name, unit.number)))
    return Outcome(order.wanted, report.coverage, ledger.complete, order.folder, units, row_bases(summary.rows))

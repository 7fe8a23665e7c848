"""Work on all units of a run, over workers: assets are looked at first, then the largest unit is taken first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from scanner.coverage import Ledger
from scanner.model.data import Asset, Unit
from scanner.packs import in_packs
from scanner.unit import Settings, UnitResult, survey_all
from scanner.workers import Function, Lost, Workers

_MOST_SKIPPED = 20
"""Members of one unit that may each cost a worker before the unit is given up."""
With = TypeVar("With")


class Listener(Protocol):
    """Told of a run's progress, in bytes; the command line shows a bar."""

    def total(self, size: int) -> None:
        """How much there is to read."""

    def done(self, size: int, under_way: int) -> None:
        """How much has been read: whole units, and of those under way."""


def results(
    workers: Workers,
    function: Function[tuple[Unit, ...], With, list[UnitResult]],
    assets: Sequence[Asset],
    given: With,
    ledger: Ledger,
    listener: Listener,
) -> Iterator[tuple[Unit, UnitResult | Lost[Unit]]]:
    """Each unit with its result, or why there is none. given: what the function works with."""
    ledger.expect(assets)
    listener.total(sum(asset.bytes for asset in assets))
    surveys = in_packs(workers, survey_all, assets, Settings())
    units = [unit for _, found in surveys for unit in ledger.surveyed(found)]
    units.sort(key=lambda unit: (-unit.bytes, unit.asset.name, unit.number))
    listener.total(sum(unit.bytes for unit in units))
    read = 0

    def under_way(seen: int) -> None:
        listener.done(read, seen)

    for unit, result in in_packs(workers, function, units, given, under_way, without_member):
        read += unit.bytes
        under_way(0)
        yield unit, result


def without_member(unit: Unit, lost: Lost[Unit]) -> Unit | None:
    """The unit without the member that was read when its worker was lost; None where that is not to blame."""
    blamed = {place for place, _ in unit.skip}
    if not lost.place or lost.place in blamed or len(blamed) == _MOST_SKIPPED:
        return None
    return replace(unit, skip=(*unit.skip, (lost.place, lost.problem)))

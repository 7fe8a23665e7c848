"""Work on all units of a run: what is known from before comes first, all else is spread over workers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Protocol, Self, TypeVar

from scanner.coverage import Ledger
from scanner.crew import Crew
from scanner.keeping import Done, Keeper, Known, NotKept
from scanner.model.data import Asset, Unit
from scanner.packs import in_packs
from scanner.unit import Settings, UnitResult, look_and_scan, survey_all
from scanner.workers import Function, Lost

_SMALL = 1 << 19
"""Bytes of files that are scanned as soon as they are looked at."""
_MOST_SKIPPED = 20
"""Members of one unit that may each cost a worker before the unit is given up."""
With = TypeVar("With")


class Listener(Protocol):
    """Told of a run's progress, in bytes; the command line shows a bar."""

    def total(self, size: int) -> None:
        """How much there is to read."""

    def done(self, size: int, under_way: int) -> None:
        """How much has been read: whole units, and of those under way."""


@dataclass(frozen=True, slots=True)
class Account:
    """To whom a run accounts for what it does. before, after: bytes of what was done, and is to be done, besides."""

    ledger: Ledger
    listener: Listener
    keeper: Keeper = field(default_factory=NotKept)
    before: int = 0
    after: int = 0

    def total(self, size: int) -> None:
        """Tells how much there is to read."""
        self.listener.total(self.before + size + self.after)

    def done(self, size: int, under_way: int) -> None:
        """Tells how much of it was read."""
        self.listener.done(self.before + size, under_way)


class Staff:
    """Those who do a run's tasks: hired once there are some, and kept until all are done. A context manager."""

    def __init__(self, hire: Callable[[], Crew]) -> None:
        self._hire = hire
        self._crew: Crew | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def crew(self) -> Crew:
        """The workers."""
        if self._crew is None:
            self._crew = self._stack.enter_context(self._hire())
        return self._crew


def results(
    staff: Staff,
    function: Function[tuple[Unit, ...], With, list[UnitResult]],
    assets: Sequence[Asset],
    given: With,
    account: Account,
    known: Known | None = None,
) -> Iterator[Done]:
    """Each unit with its result, or why there is none.

    given: what the function works with. known: what the keeper knows of the assets, where it was asked before.
    What is done already comes last, so that a run which is killed again and again reads it once.
    """
    ledger, keeper = account.ledger, account.keeper
    ledger.expect(assets)
    known = keeper.known(assets) if known is None else known
    left = {unit.id: unit for survey in known.begun.values() for unit in ledger.surveyed(survey)}
    done = keeper.has(left.values())
    for unit in done:
        del left[unit.id]
    new = [asset for asset in assets if asset.name not in known]
    try:
        if new or left:
            workers = staff.crew()
            seen = yield from _at_once(workers, function, list(filter(_is_small, new)), given, account)
            new = [asset for asset in new if not _is_small(asset) or asset.name in seen.again]
            account = replace(account, before=account.before + seen.bytes)
            fresh = {unit.id: unit for unit in (*seen.units, *_surveyed(workers, new, account))}
            for unit, same in keeper.alike(list(fresh.values())):
                del fresh[unit.id]
                yield unit, same
            yield from _worked(workers, function, [*left.values(), *fresh.values()], given, account)
    except KeyboardInterrupt:
        yield from _before(account, done)
        raise
    yield from _before(account, done)


def _before(account: Account, done: list[Unit]) -> Iterator[Done]:
    """The results of these units, and of assets that were done before."""
    found = (unit for survey in account.keeper.surveys() for unit in account.ledger.surveyed(survey))
    yield from account.keeper.results([*done, *found])


@dataclass
class _Seen:
    """What is left of small files. bytes: of those that are done. again: names of those that were lost half-way."""

    bytes: int = 0
    units: list[Unit] = field(default_factory=list)
    again: set[str] = field(default_factory=set)


def _is_small(asset: Asset) -> bool:
    return asset.bytes <= _SMALL and asset.content.path is not None


def _at_once(
    workers: Crew,
    function: Function[tuple[Unit, ...], With, list[UnitResult]],
    assets: list[Asset],
    given: With,
    account: Account,
) -> Generator[Done, None, _Seen]:
    """Small files are looked at and scanned in one go, which spares each of them a way to a worker and back."""
    seen = _Seen()
    if assets:
        account.total(sum(asset.bytes for asset in assets))

    def under_way(size: int) -> None:
        account.keeper.beat()
        account.done(seen.bytes, size)

    for asset, outcome in in_packs(workers, look_and_scan, assets, (function, given), under_way):
        if isinstance(outcome, Lost) and outcome.place:
            seen.again.add(asset.name)
            continue
        survey, found = (outcome, []) if isinstance(outcome, Lost) else outcome
        account.keeper.surveyed(survey)
        units = account.ledger.surveyed(survey)
        if found is None:
            seen.units.extend(units)
            continue
        seen.bytes += asset.bytes
        under_way(0)
        for unit, result in zip(units, found, strict=True):
            account.keeper.done(unit, result)
            yield unit, result
    return seen


def _surveyed(workers: Crew, assets: Sequence[Asset], account: Account) -> Iterator[Unit]:
    """The units of assets that are looked at, so that all are known before any is read."""
    account.total(sum(asset.bytes for asset in assets))
    for _, found in in_packs(workers, survey_all, assets, Settings()):
        account.keeper.surveyed(found)
        yield from account.ledger.surveyed(found)


def _worked(
    workers: Crew,
    function: Function[tuple[Unit, ...], With, list[UnitResult]],
    units: list[Unit],
    given: With,
    account: Account,
) -> Iterator[Done]:
    """The largest unit is taken first."""
    keeper = account.keeper
    units.sort(key=lambda unit: (-unit.bytes, unit.asset.name, unit.number))
    account.total(sum(unit.bytes for unit in units))
    read = 0

    def under_way(seen: int) -> None:
        keeper.beat()
        account.done(read, seen)

    for unit, result in in_packs(workers, function, units, given, under_way, without_member):
        read += unit.bytes
        under_way(0)
        keeper.done(unit, result)
        yield unit, result


def without_member(unit: Unit, lost: Lost[Unit]) -> Unit | None:
    """The unit without the member that was read when its worker was lost; None where that is not to blame."""
    blamed = {place for place, _ in unit.skip}
    if not lost.place or lost.place in blamed or len(blamed) == _MOST_SKIPPED:
        return None
    return replace(unit, skip=(*unit.skip, (lost.place, lost.problem)))

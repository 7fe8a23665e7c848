"""What a run is told that was done before, and what it writes down: between the pipeline and the file of a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scanner.choice import Choice
from scanner.cipher import Cipher
from scanner.entries import IndexTo, Spooled, file_of
from scanner.keeping import Known
from scanner.model.data import Asset, Unit, id_of
from scanner.model.judged import Report
from scanner.model.problems import Problem, Reason
from scanner.report.document import parts
from scanner.runs.basis import basis_of
from scanner.runs.folder import Folder, Kept, Lock
from scanner.runs.index import Legend, moved
from scanner.runs.seal import Seal
from scanner.runs.store import Store
from scanner.unit import Settings, Survey, UnitResult
from scanner.workers import Lost

PASSING = frozenset(
    {
        Reason.NOT_READABLE,
        Reason.CHANGED,
        Reason.WORKER_LOST,
        Reason.TIMEOUT,
        Reason.INTERRUPTED,
        Reason.NAMES_NOT_READ,
    }
)
"""What may be otherwise the next time though the bytes are the same: such assets are scanned again."""


@dataclass(frozen=True, slots=True)
class Keep:
    """That a run is to be kept, and how.

    command: a fingerprint of what was asked for, by which the same command goes on with a run that did not end. full:
    nothing is taken over from runs before. about: what is noted of the run.
    index: whether it keeps an index of all matches, and of which entities; None for none.
    """

    folder: Folder
    seal: Seal
    command: str
    full: bool = False
    about: Mapping[str, object] = field(default_factory=dict)
    index: Sequence[str] | None = None

    @property
    def spool(self) -> Path:
        """The folder for the matches of a run of this command, until it is finished."""
        return self.folder.spool(self.command, "matches")

    @property
    def index_to(self) -> IndexTo | None:
        """Where units of the run put what the index is to hold, until it is recorded."""
        if self.index is None:
            return None
        return IndexTo(self.folder.spool(self.command, "index"), self.seal.index_key)

    def begun(self, settings: Settings, choice: Choice) -> KeptRun:
        """Goes on with the last run of this command where that did not end, else begins one. Raises `RunError`."""
        basis = basis_of(settings, choice, self.seal)
        return KeptRun(self, basis, settings.spool)


class KeptRun:
    """Keeps one run, see `scanner.keeping.Keeper`. spool: where its matches are, which are of this run only."""

    def __init__(self, keep: Keep, basis: str, spool: Path | None) -> None:
        self._folder = keep.folder
        self._seal = keep.seal
        self._command = keep.command
        self._spool = spool
        self._index = keep.index_to
        self._stack = ExitStack()
        self.identities: dict[str, str] = {}
        self.since: dict[str, str] = {}
        self._now: dict[str, Asset] = {}
        self._done = frozenset[str]()
        runs = self._folder.runs()
        mine = [run for run in runs if run.about.get("command") == keep.command]
        last = mine[0] if mine and not mine[0].finished else None
        alike = [run for run in runs if run.about.get("basis") == basis and run.finished]
        before = [run for run in alike if run in mine] or alike
        self._before = before[0] if before and not keep.full and spool is None else None
        if last and last.about.get("basis") == basis and not keep.full:
            self._store = self._opened(last)
        else:
            if last:
                self._opened(last).close()  # raises where it is being written
                self._stack.close()
            if self._spool:
                _emptied(self._spool)
            self._store = self._folder.new(self._before if self._before in mine else None)
            self._stack.enter_context(Lock(self._store.path))
            self._store.note(state="running", basis=basis, command=keep.command, **keep.about)
            if keep.index is not None:
                self._store.note(index=list(keep.index))
        self.id = self._store.run
        if self._index:
            _emptied(self._index.folder)
        if self._before:
            self._store.attach(self._before.path)
        self._store.forget_entries()

    def _opened(self, run: Kept) -> Store:
        self._stack.enter_context(Lock(run.path))
        return Store.open(run.path, write=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._store.close()
        self._stack.close()

    @property
    def gone(self) -> tuple[str, ...]:
        """See `scanner.keeping.Keeper`; none where another command was run before."""
        same = self._before and self._before.about.get("command") == self._command
        return tuple(self._store.gone()) if same else ()

    def known(self, assets: Iterable[Asset]) -> Known:
        """Those assets that are as they were in this run, or in the one before."""
        self._now = {asset.name: asset for asset in assets}
        self.identities = {name: asset.content.identity() for name, asset in self._now.items()}
        self._store.ask(self.identities)
        if self._before:
            self._store.carry()
        self.since = self._store.since()
        self._done = self._store.done_assets()
        begun = {name: self._opened_survey(name, sealed) for name, sealed in self._store.begun_assets()}
        return Known(begun, self._done)

    def surveys(self) -> Iterator[Survey]:
        """Those of the assets that were done when it was last asked."""
        for name, sealed in self._store.surveys():
            if name in self._done:
                yield self._opened_survey(name, sealed)

    def _opened_survey(self, name: str, sealed: bytes) -> Survey:
        return _survey(self._now[name], self._seal.open(name, sealed))

    def surveyed(self, survey: Survey | Lost[Asset]) -> None:
        """Writes down what an asset is. One that could not be looked at, or has no identity, is looked at again."""
        if isinstance(survey, Lost):
            return
        name = survey.asset.name
        identity = self.identities.get(name, "")
        if identity:
            sealed = self._seal.close(name, _bare(survey))
            self._store.add_asset((name, identity, len(survey.units), _is_sound(survey.problems), sealed))

    def has(self, units: Iterable[Unit]) -> list[Unit]:
        """Those units that are done."""
        done = self._store.done_units()
        return [unit for unit in units if (unit.asset.name, unit.number) in done]

    def results(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, UnitResult | Lost[Unit]]]:
        """The results of units that are done."""
        wanted = {(unit.asset.name, unit.number): unit for unit in units}
        for name, number, sealed in self._store.done():
            unit = wanted.get((name, number))
            if unit is not None:
                yield unit, _of(unit, self._seal.open(id_of(name, number), sealed))

    def alike(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, UnitResult]]:
        """The results of those units that the run before has under the same identity, written down for this one.

        A result that may be another one next time is not among them.
        """
        if self._before is None:
            return
        store = Store.open(self._before.path)
        try:
            for asset, several in groupby(units, lambda unit: unit.asset.name):
                known = store.identified(asset)
                for unit in several:
                    if found := known.get(self._key(unit)):
                        number, since = found
                        yield from self._taken_over(store, unit, number, since)
        finally:
            store.close()

    def _key(self, unit: Unit) -> str:
        """What tells a unit from all others that its asset ever had, by their content; empty where nothing does.

        A digest, since the path of a file may hold a value. Of a sample that counts records over the whole asset
        nothing tells it: what it wants of a file may be another part.
        """
        asset = unit.asset
        if not unit.identity or unit.skip or (asset.sample and asset.sample.rows is not None):
            return ""
        told = asset.source, unit.file, unit.start, unit.stop, unit.identity, unit.part
        return self._seal.digest(asset.name, repr(told))

    def _taken_over(self, store: Store, unit: Unit, number: int, since: str) -> Iterator[tuple[Unit, UnitResult]]:
        """The result of the unit that had that number in the run before."""
        before = id_of(unit.asset.name, number)
        sealed, legend, buckets = store.unit(unit.asset.name, number)
        result = _of(unit, self._seal.open(before, sealed))
        if isinstance(result, Lost) or not _is_sound(result.problems):
            return
        result = replace(result, summary=result.summary.moved(unit))
        if self._index and legend:
            entries = moved(Cipher(self._index.key), before, unit.id, buckets)
            self._store.add_entries(unit.asset.name, unit.number, entries)
            told = Legend.opened(self._seal, before, legend).sealed(self._seal, unit.id)
            self._store.add_legend(unit.asset.name, unit.number, told)
        sealed = self._seal.close(unit.id, _held(result))
        if self.identities.get(unit.asset.name):
            self._store.add_unit((unit.asset.name, unit.number), sealed, self._key(unit), since, sound=True)
        yield unit, result

    def done(self, unit: Unit, result: UnitResult | Lost[Unit]) -> None:
        """Writes down the result of a unit."""
        if self._index:
            self._add_entries(self._index, unit, result)
        if self.identities.get(unit.asset.name):
            problems = (result.problem,) if isinstance(result, Lost) else result.problems
            sealed = self._seal.close(unit.id, _held(result))
            place = unit.asset.name, unit.number
            self._store.add_unit(place, sealed, self._key(unit), sound=_is_sound(problems))

    def _add_entries(self, index: IndexTo, unit: Unit, result: UnitResult | Lost[Unit]) -> None:
        """What is found in a unit, for the index: of what is read each time too. A unit that was lost has nothing."""
        file = file_of(index.folder, unit)
        if isinstance(result, Lost):
            file.unlink(missing_ok=True)
        spooled = Spooled(file, unit, Cipher(index.key))
        self._store.add_entries(unit.asset.name, unit.number, spooled.buckets())
        rows = () if isinstance(result, Lost) else ((*key[1:3], count) for key, count in result.summary.rows.items())
        legend = Legend(tuple(spooled.fields), tuple(rows))
        self._store.add_legend(unit.asset.name, unit.number, legend.sealed(self._seal, unit.id))

    def beat(self) -> None:
        """Makes lasting what was written down."""
        self._store.beat()

    def finish(self, report: Report) -> None:
        """Keeps the report; after an interrupt the run can go on."""
        state = "finished" if report.run["complete"] else "interrupted"
        if state == "finished":
            self._store.forget_unseen()
        self._store.finish(parts(report), state=state, ended=now())
        if state == "finished" and self._spool:
            shutil.rmtree(self._spool, ignore_errors=True)
        if self._index:
            shutil.rmtree(self._index.folder, ignore_errors=True)


def _emptied(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


def now() -> str:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _is_sound(problems: Iterable[Problem]) -> bool:
    return not any(problem.reason in PASSING for problem in problems)


def _bare(survey: Survey) -> tuple[object, ...]:
    """A survey without its asset, which is known when it is needed, and whose content can hold a password."""
    asset = survey.asset
    return asset.source, asset.bytes, asset.sample, tuple(map(_UNIT, survey.units)), survey.problems


def _survey(asset: Asset, bare: tuple[Any, ...]) -> Survey:
    """A survey as it was kept, of an asset as it lies now."""
    source, size, sample, units, problems = bare
    known = Asset(asset.name, asset.content, size, source, sample, asset.columns, asset.window)
    return Survey(known, tuple(Unit(known, *each) for each in units), problems)


_UNIT = attrgetter(*(each.name for each in fields(Unit)[1:]))
"""All that a unit has beside its asset."""
_Held = Problem | tuple[object, ...]


def _held(result: UnitResult | Lost[Unit]) -> _Held:
    """A result without its unit, which is known by the survey."""
    if isinstance(result, Lost):
        return result.problem
    return result.summary, result.rows, result.problems, result.seen


def _of(unit: Unit, held: _Held) -> UnitResult | Lost[Unit]:
    if isinstance(held, Problem):
        return Lost(unit, held)
    return UnitResult(unit, *held)  # type: ignore[arg-type]

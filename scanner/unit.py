"""One unit, scanned: the pure function that runs in this process, in a pool, or on any other worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from scanner.columns import with_repeats_once
from scanner.datasets import is_dataset
from scanner.detect import FEW_BYTES, ColumnFound, dated, detect_together
from scanner.detector.book import Rulebook
from scanner.detector.freetext import Budget, FreeText
from scanner.entries import EntrySpool, IndexTo
from scanner.errors import LanguageError, SourceError
from scanner.labels.apply import Labelling
from scanner.labels.read import fault_of, unknown_subject
from scanner.marks import Lists, lists_of
from scanner.matches import Spool
from scanner.members import NOT_KNOWN, planned, read_unit
from scanner.model.data import Asset, Batch, Hint, Schema, Unit
from scanner.model.pickled import Pickled
from scanner.model.problems import HOLES, Problem, Reason, sum_problems
from scanner.names import without_values
from scanner.narrowing import Narrowing
from scanner.registry import dataset_source, source_for, sources
from scanner.rulebook import load
from scanner.since import Within, days_of, wanted
from scanner.source import Source, problem_of
from scanner.summarising import Summarising
from scanner.summary import Summary
from scanner.suppressed import load as load_suppressed
from scanner.thinning import chosen

Given = TypeVar("Given")
_TOGETHER_BYTES = 1 << 20
"""Bytes of small texts that are read as one."""
_MANY_PROBLEMS = 10_000
"""So many are summed, so that those of an archive with very many members do not fill the memory."""


class Progress(Protocol):
    """Called after each batch, and before each member of an archive."""

    def __call__(self, seen: int, place: int = 0) -> None:
        """seen: bytes of text read so far. place: number of the member that is read, 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every unit is scanned with.

    rules: folders of further rules. countries: whose national numbers are looked for, all if none is named.
    recognizers: the user's own of presidio-analyzer. regions: whose phone numbers are read without a country code.
    spool: the folder into which all matches are written, if they are wanted. key: makes fingerprints of matches.
    allow: files that name what is not personal data. budget: how much free text a language model reads, and which.
    labels: which field of a table holds its dates. suppressed: the file of what persons who object are told by.
    """

    rules: tuple[Path, ...] = ()
    countries: tuple[str, ...] = ()
    recognizers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ("US",)
    show_values: bool = False
    spool: Path | None = None
    key: bytes | None = None
    allow: tuple[Path, ...] = ()
    budget: Budget = field(default_factory=Budget)
    labels: Labelling = field(default_factory=Labelling)
    suppressed: Path | None = None
    index: IndexTo | None = None
    """Where every match is put down for the index of a kept run, if it is to have one."""

    def book(self) -> Rulebook:
        """The rules that these settings name. Raises `RuleError`."""
        return load(self.rules, self.countries, self.recognizers)


@dataclass(frozen=True, slots=True)
class Survey(Pickled):
    """What an asset is, and the units that it falls into; none where it cannot be read."""

    asset: Asset
    units: tuple[Unit, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitResult(Pickled):
    """What a unit held, how much of it was read, and what was not."""

    unit: Unit
    summary: Summary
    rows: int = 0
    problems: tuple[Problem, ...] = ()
    seen: int = 0
    """Bytes of text that were read."""


def survey(asset: Asset, settings: Settings, progress: Progress | None = None) -> Survey:  # noqa: ARG001 - as scan_unit
    """Chooses the source, where it is not known, by content, then by name, and cuts the asset into units."""
    try:
        source = sources()[asset.source] if asset.source else _source_of(asset)
        if source is None:
            return Survey(asset, problems=(NOT_KNOWN,))
        units = planned(source, replace(asset, source=source.name))
        known = units[0].asset if units else replace(asset, source=source.name)
        if asset.window:
            kept, left = wanted(units, asset.window)
            return Survey(known, tuple(kept), left)
        return Survey(known, tuple(units))
    except SourceError as error:
        return Survey(asset, problems=(_problem(error, asset),))


def survey_all(assets: Sequence[Asset], settings: Settings, progress: Progress | None = None) -> list[Survey]:
    """Several assets, looked at one after the other."""
    return [survey(asset, settings, progress) for asset in assets]


Scan = Callable[[tuple["Unit", ...], Given, Progress], list["UnitResult"]]
"""What scans units, such as `scan_units`."""


def look_and_scan(
    assets: Sequence[Asset], order: tuple[Scan[Given], Given], progress: Progress
) -> list[tuple[Survey, list[UnitResult] | None]]:
    """Several assets, looked at and scanned. order: what scans them, and with what.

    Those whose units may be known by their identity are only looked at, and have no results.
    """
    scan, given = order
    surveys = [survey(asset, Settings()) for asset in assets]
    fresh = [not any(unit.identity for unit in each.units) for each in surveys]
    units = tuple(unit for each, new in zip(surveys, fresh, strict=True) if new for unit in each.units)
    found = iter(scan(units, given, progress) if units else ())
    return [
        (each, [next(found) for _ in each.units] if new else None) for each, new in zip(surveys, fresh, strict=True)
    ]


def _source_of(asset: Asset) -> Source | None:
    return dataset_source(asset.content) if is_dataset(asset.content) else source_for(asset.content, asset.name)


def scan_unit(unit: Unit, settings: Settings, progress: Progress | None = None) -> UnitResult:
    """Reads, detects and sums one unit. The same arguments give the same result, on any worker, any number of times."""
    return scan_units((unit,), settings, progress)[0]


def scan_units(units: Sequence[Unit], settings: Settings, progress: Progress | None = None) -> list[UnitResult]:
    """Several units, each with the result that it has alone; small texts among them are read together."""
    book, lists = settings.book(), lists_of(settings.allow, settings.key)
    together = _Together(book, lists, settings.regions)
    scans: list[_Scan] = []
    with ExitStack() as stack:
        seen = 0
        for unit in units:
            scan = stack.enter_context(_Scan(unit, settings, book, lists, progress, seen))
            scans.append(scan)
            for batch in scan.batches():
                together.add(scan, batch)
            seen += scan.seen
        together.read()
    return [scan.result() for scan in scans]


class _Together:
    """Small batches, held until they are worth being read as one."""

    def __init__(self, book: Rulebook, lists: Lists, regions: Sequence[str]) -> None:
        self._book = book
        self._lists = lists
        self._regions = regions
        self._few: list[tuple[_Scan, Batch]] = []
        self._held = 0

    def add(self, scan: _Scan, batch: Batch) -> None:
        """Takes the next batch of a unit."""
        size = batch.bytes
        small = size <= FEW_BYTES
        if not small:
            self.read()
        self._few.append((scan, batch))
        self._held += size
        if not small or self._held > _TOGETHER_BYTES:
            self.read()

    def read(self) -> None:
        """Detects what is in them, and counts it."""
        for (scan, batch), columns in zip(self._few, self._found(), strict=True):
            scan.add(batch, [self._lists.marked(column, self._book) for column in columns])
        self._few, self._held = [], 0

    def _found(self) -> Sequence[list[ColumnFound]]:
        """What the columns of each hold; where the language model fails, without what it would read."""
        batches = [batch for _, batch in self._few]
        try:
            return detect_together(batches, self._book, self._regions, [scan.free for scan, _ in self._few])
        except LanguageError as error:
            for scan, _ in self._few:
                scan.not_read(error)
            return detect_together(batches, self._book, self._regions)


class _Scan:
    """One unit while it is scanned. A context manager: leaving it closes the file of its matches."""

    def __init__(
        self, unit: Unit, settings: Settings, book: Rulebook, lists: Lists, progress: Progress | None, before: int
    ) -> None:
        suppressed = load_suppressed(settings.suppressed) if settings.suppressed else None
        self.seen = 0
        self._unit = unit
        self._settings = settings
        self._book = book
        self._progress = progress
        self._before = before
        self._summing = Summarising(unit, book, settings.show_values, lists, suppressed)
        self._spool = Spool.of(unit, settings.spool, settings.show_values, settings.key)
        self._entries = EntrySpool(unit, settings.index)
        self._free = FreeText(settings.budget, unit.share, self._beat) if settings.budget.reads else None
        self._reads = self._free is not None
        self._narrowing = Narrowing(unit)
        self._problems: list[Problem] = []
        window = unit.asset.window
        self._within = Within(window, days_of(unit.file, window.field) is not None) if window else None
        self._rows = self._place = 0

    def __enter__(self) -> Self:
        self._spool.__enter__()
        self._entries.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._entries.__exit__(kind, error, at)
        self._spool.__exit__(kind, error, at)

    def batches(self) -> Iterator[Batch]:
        """Its batches, with the days of their records."""
        every: Iterator[Batch] = map(
            self._read, _batches(self._unit, self._problems, self._summing.told, self._at, self._narrowing)
        )
        if self._within:
            every = (part for batch in every for part in self._within.of(batch, self._date_field(batch)))
        for batch in chosen(self._unit, every, self._problems, self._summing.drew):
            if not batch.lines:
                batch = with_repeats_once(batch)
                batch = replace(batch, dated=dated(batch, self._date_field(batch)))
            yield batch

    def _date_field(self, batch: Batch) -> str | None:
        """The field that labels name as the one that holds the days of its records."""
        return self._settings.labels.date_field(self._unit.asset.name, batch.member, batch.table)

    def _read(self, batch: Batch) -> Batch:
        self.seen += batch.bytes
        self._beat(0)
        return batch

    @property
    def free(self) -> FreeText | None:
        """The budget for what a language model reads, as long as there is one that works."""
        return self._free if self._reads else None

    def not_read(self, error: LanguageError) -> None:
        """Takes down why a language model reads nothing any more."""
        if self._reads:
            self._problems.append(Problem(Reason.NAMES_NOT_READ, str(error)))
            self._reads = False

    def add(self, batch: Batch, columns: Sequence[ColumnFound]) -> None:
        """Counts a batch."""
        self._summing.add(batch, columns)
        self._spool.add(batch, columns, self._book)
        self._entries.add(batch, columns, self._book)
        self._rows += batch.rows

    def result(self) -> UnitResult:
        """All that was counted."""
        if self.free:
            self._summing.read(self.free.amounts())
        if shape := self._narrowing.shape:
            self._summing.shaped(shape)
        self._problems += self._narrowing.problems()
        if self._within:
            self._problems.extend(self._within.problems())
        return UnitResult(self._unit, self._summing.summary(), self._rows, sum_problems(self._problems), self.seen)

    def _beat(self, read: int) -> None:
        if self._progress:
            self._progress(self._before + self.seen + read, self._place)

    def _at(self, member: int) -> None:
        self._place = member
        self._beat(0)


def _batches(
    unit: Unit,
    problems: list[Problem],
    told: Callable[[Hint], None],
    at: Callable[[int], None],
    narrowing: Narrowing,
) -> Iterator[Batch]:
    """The batches of a unit; problems, and the error that may end it, go to the list, labels are told."""
    try:
        for item in read_unit(unit, at):
            if isinstance(item, Problem):
                problems.append(_of_file(item, unit))
                if len(problems) == _MANY_PROBLEMS:
                    problems[:] = sum_problems(problems)
            elif isinstance(item, Hint):
                fault = fault_in(item)
                if fault:
                    problems.append(Problem(Reason.UNKNOWN_LABEL, f"{item.where}: `{_shown(item.key)}`: {fault}"))
                else:
                    told(item)
            elif isinstance(item, Schema):
                narrowing.tell(item)
            else:
                yield without_values(narrowing.narrowed(item))
    except SourceError as error:
        problems.append(_of_file(_problem(error, unit.asset, unit.file), unit))


def _of_file(problem: Problem, unit: Unit) -> Problem:
    """A hole in a dataset, with the file that it is in."""
    if not unit.file or problem.reason not in HOLES:
        return problem
    return replace(problem, member=f"{unit.file}!{problem.member}" if problem.member else unit.file)


def fault_in(hint: Hint) -> str | None:
    """What is wrong with a label that the data carry; None where it can be used."""
    return fault_of(hint.key, hint.value) or unknown_subject(hint.value if hint.key == "subject" else None)


def _shown(key: str) -> str:
    """A label's key as it may be shown: what is no word could be a value."""
    return key if key.replace("_", "").isalpha() else "…"


def _problem(error: SourceError, asset: Asset, file: str = "") -> Problem:
    return problem_of(error, asset.content.path or "", asset.name, asset.content.name, file.rpartition("/")[2])

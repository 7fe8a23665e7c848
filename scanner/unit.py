"""One unit, scanned: the pure function that runs in this process, in a pool, or on any other worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from scanner.detect import dated, detect
from scanner.detector.book import Rulebook
from scanner.detector.freetext import Budget, FreeText
from scanner.errors import LanguageError, SourceError
from scanner.labels.apply import Labelling
from scanner.labels.read import fault_of, unknown_subject
from scanner.marks import lists_of
from scanner.matches import Spool
from scanner.members import NOT_KNOWN, problem_of, read_unit
from scanner.model import Asset, Batch, Hint, Problem, Reason, Unit, sum_problems
from scanner.names import without_values
from scanner.registry import folder_source, source_for, sources
from scanner.rulebook import load
from scanner.source import Source
from scanner.summary import Summarising, Summary
from scanner.suppressed import load as load_suppressed

Progress = Callable[[int], None]
"""Called after each batch with the bytes of text read so far."""


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

    def book(self) -> Rulebook:
        """The rules that these settings name. Raises `RuleError`."""
        return load(self.rules, self.countries, self.recognizers)


@dataclass(frozen=True, slots=True)
class Survey:
    """What an asset is, and the units that it falls into; none where it cannot be read."""

    asset: Asset
    units: tuple[Unit, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What a unit held, how much of it was read, and what was not."""

    unit: Unit
    summary: Summary
    rows: int = 0
    problems: tuple[Problem, ...] = ()


def survey(asset: Asset, settings: Settings, progress: Progress | None = None) -> Survey:  # noqa: ARG001 - as scan_unit
    """Chooses the source, where it is not known, by content, then by name, and cuts the asset into units."""
    try:
        source = sources()[asset.source] if asset.source else _source_of(asset)
        if source is None:
            return Survey(asset, problems=(NOT_KNOWN,))
        known = replace(asset, source=source.name)
        return Survey(known, tuple(source.plan(known)))
    except SourceError as error:
        return Survey(asset, problems=(_problem(error, asset),))


def _source_of(asset: Asset) -> Source | None:
    path = asset.content.path
    return folder_source(path) if path and os.path.isdir(path) else source_for(asset.content, asset.name)


def scan_unit(unit: Unit, settings: Settings, progress: Progress | None = None) -> UnitResult:
    """Reads, detects and sums one unit. The same arguments give the same result, on any worker, any number of times."""
    book, lists = settings.book(), lists_of(settings.allow, settings.key)
    suppressed = load_suppressed(settings.suppressed) if settings.suppressed else None
    summing = Summarising(unit, book, settings.show_values, lists, suppressed)
    problems: list[Problem] = []
    rows = seen = 0

    def beat(read: int) -> None:
        if progress:
            progress(seen + read)

    free = FreeText(settings.budget, _share(unit), beat) if settings.budget.reads else None
    with Spool.of(unit, settings.spool, settings.show_values, settings.key) as spool:
        for batch in _batches(unit, problems, summing.told):
            batch = _dated(batch, unit, settings.labels)
            try:
                columns = list(detect(batch, book, settings.regions, free))
            except LanguageError as error:
                problems.append(Problem(Reason.NAMES_NOT_READ, str(error)))
                free = None
                columns = list(detect(batch, book, settings.regions))
            columns = [lists.marked(column, book) for column in columns]
            summing.add(batch, columns)
            spool.add(batch, columns, book)
            rows += batch.rows
            seen += sum(column.values.nbytes for column in batch.columns)
            if progress:
                progress(seen)
    if free:
        summing.read(free.amounts())
    return UnitResult(unit, summing.summary(), rows, sum_problems(problems))


def _share(unit: Unit) -> float:
    """How much of its asset, or of its table, a unit is; a unit without bounds is the whole."""
    bounded = unit.start > 0 or unit.stop is not None
    return min(unit.bytes / unit.asset.bytes, 1.0) if bounded and unit.asset.bytes else 1.0


def _dated(batch: Batch, unit: Unit, labels: Labelling) -> Batch:
    """The batch with the days of its records, where a field holds them."""
    if batch.lines:
        return batch
    return replace(batch, dated=dated(batch, labels.date_field(unit.asset.name, batch.member, batch.table)))


def _batches(unit: Unit, problems: list[Problem], told: Callable[[Hint], None]) -> Iterator[Batch]:
    """The batches of a unit; problems, and the error that may end it, go to the list, labels are told."""
    try:
        for item in read_unit(unit):
            if isinstance(item, Problem):
                problems.append(item)
            elif isinstance(item, Hint):
                fault = fault_in(item)
                if fault:
                    problems.append(Problem(Reason.UNKNOWN_LABEL, f"{item.where}: `{_shown(item.key)}`: {fault}"))
                else:
                    told(item)
            else:
                yield without_values(item)
    except SourceError as error:
        problems.append(_problem(error, unit.asset))


def fault_in(hint: Hint) -> str | None:
    """What is wrong with a label that the data carry; None where it can be used."""
    return fault_of(hint.key, hint.value) or unknown_subject(hint.value if hint.key == "subject" else None)


def _shown(key: str) -> str:
    """A label's key as it may be shown: what is no word could be a value."""
    return key if key.replace("_", "").isalpha() else "…"


def _problem(error: SourceError, asset: Asset) -> Problem:
    return problem_of(error, asset.content.path or "", asset.name, asset.content.name)

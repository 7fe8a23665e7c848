"""Who was scanned and who was not: the ledger of a run, from which the report's coverage is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.model import (
    HOLES,
    Asset,
    Coverage,
    Problem,
    Reason,
    Report,
    Status,
    Unit,
    sum_problems,
)
from scanner.unit import Survey, UnitResult
from scanner.workers import Lost

_NOT_REACHED = Problem(Reason.INTERRUPTED, "the run was interrupted before it was scanned")


class Ledger:
    """Keeps account of every asset and unit of a run."""

    def __init__(self, passed_over: Iterable[Coverage]) -> None:
        self._passed_over = list(passed_over)
        self._assets: dict[str, Asset] = {}
        self._problems: dict[str, list[Problem]] = {}
        self._rows: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._open: dict[str, set[int]] = {}
        self._opened: set[str] = set()
        self.done: list[Unit] = []
        """Units that were scanned."""
        self.complete = True
        """False once the run was interrupted."""

    def expect(self, assets: Iterable[Asset]) -> None:
        """Names the assets that the run is to scan."""
        for asset in assets:
            self._assets[asset.name] = asset
            self._problems[asset.name] = []

    def surveyed(self, survey: Survey | Lost[Asset]) -> tuple[Unit, ...]:
        """Takes down what an asset turned out to be; returns its units."""
        if isinstance(survey, Lost):
            self._opened.add(survey.task.name)
            self._problems[survey.task.name].append(survey.problem)
            return ()
        name = survey.asset.name
        self._assets[name] = survey.asset
        self._opened.add(name)
        self._problems[name].extend(survey.problems)
        self._open[name] = {unit.number for unit in survey.units}
        return survey.units

    def recorded(self, results: Iterable[tuple[Unit, UnitResult | Lost[Unit]]]) -> Iterator[UnitResult]:
        """Passes results on and takes down what happened; an interrupt ends them, and what is open stays open."""
        try:
            for unit, result in results:
                self._open[unit.asset.name].discard(unit.number)
                if isinstance(result, Lost):
                    self._problems[unit.asset.name].append(result.problem)
                    continue
                self._problems[unit.asset.name].extend(result.problems)
                self._rows[unit.asset.name] = self._rows.get(unit.asset.name, 0) + result.rows
                self._seen[unit.asset.name] = self._seen.get(unit.asset.name, 0) + result.seen
                self.done.append(unit)
                yield result
        except KeyboardInterrupt:
            self.complete = False

    def report(self) -> Report:
        """The report of the run without its findings, and without what only the command line knows."""
        coverage = (*self._passed_over, *(self._of(asset) for asset in self._assets.values()))
        run = {"complete": self.complete}
        return Report(run, None, (), (), tuple(sorted(coverage, key=lambda each: each.asset)))

    def _of(self, asset: Asset) -> Coverage:
        problems = list(self._problems[asset.name])
        left = self._open.get(asset.name, set())
        if left or asset.name not in self._opened:
            problems.append(_NOT_REACHED)
        summed = sum_problems(problems)
        status = Status.SCANNED
        if any(problem.reason in HOLES for problem in summed):
            status = Status.PARTIAL if self._rows.get(asset.name) else Status.SKIPPED
        size = asset.bytes or self._seen.get(asset.name, 0)  # of a stream the size is not known before
        return Coverage(asset.name, status, asset.source, size, self._rows.get(asset.name, 0), summed)

"""Who was scanned and who was not: the ledger of a run, from which the report's coverage is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scanner.model.data import Asset, Unit
from scanner.model.judged import Report
from scanner.model.problems import HOLES, Coverage, Problem, Reason, Status, sum_problems
from scanner.unit import Survey, UnitResult
from scanner.workers import Lost

_NOT_REACHED = Problem(Reason.INTERRUPTED, "the run was interrupted before it was scanned")


class Ledger:
    """Keeps account of every asset and unit of a run."""

    def __init__(self, passed_over: Iterable[Coverage]) -> None:
        self._passed_over = list(passed_over)
        self.since: Mapping[str, str] = {}
        """For each asset whose results were carried over, the run in which it was scanned."""
        self.identities: Mapping[str, str] = {}
        """What told the content of each asset, where that is known."""
        self._assets: dict[str, Asset] = {}
        self._problems: dict[str, list[Problem]] = {}
        self._rows: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._open: dict[str, int] = {}
        """Units that are to be scanned yet, of the assets that were looked at."""
        self.done: list[Unit] = []
        """Units that were scanned."""
        self.complete = True
        """False once the run was interrupted."""

    def expect(self, assets: Iterable[Asset]) -> None:
        """Names the assets that the run is to scan."""
        for asset in assets:
            self._assets[asset.name] = asset

    def surveyed(self, survey: Survey | Lost[Asset]) -> tuple[Unit, ...]:
        """Takes down what an asset turned out to be; returns its units."""
        if isinstance(survey, Lost):
            self._open[survey.task.name] = 0
            self._blame(survey.task.name, survey.problem)
            return ()
        name = survey.asset.name
        self._assets[name] = survey.asset
        self._blame(name, *survey.problems)
        self._open[name] = len(survey.units)
        return survey.units

    def recorded(self, results: Iterable[tuple[Unit, UnitResult | Lost[Unit]]]) -> Iterator[UnitResult]:
        """Passes results on and takes down what happened; an interrupt ends them, and what is open stays open."""
        try:
            for unit, result in results:
                self._open[unit.asset.name] -= 1
                if isinstance(result, Lost):
                    self._blame(unit.asset.name, result.problem)
                    continue
                self._blame(unit.asset.name, *result.problems)
                self._rows[unit.asset.name] = self._rows.get(unit.asset.name, 0) + result.rows
                self._seen[unit.asset.name] = self._seen.get(unit.asset.name, 0) + result.seen
                self.done.append(unit)
                yield result
        except KeyboardInterrupt:
            self.complete = False

    def passes(self) -> dict[str, int]:
        """Of which pass the results of each asset are, the first or the second, where there were two."""
        return {name: 1 if asset.sample and asset.sample.again else 2 for name, asset in self._assets.items()}

    def report(self) -> Report:
        """The report of the run without its findings, and without what only the command line knows."""
        coverage = (*self._passed_over, *(self._of(asset) for asset in self._assets.values()))
        run = {"complete": self.complete}
        return Report(run, None, (), (), tuple(sorted(coverage, key=lambda each: each.asset)))

    def _blame(self, name: str, *problems: Problem) -> None:
        if problems:
            self._problems.setdefault(name, []).extend(problems)

    def _of(self, asset: Asset) -> Coverage:
        problems = list(self._problems.get(asset.name, ()))
        if self._open.get(asset.name, 1):
            problems.append(_NOT_REACHED)
        summed = sum_problems(problems)
        status = Status.SCANNED
        if any(problem.reason in HOLES for problem in summed):
            status = Status.PARTIAL if self._rows.get(asset.name) else Status.SKIPPED
        size = asset.bytes or self._seen.get(asset.name, 0)  # of a stream the size is not known before
        rows, since = self._rows.get(asset.name, 0), self.since.get(asset.name, "")
        identity = self.identities.get(asset.name, "")
        return Coverage(asset.name, status, asset.source, size, rows, summed, since, identity)

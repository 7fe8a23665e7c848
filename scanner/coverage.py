"""Who was scanned and who was not: the ledger of a run, from which the report's coverage is written."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType

from scanner.compact import Compact
from scanner.model.data import Asset, Unit
from scanner.model.problems import HOLES, Coverage, Problem, Reason, Status, sum_problems
from scanner.summary import Summary
from scanner.unit import Survey, UnitResult
from scanner.workers import Lost

_NOT_REACHED = Problem(Reason.INTERRUPTED, "the run was interrupted before it was scanned")
_BY_NAME = attrgetter("asset")
_NONE: Mapping[str, str] = MappingProxyType({})


class Ledger:
    """Keeps account of every asset and unit of a run.

    What is known of an asset is held until it is closed; from then on its line of coverage stands.
    in_passes: whether there may be a second pass.
    """

    def __init__(self, passed_over: Iterable[Coverage], *, in_passes: bool = False) -> None:
        self._in_passes = in_passes
        self._lines = [Compact(sorted(passed_over, key=_BY_NAME))]
        self._assets: dict[str, Asset] = {}
        self._problems: dict[str, list[Problem]] = {}
        self._rows: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._open: dict[str, int] = {}
        """Units that are to be scanned yet, of the assets that were looked at."""
        self._cut: set[str] = set()
        """Assets of several units."""
        self.done = Compact[tuple[str, int]]()
        """Asset and number of each unit that was scanned."""
        self.files: dict[tuple[str, int], str] = {}
        """Of units of datasets, by asset and number: the file."""
        self.passes: dict[str, int] = {}
        """Of which pass the results of each asset are, the first or the second, where there may be two."""
        self.complete = True
        """False once the run was interrupted."""

    def expect(self, assets: Iterable[Asset]) -> None:
        """Names assets that the run is to scan."""
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
        if len(survey.units) > 1:
            self._cut.add(name)
        return survey.units

    def settled(self, result: UnitResult) -> Summary:
        """What a unit holds, settled at once where its asset has no other."""
        return result.summary if result.unit.asset.name in self._cut else result.summary.settled()

    def recorded(self, results: Iterable[tuple[Unit, UnitResult | Lost[Unit]]]) -> Iterator[UnitResult]:
        """Passes results on and takes down what happened; an interrupt ends them, and what is open stays open."""
        try:
            for unit, result in results:
                name = unit.asset.name
                self._open[name] -= 1
                if isinstance(result, Lost):
                    self._blame(name, result.problem)
                    continue
                self._blame(name, *result.problems)
                self._rows[name] = self._rows.get(name, 0) + result.rows
                self._seen[name] = self._seen.get(name, 0) + result.seen
                self.done.append((name, unit.number))
                if unit.file:
                    self.files[name, unit.number] = unit.file
                yield result
        except KeyboardInterrupt:
            self.complete = False

    def close(self, since: Mapping[str, str] = _NONE, identities: Mapping[str, str] = _NONE) -> None:
        """Writes the lines of the assets that were expected until now.

        since: for each asset whose results were carried over, the run in which it was scanned. identities: what told
        the content of each, where that is known.
        """
        names = sorted(self._assets)
        self._lines.append(Compact(self._line(name, since.get(name, ""), identities.get(name, "")) for name in names))
        if self._in_passes:
            for name, asset in self._assets.items():
                self.passes[name] = 1 if asset.sample and asset.sample.again else 2
        for known in (self._assets, self._problems, self._rows, self._seen, self._open, self._cut):
            known.clear()

    def lines(self) -> Iterator[Coverage]:
        """The line of every asset, in order of name."""
        self.close()
        return heapq.merge(*self._lines, key=_BY_NAME)

    def _blame(self, name: str, *problems: Problem) -> None:
        if problems:
            self._problems.setdefault(name, []).extend(problems)

    def _line(self, name: str, since: str, identity: str) -> Coverage:
        asset, rows = self._assets[name], self._rows.get(name, 0)
        problems = list(self._problems.get(name, ()))
        if self._open.get(name, 1):
            problems.append(_NOT_REACHED)
        summed = sum_problems(problems)
        status = Status.SCANNED
        if any(problem.reason in HOLES for problem in summed):
            status = Status.PARTIAL if rows else Status.SKIPPED
        size = asset.bytes or self._seen.get(name, 0)  # of a stream the size is not known before
        return Coverage(name, status, asset.source, size, rows, summed, since, identity)

"""What a run asks of whoever keeps it: what was done before, and where what is done is written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Protocol, Self

from scanner.model.data import Asset, Unit
from scanner.model.judged import Report
from scanner.unit import Survey, UnitResult
from scanner.workers import Lost

Done = tuple[Unit, UnitResult | Lost[Unit]]
"""A unit with its result, or why there is none."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of assets. begun: surveys of those with units that are not done. done: names of the others."""

    begun: Mapping[str, Survey] = field(default_factory=dict)
    done: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        return name in self.begun or name in self.done


class Keeper(Protocol):
    """What is done before, and where what is done is written down. A context manager."""

    @property
    def id(self) -> str:
        """Of the run; empty where it is not kept."""

    @property
    def since(self) -> Mapping[str, str]:
        """For each asset that it was last asked for, if it is unchanged, the run in which it was scanned."""

    @property
    def identities(self) -> Mapping[str, str]:
        """What told the content of each of these; empty where nothing does."""

    @property
    def gone(self) -> tuple[str, ...]:
        """Assets of the run before for which it was not asked; to be read once it was asked for all there are."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...

    def known(self, assets: Iterable[Asset]) -> Known:
        """Those assets that are as they were when they were looked at."""

    def surveys(self) -> Iterator[Survey]:
        """Those of the assets of which it was last asked, and of which it said that they are done."""

    def surveyed(self, survey: Survey | Lost[Asset]) -> None:
        """Writes down what an asset is."""

    def has(self, units: Iterable[Unit]) -> list[Unit]:
        """Those units that are done."""

    def results(self, units: Iterable[Unit]) -> Iterator[Done]:
        """The results of units that are done."""

    def alike(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, UnitResult]]:
        """The results of those units that the run before knows by their identity; they are written down as well."""

    def done(self, unit: Unit, result: UnitResult | Lost[Unit]) -> None:
        """Writes down the result of a unit."""

    def beat(self) -> None:
        """Called some times a second while units are scanned."""

    def finish(self, report: Report) -> None:
        """Keeps the report."""


class NotKept:
    """See `Keeper`: of a run that is not kept."""

    id = ""
    since: Mapping[str, str] = MappingProxyType({})
    identities: Mapping[str, str] = MappingProxyType({})
    gone: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    def known(self, assets: Iterable[Asset]) -> Known:  # noqa: ARG002
        """None."""
        return Known()

    def surveys(self) -> Iterator[Survey]:
        """None."""
        return iter(())

    def surveyed(self, survey: Survey | Lost[Asset]) -> None:
        """Forgets it."""

    def has(self, units: Iterable[Unit]) -> list[Unit]:  # noqa: ARG002
        """None."""
        return []

    def results(self, units: Iterable[Unit]) -> Iterator[Done]:  # noqa: ARG002
        """None."""
        return iter(())

    def alike(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, UnitResult]]:  # noqa: ARG002
        """None."""
        return iter(())

    def done(self, unit: Unit, result: UnitResult | Lost[Unit]) -> None:
        """Forgets it."""

    def beat(self) -> None:
        """Does nothing."""

    def finish(self, report: Report) -> None:
        """Forgets it."""

"""What a scan would cost, from what is listed and measured; docs/capacity.md has the formula.

core-seconds = Σ over assets: read bytes / read speed + looked-at bytes × (1 / scan speed - 1 / read speed)
               + objects × seconds a file
worker-seconds = core-seconds + bytes over the network / network speed of a worker
wall = start + max(worker-seconds / workers, the longest piece that only one worker can take)
cost = worker-hours × price + requests / 1,000 × price + GB over the network × price
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from scanner.model.data import Asset
from scanner.model.problems import Coverage
from scanner.model.sample import Sample
from scanner.planning.figures import Figures, Prices
from scanner.planning.listed import Listed, by_footers, listed

_MB, _GB, _HOUR = 1e6, 1e9, 3600
_LISTED_AT_ONCE = 1000
_OPENED = 2
"""Requests that each object costs beside those for its bytes: to tell what it is, and its end."""
_REQUEST = 8 << 20
"""Bytes that a request brings, about."""


@dataclass(slots=True)
class Amounts:
    """What one way to scan takes. away: bytes over the network. longest: seconds of what only one worker can take."""

    sample: Sample | None
    read: int = 0
    away: int = 0
    gets: int = 0
    units: int = 0
    core_seconds: float = 0.0
    longest: float = 0.0

    def add(self, each: Listed, read: int, figures: Figures) -> None:
        """Takes an asset in, of which so many bytes are read."""
        speed, _ = figures.speed(each.format)
        looked = each.bytes * float(self.sample.share or 1) if self.sample else each.bytes
        more = max(1 / speed.scan - 1 / speed.read, 0) / _MB
        seconds = read / _MB / speed.read + looked * more
        self.core_seconds += seconds + each.objects * figures.file_seconds
        self.read += read
        self.units += each.units
        piece = each.longest / max(each.bytes, 1)
        waiting = read / _MB / figures.network if each.away else 0
        self.longest = max(self.longest, (seconds + waiting) * piece)
        if each.away:
            self.away += read
            self.gets += each.objects * _OPENED + ceil(read / _REQUEST)

    def worker_seconds(self, figures: Figures) -> float:
        """Computing, and waiting for the network."""
        return self.core_seconds + self.away / _MB / figures.network

    def wall(self, figures: Figures, workers: int) -> float:
        """Seconds from start to end."""
        return figures.start_seconds + max(self.worker_seconds(figures) / workers, self.longest)

    def costs(self, figures: Figures, lists: int) -> dict[str, float]:
        """US dollars, by what they are for."""
        prices = figures.prices
        return {
            "computing": self.worker_seconds(figures) / _HOUR * prices.core_hour,
            "requests": (self.gets * prices.get_1000 + lists * prices.list_1000) / 1000,
            "network": self.away / _GB * prices.egress_gb,
        }


@dataclass(slots=True)
class Format:
    """All assets of one format."""

    objects: int = 0
    bytes: int = 0
    units: int = 0


@dataclass(slots=True)
class Plan:
    """What was listed, and what each way to scan it takes."""

    figures: Figures
    workers: int
    ways: list[Amounts]
    formats: dict[str, Format] = field(default_factory=dict)
    files: int = 0
    datasets: int = 0
    passed_over: int = 0
    objects_away: int = 0
    footers: bool = False
    measured_here: dict[str, float] = field(default_factory=dict)
    """Megabytes of each format that speeds were measured on here."""

    @property
    def objects(self) -> int:
        """Files and objects, those of datasets each for itself."""
        return sum(each.objects for each in self.formats.values())

    @property
    def bytes(self) -> int:
        """Of everything, as it lies."""
        return sum(each.bytes for each in self.formats.values())

    @property
    def lists(self) -> int:
        """Requests that list what lies in stores."""
        return ceil(self.objects_away / _LISTED_AT_ONCE)

    def add(self, each: Listed) -> None:
        """Takes an asset in."""
        datasets = each.objects > 1
        self.datasets += datasets
        self.files += not datasets
        self.objects_away += each.objects if each.away else 0
        counted = each
        for way in self.ways:
            if self.footers and each.format == "parquet":
                cut, read = by_footers(each, way.sample)
                counted = counted if way.sample else cut
            else:
                cut, read = each, each.left_to_read(way.sample) if way.sample else each.bytes
            way.add(cut, read, self.figures)
        told = self.formats.setdefault(each.format, Format())
        told.objects += each.objects
        told.bytes += each.bytes
        told.units += counted.units


def planned(found: Iterable[Asset | Coverage], plan: Plan) -> Plan:
    """The plan with everything that a walk gives, which is held one by one."""
    for each in found:
        if isinstance(each, Coverage):
            plan.passed_over += 1
        else:
            plan.add(listed(each))
    return plan


def plan_of(figures: Figures, workers: int, samples: Sequence[Sample], *, footers: bool) -> Plan:
    """An empty plan: a whole scan comes first, then the samples."""
    return Plan(figures, workers, [Amounts(None), *map(Amounts, samples)], footers=footers)


def with_prices(figures: Figures, **told: float | None) -> Figures:
    """The figures with those prices that somebody named."""
    known = {name: price for name, price in told.items() if price is not None}
    prices: Prices = replace(figures.prices, **known)
    return replace(figures, prices=prices)

"""What is known of speeds and prices, from `speeds.yaml`: measured by `benchmarks/capacity.py`, or stated there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("speeds.yaml")


@dataclass(frozen=True, slots=True)
class Speed:
    """Megabytes (10^6 bytes) as they lie that one core goes through in a second.

    scan: reading, looking and summing. read: reading alone, which is all that a sample does with most records.
    """

    scan: float
    read: float


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars: of a core for an hour, of 1,000 requests that read or list, of a GB (10^9 bytes) out of the store."""

    core_hour: float
    get_1000: float
    list_1000: float
    egress_gb: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All that an estimate is made of. Speeds are by format, such as `delimited.gz`.

    measured: when, with what and on what. like: formats that were not measured and go like one that was. file_seconds:
    core-seconds that each file costs whatever its size. start_seconds: wall time before the first unit. network:
    megabytes a second that one worker gets from a store.
    """

    measured: Mapping[str, str]
    speeds: Mapping[str, Speed]
    like: Mapping[str, str]
    file_seconds: float
    start_seconds: float
    network: float
    prices: Prices

    def speed(self, format_: str) -> tuple[Speed, bool]:
        """That of a format, and whether it is its own.

        What is compressed in another way goes like gzip; a format that was not measured like the slowest that was.
        """
        bare, dot, _ = format_.partition(".")
        like = self.like.get(bare, bare)
        for name in (format_, f"{like}.gz" if dot else like):
            if name in self.speeds:
                return self.speeds[name], name == format_
        return min(self.speeds.values(), key=lambda each: each.scan), False


@cache
def shipped() -> Figures:
    """The figures that the package has."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Figures(
        measured=told["measured"],
        speeds={name: Speed(**each) for name, each in told["speeds"].items()},
        like=told["like"],
        file_seconds=told["file_seconds"],
        start_seconds=told["start_seconds"],
        network=told["network_mb_per_second"],
        prices=Prices(**told["prices"]),
    )

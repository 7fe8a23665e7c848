"""Speeds measured on the data themselves: some units of each format are read and scanned in this process."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from scanner.blocks import hashes, key_of
from scanner.content import Held
from scanner.errors import SourceError
from scanner.members import read_unit
from scanner.model.data import Asset, Unit
from scanner.model.problems import Coverage
from scanner.planning.figures import Figures, Speed
from scanner.planning.listed import listed
from scanner.unit import Settings, scan_units, survey

_ASSETS = 4
"""Of each format, those that the seed chooses among all."""
_BYTES = 24 << 20
"""Of each format at most, but one unit at least."""
_LEAST_BYTES = 2 << 20
"""Of less, what is done once for each field takes most of the time."""
_WARM = b"id,email\n" + b"1,kim@nordlys-mail.org\n" * 50


def measured(found: Iterable[Asset | Coverage], figures: Figures, seed: int) -> tuple[Figures, dict[str, float]]:
    """The figures with the speeds that some units of each format have here, and how many megabytes were scanned.

    A format of which there is too little to tell, or whose units cannot be read, keeps its figure. The time is that of
    the processor, so that waiting for a store or a neighbour is not in it.
    """
    held = _Chosen(seed)
    for each in found:
        if isinstance(each, Asset):
            held.add(each)
    _scan([_unit_of_warmth()])
    speeds, amounts = dict(figures.speeds), dict[str, float]()
    for format_, assets in sorted(held.assets.items()):
        units = list(_some(assets))
        size = sum(unit.bytes for unit in units) / 1e6
        if size * 1e6 >= _LEAST_BYTES:
            scan, read = _scan(units), _seconds_to_read(units)
            speeds[format_] = Speed(size / scan, size / min(read, scan))
            amounts[format_] = size
    return replace(figures, speeds=speeds), amounts


class _Chosen:
    """A few assets of each format: those whose names have the smallest hashes."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._held: dict[str, list[tuple[int, str, Asset]]] = {}

    def add(self, asset: Asset) -> None:
        """One more of all."""
        if asset.bytes:
            several = self._held.setdefault(listed(asset).format, [])
            rank = int(hashes(key_of(self._seed, asset.name), np.zeros(1, np.int64))[0])
            several.append((rank, asset.name, asset))
            several.sort(key=lambda each: each[:2])
            del several[_ASSETS:]

    @property
    def assets(self) -> Mapping[str, list[Asset]]:
        """By format, in the order of their hashes."""
        return {format_: [asset for _, _, asset in several] for format_, several in self._held.items()}


def _some(assets: Iterable[Asset]) -> Iterator[Unit]:
    """Units of these assets, up to so many bytes."""
    left = _BYTES
    for asset in assets:
        for unit in survey(asset, Settings()).units:
            if left > 0 and (unit.bytes <= left or left == _BYTES):
                left -= unit.bytes
                yield unit


def _unit_of_warmth() -> Unit:
    """Something small, so that what is loaded and compiled once is not measured."""
    return survey(Asset("warm.csv", Held("warm.csv", _WARM), len(_WARM), ""), Settings()).units[0]


def _scan(units: list[Unit]) -> float:
    began = time.process_time()
    for unit in units:
        scan_units((unit,), Settings())
    return time.process_time() - began


def _seconds_to_read(units: list[Unit]) -> float:
    began = time.process_time()
    for unit in units:
        try:
            for _ in read_unit(unit):
                pass
        except SourceError:
            continue
    return time.process_time() - began

"""A run over very many assets goes in waves: what is known of an asset is held while its wave lasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from scanner.model.data import Asset

MOST = 1 << 14
"""Assets of a wave: enough that what workers wait for at its end is nothing."""


@dataclass(frozen=True, slots=True)
class Wave:
    """Assets that are worked on together. before, after: bytes of those of the waves before and after."""

    assets: tuple[Asset, ...]
    before: int
    after: int


def waves(assets: Sequence[Asset]) -> Iterator[Wave]:
    """All assets, in their order."""
    before, after = 0, sum(asset.bytes for asset in assets)
    left = iter(assets)
    while wave := tuple(islice(left, MOST)):
        size = sum(asset.bytes for asset in wave)
        after -= size
        yield Wave(wave, before, after)
        before += size

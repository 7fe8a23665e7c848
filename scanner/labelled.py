"""The names of what lies in assets, and the labels that the data carry, without a look at any value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import SourceError
from scanner.inputs import Inputs
from scanner.labels.apply import Labelling
from scanner.members import read_unit
from scanner.model.data import Asset, Batch, Hint, Origin
from scanner.unit import Settings, fault_in, survey


@dataclass(frozen=True, slots=True)
class Seen:
    """All assets, tables and fields, and the labels with those that the data carry."""

    places: tuple[Origin, ...]
    labelling: Labelling


def places_of(found: Inputs) -> Seen:
    """Reads every asset through for its names; what cannot be read is left to the scan to tell."""
    places: dict[Origin, None] = {}
    hints: dict[Origin, dict[str, tuple[str, str]]] = {}
    for asset in found.assets:
        places[Origin(asset.name)] = None
        for item in _read(asset):
            if isinstance(item, Batch):
                table = Origin(asset.name, item.member, item.table)
                places[table] = None
                fields = [] if item.lines else [column.field for column in item.columns]
                places.update({Origin(asset.name, item.member, item.table, field): None for field in fields})
            elif fault_in(item) is None:
                place = Origin(asset.name, item.member, item.table, item.field)
                hints.setdefault(place, {})[item.key] = (item.value, item.where)
    return Seen(tuple(sorted(places)), Labelling(found.labelling.rules, hints))


def _read(asset: Asset) -> Iterator[Batch | Hint]:
    for unit in survey(asset, Settings()).units:
        try:
            for item in read_unit(unit):
                if isinstance(item, (Batch, Hint)):
                    yield item
        except SourceError:
            continue

"""What labels apply to what, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from scanner.labels.apply import Labelling
from scanner.model.data import Origin
from scanner.model.judged import Labels
from scanner.report.lines import harmless


def labels_text(files: Sequence[str], labelling: Labelling, places: Sequence[Origin]) -> str:
    """Each asset with its labels, and below it the tables and fields that have others."""
    lines = [f"Labels from {', '.join(files)}" if files else "No file of labels was found.", ""]
    for asset, group in groupby(places, key=lambda place: place.asset):
        lines.append(asset)
        held, whole = list(group), labelling.of(Origin(asset))
        lines += _lines(whole, Labels(), "  ") or ["  no label"]
        tables = {(place.member, place.table): labelling.of(_table(place)) for place in held}
        for place in held:
            above = tables[place.member, place.table] if place.field else whole
            own = _lines(labelling.of(place), above, "    ")
            if own and place != Origin(asset):
                lines += [f"  {str(place).removeprefix(asset).lstrip(':! ')}", *own]
    return "\n".join(harmless(line) for line in lines) + "\n"


def _table(place: Origin) -> Origin:
    return Origin(place.asset, place.member, place.table)


def _lines(labels: Labels, above: Labels, indent: str) -> list[str]:
    """The labels that differ from those of what lies above, each with where it is told."""
    known = dict(above.items())
    return [f"{indent}{key}: {value}  ({labels.told_by[key]})" for key, value in _new(labels, known)]


def _new(labels: Labels, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in labels.items() if known.get(key) != value)

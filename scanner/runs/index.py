"""The index of a kept run, asked: where a value stands, by its hash, without reading the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import orjson

from scanner.cipher import Cipher
from scanner.detector.text import Hashes
from scanner.entries import Place, place_of
from scanner.errors import RunError
from scanner.model.data import Origin
from scanner.runs.folder import Kept
from scanner.runs.seal import Seal
from scanner.runs.store import Store


@dataclass(frozen=True, slots=True)
class Legend:
    """Of a unit: the places that its entries name, by number, and member, table and number of records of each table."""

    fields: tuple[Place, ...]
    rows: tuple[tuple[str, str, int], ...]

    def sealed(self, seal: Seal, unit: str) -> bytes:
        """As it is kept."""
        return seal.close(f"{unit}/legend", orjson.dumps([self.fields, self.rows]))

    @classmethod
    def opened(cls, seal: Seal, unit: str, sealed: bytes) -> Legend:
        """What was kept. Raises `RunError`."""
        fields, rows = orjson.loads(seal.open(f"{unit}/legend", sealed))
        return cls(tuple(map(tuple, fields)), tuple(map(tuple, rows)))


@dataclass(frozen=True, slots=True)
class At:
    """A place of one of the values that were asked for: `row` is the 1-based record, line or page."""

    hash: int
    origin: Origin
    row: int


class Index:
    """The index of one run. Raises `RunError` where it has none, or was not written in this folder."""

    def __init__(self, run: Kept, seal: Seal) -> None:
        if "index" not in run.about:
            raise RunError(
                f"{run.path}: run {run.id} has no index. Scan with --index, which keeps one, or name the data to read."
            )
        self.entities: tuple[str, ...] = tuple(orjson.loads(run.about["index"]))
        self._seal = seal
        self._cipher = Cipher(seal.index_key)
        self._store = Store.open(run.path)
        self._legends: dict[str, dict[int, tuple[Legend, Mapping[tuple[str, str], int]]]] = {}

    def close(self) -> None:
        """Closes the file."""
        self._store.close()

    def places(self, wanted: Iterable[int]) -> Iterator[At]:
        """All places of these hashes, by asset, unit and record; memory grows with what is found only."""
        hashes = np.unique(np.array(list(wanted), np.uint64))
        found = [each for level in self._store.levels() for each in self._of_level(level, hashes)]
        found.sort(key=lambda each: (each.origin, each.row, each.hash))
        before = None
        for each in found:
            if each != before:
                yield each
            before = each

    def _of_level(self, level: int, hashes: Hashes) -> Iterator[At]:
        of = hashes >> np.uint64(64 - level) if level else np.zeros(len(hashes), np.uint64)
        for bucket in np.unique(of).tolist():
            mine = hashes[of == bucket]
            for asset, number, sealed in self._store.entries(level, bucket):
                entries = sealed.opened(self._cipher, f"{asset}#{number}")
                if entries is None:
                    raise RunError("the index of a kept run is damaged, or was written in another folder. Scan again")
                left, right = (np.searchsorted(entries["hash"], mine, side) for side in ("left", "right"))
                for one in np.flatnonzero(right > left):
                    fields, rows = place_of(entries[left[one] : right[one]])
                    for field, row in zip(fields.tolist(), rows.tolist(), strict=True):
                        yield self._at(int(mine[one]), asset, number, field, row)

    def _at(self, value: int, asset: str, number: int, field: int, row: int) -> At:
        legend, bases = self._legends_of(asset)[number]
        member, table, name = legend.fields[field]
        return At(value, Origin(asset, member, table, name), bases.get((member, table), 0) + row)

    def _legends_of(self, asset: str) -> Mapping[int, tuple[Legend, Mapping[tuple[str, str], int]]]:
        """By unit: the legend, and how many records of each table lie in the units before."""
        if asset not in self._legends:
            total: dict[tuple[str, str], int] = {}
            known = self._legends[asset] = {}
            for number, sealed in self._store.legends(asset):
                legend = Legend.opened(self._seal, f"{asset}#{number}", sealed)
                known[number] = legend, dict(total)
                for member, table, rows in legend.rows:
                    total[member, table] = total.get((member, table), 0) + rows
        return self._legends[asset]

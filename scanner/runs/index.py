"""The index of a kept run, asked: where a value stands, by its hash, without reading the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson

from scanner.buckets import Place, name_of, opened, place_of
from scanner.cipher import Cipher
from scanner.errors import RunError
from scanner.model.data import Origin
from scanner.runs.folder import Kept
from scanner.runs.seal import Seal
from scanner.runs.store import Store

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

_DAMAGED = "the index of a kept run is damaged, or was written in another folder. Scan again"


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
class Hits:
    """Where a unit has one value: the field of each, by number, and the record of the table, both in order."""

    hash: int
    asset: str
    unit: int
    fields: Ints
    rows: Ints


def moved(
    cipher: Cipher, before: str, unit: str, buckets: Iterable[tuple[int, int, int, bytes]]
) -> Iterator[tuple[int, int, int, bytes]]:
    """Buckets of one unit as those of another one, which holds the same. Raises `RunError`."""
    for level, bucket, chunk, sealed in buckets:
        place = level, bucket, chunk
        entries = opened(cipher, before, place, sealed)
        if entries is None:
            raise RunError(_DAMAGED)
        yield *place, cipher.close(name_of(unit, place), entries.tobytes())


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

    def hits(self, wanted: Iterable[int]) -> Iterator[Hits]:
        """All places of these hashes, by value and unit; what is held in memory are those of one bucket."""
        hashes = np.unique(np.array(list(wanted), np.uint64))
        for level in self._store.levels():
            of = hashes >> np.uint64(64 - level) if level else np.zeros(len(hashes), np.uint64)
            for bucket in np.unique(of).tolist():
                yield from self._in_bucket(level, bucket, hashes[of == bucket])

    def _in_bucket(self, level: int, bucket: int, hashes: Hashes) -> Iterator[Hits]:
        for asset, number, chunk, sealed in self._store.entries(level, bucket):
            entries = opened(self._cipher, f"{asset}#{number}", (level, bucket, chunk), sealed)
            if entries is None:
                raise RunError(_DAMAGED)
            left, right = (np.searchsorted(entries["hash"], hashes, side) for side in ("left", "right"))
            for one in np.flatnonzero(right > left):
                yield Hits(int(hashes[one]), asset, number, *place_of(entries[left[one] : right[one]]))

    def origin(self, asset: str, unit: int, field: int) -> tuple[Origin, int]:
        """The place of a field that hits name, and how many records of its table lie in the units before."""
        legend, bases = self._legends_of(asset)[unit]
        member, table, name = legend.fields[field]
        return Origin(asset, member, table, name), bases.get((member, table), 0)

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

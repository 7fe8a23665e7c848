"""Avro: blocks of records between marks, so that a damaged block costs itself and several workers share a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.blocks import block_units
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Hint, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._avro_blocks import MAGIC, Block, blocks_of, damaged, header_of
from scanner.sources._avro_records import Schema
from scanner.sources._metadata import hints
from scanner.streams import UNIT_BYTES, open_stream

_BATCH_BYTES = 2 << 20
_RECORD = 100.0
"""Bytes of a record, where nothing tells before it is read: enough to choose how many blocks a sample reads."""

LOST = "blocks that are damaged or cut, what could be read of them was scanned"


class Avro:
    """See `scanner.source.Source`; `start` and `stop` of a unit are bytes: the marks before its blocks begin there."""

    name = "avro"
    about = About("Avro files", (".avro",))

    def fit(self, head: Head) -> Fit:
        """By the magic number alone."""
        return Fit.SIGNATURE if head.data.startswith(MAGIC) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Ranges of bytes where the file is large and lies as it is."""
        parts = max(asset.bytes // UNIT_BYTES, 1) if asset.content.ranged else 1
        with open_stream(asset.content) as stream:
            parts, size = (1, 0) if stream.peeled or not stream.ranged else (parts, stream.size)
        sampled = block_units(asset, size, _RECORD, lambda wanted: wanted)
        if sampled:
            return sampled
        starts = [asset.bytes * part // parts for part in range(parts)]
        stops = [*starts[1:], None]
        return [
            Unit(asset, part, start, stop, (asset.bytes if stop is None else stop) - start)
            for part, (start, stop) in enumerate(zip(starts, stops, strict=True))
        ]

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """Batches of all leaves, each of some blocks; labels that the file's metadata hold."""
        content = unit.asset.content
        header = header_of(content)
        try:
            schema = Schema(header.schema)
        except ValueError:
            raise damaged(content.name) from None
        if not unit.number:
            yield from hints(header.metadata, "metadata of the file")
        collected = _Collected(schema)
        try:
            for block in blocks_of(content, header, unit.start, unit.stop):
                yield from collected.add(block)
        except SourceError:
            yield from collected.rest()
            raise
        yield from collected.rest()
        if collected.row == 1 and not collected.lost and not unit.start and unit.stop is None:
            yield Problem(Reason.EMPTY, "the file has no records")


class _Collected:
    """Records of several blocks, given as a batch when they are enough."""

    def __init__(self, schema: Schema) -> None:
        self.row = 1
        self.lost = 0
        self._schema = schema
        self._records: list[Any] = []
        self._held = 0
        self._problems: list[Problem] = []

    def add(self, block: Block | None) -> Iterator[Batch]:
        """One more block; records that are lost within one are counted in the numbers of those after it."""
        records, whole = self._schema.decode(block.data, block.records) if block else ([], False)
        self._records += records
        self._held += len(block.data) if block else 0
        if not whole or not block or not block.whole:
            self.lost += 1
            yield from self._batch()
            self.row += min(block.records - len(records), len(block.data)) if block else 0
        elif self._held >= _BATCH_BYTES:
            yield from self._batch()

    def rest(self) -> Iterator[Batch | Problem]:
        """What is left, and all problems."""
        yield from self._batch()
        if self.lost:
            yield Problem(Reason.MALFORMED, LOST, self.lost)
        yield from self._problems

    def _batch(self) -> Iterator[Batch]:
        if self._records:
            columns = self._schema.columns(self._records, self._problems)
            yield Batch(columns, len(self._records), self.row)
            self.row += len(self._records)
        self._records, self._held = [], 0


SOURCE = Avro()

"""Puts down what an index of a run is to hold of one unit: the hash of each match, and where it stands.

The hash is that of `scanner.detector.spelling`, which is no secret, so whatever is written is encrypted at once, under
a key that only the folder of the run gives: a hash of a phone number could be undone by trying all of them. A unit is
written in chunks of about a million matches, so that memory stays flat; see `scanner.buckets`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
import orjson

from scanner.buckets import ENTRY, ROW_BITS, ROWS, Entries, Place, name_of
from scanner.cipher import Cipher
from scanner.detect import ColumnFound
from scanner.detector.book import Rulebook
from scanner.detector.spelling import same_hashes
from scanner.matches import records_of, spool_file
from scanner.model.data import Batch, Unit

_CHUNK = 1 << 20
"""Matches from which on a chunk is written."""
_BUCKET = 1 << 12
"""Matches of a bucket, about."""
_HEAD = struct.Struct("<BIII")
_LEGEND = 255


@dataclass(frozen=True, slots=True)
class IndexTo:
    """Where units put their entries until these are recorded, and under which key."""

    folder: Path
    key: bytes


def file_of(folder: Path, unit: Unit) -> Path:
    """Where the entries of a unit are until they are recorded."""
    return spool_file(folder, unit.id).with_suffix(".index")


class EntrySpool:
    """Writes the entries of one unit to a file of its own; without a folder it writes nothing. A context manager."""

    def __init__(self, unit: Unit, to: IndexTo | None) -> None:
        self._unit = unit.id
        self._cipher = Cipher(to.key) if to else None
        self._path = file_of(to.folder, unit) if to else None
        self._out: BinaryIO | None = None
        self._fields: dict[Place, int] = {}
        self._pending: list[Entries] = []
        self._count = self._chunks = 0

    def __enter__(self) -> Self:
        self._out = self._path.open("wb") if self._path else None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._out and self._cipher:
            self._flush()
            legend = self._cipher.close(f"{self._unit}/fields", orjson.dumps(list(self._fields)))
            self._out.write(_HEAD.pack(_LEGEND, 0, 0, len(legend)) + legend)
            self._out.close()

    def add(self, batch: Batch, columns: Iterable[ColumnFound], book: Rulebook) -> None:
        """Takes down the matches of one batch by rules whose values have a spelling, test values too."""
        if not self._out:
            return
        for column in columns:
            place = batch.member, batch.table, column.column.field
            for found in column.found:
                spelling = book.rules[found.rule].spelling
                which = np.flatnonzero(found.levels)
                if spelling is None or not len(which):
                    continue
                spans = found.spans.take(which)
                records, match = records_of(column.column, column.text.value_at(spans.start))
                entries = np.empty(len(records), ENTRY)
                entries["hash"] = same_hashes(column.text, spans, spelling)[match]
                number = self._fields.setdefault(place, len(self._fields))
                rows = np.minimum(batch.row_of(records), ROWS).astype(np.uint64)
                entries["place"] = np.uint64(number << ROW_BITS) | rows
                self._pending.append(entries)
                self._count += len(entries)
        if self._count >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        if not self._count or not self._out or not self._cipher:
            return
        entries = np.concatenate(self._pending)
        entries = entries[np.lexsort((entries["place"], entries["hash"]))]
        self._pending, self._count = [], 0
        level = max(len(entries) // _BUCKET, 1).bit_length() - 1
        of = entries["hash"] >> np.uint64(64 - level) if level else np.zeros(len(entries), np.uint64)
        firsts = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
        for first, end in zip(firsts, np.append(firsts[1:], len(of)), strict=True):
            bucket = level, int(of[first]), self._chunks
            sealed = self._cipher.close(name_of(self._unit, bucket), entries[first:end].tobytes())
            self._out.write(_HEAD.pack(*bucket, len(sealed)) + sealed)
        self._chunks += 1


class Spooled:
    """What a unit has put down. fields: the places that its entries name, by number, known after the last bucket."""

    def __init__(self, file: Path, unit: Unit, cipher: Cipher) -> None:
        self._file = file
        self._unit = unit.id
        self._cipher = cipher
        self.fields: list[Place] = []

    def buckets(self) -> Iterator[tuple[int, int, int, bytes]]:
        """All of them, each with its entries, in the order in which they were written; the file is gone thereafter."""
        with suppress(FileNotFoundError), self._file.open("rb") as file:
            while head := file.read(_HEAD.size):
                level, bucket, chunk, size = _HEAD.unpack(head)
                sealed = file.read(size)
                if level == _LEGEND:
                    told = orjson.loads(self._cipher.open(f"{self._unit}/fields", sealed) or b"[]")
                    self.fields = [(member, table, field) for member, table, field in told]
                else:
                    yield level, bucket, chunk, sealed
        self._file.unlink(missing_ok=True)

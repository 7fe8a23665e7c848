"""Every match, one by one: spooled by the unit that finds it, written as JSON lines in the order of the data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from scanner.allow import Entry
from scanner.detect import ColumnFound
from scanner.detector.book import Rulebook
from scanner.detector.mask import mask
from scanner.detector.text import Text
from scanner.listed import fingerprint
from scanner.model.data import Batch, Column, Unit, id_of
from scanner.model.found import Confidence
from scanner.readings import Found
from scanner.summary import RowBases

SCHEMA = pa.schema(
    [
        ("member", pa.string()),
        ("table", pa.string()),
        ("field", pa.string()),
        ("row", pa.int64()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("rule", pa.string()),
        ("level", pa.uint8()),
        ("masked", pa.string()),
        ("fingerprint", pa.string()),
        ("mark", pa.uint16()),
    ]
)


class Spool:
    """Writes the matches of one unit to a file of its own; without a folder it writes nothing."""

    def __init__(self, path: Path | None, show_values: bool, key: bytes | None, numbered: bool = True) -> None:
        self._show = show_values
        self._numbered = numbered
        self._key = key
        self._writer = pa.ipc.new_stream(str(path), SCHEMA) if path else None

    @classmethod
    def of(cls, unit: Unit, folder: Path | None, show_values: bool, key: bytes | None) -> Self:
        """The spool of a unit; scanning the unit again replaces it."""
        return cls(spool_file(folder, unit.id) if folder else None, show_values, key, unit.numbered)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._writer:
            self._writer.close()

    def add(self, batch: Batch, columns: Iterable[ColumnFound], book: Rulebook) -> None:
        """Appends the matches of one batch."""
        if not self._writer:
            return
        for column in columns:
            for found in column.found:
                reported = np.flatnonzero(found.levels)
                if len(reported):
                    self._writer.write_batch(self._rows(batch, column, found, reported, book))

    def _rows(
        self, batch: Batch, column: ColumnFound, found: Found, which: npt.NDArray[np.int64], book: Rulebook
    ) -> pa.RecordBatch:
        spans, levels = found.spans.take(which), found.levels[which]
        value = column.text.value_at(spans.start)
        begin = column.text.starts[value]
        start, end = (_code_points(column.text, begin, at) for at in (spans.start, spans.end))
        if batch.skip:
            start, end = (points + np.where(value == 0, batch.skip, 0) for points in (start, end))
        _, first, inverse = np.unique(column.text.hashes(spans), return_index=True, return_inverse=True)
        texts = column.text.strings(spans.take(first)).to_list()
        how = book.rules[found.rule].mask
        masked = np.array([text if self._show else mask(text, how) for text in texts], object)[inverse]
        prints = np.array([fingerprint(text, self._key) if self._key else None for text in texts], object)[inverse]
        marks = np.zeros(len(which), np.uint16) if found.marks is None else found.marks[which]
        where, match = records_of(column.column, value)
        count = len(match)
        rows = pa.array(batch.row_of(where), pa.int64()) if self._numbered else pa.nulls(count, pa.int64())
        same = [pa.array([text] * count, pa.string()) for text in (batch.member, batch.table, column.column.field)]
        points = [start[match], end[match]]
        return pa.record_batch(
            [
                *same,
                rows,
                *(pa.array(each, pa.int64()) for each in points),
                pa.array([found.rule] * count, pa.string()),
                pa.array(levels[match], pa.uint8()),
                pa.array(masked[match], pa.string()),
                pa.array(prints[match], pa.string()),
                pa.array(marks[match], pa.uint16()),
            ],
            schema=SCHEMA,
        )


def spool_file(folder: Path, unit: str) -> Path:
    """Where the matches of a unit are spooled, by its id: a name that no asset's name can break out of."""
    return folder / f"{hashlib.sha256(unit.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.arrow"


def _code_points(text: Text, begin: npt.NDArray[np.int64], at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Positions counted in code points from the begin of the value."""
    if text.ascii:
        return at - begin
    count = np.concatenate([[0], np.cumsum((text.data & 0xC0) != 0x80)])
    points: npt.NDArray[np.int64] = count[at] - count[begin]
    return points


def records_of(source: Column, value: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The record of each match, and which match it is: a dictionary's value stands for many records.

    value: in which value of the column each match lies.
    """
    every = np.arange(len(value))
    if source.index is None:
        return (value if source.rows is None else source.rows[value]), every
    order = np.argsort(source.index, kind="stable")
    left = np.searchsorted(source.index[order], value, "left")
    times = np.searchsorted(source.index[order], value, "right") - left
    match = np.repeat(every, times)
    within = np.arange(len(match)) - np.repeat(np.cumsum(times) - times, times)
    return order[left[match] + within], match


def write_matches(
    out: BinaryIO,
    folder: Path,
    units: Iterable[tuple[str, int]],
    bases: RowBases,
    book: Rulebook,
    entries: Sequence[Entry] = (),
) -> int:
    """All spooled matches as JSON lines, by asset, unit and place in the data; returns how many.

    units: asset and number of each.
    """
    written = 0
    for asset, number in sorted(units):
        path = spool_file(folder, id_of(asset, number))
        if path.exists():
            for line in _lines(path, asset, number, bases, book, entries):
                out.write(line)
                written += 1
    return written


def _lines(
    path: Path, asset: str, number: int, bases: RowBases, book: Rulebook, entries: Sequence[Entry]
) -> Iterator[bytes]:
    with pa.ipc.open_stream(str(path)) as reader:
        for batch in reader:
            for row in batch.to_pylist():
                line = _line(asset, number, row, bases, book)
                mark = int(row["mark"])
                named = entries[mark - 1] if mark else None
                line["test_value"] = bool(named and named.test)
                line["allowed"] = named.reason if named and not named.test else None
                yield orjson.dumps(line) + b"\n"


def _line(asset: str, number: int, row: Mapping[str, object], bases: RowBases, book: Rulebook) -> dict[str, object]:
    rule = book.rules[str(row["rule"])]
    base = bases.get((asset, str(row["member"]), str(row["table"]), number), 0)
    return {
        "asset": asset,
        "member": row["member"] or None,
        "table": row["table"] or None,
        "field": row["field"] or None,
        "row": None if row["row"] is None else base + int(str(row["row"])),
        "start": row["start"],
        "end": row["end"],
        "entity": rule.entity,
        "category": rule.category,
        "confidence": Confidence(int(str(row["level"]))).word,
        "masked": row["masked"],
        "fingerprint": row["fingerprint"],
    }

"""Arrow IPC, as files (Feather too) and as streams: every batch is validated before anything else looks at it.

A file is a stream with an index behind it. The index is used where units of a large file are read by several workers,
and where a writer left the stream's beginning out (polars does); everywhere else the stream is read from the front, so
that cut files give what they have and nothing is held.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc

from scanner.columns import columns_of
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Content, Hint, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import HEAD_BYTES, About, Fit, Head
from scanner.sources._ipc import MOST_ROWS, Messages, begins_stream
from scanner.sources._metadata import check_names, schema_hints
from scanner.streams import at_random, open_stream

_FILE, _FEATHER1 = b"ARROW1\0\0", b"FEA1"
_UNIT_BYTES = 64 << 20
_BATCH_BYTES = 16 << 20
_BATCH_ROWS = 1 << 16
_ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, RuntimeError, MemoryError)

LOST = "batches that are damaged, not scanned"


class Arrow:
    """See `scanner.source.Source`; `start` and `stop` of a unit are batches of the index, where there are several."""

    name = "arrow"
    about = About("Arrow and Feather files", (".arrow", ".feather", ".arrows", ".ipc"))

    def fit(self, head: Head) -> Fit:
        """By magic numbers; a stream by its first message, which has none."""
        data = head.data
        known = data.startswith(_FILE) or (data.startswith(_FEATHER1) and head.text is None) or begins_stream(data)
        return Fit.SIGNATURE if known else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Equal numbers of batches where the file is large and has an index that can be read, else one unit."""
        batches = _indexed(asset) if asset.bytes >= 2 * _UNIT_BYTES else 0
        parts = min(asset.bytes // _UNIT_BYTES, batches)
        if parts < 2:
            return [Unit(asset, bytes=asset.bytes)]
        bounds = [batches * part // parts for part in range(parts + 1)]
        sizes = [asset.bytes // parts] * (parts - 1)
        sizes.append(asset.bytes - sum(sizes))
        return [Unit(asset, part, bounds[part], bounds[part + 1], sizes[part]) for part in range(parts)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """Batches of all leaves, labels that the schema's metadata hold, and how many batches were damaged."""
        problems: list[Problem] = []
        given = 0
        try:
            for item in _read(unit, problems):
                given += isinstance(item, Batch)
                yield item
        except SourceError:
            yield from problems
            raise
        if not given and not problems:
            yield Problem(Reason.EMPTY, "the file has no rows")
        yield from problems


Part = Any
"""The schema, a batch, or None for a batch that cannot be read."""


def _read(unit: Unit, problems: list[Problem]) -> Iterator[Batch | Hint]:
    row = 1
    for item in _parts(unit):
        if isinstance(item, pa.Schema):
            yield from schema_hints(item)
        elif item is None or not _is_valid(item):
            problems.append(Problem(Reason.MALFORMED, LOST, row=row))
        else:
            for part in _pieces(item):
                yield Batch(columns_of(part, problems), part.num_rows, row)
                row += part.num_rows


def _parts(unit: Unit) -> Iterator[Part]:
    content = unit.asset.content
    if unit.stop is not None:
        yield from _from_index(unit)
        return
    with open_stream(content) as stream:
        head = stream.read(HEAD_BYTES)
        is_file = head.startswith(_FILE)
        begun = head[len(_FILE) :] if is_file else head
        if begins_stream(begun):
            yield from _from_stream(Messages(stream, content, begun), content)
            return
    yield from _from_index(unit) if is_file else _from_feather1(content)


def _from_stream(messages: Messages, content: Content) -> Iterator[Part]:
    try:
        reader = pa.ipc.open_stream(pa.PythonFile(messages, mode="r"))
        check_names(reader.schema)
    except _ERRORS:
        raise messages.error or _failure(content) from None
    yield reader.schema
    taken = -1
    while not messages.ended and messages.taken > taken:
        taken = messages.taken
        try:
            yield reader.read_next_batch()
        except StopIteration:
            break
        except _ERRORS:
            yield None
    if not messages.whole:
        raise messages.error or _failure(content)


def _from_index(unit: Unit) -> Iterator[Part]:
    with _indexed_file(unit.asset.content) as file:
        if unit.number == 0:
            yield file.schema
        for number in range(unit.start, file.num_record_batches if unit.stop is None else unit.stop):
            try:
                yield file.get_batch(number)
            except _ERRORS:
                yield None


def _from_feather1(content: Content) -> Iterator[Part]:
    """The format before Arrow's, which has one batch and lies in memory whole."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = pa.feather.read_table(at_random(content), memory_map=False)
            check_names(table.schema)
        yield table.schema
        yield from table.to_batches()
    except _ERRORS:
        raise _failure(content) from None


def _indexed_file(content: Content) -> pa.ipc.RecordBatchFileReader:
    """Raises `SourceError`."""
    source = at_random(content)
    try:
        file = pa.ipc.open_file(pa.OSFile(source) if isinstance(source, str) else source)
        check_names(file.schema)
    except _ERRORS:
        raise _failure(content) from None
    return file


def _indexed(asset: Asset) -> int:
    """Batches in the index, 0 where there is none that can be read by several."""
    if not asset.content.ranged:
        return 0
    with open_stream(asset.content) as stream:
        if stream.peeled or stream.read(8) != _FILE:
            return 0
    try:
        with _indexed_file(asset.content) as file:
            return int(file.num_record_batches)
    except SourceError:
        return 0


def _is_valid(batch: pa.RecordBatch) -> bool:
    try:
        batch.validate(full=True)
    except _ERRORS:
        return False
    return bool(batch.num_rows <= MOST_ROWS)


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    size = min(max(_BATCH_BYTES * batch.num_rows // max(batch.nbytes, 1), 64), _BATCH_ROWS)
    for start in range(0, batch.num_rows, size):
        yield batch.slice(start, size)


def _failure(content: Content) -> SourceError:
    return SourceError(
        f"{content.name}: not a whole Arrow file: its schema or its end is damaged or missing. Fetch or write it again",
        Reason.MALFORMED,
    )


SOURCE = Arrow()

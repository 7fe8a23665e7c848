"""The source of one kind of table, the same for all of them but for what reads its metadata.

Current files only are read, and of these the rows that a reader of the table gets. A unit is a range of bytes of a data
file, and stands for the row groups that begin in it: so no file is opened before it is scanned. Data files are never
written to again, so a unit is known by its file, and only new files are read after a commit.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scanner.columns import columns_of
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Column, Hint, Limits, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._lake.content import TableContent, Told
from scanner.sources._lake.model import HISTORY, DataFile, Part, Table, fingerprint
from scanner.sources._lake.places import table_of
from scanner.sources._lake.rows import NONE, Positions
from scanner.sources._lake.shape import Shape, Which
from scanner.sources._metadata import hints
from scanner.sources._row_groups import UNIT_BYTES, RowGroups, opened, sampled
from scanner.sources._sql.comments import hints as comment_hints

_COLUMNS = {Part.CURRENT: Which.KNOWN, Part.DROPPED: Which.UNKNOWN}


@dataclass(frozen=True)
class LakeSource:
    """See `scanner.source.FolderSource`. opens: a table as it is now, or at a version; told: see `TableContent`.

    `detail` of a unit is the version, and what is known of the data file; without a file it gives what metadata say.
    """

    name: str
    about: About
    folder: str
    opens: Callable[[TableContent, str], Table]
    told: Told

    def fit(self, head: Head) -> Fit:  # noqa: ARG002 - no file is a table
        """Never."""
        return Fit.NO

    def may_fit_folder(self, names: Sequence[str]) -> bool:
        """The folder of its metadata lies directly inside."""
        return self.folder in names

    def fits_folder(self, folder: str) -> bool:
        """There are metadata in it."""
        try:
            names = os.listdir(os.path.join(folder, self.folder))  # noqa: PTH118, PTH208
        except OSError:
            return False
        return any(table_of(f"{self.folder}/{name}") == ("", self.name) for name in ("", *names))

    def content(self, url: str, limits: Limits) -> TableContent:
        """The content of a table at a place."""
        return TableContent(url, self.told, limits)

    def plan(self, asset: Asset) -> list[Unit]:
        """A unit for what metadata say, and those of all files that are to be read. Raises `SourceError`."""
        self.about.needed(asset.name)
        content = cast("TableContent", asset.content)
        table = self.opens(content, "")
        files = list(table.files(content.limits.history))
        asset = replace(asset, bytes=sum(file.size for file in files))
        if asset.sample:
            contents = {self._detail(table, file): table.content(file) for file in files if _is_current(file)}
            units = [replace(unit, detail=unit.file, file="") for unit in sampled(asset, asset.sample, contents)]
            return [*units, Unit(asset, len(units), detail=self._detail(table, None))]
        units = [Unit(asset, detail=self._detail(table, None), stop=0)]
        for file in files:
            detail, known = self._detail(table, file), fingerprint(self.name, file.to_json())
            for start in range(0, max(file.size, 1), UNIT_BYTES):
                stop = min(start + UNIT_BYTES, file.size)
                identity = f"{known} {start} {stop}"
                units.append(Unit(asset, len(units), start, stop, stop - start, detail, identity=identity))
        return units

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """The rows of one unit, as the table's own reader gives them; partition keys are columns too."""
        held = json.loads(unit.detail)
        table = self.opens(cast("TableContent", unit.asset.content), held["version"])
        if not held["file"]:
            yield from table.hints()
            yield from _column_hints(table.schema)
            if not unit.asset.bytes:
                yield Problem(Reason.EMPTY, "the table has no rows")
            return
        file = DataFile.from_json(held["file"])
        if file.format != "PARQUET":
            raise SourceError(f"a data file is {file.format}, which is not read in tables, so it was not scanned")
        yield from _rows(table, file, unit)

    def _detail(self, table: Table, file: DataFile | None) -> str:
        return json.dumps({"version": table.version, "file": file.to_json() if file else ""})


def _is_current(file: DataFile) -> bool:
    return file.part is Part.CURRENT and file.format == "PARQUET"


def _column_hints(fields: Sequence[pa.Field], above: str = "") -> Iterator[Hint]:
    """The labels in comments on columns and in their own metadata."""
    for field in fields:
        name, told = f"{above}{field.name}", field.metadata or {}
        for key in (b"comment", b"doc"):
            yield from comment_hints(told.get(key, b""), "", name)
        yield from hints(told, "metadata of the column", name)
        if pa.types.is_struct(field.type):
            yield from _column_hints([field.type.field(n) for n in range(field.type.num_fields)], f"{name}.")


def _rows(table: Table, file: DataFile, unit: Unit) -> Iterator[Batch | Problem]:
    content = table.content(file)
    with opened(content) as parquet:
        metadata, schema = parquet.metadata, parquet.schema_arrow
    starts = range(unit.start, unit.stop or 0) if unit.part else _within(metadata, unit, file.size)
    groups = [group for group in starts if group < metadata.num_row_groups]
    if not groups:
        return
    reading = _Reading(
        file=file,
        shape=Shape(table.schema, *table.keys(), _COLUMNS.get(file.part, Which.ALL)),
        deleted=table.deleted(file),
        first=sum(metadata.row_group(group).num_rows for group in range(groups[0])),
        constants={} if file.part is Part.DROPPED else table.constants(file, schema),
    )
    names = reading.shape.names(schema)
    if names or reading.constants:
        yield from RowGroups(content, metadata, groups).batches(reading.batch, names)


def _within(metadata: pq.FileMetaData, unit: Unit, size: int) -> list[int]:
    """The row groups that begin in the unit's bytes; the last unit has all that begin after it as well."""
    found = []
    for group in range(metadata.num_row_groups):
        column = metadata.row_group(group).column(0)
        offsets = (column.dictionary_page_offset, column.data_page_offset)
        start = min(offset for offset in offsets if offset is not None)
        if unit.start <= start and (unit.stop is None or start < unit.stop or unit.stop >= size):
            found.append(group)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the records of a data file become batches. first: position in the file of the first that is read."""

    file: DataFile
    shape: Shape
    deleted: Positions
    first: int
    constants: dict[str, str]

    def batch(self, records: pa.RecordBatch, row: int, problems: list[Problem]) -> Batch | None:
        """The records that are wanted, numbered without those that are not; see `_row_groups.Convert`."""
        part = self.file.part
        deleted = NONE if part is Part.GONE else self.deleted
        at = self.first + row - 1
        before, low, high = np.searchsorted(deleted, [self.first, at, at + records.num_rows])
        inside = deleted[low:high] - at
        if part is Part.DELETED:
            number = int(low - before) + 1
            records = records.take(pa.array(inside))
        else:
            number = row - int(low - before)
            if len(inside):
                kept = np.ones(records.num_rows, np.bool_)
                kept[inside] = False
                records = records.filter(pa.array(kept))
        if not records.num_rows:
            return None
        index = np.zeros(records.num_rows, np.int64)
        columns = columns_of(self.shape.shaped(records), problems)
        keys = (Column(key, pa.array([text], pa.string()), None, index) for key, text in self.constants.items())
        member = "" if part is Part.CURRENT else HISTORY
        return Batch((*columns, *keys), records.num_rows, number, member=member)

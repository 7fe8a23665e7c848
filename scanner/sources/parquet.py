"""Parquet: files, and dataset directories with `key=value` partitions; row groups are the units.

A damaged file of a dataset costs that file, a damaged or encrypted column costs that column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from scanner.columns import columns_of
from scanner.content import LocalFile
from scanner.datasets import files_below, is_beside, parts_of
from scanner.errors import SourceError
from scanner.globs import wants
from scanner.model.data import Asset, Batch, Content, Hint, Schema, Unit
from scanner.model.problems import Problem, Reason
from scanner.narrowing import left_out
from scanner.source import About, Fit, Head
from scanner.sources._metadata import schema_hints
from scanner.sources._row_days import of_other_days
from scanner.sources._row_groups import UNIT_BYTES, RowGroups, groups_of, opened, sampled
from scanner.streams import open_stream

_MAGIC = b"PAR1"
_ENCRYPTED = b"PARE"
_NAMES = (".parquet", ".parq", ".pq")


def is_dataset(directory: str) -> bool:
    """Whether all files below a directory are of one Parquet dataset: in `key=value` directories, or several.

    Files that writers put beside the data, such as `_SUCCESS`, may lie there too.
    """
    root = Path(directory)
    places: list[tuple[str, ...]] = []
    for file in files_below(root):
        if not is_beside(file.name):
            if not _is_parquet(root / file):
                return False
            places.append(file.parent.parts)
    partitioned = all(place and all("=" in part for part in place) for place in places)
    return bool(places) and (partitioned or (len(places) > 1 and not any(places)))


def _is_parquet(path: Path) -> bool:
    if path.name.lower().endswith(_NAMES):
        return True
    try:
        with open_stream(LocalFile(str(path))) as stream:
            return stream.read(4) in (_MAGIC, _ENCRYPTED)
    except SourceError:
        return False


class Parquet:
    """See `scanner.source.Source`; `start` and `stop` of a unit are row groups."""

    name = "parquet"
    about = About("Parquet files and datasets", (".parquet", ".pq"))

    def may_fit_folder(self, names: Sequence[str]) -> bool:
        """Partitions (`key=value`) or Parquet files lie directly inside."""
        return any("=" in name or name.endswith(_NAMES) for name in names)

    def fits_folder(self, folder: str) -> bool:
        """Whether the folder is one dataset, see `is_dataset`."""
        return is_dataset(folder)

    def fit(self, head: Head) -> Fit:
        """By the magic number alone."""
        return Fit.SIGNATURE if head.data[:4] in (_MAGIC, _ENCRYPTED) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Row groups of about 64 MiB; a file that cannot be opened is one unit, which fails when it is read.

        A smaller file is not opened. Of a sample, the row groups that it reads.
        """
        if asset.sample:
            parts = dict(parts_of(asset.content))
            if units := sampled(asset, asset.sample, parts):
                return [replace(unit, identity=parts[unit.file].identity() if unit.file else "") for unit in units]
        units = []
        for file, content in parts_of(asset.content):
            identity = content.identity() if file else ""
            for start, stop, size in _ranges(content):
                units.append(Unit(asset, len(units), start, stop, size, file=file, identity=identity))
        return units

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint | Schema]:
        """Batches of all leaves that are wanted; labels that the file's metadata hold, and which columns it has."""
        content, globs = unit.asset.content, unit.asset.columns
        with opened(content) as file:
            metadata, schema = file.metadata, file.schema_arrow
        yield from schema_hints(schema)
        yield Schema(tuple((each.name, str(each.type)) for each in schema))
        leaves = dict.fromkeys(metadata.schema.column(place).path for place in range(metadata.num_columns))
        names = [leaf for leaf in leaves if wants(globs, leaf)]
        yield from (left_out(leaf) for leaf in leaves if leaf not in names)
        stop = metadata.num_row_groups if unit.stop is None else unit.stop
        groups = list(range(unit.start, min(stop, metadata.num_row_groups)))
        if not metadata.num_rows:
            yield Problem(Reason.EMPTY, "the file has no rows")
        if stop > len(groups) + unit.start:
            yield Problem(Reason.CHANGED, "the file has fewer row groups than when the scan was planned")
        if unit.asset.window:
            other = of_other_days(metadata, groups, unit.asset.window)
            groups = [group for group in groups if group not in other]
            if other:
                rows = sum(metadata.row_group(group).num_rows for group in other)
                yield Problem(Reason.OTHER_DAYS, "records in row groups of other days, not read", rows)
        if groups:
            wanted = names if globs else schema.names
            yield from RowGroups(content, metadata, groups).batches(_batch, wanted)


def _ranges(content: Content) -> Iterator[tuple[int, int | None, int]]:
    """Row groups from, row groups to, bytes; the bytes of all ranges sum up to the file's."""
    size = content.size()
    groups = (groups_of(content) or []) if size > UNIT_BYTES else []
    start = held = 0
    for group, (_, group_bytes) in enumerate(groups):
        if held and held + group_bytes > UNIT_BYTES:
            yield start, group, held
            size -= held
            start, held = group, 0
        held += group_bytes
    yield start, len(groups) if groups else None, max(size, 0)


def _batch(records: pa.RecordBatch, row: int, problems: list[Problem]) -> Batch:
    return Batch(tuple(columns_of(records, problems)), records.num_rows, row)


SOURCE = Parquet()

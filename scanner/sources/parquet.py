"""Parquet: files, and dataset directories with `key=value` partitions; row groups are the units.

A damaged file of a dataset costs that file, a damaged or encrypted column costs that column.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pyarrow as pa

from scanner.columns import columns_of
from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.model.data import LABELS_FILE, Asset, Batch, Column, Content, Hint, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._metadata import schema_hints
from scanner.sources._row_groups import UNIT_BYTES, RowGroups, groups_of, opened, sampled
from scanner.streams import open_stream

_MAGIC = b"PAR1"
_ENCRYPTED = b"PARE"
_NAMES = (".parquet", ".parq", ".pq")
_NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"


def is_dataset(directory: str) -> bool:
    """Whether all files below a directory are of one Parquet dataset: in `key=value` directories, or several.

    Files that writers put beside the data, such as `_SUCCESS`, may lie there too.
    """
    root = Path(directory)
    places: list[tuple[str, ...]] = []
    for file in _files_below(root):
        if not _is_beside(file):
            if not _is_parquet(root / file):
                return False
            places.append(file.parent.parts)
    partitioned = all(place and all("=" in part for part in place) for place in places)
    return bool(places) and (partitioned or (len(places) > 1 and not any(places)))


def _files_below(root: Path) -> Iterator[Path]:
    """All files, relative, in a fixed order."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            yield Path(folder, name).relative_to(root)


def _is_beside(file: Path) -> bool:
    """Files that writers of datasets put beside the data, and labels."""
    return file.name == LABELS_FILE or (file.name.startswith((".", "_")) and not file.name.endswith(_NAMES))


def _is_parquet(path: Path) -> bool:
    if path.name.lower().endswith(_NAMES):
        return True
    try:
        with open_stream(LocalFile(str(path))) as stream:
            return stream.read(4) in (_MAGIC, _ENCRYPTED)
    except SourceError:
        return False


class Parquet:
    """See `scanner.source.Source`; `detail` of a unit is the file of a dataset, `start` and `stop` are row groups."""

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

        Of a sample, the row groups that it reads.
        """
        if asset.sample:
            files = {file: _part(asset.content, file) for file in _files_of(asset.content)}
            if units := sampled(asset, asset.sample, files):
                return units
        units = []
        for file in _files_of(asset.content):
            content = _part(asset.content, file)
            told = content.identity() if file else ""
            for start, stop, size in _ranges(content):
                identity = f"{file}\0{start} {stop}\0{told}" if told else ""
                units.append(Unit(asset, len(units), start, stop, size, file, identity=identity))
        return units

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """Batches of all leaves, partition keys among them; labels that the file's metadata hold."""
        content = _part(unit.asset.content, unit.detail)
        with opened(content) as file:
            yield from schema_hints(file.schema_arrow)
            stop = file.num_row_groups if unit.stop is None else unit.stop
            groups = list(range(unit.start, min(stop, file.num_row_groups)))
            if not file.metadata.num_rows:
                yield Problem(Reason.EMPTY, "the file has no rows")
        if stop > len(groups) + unit.start:
            yield Problem(Reason.CHANGED, "the file has fewer row groups than when the scan was planned")
        if groups:
            yield from RowGroups(content, groups).batches(partial(_batch, _partition(unit.detail)))


def _files_of(content: Content) -> list[str]:
    """The files of a dataset, relative; of a single file only the empty name."""
    if content.path is None or not os.path.isdir(content.path):
        return [""]
    return [str(file) for file in _files_below(Path(content.path)) if not _is_beside(file)]


def _part(content: Content, file: str) -> Content:
    return LocalFile(str(Path(content.path, file)), content.limits) if file and content.path else content


def _ranges(content: Content) -> Iterator[tuple[int, int | None, int]]:
    """Row groups from, row groups to, bytes; the bytes of all ranges sum up to the file's."""
    size = content.size()
    groups = groups_of(content) or []
    start = held = 0
    for group, (_, group_bytes) in enumerate(groups):
        if held and held + group_bytes > UNIT_BYTES:
            yield start, group, held
            size -= held
            start, held = group, 0
        held += group_bytes
    yield start, len(groups) if groups else None, max(size, 0)


def _partition(file: str) -> Mapping[str, str]:
    """`key=value` of the directories that a file lies in."""
    pairs = (part.partition("=") for part in Path(file).parent.parts if "=" in part)
    return {unquote(key): unquote(value) for key, _, value in pairs if value != _NO_PARTITION}


def _batch(partition: Mapping[str, str], batch: pa.RecordBatch, row: int, problems: list[Problem]) -> Batch:
    columns = columns_of(batch, problems)
    index = np.zeros(batch.num_rows, np.int64)
    keys = (Column(key, pa.array([value], pa.string()), None, index) for key, value in partition.items())
    return Batch((*columns, *keys), batch.num_rows, row)


SOURCE = Parquet()

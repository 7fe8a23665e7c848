"""Parquet: files, and dataset directories with `key=value` partitions; row groups are the units.

A damaged file of a dataset costs that file, a damaged or encrypted column costs that column.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scanner.blocks import Group, group_units, quotas
from scanner.columns import columns_of
from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.model.data import LABELS_FILE, Asset, Batch, Column, Content, Hint, Unit
from scanner.model.problems import Problem, Reason
from scanner.model.sample import Sample
from scanner.source import About, Fit, Head
from scanner.sources._metadata import schema_hints
from scanner.streams import at_random, open_stream

_MAGIC = b"PAR1"
_ENCRYPTED = b"PARE"
_NAMES = (".parquet", ".parq", ".pq")
_UNIT_BYTES = 64 << 20
_BATCH_BYTES = 16 << 20
_BATCH_ROWS = 1 << 16
_DICTIONARY_BYTES = 8
"""A text column with fewer bytes a value than this before compression is mostly references into a dictionary."""
_NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"
_ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, RuntimeError)


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
        units = _sampled(asset, asset.sample) if asset.sample else []
        if units:
            return units
        for file in _files_of(asset.content):
            for start, stop, size in _ranges(_part(asset.content, file)):
                units.append(Unit(asset, len(units), start, stop, size, file))
        return units

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """Batches of all leaves, partition keys among them; labels that the file's metadata hold."""
        content = _part(unit.asset.content, unit.detail)
        with _opened(content) as file:
            yield from schema_hints(file.schema_arrow)
            stop = file.num_row_groups if unit.stop is None else unit.stop
            groups = list(range(unit.start, min(stop, file.num_row_groups)))
            if not file.metadata.num_rows:
                yield Problem(Reason.EMPTY, "the file has no rows")
        if stop > len(groups) + unit.start:
            yield Problem(Reason.CHANGED, "the file has fewer row groups than when the scan was planned")
        if groups:
            yield from _Groups(content, groups).batches(_partition(unit.detail))


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
    groups = _groups(content) or []
    start = held = 0
    for group, (_, group_bytes) in enumerate(groups):
        if held and held + group_bytes > _UNIT_BYTES:
            yield start, group, held
            size -= held
            start, held = group, 0
        held += group_bytes
    yield start, len(groups) if groups else None, max(size, 0)


def _groups(content: Content) -> list[tuple[int, int]] | None:
    """Records and bytes of each row group; None where the file cannot be opened."""
    try:
        with _opened(content) as file:
            groups = [file.metadata.row_group(group) for group in range(file.metadata.num_row_groups)]
    except SourceError:
        return None
    return [(group.num_rows, _compressed(group)) for group in groups]


def _compressed(group: pq.RowGroupMetaData) -> int:
    return sum(group.column(place).total_compressed_size for place in range(group.num_columns))


def _sampled(asset: Asset, sample: Sample) -> list[Unit]:
    """The units of a sample: row groups that follow each other, of about 64 MiB. None where there are no records.

    Those of all files of a dataset are chosen among together, but where a number of records of each file is asked for.
    """
    files = {file: _groups(_part(asset.content, file)) for file in _files_of(asset.content)}
    each_alone = sample.per_file is not None
    groups: list[Group] = []
    for place, among in ((file, [file]) for file in files) if each_alone else [("", list(files))]:
        held = [(file, group, *size) for file in among for group, size in enumerate(files[file] or ())]
        wanted = quotas(sample, (asset.name, place), [rows for _, _, rows, _ in held])
        groups += [Group(*each, quota) for each, quota in zip(held, wanted, strict=True)]
    units = group_units(asset, groups, _UNIT_BYTES)
    damaged = [file for file, found in files.items() if found is None]
    sizes = [_part(asset.content, file).size() for file in damaged]
    return units + [
        Unit(asset, n, 0, None, size, file)
        for n, (file, size) in enumerate(zip(damaged, sizes, strict=True), len(units))
    ]


def _opened(content: Content, read_dictionary: list[str] | None = None) -> pq.ParquetFile:
    """Raises `SourceError` for what is not a regular file, not whole, or encrypted."""
    source = at_random(content)
    try:
        return pq.ParquetFile(source, read_dictionary=read_dictionary or [], memory_map=False, pre_buffer=False)
    except _ERRORS as error:
        raise _failure(content.name, error) from None


def _failure(name: str, error: Exception) -> SourceError:
    if _is_encryption(error):
        return SourceError(
            f"{name}: the file is encrypted. Decrypt it with the key it was written with and scan the result",
            Reason.ENCRYPTED,
        )
    return SourceError(
        f"{name}: not a whole Parquet file: its footer or pages are damaged or missing. Fetch or write it again",
        Reason.MALFORMED,
    )


def _is_encryption(error: Exception) -> bool:
    return "crypt" in str(error).lower()


def _partition(file: str) -> Mapping[str, str]:
    """`key=value` of the directories that a file lies in."""
    pairs = (part.partition("=") for part in Path(file).parent.parts if "=" in part)
    return {unquote(key): unquote(value) for key, _, value in pairs if value != _NO_PARTITION}


class _Groups:
    """Some row groups of one file."""

    def __init__(self, content: Content, groups: list[int]) -> None:
        self._content = content
        self._groups = groups
        with _opened(content) as file:
            self._names = file.schema_arrow.names
            parts = [file.metadata.row_group(group) for group in groups]
            self._dictionaries = _dictionary_columns(parts)
        rows = sum(part.num_rows for part in parts)
        size = sum(part.total_byte_size for part in parts)
        self._batch_rows = min(max(_BATCH_BYTES * max(rows, 1) // max(size, 1), 64), _BATCH_ROWS)

    def batches(self, partition: Mapping[str, str]) -> Iterator[Batch | Problem]:
        """All columns; after a failure, those that can be read, from the first row that was not given."""
        row = 1
        problems: list[Problem] = []
        try:
            for batch in self._read(self._names):
                yield _batch(batch, row, partition, problems)
                row += batch.num_rows
        except _ERRORS:
            yield from problems
            yield from self._without_bad_columns(row, partition)
            return
        yield from problems

    def _without_bad_columns(self, row: int, partition: Mapping[str, str]) -> Iterator[Batch | Problem]:
        good: list[str] = []
        failure: Exception = ValueError()
        for name in self._names:
            try:
                for _ in self._read([name]):
                    pass
                good.append(name)
            except _ERRORS as error:
                failure = error
                encrypted = _is_encryption(error)
                cause = "is encrypted" if encrypted else "is damaged"
                yield Problem(
                    Reason.ENCRYPTED if encrypted else Reason.MALFORMED, f"column {name} {cause}, not scanned", row=row
                )
        if not good:
            raise _failure(self._content.name, failure)
        problems: list[Problem] = []
        given = 1
        for batch in self._read(good):
            rest = batch.slice(max(row - given, 0))
            if rest.num_rows:
                yield _batch(rest, given + batch.num_rows - rest.num_rows, partition, problems)
            given += batch.num_rows
        yield from problems

    def _read(self, names: list[str]) -> Iterator[pa.RecordBatch]:
        with _opened(self._content, self._dictionaries) as file:
            yield from file.iter_batches(self._batch_rows, self._groups, names, use_threads=False)


def _dictionary_columns(groups: list[pq.RowGroupMetaData]) -> list[str]:
    """Text columns that lie as dictionaries in all of these row groups, so that distinct values are read once."""
    found = []
    for place in range(groups[0].num_columns if groups else 0):
        chunks = [group.column(place) for group in groups]
        if chunks[0].physical_type == "BYTE_ARRAY" and "." not in chunks[0].path_in_schema:
            size = sum(chunk.total_uncompressed_size for chunk in chunks)
            values = sum(chunk.num_values for chunk in chunks)
            if all(chunk.has_dictionary_page for chunk in chunks) and size < values * _DICTIONARY_BYTES:
                found.append(chunks[0].path_in_schema)
    return found


def _batch(batch: pa.RecordBatch, row: int, partition: Mapping[str, str], problems: list[Problem]) -> Batch:
    columns = columns_of(batch, problems)
    index = np.zeros(batch.num_rows, np.int64)
    keys = (Column(key, pa.array([value], pa.string()), None, index) for key, value in partition.items())
    return Batch((*columns, *keys), batch.num_rows, row)


SOURCE = Parquet()

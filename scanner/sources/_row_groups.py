"""What Parquet files consist of: row groups, read one after the other, each column that can be.

A damaged or encrypted column costs that column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from scanner.blocks import Group, group_units, in_strata
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Content, Unit
from scanner.model.problems import Problem, Reason
from scanner.model.sample import Sample
from scanner.streams import at_random

UNIT_BYTES = 64 << 20
_BATCH_BYTES = 16 << 20
_BATCH_ROWS = 1 << 16
_DICTIONARY_BYTES = 8
"""A text column with fewer bytes a value than this before compression is mostly references into a dictionary."""
ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, RuntimeError)
Convert = Callable[[pa.RecordBatch, int, list[Problem]], Batch | None]
"""Makes a batch of records of a file, of which the first has this number in what is read, counted from 1; None where
there is nothing in it. Problems are added to the list."""


def groups_of(content: Content) -> list[tuple[int, int]] | None:
    """Records and bytes of each row group; None where the file cannot be opened."""
    try:
        with opened(content) as file:
            found = [file.metadata.row_group(group) for group in range(file.metadata.num_row_groups)]
    except SourceError:
        return None
    return [(group.num_rows, compressed(group)) for group in found]


def sampled(asset: Asset, sample: Sample, files: Mapping[str, Content]) -> list[Unit]:
    """The units of a sample: row groups that follow each other, of about 64 MiB. None where there are no records.

    Those of all files of a dataset are chosen among together, but where a number of records of each file is asked for.
    files: by what is to be the `file` of their units.
    """
    found = {file: groups_of(content) for file, content in files.items()}
    each_alone = sample.per_file is not None
    chosen: list[Group] = []
    spare = 0
    for place, among in ((file, [file]) for file in found) if each_alone else [("", list(found))]:
        held = [(file, group, *size) for file in among for group, size in enumerate(found[file] or ())]
        strata = [sample.stratum(file) for file, *_ in held]
        wanted, more = in_strata(sample, (asset.name, place), [rows for _, _, rows, _ in held], strata)
        spare += more
        chosen += [Group(*each, quota) for each, quota in zip(held, wanted, strict=True)]
    units = group_units(asset, chosen, UNIT_BYTES, spare)
    damaged = [file for file, groups in found.items() if groups is None]
    return units + [Unit(asset, n, bytes=files[file].size(), file=file) for n, file in enumerate(damaged, len(units))]


def compressed(group: pq.RowGroupMetaData) -> int:
    """Bytes of a row group as they lie."""
    return sum(group.column(place).total_compressed_size for place in range(group.num_columns))


def opened(
    content: Content, read_dictionary: list[str] | None = None, metadata: pq.FileMetaData | None = None
) -> pq.ParquetFile:
    """Raises `SourceError` for what is not a regular file, not whole, or encrypted. metadata: where they are known.

    What lies elsewhere is read ahead, so that one request is made for column chunks that lie beside each other.
    """
    source = at_random(content)
    ahead = content.path is None
    try:
        return pq.ParquetFile(
            source, metadata=metadata, read_dictionary=read_dictionary or [], memory_map=False, pre_buffer=ahead
        )
    except ERRORS as error:
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


class RowGroups:
    """Some row groups of one file."""

    def __init__(self, content: Content, metadata: pq.FileMetaData, groups: list[int]) -> None:
        self._content = content
        self._metadata = metadata
        self._groups = groups
        parts = [metadata.row_group(group) for group in groups]
        self._dictionaries = _dictionary_columns(parts)
        rows = sum(part.num_rows for part in parts)
        size = sum(part.total_byte_size for part in parts)
        self._batch_rows = min(max(_BATCH_BYTES * max(rows, 1) // max(size, 1), 64), _BATCH_ROWS)

    def batches(self, convert: Convert, names: Sequence[str]) -> Iterator[Batch | Problem]:
        """The columns, or leaves, of these names; after a failure, what can be read, from the first row not given."""
        row = 1
        problems: list[Problem] = []
        try:
            for batch in self._read(names):
                yield from _given(convert(batch, row, problems))
                row += batch.num_rows
        except ERRORS:
            yield from problems
            yield from self._without_bad_columns(row, convert, names)
            return
        yield from problems

    def _without_bad_columns(self, row: int, convert: Convert, names: Sequence[str]) -> Iterator[Batch | Problem]:
        good: list[str] = []
        failure: Exception = ValueError()
        for name in names:
            try:
                for _ in self._read([name]):
                    pass
                good.append(name)
            except ERRORS as error:
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
                yield from _given(convert(rest, given + batch.num_rows - rest.num_rows, problems))
            given += batch.num_rows
        yield from problems

    def _read(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        with opened(self._content, self._dictionaries, self._metadata) as file:
            yield from file.iter_batches(self._batch_rows, self._groups, list(names), use_threads=False)


def _given(batch: Batch | None) -> Iterator[Batch]:
    return iter(() if batch is None else (batch,))


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

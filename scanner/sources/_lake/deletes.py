"""Files of deletes of Iceberg tables: by position, by deletion vector, by equal values; and to which files they apply.

The rules are those of the table specification, "Scan planning": deletes by position apply to files that are not newer
than they are, those by equal values to older ones, both within the same partition; deletes by equal values without a
partition apply everywhere.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scanner.errors import SourceError
from scanner.model.data import Content
from scanner.sources._lake.rows import NONE, Positions, equal_rows
from scanner.sources._row_groups import opened

POSITION, EQUAL = "position", "equal"
_DATA, _POSITION, _EQUAL = 0, 1, 2
_PATH = 2147483546
"""Field id of the path in a file of positions."""


class Reader(Protocol):
    """What a table does for its files of deletes."""

    def read(self, place: str) -> Any:
        """Opens one of them. Raises `SourceError`."""

    def column(self, schema: pa.Schema, number: int) -> str | None:
        """The column of a file that has a field id."""


class Delete(NamedTuple):
    """A file of deletes. ids: of the fields whose values are compared, with commas."""

    kind: str
    path: str
    format: str
    ids: str = ""


class Entry:
    """A file in a manifest."""

    def __init__(self, entry: Any) -> None:
        file = entry.data_file
        self._file = file
        self.path: str = file.file_path
        self.size: int = file.file_size_in_bytes
        self.format: str = file.file_format.value
        self.spec: int = file.spec_id
        self.partition: tuple[object, ...] = tuple(file.partition[place] for place in range(len(file.partition)))
        self.sequence: int = entry.sequence_number or 0
        self._content = int(file.content)

    @property
    def is_data(self) -> bool:
        """Whether it holds rows."""
        return self._content == _DATA

    @property
    def delete(self) -> Delete:
        """What is to be known of it to read what it deletes."""
        ids = ",".join(map(str, self._file.equality_ids or ()))
        return Delete(POSITION if self._content == _POSITION else EQUAL, self.path, self.format, ids)

    @property
    def place(self) -> tuple[int, tuple[object, ...]]:
        """The partition that it is in."""
        return self.spec, self.partition

    def is_everywhere(self, whole: Container[int]) -> bool:
        """Whether it applies to all partitions. whole: the ids of specs without partitions."""
        return self._content == _EQUAL and self.spec in whole

    def deletes_from(self, data: Entry, of: frozenset[str] | None) -> bool:
        """Whether it may delete rows of a data file of its partition. of: the only ones it names, if known."""
        if self._content == _EQUAL:
            return data.sequence < self.sequence
        named = of is None or data.path in of
        return named and data.sequence <= self.sequence and self._may_name(data.path)

    def _may_name(self, path: str) -> bool:
        """By the smallest and the largest path in it, of which the largest may be cut."""
        low = (self._file.lower_bounds or {}).get(_PATH)
        high = (self._file.upper_bounds or {}).get(_PATH)
        told = path.encode()
        return not ((low and told < low) or (high and told[: len(high)] > high))


def targets(entry: Entry, reader: Reader) -> frozenset[str] | None:
    """The only data files from which a file of deletes deletes, where it says so: deletion vectors do."""
    if entry.format != "PUFFIN":
        return None
    return frozenset(_vectors(entry.path, reader))


def deleted_by(delete: Delete, path: str, content: Content, reader: Reader) -> Positions:
    """The rows of a data file that a file of deletes deletes. path: of the data file, as metadata name it."""
    if delete.format == "PUFFIN":
        vector = _vectors(delete.path, reader).get(path)
        return NONE if vector is None else vector
    if delete.format != "PARQUET":
        raise SourceError(f"a file of deletes is {delete.format}, which is not read, so its data file was not scanned")
    with reader.read(delete.path) as file:
        table = pq.read_table(file)
    if delete.kind == POSITION:
        mine = table.filter(pc.equal(table.column("file_path"), path))
        return np.sort(mine.column("pos").to_numpy().astype(np.int64))
    return _with_equal_values(table, [int(number) for number in delete.ids.split(",")], content, reader)


def _with_equal_values(wanted: pa.Table, ids: list[int], content: Content, reader: Reader) -> Positions:
    """The rows of a data file whose values of these fields are those of one that is deleted."""
    with opened(content) as file:
        pairs = [(reader.column(file.schema_arrow, number), reader.column(wanted.schema, number)) for number in ids]
        held = file.read([mine for mine, _ in pairs if mine is not None], use_threads=False)
        count = file.metadata.num_rows
    rows, others = [], []
    for mine, theirs in pairs:
        kind = wanted.column(theirs).type
        values = pa.nulls(count, kind) if mine is None else held.column(mine).cast(kind).combine_chunks()
        rows.append(values)
        others.append(wanted.column(theirs).combine_chunks())
    return equal_rows(rows, others)


def _vectors(path: str, reader: Reader) -> dict[str, Positions]:
    """The deletion vectors in a file, by data file."""
    from pyiceberg.table.deletion_vector import deletion_vectors_from_puffin_file
    from pyiceberg.table.puffin import PuffinFile

    with reader.read(path) as file:
        vectors = deletion_vectors_from_puffin_file(PuffinFile(file.read()))
    return {each.referenced_data_file: each.to_vector().to_numpy().astype(np.int64) for each in vectors}

"""Copies of Parquet files, batch by batch, under the same schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scanner.columns import columns_of
from scanner.errors import SourceError
from scanner.model.data import Batch, Column
from scanner.model.problems import Problem
from scanner.redact.edits import Edits, Redactor, rewritten

_BATCH_BYTES, _MOST_ROWS = 16 << 20, 1 << 20
_ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, RuntimeError)


def copy(file: Path, to: Path, redactor: Redactor) -> Iterator[Problem]:
    """Every row, of the same types; what is no text becomes null where it is redacted. Raises `SourceError`."""
    problems: list[Problem] = []
    try:
        with pq.ParquetFile(file, memory_map=False, pre_buffer=False) as source:
            schema = source.schema_arrow
            rows = min(max(_BATCH_BYTES * source.metadata.num_rows // max(_size(source.metadata), 1), 1024), _MOST_ROWS)
            with pq.ParquetWriter(to, schema, compression=_compression(source.metadata)) as writer:
                for batch in source.iter_batches(rows, use_threads=False):
                    writer.write_batch(_redacted(batch, redactor, problems), row_group_size=batch.num_rows)
    except _ERRORS as error:
        cause = "it is encrypted" if "crypt" in str(error).lower() else "it is damaged, or cannot be written anew"
        raise SourceError(f"{file.name}: {cause}") from None
    yield from problems


def _size(metadata: pq.FileMetaData) -> int:
    return sum(int(metadata.row_group(group).total_byte_size) for group in range(metadata.num_row_groups))


def _compression(metadata: pq.FileMetaData) -> dict[str, str] | str:
    if not metadata.num_row_groups:
        return "snappy"
    group = metadata.row_group(0)
    columns = (group.column(place) for place in range(group.num_columns))
    return {each.path_in_schema: each.compression.replace("UNCOMPRESSED", "NONE") for each in columns}


def _redacted(batch: pa.RecordBatch, redactor: Redactor, problems: list[Problem]) -> pa.RecordBatch:
    plain = pa.record_batch([_without_dictionaries(each) for each in batch.columns], batch.schema.names)
    columns = columns_of(plain, problems)
    edits = dict(redactor.edits(Batch(columns, batch.num_rows)))
    if not edits:
        return batch
    rebuilding = _Rebuilding(columns, edits)
    arrays = [
        rebuilding.array(name, array, field)
        for name, array, field in zip(batch.schema.names, plain.columns, batch.schema, strict=True)
    ]
    return pa.record_batch(arrays, schema=batch.schema)


def _without_dictionaries(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


class _Rebuilding:
    """Goes through arrays as `columns.leaves` does, and gives each leaf its edits."""

    def __init__(self, columns: tuple[Column, ...], edits: dict[int, Edits]) -> None:
        self._edits = {columns[place].field: (columns[place].values, each) for place, each in edits.items()}

    def array(self, name: str, array: pa.Array, field: pa.Field) -> pa.Array:
        """The array without what is to be redacted in its leaves, of the type that the field has."""
        if not any(each == name or each.startswith((f"{name}.", f"{name}[")) for each in self._edits):
            return array if array.type == field.type else array.cast(field.type)
        kind, types = array.type, pa.types
        if types.is_struct(kind):
            children = [
                self.array(f"{name}.{child.name}", values, child)
                for child, values in zip(kind, array.flatten(), strict=True)
            ]
            return pa.StructArray.from_arrays(children, fields=list(kind), mask=array.is_null())
        if types.is_list(kind) or types.is_large_list(kind):
            return self._list(name, array, kind)
        if types.is_map(kind):
            pairs = array.cast(_pairs(kind))
            items = self.array(name, pc.list_flatten(pairs), pairs.type.value_field)
            return pa.MapArray.from_arrays(_offsets(pairs, pa.int32()), *items.flatten(), type=kind)
        if types.is_nested(kind) or name not in self._edits:
            raise ValueError("a type that cannot be written anew")
        return self._leaf(name, array, field)

    def _list(self, name: str, array: pa.Array, kind: pa.DataType) -> pa.Array:
        items = self.array(f"{name}[]", pc.list_flatten(array), kind.value_field)
        maker, size = (pa.ListArray, pa.int32()) if pa.types.is_list(kind) else (pa.LargeListArray, pa.int64())
        return maker.from_arrays(_offsets(array, size), items, type=kind)

    def _leaf(self, name: str, array: pa.Array, field: pa.Field) -> pa.Array:
        values, edits = self._edits[name]
        if _is_text(array.type):
            return rewritten(values, edits).cast(array.type).cast(field.type)
        gone = np.zeros(len(array), np.bool_)
        gone[edits.value] = True
        nothing = pa.scalar(None, array.type) if field.nullable else pa.array([0], pa.int64()).cast(array.type)[0]
        return pc.if_else(pa.array(gone), nothing, array)


def _pairs(kind: pa.MapType) -> pa.DataType:
    return pa.list_(pa.struct([pa.field("key", kind.key_type, nullable=False), pa.field("value", kind.item_type)]))


def _offsets(array: pa.Array, size: pa.DataType) -> pa.Array:
    """Where the items of each list begin once they are flattened, null for lists that are null."""
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return pa.array(offsets, size, mask=np.append(array.is_null().to_numpy(zero_copy_only=False), False))


def _is_text(kind: pa.DataType) -> bool:
    types = pa.types
    texts = (types.is_string, types.is_large_string, types.is_string_view, types.is_binary, types.is_large_binary)
    return any(is_(kind) for is_ in texts)

"""The columns of a data file as those of its table: by field ids or physical names, renamed, of today's types.

A file keeps the names and types of the day on which it was written. What the table has no column for any more is told
apart, under the name that the file has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Flag, auto

import pyarrow as pa

Key = Callable[[pa.Field, Sequence[str]], str]
"""What tells a field: its id, or its physical name. The names above it are given as well."""


class Which(Flag):
    """Which columns of a file are wanted: those that the table has, those that it has no more."""

    KNOWN = auto()
    UNKNOWN = auto()
    ALL = KNOWN | UNKNOWN


@dataclass(frozen=True, slots=True)
class Shape:
    """How the columns of one file become those of the table.

    table: its fields today. of_table, of_file: what tells a field of each.
    """

    table: pa.Schema
    of_table: Key
    of_file: Key
    which: Which

    def names(self, file: pa.Schema) -> list[str]:
        """The columns of the file that are to be read."""
        known = {self.of_table(field, ()) for field in self.table}
        wanted = []
        for field in file:
            if self.of_file(field, ()) in known:
                nested = pa.types.is_nested(field.type)
                if Which.KNOWN in self.which or nested:
                    wanted.append(field.name)
            elif Which.UNKNOWN in self.which:
                wanted.append(field.name)
        return wanted

    def shaped(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A batch of these columns, in the order of the file."""
        arrays, names = self._children(list(zip(batch.schema, batch.columns, strict=True)), list(self.table), ())
        if not arrays:  # a batch without columns would forget how many rows it has
            return batch.select([])
        return pa.RecordBatch.from_arrays(arrays, names=names)

    def _children(
        self, mine: list[tuple[pa.Field, pa.Array]], table: list[pa.Field], above: Sequence[str]
    ) -> tuple[list[pa.Array], list[str]]:
        targets = {self.of_table(field, above): field for field in table}
        arrays, names = [], []
        for field, array in mine:
            target = targets.get(self.of_file(field, above))
            made = self._one(array, target, (*above, field.name))
            if made is not None:
                arrays.append(made)
                names.append(target.name if target else field.name)
        return arrays, names

    def _one(self, array: pa.Array, target: pa.Field | None, path: Sequence[str]) -> pa.Array | None:
        """The values of a field as those of the table's; None where none of it is wanted."""
        if target is None:
            return array if Which.UNKNOWN in self.which else None
        kind, to, types = array.type, target.type, pa.types
        if types.is_struct(kind) and types.is_struct(to):
            children = [(kind.field(place), array.field(place)) for place in range(kind.num_fields)]
            arrays, names = self._children(children, [to.field(place) for place in range(to.num_fields)], path)
            fields = [pa.field(name, each.type) for name, each in zip(names, arrays, strict=True)]
            return pa.StructArray.from_arrays(arrays, fields=fields, mask=array.is_null()) if arrays else None
        if types.is_map(kind) and types.is_map(to):
            keys = self._one(array.keys, to.key_field, (*path, "key"))
            items = self._one(array.items, to.item_field, (*path, "value"))
            if items is None:
                return None
            return pa.MapArray.from_arrays(array.offsets, array.keys if keys is None else keys, items)
        if (types.is_list(kind) or types.is_large_list(kind)) and hasattr(to, "value_field"):
            values = self._one(array.values, to.value_field, (*path, "element"))
            if values is None:
                return None
            make = pa.large_list if types.is_large_list(kind) else pa.list_
            bits = array.buffers()[:2]
            return pa.Array.from_buffers(make(values.type), len(array), bits, -1, array.offset, [values])
        return _widened(array, to) if Which.KNOWN in self.which else None


def _widened(array: pa.Array, to: pa.DataType) -> pa.Array:
    """Numbers and times as the wider type that the column has today; all else as it is."""
    if array.type == to or not (_is_number_or_time(array.type) and _is_number_or_time(to)):
        return array
    try:
        return array.cast(to, safe=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return array


def _is_number_or_time(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_primitive(kind) and not types.is_boolean(kind)) or types.is_decimal(kind)

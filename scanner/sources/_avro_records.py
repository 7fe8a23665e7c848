"""Records of Avro → columns: fastavro decodes, and a column at a time is taken out of what it gives.

Dates, times and decimals are decoded as the numbers that they lie as, and made into text by Arrow.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from scanner.columns import leaves
from scanner.model.data import Column, Int64s
from scanner.model.problems import Problem, Reason

MOST_DEPTH = 200
_TIMES = {
    "date": (pa.int32(), pa.date32()),
    "time-millis": (pa.int32(), pa.time32("ms")),
    "time-micros": (pa.int64(), pa.time64("us")),
    "timestamp-millis": (pa.int64(), pa.timestamp("ms")),
    "timestamp-micros": (pa.int64(), pa.timestamp("us")),
    "timestamp-nanos": (pa.int64(), pa.timestamp("ns")),
    "local-timestamp-millis": (pa.int64(), pa.timestamp("ms")),
    "local-timestamp-micros": (pa.int64(), pa.timestamp("us")),
    "local-timestamp-nanos": (pa.int64(), pa.timestamp("ns")),
}
_ARROW = {
    "int": pa.int64(),
    "long": pa.int64(),
    "float": pa.float64(),
    "double": pa.float64(),
    "string": pa.string(),
    "enum": pa.string(),
    "bytes": pa.binary(),
    "fixed": pa.binary(),
}
_PYTHON: dict[str, type] = {
    "boolean": bool,
    "int": int,
    "long": int,
    "float": float,
    "double": float,
    "string": str,
    "enum": str,
    "bytes": bytes,
    "fixed": bytes,
    "array": list,
    "map": dict,
}
_ERRORS = (EOFError, ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, MemoryError)


class Schema:
    """A parsed schema. Raises `ValueError` for one that cannot be used.

    recursive: a record holds itself, so that a few bytes nest as deep as they like.
    """

    def __init__(self, written: Any) -> None:
        import fastavro
        from fastavro.schema import SchemaParseException, UnknownType

        try:
            self._root: Any = fastavro.parse_schema(written, _write_hint=False)
            self._names: dict[str, Any] = {}
            self.recursive = self._is_recursive(self._root, ())
            if not self._least(self._root) or self._has_free_items(self._root):
                raise ValueError
            plain = fastavro.parse_schema(_plain(self._root), _write_hint=False)
            self._one: Any = plain
            self._many: Any = fastavro.parse_schema({"type": "array", "items": _plain(self._root)}, _write_hint=False)
        except (SchemaParseException, UnknownType, *_ERRORS, AttributeError):
            raise ValueError from None

    def decode(self, data: bytes, count: int) -> tuple[list[Any], bool]:
        """The records that lie in a block, and whether these are all that it should hold."""
        if not self.recursive:
            try:
                # A block is a list of records without the count in front and the mark behind.
                records = self._read(
                    io.BytesIO(_number(count) + data + b"\0") if count else io.BytesIO(b"\0"), self._many
                )
                if len(records) == count:
                    return records, True
            except _ERRORS:
                pass
        return self._decode_singly(data, count)

    def columns(self, records: Sequence[Any], problems: list[Problem]) -> tuple[Column, ...]:
        """All leaves of the records."""
        return tuple(self._leaves(self._root, records, None, "", problems, 0))

    def _decode_singly(self, data: bytes, count: int) -> tuple[list[Any], bool]:
        source, records = io.BytesIO(data), list[Any]()
        while len(records) < count and source.tell() < len(data):
            try:
                records.append(self._read(source, self._one))
            except _ERRORS:
                break
        return records, len(records) == count

    def _read(self, source: io.BytesIO, schema: Any) -> Any:
        # The compiled reader overflows the stack on deep nesting, the other raises.
        from fastavro import _read_py, schemaless_reader

        read = _read_py.schemaless_reader if self.recursive else schemaless_reader
        return read(source, schema, None, handle_unicode_errors="replace")

    def _leaves(
        self, kind: Any, values: Sequence[Any], rows: Int64s | None, path: str, problems: list[Problem], depth: int
    ) -> Iterator[Column]:
        if depth > MOST_DEPTH:
            problems.append(Problem(Reason.LIMIT, f"values nested more than {MOST_DEPTH} deep, not scanned"))
            return
        kind, name = self._known(kind), _name(self._known(kind))
        if isinstance(kind, list):
            yield from self._branches(kind, values, rows, path, problems, depth + 1)
        elif depth and not any(value is not None for value in values):
            return
        elif name in ("record", "error"):
            for field in kind["fields"]:
                key = field["name"]
                members = [None if value is None else value[key] for value in values]
                inner = f"{path}.{key}" if path else key
                yield from self._leaves(field["type"], members, rows, inner, problems, depth + 1)
        elif name in ("array", "map"):
            parents = np.repeat(
                np.arange(len(values)) if rows is None else rows, [len(value) if value else 0 for value in values]
            )
            present = [value for value in values if value]
            if name == "array":
                items = list(chain.from_iterable(present))
                yield from self._leaves(kind["items"], items, parents, f"{path}[]", problems, depth + 1)
            else:
                keys = pa.array(chain.from_iterable(present), pa.string())
                yield from leaves(f"{path}.key", keys, parents, problems)
                items = list(chain.from_iterable(value.values() for value in present))
                yield from self._leaves(kind["values"], items, parents, f"{path}.value", problems, depth + 1)
        elif name in _ARROW:
            yield from leaves(path or "value", _array(kind, name, values), rows, problems)

    def _branches(
        self,
        kinds: list[Any],
        values: Sequence[Any],
        rows: Int64s | None,
        path: str,
        problems: list[Problem],
        depth: int,
    ) -> Iterator[Column]:
        """Values of a union, each with the kind that it is of; plain kinds come before those with a meaning."""
        kinds = [kind for kind in kinds if kind != "null"]
        if len(kinds) == 1:
            yield from self._leaves(kinds[0], values, rows, path, problems, depth)
            return
        left = np.array([place for place, value in enumerate(values) if value is not None], np.int64)
        for kind in sorted(kinds, key=lambda kind: _logical(kind) is not None):
            fits = np.array([self._fits(kind, values[place]) for place in left], np.bool_)
            chosen, left = left[fits], left[~fits]
            parents = chosen if rows is None else rows[chosen]
            yield from self._leaves(kind, [values[place] for place in chosen], parents, path, problems, depth)

    def _fits(self, kind: Any, value: Any) -> bool:
        kind = self._known(kind)
        name = _name(kind)
        if name in ("record", "error"):
            return isinstance(value, dict) and value.keys() == {field["name"] for field in kind["fields"]}
        return type(value) is _PYTHON.get(name)

    def _known(self, kind: Any) -> Any:
        return self._names.get(kind, kind) if isinstance(kind, str) else kind

    def _is_recursive(self, kind: Any, above: tuple[str, ...]) -> bool:
        """Whether a type holds itself; remembers the types that have names."""
        if isinstance(kind, str):
            return kind in above
        if isinstance(kind, dict) and "name" in kind:
            self._names[kind["name"]] = kind
            above = (*above, kind["name"])
        return sum(self._is_recursive(part, above) for part in _parts(kind)) > 0

    def _least(self, kind: Any, above: tuple[str, ...] = ()) -> int:
        """The fewest bytes of a value, as far as it matters whether there are any."""
        kind = self._known(kind)
        name = _name(kind)
        if name in ("record", "error"):
            if kind["name"] in above:
                return 0
            return sum(self._least(part, (*above, kind["name"])) for part in _parts(kind))
        return int(kind["size"]) if name == "fixed" else int(name != "null")

    def _has_free_items(self, kind: Any) -> bool:
        """Whether there are lists of values that take no bytes, so that a few bytes hold any number of them."""
        if isinstance(kind, dict) and kind["type"] == "array" and not self._least(kind["items"]):
            return True
        return any(self._has_free_items(part) for part in _parts(kind))


def _parts(kind: Any) -> list[Any]:
    """The types that a type is made of."""
    if isinstance(kind, list):
        return kind
    if not isinstance(kind, dict):
        return []
    fields = [field["type"] for field in kind.get("fields", ())]
    return [*fields, *(kind[key] for key in ("items", "values") if key in kind), *_wrapped(kind)]


def _wrapped(kind: Mapping[str, Any]) -> list[Any]:
    return [kind["type"]] if isinstance(kind["type"], dict | list) else []


def _name(kind: Any) -> str:
    """The name of a type that is no union."""
    while isinstance(kind, dict):
        kind = kind["type"]
    return kind if isinstance(kind, str) else "union"


def _logical(kind: Any) -> str | None:
    return kind.get("logicalType") if isinstance(kind, dict) else None


def _plain(kind: Any) -> Any:
    """The schema without what values mean, so that they are decoded as they lie."""
    if isinstance(kind, list):
        return [_plain(part) for part in kind]
    if isinstance(kind, dict):
        return {key: _plain(value) for key, value in kind.items() if key not in ("logicalType", "default")}
    return kind


def _number(value: int) -> bytes:
    """A count as Avro writes it."""
    value, parts = value << 1, bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*parts, value))


def _array(kind: Any, name: str, values: Sequence[Any]) -> pa.Array:
    logical = _logical(kind)
    try:
        if logical in _TIMES and name in ("int", "long"):
            lying, meant = _TIMES[logical]
            return pa.array(values, lying).cast(meant)
        if logical == "decimal":
            return pa.array([_decimal(value, int(kind.get("scale", 0))) for value in values], pa.string())
        if logical == "uuid" and name == "fixed":
            return pa.array([None if value is None else str(UUID(bytes=value)) for value in values], pa.string())
        return pa.array(values, _ARROW[name])
    except (pa.ArrowException, ValueError, OverflowError, TypeError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())


def _decimal(value: bytes | None, scale: int) -> str | None:
    if value is None:
        return None
    return format(Decimal(int.from_bytes(value, "big", signed=True)).scaleb(-scale), "f")

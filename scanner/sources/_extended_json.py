"""What MongoDB exports as JSON: values in objects that say their type, `{"$oid": "5f..."}`, as plain values."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from scanner.model.data import Column

_TYPE_MARK = re.compile(
    r"(?:\.\$date)?\.\$(?:oid|date|number(?:Long|Int|Double|Decimal)|uuid|symbol|code|binary(?:\.base64)?"
    r"|regularExpression\.pattern|regex)(?=\[|\.|\Z)"
)
_TIME = re.compile(r"\.\$date(?:\.\$numberLong)?\Z")
_BINARY = re.compile(r"\.\$binary(?:\.base64)?\Z")
_TYPES_ONLY = re.compile(r"\.\$(?:binary\.subType|type|regularExpression\.options|options)\Z")
_MILLISECONDS = r"^-?\d{1,14}$"


def unwrapped(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with the marks of types taken off: `_id.$oid` is `_id`. Milliseconds of a `$date` become a time."""
    if not any("$" in column.field for column in columns):
        return columns
    return tuple(_plain(column) for column in columns if not _TYPES_ONLY.search(column.field))


def _plain(column: Column) -> Column:
    values = column.values
    if _TIME.search(column.field):
        values = _times(values)
    elif _BINARY.search(column.field):
        values = pa.array([None if value is None else _text(value) for value in values.to_pylist()], pa.string())
    return replace(column, field=_TYPE_MARK.sub("", column.field), values=values)


def _times(values: pa.StringArray) -> pa.StringArray:
    numbers = pc.match_substring_regex(values, _MILLISECONDS)
    if not pc.any(numbers).as_py():
        return values
    milliseconds = pc.if_else(numbers, values, None).cast(pa.int64())
    return pc.coalesce(milliseconds.cast(pa.timestamp("ms")).cast(pa.string()), values)


def _text(value: str) -> str:
    """What is encoded, where that is text; else the value as it stands."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return value

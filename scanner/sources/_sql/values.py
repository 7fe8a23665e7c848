"""What stands inside the values of a column: JSON objects and arrays of PostgreSQL as paths, hexadecimal text as text.

A column is taken apart only where all of its values in a batch are of that kind; else it stays as it is.
"""

from __future__ import annotations

import json
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scanner.model.data import Batch, Column
from scanner.sources._json import JsonRecords

_ARRAY = r"^\{.*\}$"
_HEX = r"^(?:0x|\\x)(?:[0-9A-Fa-f]{2})+$"
_ITEM = re.compile(r'"((?:[^"\\]|\\.)*+)"|([^{},"]++)', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SAMPLE = 4


def columns_of(name: str, values: pa.StringArray) -> tuple[Column, ...]:
    """The column, or those of what stands inside its values."""
    first = pc.index(values.is_valid(), True).as_py() if len(values) else -1
    sample = values[first].as_py()[:_SAMPLE] if first >= 0 else ""
    if sample.startswith("{") and pc.all(pc.starts_with(values, "{")).as_py():
        return _objects(name, values, first) or _arrays(name, values) or (Column(name, values),)
    if sample.startswith(("0x", "\\x")):
        return (Column(name, _texts(values)),)
    return (Column(name, values),)


def _objects(name: str, values: pa.StringArray, first: int) -> tuple[Column, ...]:
    """The leaves of JSON objects, none where some value is no such object."""
    try:
        json.loads(values[first].as_py(), strict=False)
    except (ValueError, RecursionError):
        return ()
    items = list(JsonRecords().parse(_lines(values)))
    if not all(isinstance(item, Batch) and item.rows == len(values) for item in items):
        return ()
    return tuple(
        Column(f"{name}.{column.field}", column.values, column.rows, column.index)
        for item in items
        if isinstance(item, Batch)
        for column in item.columns
    )


def _lines(values: pa.StringArray) -> bytes:
    """The values as lines, an empty object for null; line ends inside of them mean no more than blanks."""
    lines = pc.fill_null(values, "{}")
    for end in ("\n", "\r"):
        lines = pc.replace_substring(lines, end, " ")
    whole = pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines)
    return bytes(pc.binary_join(whole, "\n")[0].as_buffer()) + b"\n"


def _arrays(name: str, values: pa.StringArray) -> tuple[Column, ...]:
    """The items of arrays as PostgreSQL writes them, `{a,"b, c",NULL}`; none where some value is no array."""
    if not pc.all(pc.match_substring_regex(values, f"(?s){_ARRAY}")).as_py():
        return ()
    items: list[str] = []
    rows: list[int] = []
    for row, value in enumerate(values.to_pylist()):
        for quoted, plain in _ITEM.findall(value or ""):
            if plain != "NULL":
                items.append(plain or _ESCAPE.sub(r"\1", quoted))
                rows.append(row)
    return (Column(f"{name}[]", pa.array(items, pa.string()), np.array(rows, np.int64)),)


def _texts(values: pa.StringArray) -> pa.StringArray:
    """Hexadecimal values as the text that they hold; all as they stand where some hold none."""
    if not pc.all(pc.match_substring_regex(values, _HEX)).as_py():
        return values
    try:
        texts = [None if value is None else bytes.fromhex(value[2:]).decode() for value in values.to_pylist()]
    except UnicodeDecodeError:
        return values
    readable = all(text is None or text.isprintable() or "\n" in text for text in texts)
    return pa.array(texts, pa.string()) if readable else values

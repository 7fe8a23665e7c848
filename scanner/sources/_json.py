"""Records of JSON, one a line → batches: by Arrow where it keeps every value as it is, else by Python.

Arrow's reader turns strings that look like times into times, rounds long integers, refuses mixed types, overflows the
stack on deep nesting, and gives invalid arrays for lists that begin with nulls. So times are read as text, and what
Arrow cannot be trusted with goes through `json`, value by value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from scanner.columns import columns_of
from scanner.lines import unparsed
from scanner.model.data import Batch, Column
from scanner.model.problems import Problem, Reason
from scanner.sources._extended_json import unwrapped
from scanner.sources._json_depth import MOST_DEPTH, too_deep

NOT_JSON = "records that are not valid JSON, or nested too deep, scanned as text"

Items = Iterator[Batch | Problem]
Leaf = tuple[str, str]

_EXACT = float(2**53)
_PROBE = 64 << 10
"""Bytes of lines that are read first to see which fields look like times."""
_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*+"|-?\d[\d.eE+-]*|true|false|null)|([{\[])|([}\]])|([,:]))')


class JsonRecords:
    """Takes blocks of lines of one table in order and numbers their records from 1.

    root: what the paths of all values begin with, for records that are no objects.
    """

    def __init__(self, table: str = "", root: str = "") -> None:
        self.row = 1
        self._table = table
        self._root = root
        self._times: pa.Schema | None = None

    def parse(self, block: bytes) -> Items:
        """The batches of a block of whole lines of valid UTF-8; blank lines are no records."""
        if not block or block.isspace():
            return
        table = None if self._root or too_deep(block) else self._fast(block)
        if table is None:
            yield from self._by_line(block)
            return
        problems: list[Problem] = []
        yield Batch(unwrapped(columns_of(table, problems)), table.num_rows, self.row, self._table)
        yield from problems
        self.row += table.num_rows

    def _fast(self, block: bytes) -> pa.Table | None:
        """The block by Arrow, None where that would refuse or change a value."""
        if self._times is None and len(block) > 4 * _PROBE:  # so that a whole block need not be read twice
            with suppress(pa.ArrowInvalid):
                times = _texts_for_times(_read(block[: block.find(b"\n", _PROBE) + 1], None).schema)
                self._times = pa.schema(times) if times else None
        for known in dict.fromkeys((self._times, None)):
            try:
                table = _read(block, known)
                times = _texts_for_times(table.schema)
                if times:
                    known = _merged(known, pa.schema(times))
                    table = _read(block, known)
            except pa.ArrowInvalid:
                continue
            self._times = known
            return None if any(map(_is_rounded, table.columns)) else table
        return None

    def _by_line(self, block: bytes) -> Items:
        lines = [line for line in block.decode().split("\n") if line.strip()]
        found: dict[str, tuple[list[str], list[int]]] = {}
        failed: list[int] = []
        for place, line in enumerate(lines):
            try:
                leaves = leaves_of(line, self._root)
            except (ValueError, RecursionError):
                failed.append(place)
                continue
            for field, value in leaves:
                values, rows = found.setdefault(field, ([], []))
                values.append(value)
                rows.append(place)
        if found:
            columns = tuple(
                Column(field, texts(values), np.array(rows, np.int64)) for field, (values, rows) in found.items()
            )
            yield Batch(unwrapped(columns), len(lines), self.row, self._table)
        if failed:
            numbers = [self.row + place for place in failed]
            yield unparsed([lines[place] for place in failed], numbers, self._table)
            yield Problem(Reason.UNPARSED, NOT_JSON, len(failed), numbers[0])
        self.row += len(lines)


def texts(values: Sequence[str]) -> pa.StringArray:
    """Strings as an array; half of a surrogate pair, which JSON can escape, becomes a question mark."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        return pa.array([value.encode("utf-8", "replace").decode() for value in values], pa.string())


def leaves_of(text: str, root: str = "") -> list[Leaf]:
    """Path and text of every string and number of a JSON value. Raises `ValueError` or `RecursionError`."""
    found: list[Leaf] = []
    _walk(root, _DECODER.decode(text), found, 0)
    return found


class _Object(tuple[tuple[str, object], ...]):
    """The members of an object, equal keys kept."""


def number_text(text: str) -> str:
    """A number as written, but whole ones without point and exponent, as in other formats."""
    value = float(text)
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else text


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Object, parse_int=str, parse_float=number_text, parse_constant=str, strict=False
)


def _walk(path: str, value: object, found: list[Leaf], depth: int) -> None:
    if depth > MOST_DEPTH:
        raise RecursionError
    if isinstance(value, str):
        found.append((path or "[]", value))
    elif isinstance(value, _Object):
        for key, member in value:
            _walk(f"{path}.{key}" if path else key, member, found, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _walk(f"{path}[]", item, found, depth + 1)


def _read(block: bytes, schema: pa.Schema | None) -> pa.Table:
    """The block as a table. Raises `pa.ArrowInvalid`."""
    table = pa.json.read_json(
        pa.BufferReader(block),
        pa.json.ReadOptions(use_threads=False, block_size=len(block) + 1),
        pa.json.ParseOptions(explicit_schema=schema),
    )
    if any(map(_has_lists, table.schema.types)):
        # A list that begins with nulls comes with offsets past its items' end, which would be read as they stand.
        table.validate(full=True)
    return table


def _has_lists(kind: pa.DataType) -> bool:
    if pa.types.is_struct(kind):
        return any(_has_lists(field.type) for field in kind)
    return bool(pa.types.is_list(kind))


def _is_rounded(column: pa.ChunkedArray) -> bool:
    """Whether a float column, however deep, holds integers that floats cannot hold exactly."""
    return any(map(_has_long_floats, column.chunks))


def _has_long_floats(array: pa.Array) -> bool:
    kind = array.type
    if pa.types.is_struct(kind):
        return any(map(_has_long_floats, array.flatten()))
    if pa.types.is_list(kind):
        return _has_long_floats(pc.list_flatten(array))
    return pa.types.is_floating(kind) and (pc.max(pc.abs(array)).as_py() or 0) >= _EXACT


def _texts_for_times(fields: Sequence[pa.Field] | pa.Schema) -> list[pa.Field]:
    """The branches of a schema that lead to times, with text in their place."""
    wanted = ((field.name, _text_for_time(field.type)) for field in fields)
    return [pa.field(name, kind) for name, kind in wanted if kind is not None]


def _text_for_time(kind: pa.DataType) -> pa.DataType | None:
    if pa.types.is_timestamp(kind):
        return pa.string()
    if pa.types.is_struct(kind):
        fields = _texts_for_times(list(kind))
        return pa.struct(fields) if fields else None
    if pa.types.is_list(kind):
        item = _text_for_time(kind.value_type)
        return pa.list_(item) if item is not None else None
    return None


def _merged(known: pa.Schema | None, new: pa.Schema) -> pa.Schema:
    return new if known is None else pa.schema(_merged_fields(list(known), list(new)))


def _merged_fields(known: Sequence[pa.Field], new: Sequence[pa.Field]) -> list[pa.Field]:
    kinds: dict[str, pa.DataType] = {field.name: field.type for field in known}
    for field in new:
        old = kinds.get(field.name)
        kinds[field.name] = field.type if old is None else _merged_kind(old, field.type)
    return [pa.field(name, kind) for name, kind in kinds.items()]


def _merged_kind(known: pa.DataType, new: pa.DataType) -> pa.DataType:
    if pa.types.is_struct(known) and pa.types.is_struct(new):
        return pa.struct(_merged_fields(list(known), list(new)))
    if pa.types.is_list(known) and pa.types.is_list(new):
        return pa.list_(_merged_kind(known.value_type, new.value_type))
    return new


def is_json(text: str, *, whole: bool) -> bool:
    """Whether a text begins as a JSON object or array, as far as its first tokens tell."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return False
    text = text.lstrip("\ufeff")[:4096]
    place, depth, ended = 0, 0, False
    while token := _TOKEN.match(text, place):
        value, opens, closes, _ = token.groups()
        if (value or opens) and ended and depth:
            return False
        depth += bool(opens) - bool(closes)
        ended = bool(value or closes)
        place = token.end()
    rest = text[place:].strip()
    return not rest or (rest[0] in '"-0123456789tfn' and (not whole or len(text) == 4096))


def is_json_lines(text: str, *, whole: bool) -> bool:
    """Whether the first lines are JSON objects, each complete, and at least two."""
    if "{" not in text:
        return False
    lines = text.lstrip("\ufeff").split("\n")
    lines = [line for line in (lines if whole else lines[:-1]) if line.strip()][:20]
    good = sum(map(_is_object, lines))
    return good > 1 and good * 5 >= len(lines) * 4


def _is_object(line: str) -> bool:
    if not line.lstrip().startswith("{"):
        return False
    try:
        json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return False
    return True

"""COPY text of PostgreSQL → columns.

COPY text has no quotes and escapes every line feed, carriage return, tab and backslash of a value, so a physical
line is a row. Whole blocks go through pyarrow's CSV reader; only values with a backslash are looked at again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from scanner.model.data import Int64s

END = re.compile(rb"\\\.(?:\r?\n|\Z)")
"""The line after the last row. Without what makes it begin a line: a literal prefix is what makes `re` fast."""

_STAND_IN = "\0"
_SIMPLE = (("\\n", "\n"), ("\\t", "\t"), ("\\r", "\r"), ("\\b", "\b"), ("\\f", "\f"), ("\\v", "\v"))
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))", re.DOTALL)
_LETTERS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


@dataclass(frozen=True, slots=True)
class Copied:
    """Rows of a block of COPY text; `ragged` holds 0-based positions and raw bytes of rows of another width."""

    arrays: list[pa.Array]
    rows: Int64s
    ragged: list[tuple[int, bytes]]
    count: int


def end_of_rows(data: bytes, start: int) -> re.Match[bytes] | None:
    """The line `\\.` that ends the rows which begin at `start`, where it is held."""
    match = END.search(data, start)
    while match and match.start() > start and data[match.start() - 1] != 10:
        match = END.search(data, match.end())
    return match


def parse(block: bytes, width: int) -> Copied:
    """Rows of a block of whole lines (at least one) as `width` binary or string arrays."""
    try:
        arrays = [_unescaped(array) for array in _read(block, width)]
    except pa.ArrowInvalid:
        return _parse_lines(block, width)
    count = len(arrays[0])
    return Copied(arrays, np.arange(count), [], count)


def _read(block: bytes, width: int) -> list[pa.Array]:
    names = [str(number) for number in range(width)]
    table = pyarrow.csv.read_csv(
        pa.py_buffer(block),
        read_options=pyarrow.csv.ReadOptions(column_names=names, use_threads=False, block_size=len(block) + 1),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter="\t", quote_char=False, double_quote=False, escape_char=False, ignore_empty_lines=False
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()), null_values=["\\N"], strings_can_be_null=True
        ),
    )
    return [column.chunk(0) for column in table.columns]


def _unescaped(array: pa.Array) -> pa.Array:
    """The values with their escapes resolved; most columns have none."""
    data = array.buffers()[2]
    if data is None or b"\\" not in memoryview(data).tobytes():
        return array
    mask = pc.match_substring(array, "\\")
    if not pc.any(mask).as_py():
        return array
    return pc.replace_with_mask(array, mask, _resolved(array.filter(mask)))


def _resolved(values: pa.Array) -> pa.Array:
    if pc.any(pc.match_substring(values, _STAND_IN)).as_py():
        return _resolved_singly(values)
    result = pc.replace_substring(values, "\\\\", _STAND_IN)
    for escape, character in _SIMPLE:
        result = pc.replace_substring(result, escape, character)
    if pc.any(pc.match_substring(result, "\\")).as_py():
        return _resolved_singly(values)
    return pc.replace_substring(result, _STAND_IN, "\\")


def _resolved_singly(values: pa.Array) -> pa.Array:
    return pa.array([_resolve(value) for value in values.to_pylist()], pa.binary())


def _resolve(value: bytes) -> bytes:
    return _ESCAPE.sub(_character, value)


def _character(match: re.Match[bytes]) -> bytes:
    octal, hexadecimal, other = match.groups()
    if other is not None:
        return _LETTERS.get(other, other)
    return bytes([int(octal, 8) & 255 if octal else int(hexadecimal, 16)])


def _parse_lines(block: bytes, width: int) -> Copied:
    """The same line by line, for a block in which not all rows have the same width."""
    lines = block.split(b"\n")
    if block.endswith(b"\n"):
        lines.pop()
    good: list[list[bytes | None]] = []
    rows: list[int] = []
    ragged: list[tuple[int, bytes]] = []
    for number, line in enumerate(lines):
        cells = line.removesuffix(b"\r").split(b"\t")
        if len(cells) == width:
            good.append([None if cell == b"\\N" else _resolve(cell) for cell in cells])
            rows.append(number)
        else:
            ragged.append((number, line))
    columns = [[row[index] for row in good] for index in range(width)]
    return Copied([pa.array(column, pa.binary()) for column in columns], np.array(rows, np.int64), ragged, len(lines))

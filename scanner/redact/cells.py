"""A block of text of which the cells are known → columns, and the block with some cells redacted.

What is not redacted stays byte for byte as it was: quotes, blanks, the order of keys, the ends of lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scanner.detector.compiled import GIVEN, INTS, NUMBER, Bytes, Ints, compiled
from scanner.lines import unparsed
from scanner.model.data import Batch, Column
from scanner.redact.edits import Edits, Redactor, spliced

_WRITTEN_OTHERWISE = r"\.0+$|[eE]"
"""Numbers that are whole, or have an exponent."""


class Form(IntEnum):
    """How a cell is written."""

    PLAIN = 0
    """Its bytes are its value."""
    ESCAPED = 1
    """Its value has to be read, and written, by the format's own rules."""
    NUMBER = 2
    """It is no text, and gives way as a whole to what the format has for nothing."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of a block by record and place in it. start, end: of the content in the block, within its quotes.

    names: the fields by number.
    """

    record: Ints
    field: Ints
    start: Ints
    end: Ints
    form: Ints
    names: Sequence[str]
    records: int


def as_it_is(column: Column) -> Column:
    """The column."""
    return column


@dataclass(frozen=True, slots=True)
class Writing:
    """How a format writes what is not plain. decode, encode: an escaped cell, without its quotes.

    nothing: what comes in the place of a cell that is no text. quotes: whether all cells that are text stand in quotes.
    read, number: what a scan makes of a column, or of a number, where that is not the bytes as they stand.
    """

    decode: Callable[[bytes], str]
    encode: Callable[[str], bytes]
    nothing: bytes = b""
    quotes: bool = False
    read: Callable[[Column], Column] = as_it_is
    number: Callable[[str], str] | None = None


Spliced = tuple[Ints, Ints, Ints, Sequence[bytes]]
"""Where pieces of a block begin and end, and which of the texts come in their places."""


def edits_in(block: bytes, cells: Cells, writing: Writing, redactor: Redactor) -> Iterator[Spliced]:
    """What is to be replaced in a block, by its cells."""
    data = np.frombuffer(block, np.uint8)
    groups = _by_field(cells)
    columns, forms = [], []
    for name, which in zip(cells.names, groups, strict=True):
        column = _column(block, data, cells, which, writing)
        read = writing.read(replace(column, field=name))
        columns.append(read)
        same = read.values is column.values
        forms.append(cells.form[which] if same else np.full(len(which), Form.NUMBER, np.int64))
    for number, edits in redactor.edits(Batch(tuple(columns), cells.records)):
        yield from _in_block(block, cells, groups[number][edits.value], forms[number][edits.value], (edits, writing))


def lines_in(block: bytes, start: Ints, end: Ints, redactor: Redactor) -> Iterator[Spliced]:
    """The same for records that could not be taken apart, each read as a line of text."""
    if not len(start):
        return
    texts = [block[first:last].decode() for first, last in zip(start.tolist(), end.tolist(), strict=True)]
    for _, edits in redactor.edits(unparsed(texts, range(1, len(texts) + 1))):
        begin = start[edits.value]
        last = np.minimum(begin + edits.end, end[edits.value])
        yield begin + edits.start, last, edits.which, edits.texts


def replaced(block: bytes, parts: Iterable[Spliced]) -> bytes:
    """The block with all of these pieces replaced."""
    texts: list[bytes] = []
    starts, ends, places = [], [], []
    for start, end, place, given in parts:
        starts.append(start)
        ends.append(end)
        places.append(place + len(texts))
        texts += given
    if not starts:
        return block
    start, end, place = (np.concatenate(each) for each in (starts, ends, places))
    order = np.argsort(start, kind="stable")
    return spliced(block, start[order], end[order], place[order], texts)


def _by_field(cells: Cells) -> list[Ints]:
    """The cells of each field, in order."""
    order = np.argsort(cells.field, kind="stable")
    bounds = np.searchsorted(cells.field[order], np.arange(len(cells.names) + 1))
    return [order[bounds[number] : bounds[number + 1]] for number in range(len(cells.names))]


def _column(block: bytes, data: Bytes, cells: Cells, which: Ints, writing: Writing) -> Column:
    start, end = cells.start[which], cells.end[which]
    form = cells.form[which]
    offsets = np.concatenate([[0], np.cumsum(end - start)])
    gathered = _gathered(data, start, end, int(offsets[-1]))
    values = pa.StringArray.from_buffers(len(which), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(gathered))
    escaped = form == Form.ESCAPED
    if escaped.any():
        read = [writing.decode(block[start[at] : end[at]]) for at in np.flatnonzero(escaped).tolist()]
        values = pc.replace_with_mask(values, pa.array(escaped), pa.array(read, pa.string()))
    if writing.number:
        odd = np.flatnonzero(pc.match_substring_regex(values, _WRITTEN_OTHERWISE).to_numpy(zero_copy_only=False))
        odd = odd[form[odd] == Form.NUMBER]
        if len(odd):
            texts = values.to_pylist()
            for at in odd.tolist():
                texts[at] = writing.number(texts[at])
            values = pa.array(texts, pa.string())
    record = cells.record[which]
    every = len(record) == cells.records and bool((record == np.arange(cells.records)).all())
    return Column("", values, None if every else record)


@compiled(GIVEN, INTS, INTS, NUMBER)
def _gathered(data: Bytes, start: Ints, end: Ints, total: int) -> Bytes:
    out = np.empty(total, np.uint8)
    to = 0
    for number in range(len(start)):
        size = end[number] - start[number]
        out[to : to + size] = data[start[number] : end[number]]
        to += size
    return out


def _in_block(block: bytes, cells: Cells, cell: Ints, form: Ints, how: tuple[Edits, Writing]) -> Iterator[Spliced]:
    """The edits of one field as edits of the block. cell, form: those of each edit."""
    edits, writing = how
    plain = np.flatnonzero(form == Form.PLAIN)
    begin = cells.start[cell]
    if len(plain):
        yield (begin + edits.start)[plain], (begin + edits.end)[plain], edits.which[plain], edits.texts
    whole = np.unique(cell[form == Form.NUMBER])
    if len(whole):
        quoted = writing.quotes & (cells.form[whole] != Form.NUMBER)
        yield cells.start[whole] - quoted, cells.end[whole] + quoted, np.zeros(len(whole), np.int64), [writing.nothing]
    escaped = np.flatnonzero(form == Form.ESCAPED)
    if len(escaped):
        touched, first = np.unique(cell[escaped], return_index=True)
        bounds = np.append(first, len(escaped))
        texts = []
        for number, at in enumerate(touched.tolist()):
            mine = escaped[bounds[number] : bounds[number + 1]]
            value = writing.decode(block[cells.start[at] : cells.end[at]]).encode()
            new = spliced(value, edits.start[mine], edits.end[mine], edits.which[mine], edits.texts)
            texts.append(writing.encode(new.decode()))
        yield cells.start[touched], cells.end[touched], np.arange(len(touched)), texts

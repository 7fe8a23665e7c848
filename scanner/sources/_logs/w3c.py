"""Lines of a log that names its fields → columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from scanner.detector.compiled import Bools
from scanner.model.data import Column, Int64s
from scanner.sources._logs import loops
from scanner.sources._logs.blocks import Block, Items
from scanner.sources._logs.columns import Columns

FIELDS = re.compile(rb"#(?:Fields:[ \t]*|fields\t)([^\r\n]*)")
_MOST_FORMS = 16
"""Different lists of fields in one block, beyond which lines are given as text."""
_BLANKS = re.compile(r"(?i)user-?agent")
"""Fields in which writers put a plus or `%20` in place of a blank, and in which rules look for words."""


def names_in(directive: bytes) -> tuple[str, ...] | None:
    """The fields that a line names, None where it is another line."""
    found = FIELDS.match(directive)
    return tuple(found[1].decode().split()) if found else None


class W3c:
    """Takes the blocks of one unit in order. names: the fields until a line names others."""

    def __init__(self, names: Sequence[str], separator: str) -> None:
        self._names = tuple(names)
        self._separator = ord(separator)
        self._columns = Columns()

    def parse(self, block: Block) -> Items:
        """The fields of the lines that have them, then the other lines; those with a `#` are as they should be."""
        marks = np.flatnonzero(block.data[block.starts] == ord("#"))
        forms: dict[tuple[str, ...], list[Int64s]] = {}
        first = 0
        for mark in [*marks.tolist(), block.rows]:
            if first < mark:
                forms.setdefault(self._names, []).append(np.arange(first, mark))
            if mark < block.rows:
                names = names_in(block.text[block.starts[mark] : block.stops[mark]])
                self._names = self._names if names is None else names
            first = mark + 1
        unfit: list[Int64s] = []
        for number, (names, parts) in enumerate(forms.items()):
            lines = np.concatenate(parts)
            if names and number < _MOST_FORMS:
                columns, fits = self._fields(block, names, lines)
                if fits.any():
                    yield block.batch(columns, lines[fits])
                lines = lines[~fits]
            unfit.append(lines)
        if len(marks):
            yield block.as_text(marks)
        if unfit:
            yield from block.unfit(np.sort(np.concatenate(unfit)))

    def _fields(self, block: Block, names: tuple[str, ...], lines: Int64s) -> tuple[tuple[Column, ...], Bools]:
        """The columns of the lines that have all fields, and which those are."""
        forms = np.full(len(names), loops.ANY, np.uint8)
        starts, stops = block.starts[lines], block.stops[lines]
        begin, end, fits = loops.split(block.data, starts, stops, forms, self._separator, len(names))
        if not fits.all():
            which = np.flatnonzero(fits)
            begin, end = begin[:, which], end[:, which]
        columns = (
            self._columns.column(name, block.data, begin[number], end[number]) for number, name in enumerate(names)
        )
        return tuple(_with_blanks(column) for column in columns), fits


def _with_blanks(column: Column) -> Column:
    """The field with the blanks that its writer put other signs in place of."""
    if not _BLANKS.search(column.field):
        return column
    values = pc.replace_substring(pc.replace_substring(column.values, "+", " "), "%20", " ")
    return replace(column, values=values)

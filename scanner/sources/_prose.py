"""Texts with the number of their place (paragraph, page, message) → batches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from scanner.model.data import Batch, Column

TEXT = "text"
"""Field of what people read in a document."""

DOCUMENT = "(document)"
"""Table of what is said of a document as a whole: its author, its title."""

_BATCH_CHARACTERS = 2 << 20
_BATCH_VALUES = 1 << 16
_MOST_FIELDS = 1000
_FURTHER = "(further fields)"
_NAME_CELL = re.compile(r"[^\W\d_][^\d@\n]{0,39}")
_FEWEST_NAMES = 3

Values = str | Sequence[str] | None


class Rows:
    """Records of one table, each with any fields and any number of values in each.

    lines: the values are judged as free text. more: the fields belong to records that are given and counted
    elsewhere, such as the body of a message whose head is structured.
    """

    def __init__(self, table: str = "", *, lines: bool = True, more: bool = False) -> None:
        self.table = table
        self._lines = lines
        self._more = more
        self._numbers: list[int] = []
        self._cells: dict[str, tuple[list[int], list[str]]] = {}
        self._characters = 0
        self._values = 0

    def add(self, row: int, values: Mapping[str, Values]) -> Iterator[Batch]:
        """Takes what one record holds (blank values are left out); gives a batch once enough is there."""
        filled = [
            (field, each)
            for field, value in values.items()
            for each in ((value,) if isinstance(value, str) else value or ())
            if each and not each.isspace()
        ]
        if not filled:
            return
        if not self._numbers or self._numbers[-1] != row:
            self._numbers.append(row)
        for field, value in filled:
            name = field if field in self._cells or len(self._cells) < _MOST_FIELDS else _FURTHER
            records, texts = self._cells.setdefault(name, ([], []))
            records.append(len(self._numbers) - 1)
            texts.append(f"{value}\n" if self._lines else value)
            self._characters += len(value)
        self._values += len(filled)
        if self._characters >= _BATCH_CHARACTERS or self._values >= _BATCH_VALUES:
            yield from self.rest()

    def rest(self) -> Iterator[Batch]:
        """What is left at the end."""
        if not self._numbers:
            return
        columns = tuple(
            Column(field, strings_of(texts), np.array(records, np.int64))
            for field, (records, texts) in self._cells.items()
        )
        numbers = np.array(self._numbers, np.int64)
        rows = 0 if self._more else len(numbers)
        yield Batch(columns, rows, table=self.table, lines=self._lines, row_numbers=numbers)
        self._numbers, self._cells, self._characters, self._values = [], {}, 0, 0


class Grid:
    """One table inside a document, row by row: columns of their own under a first row of names, else text.

    Two columns are rather a form, so that names stand before values: these stay together. The first row is given as
    text as well, since it may hold values all the same.
    """

    def __init__(self, table: str) -> None:
        self._records = Rows(table, lines=False)
        self._text = Rows(table, more=True)
        self._names: Sequence[str] = ()
        self._row = 0

    def add(self, cells: Sequence[str]) -> Iterator[Batch]:
        """Takes the next row."""
        if not self._row and not self._names:
            self._names = names_in(cells)
            if self._names:
                yield from self._text.add(1, {TEXT: "\t".join(cells)})
                return
        self._row += 1
        if self._names and len(cells) == len(self._names):
            yield from self._records.add(self._row, dict(zip(self._names, cells, strict=True)))
        else:
            yield from self._text.add(self._row, {TEXT: "\t".join(cells)})

    def rest(self) -> Iterator[Batch]:
        """What is left at the end of the table."""
        yield from self._records.rest()
        yield from self._text.rest()


def names_in(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a first row where they are the names of columns, else nothing."""
    names = [cell.strip() for cell in cells]
    if len(names) < _FEWEST_NAMES or len(set(names)) < len(names):
        return ()
    return names if all(_NAME_CELL.fullmatch(name) for name in names) else ()


def document_rows(values: Mapping[str, Values]) -> Iterator[Batch]:
    """What is said of the document as a whole, as one record."""
    rows = Rows(DOCUMENT, lines=False)
    yield from rows.add(1, values)
    yield from rows.rest()


def strings_of(texts: Iterable[str]) -> pa.StringArray:
    """Texts as an array; halves of surrogate pairs, which are no characters, are replaced."""
    held = list(texts)
    try:
        return pa.array(held, pa.string())
    except UnicodeEncodeError:
        return pa.array([text.encode("utf-8", "replace").decode() for text in held], pa.string())

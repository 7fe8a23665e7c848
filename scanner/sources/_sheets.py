"""Rows of a spreadsheet → batches: where a table begins and what names its columns is told from the cells.

A sheet may hold titles, blank rows, and several tables below each other. Records are counted over all of them; what
names columns is no record, and a title is given as text with the number of the record after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, zip_longest
from typing import Any

import pyarrow as pa

from scanner.columns import leaves
from scanner.lines import unparsed
from scanner.model.data import Batch, Column
from scanner.model.problems import Problem
from scanner.sources._dialect import column_names, is_value

Row = Sequence[Any]
"""Cells as text, numbers, dates or times; None, or empty text, for nothing."""

_LOOK = 20
"""Rows of a part of a sheet that are looked at to tell what it is."""
_MOST_ROWS = 1 << 14
_LONGEST_NAME, _MOST_WORDS = 80, 6


def batches_of(rows: Iterable[Row], table: str, problems: list[Problem]) -> Iterator[Batch]:
    """The batches of one sheet."""
    names: tuple[str, ...] = ()
    number = 1
    for first, part in _parts(rows):
        titles, header = _header(first, begun=bool(names))
        if titles:
            texts = [" ".join(filter(None, map(_text, row))) for row in titles]
            yield unparsed(texts, [number] * len(texts), table)
        if header is not None:
            names = column_names([_text(cell) or "" for cell in header], len(header), extra_first=False)
        begin = len(titles) + (header is not None)
        records = chain(first[begin:], part)
        while chunk := list(islice(records, _MOST_ROWS)):
            batch = _batch(chunk, names, number, table, problems)
            number += len(chunk)
            if batch.columns:
                yield batch


def _parts(rows: Iterable[Row]) -> Iterator[tuple[list[Row], Iterator[Row]]]:
    """Runs of rows without a blank one between them: the first rows of each, and those that follow."""
    source = iter(rows)

    def run() -> Iterator[Row]:
        for row in source:
            if not _filled(row):
                return
            yield row

    for row in source:
        if _filled(row):
            rest = run()
            yield [row, *islice(rest, _LOOK - 1)], rest
            for _ in rest:
                pass


def _filled(row: Row) -> list[Any]:
    return [cell for cell in row if cell is not None and cell != ""]


def _header(rows: list[Row], *, begun: bool) -> tuple[list[Row], Row | None]:
    """The titles that a part begins with, and the row that names its columns, if there is one.

    begun: a table came before, which a blank row may only interrupt: then names must differ in kind from what follows.
    """
    widest = max(len(_filled(row)) for row in rows)
    for place, row in enumerate(rows):
        filled = _filled(row)
        if len(filled) * 2 < widest or (len(filled) == 1 < widest):
            continue
        if len(rows) == 1 and _are_names(filled) and (len(filled) == 1 or not begun):
            return rows, None
        if _are_names(filled) and (_differs(row, rows[place + 1 :]) or not begun):
            return rows[:place], row
        return (rows[:place], None) if widest > 1 and not begun else ([], None)
    return [], None


def _are_names(cells: list[Any]) -> bool:
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    return (
        len(texts) == len(cells) == len(set(texts))
        and not any("@" in text or len(text) > _LONGEST_NAME or len(text.split()) > _MOST_WORDS for text in texts)
        and sum(map(is_value, texts)) * 3 <= len(texts)
    )


def _differs(row: Row, below: list[Row]) -> bool:
    """Whether a column that begins with a word goes on with numbers, dates or addresses."""
    columns = zip_longest(row, *below)
    return any(
        isinstance(name, str) and name and not is_value(name) and any(map(_is_datum, values))
        for name, *values in columns
    )


def _is_datum(cell: Any) -> bool:
    return is_value(cell) if isinstance(cell, str) and cell else cell is not None and cell != ""


def _batch(rows: list[Row], names: tuple[str, ...], number: int, table: str, problems: list[Problem]) -> Batch:
    values = list(zip_longest(*rows))
    names = (*names, *(f"column_{place}" for place in range(len(names) + 1, len(values) + 1)))
    columns: list[Column] = []
    for name, cells in zip(names, values, strict=False):
        array = _array(cells)
        if array.null_count < len(array):
            columns.extend(leaves(name, array, problems=problems))
    return Batch(tuple(columns), len(rows), number, table)


def _array(cells: Sequence[Any]) -> pa.Array:
    kinds = set(map(type, cells))
    if kinds <= {float, type(None)}:
        return pa.array(cells, pa.float64())
    if kinds == {float, str} and not any(cell for cell in cells if type(cell) is str):
        return pa.array([None if cell == "" else cell for cell in cells], pa.float64())
    return pa.array(map(_text, cells), pa.string())


def _text(cell: Any) -> str | None:
    """A cell as people write it; nothing for truth values, which say nothing about a person."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else None

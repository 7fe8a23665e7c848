"""Small batches of one table that follow each other, as larger ones: to look at a batch has a price of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from scanner.model.data import Batch, Column

WORTH = 1 << 20
"""Bytes of text from which on a batch is not joined with others."""


def joined(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The same records in the same order, with their numbers."""
    held: list[Batch] = []
    size = 0
    for batch in batches:
        if held and (size >= WORTH or _form(batch) != _form(held[0])):
            yield _one(held)
            held, size = [], 0
        held.append(batch)
        size += batch.bytes
    if held:
        yield _one(held)


def _form(batch: Batch) -> tuple[object, ...]:
    """What batches must have in common to be joined; a piece of a long line has nothing in common with any."""
    columns = ((each.field, each.rows is None, each.index is None, each.lines) for each in batch.columns)
    return batch.member, batch.table, batch.lines, batch.skip and id(batch), *columns


def _one(batches: Sequence[Batch]) -> Batch:
    if len(batches) == 1:
        return batches[0]
    return replace(
        batches[0],
        columns=tuple(_column(batches, place) for place in range(len(batches[0].columns))),
        rows=sum(batch.rows for batch in batches),
        row_numbers=np.concatenate([batch.row_of(np.arange(batch.rows)) for batch in batches]),
    )


def _column(batches: Sequence[Batch], place: int) -> Column:
    columns = [batch.columns[place] for batch in batches]
    values = [column.values for column in columns]
    records = np.cumsum([0, *(batch.rows for batch in batches)])
    before = np.cumsum([0, *map(len, values)])
    rows = [column.rows + shift for column, shift in zip(columns, records, strict=False) if column.rows is not None]
    index = [
        np.where(column.index < 0, -1, column.index + shift)
        for column, shift in zip(columns, before, strict=False)
        if column.index is not None
    ]
    return replace(
        columns[0],
        values=pa.concat_arrays(values),
        rows=np.concatenate(rows) if rows else None,
        index=np.concatenate(index) if index else None,
    )

"""Values of records gathered by table and field until they are worth a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from scanner.model.data import Batch, Column

WORTH = 1 << 20
"""Bytes of values from which a batch is given."""

MOST_FIELDS = 5000
FURTHER = "(further fields)"
"""The field of values of a table that has more different fields than that."""

_PER_VALUE = 16


@dataclass(slots=True)
class Table:
    """The records of one table since the last batch. record: the number of the one under way, from 1."""

    name: str
    record: int = 0
    first: int = 1
    columns: dict[str, tuple[list[str], list[int]]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    """All names so far."""

    def add(self, path: str, value: str) -> int:
        """A value of the record under way; what it weighs."""
        column = self.columns.get(path)
        if column is None:
            if path not in self.fields and len(self.fields) >= MOST_FIELDS:
                path = FURTHER
            self.fields.add(path)
            column = self.columns.setdefault(path, ([], []))
        column[0].append(value)
        column[1].append(self.record)
        return len(value) + _PER_VALUE

    def batch(self) -> Batch | None:
        """The values since the last batch; the record under way goes on in the next."""
        columns, first = self.columns, self.first
        self.columns, self.first = {}, max(self.record, 1)
        if not columns:
            return None
        made = (
            Column(path, pa.array(values, pa.string()), np.array(rows, np.int64) - first)
            for path, (values, rows) in columns.items()
        )
        return Batch(tuple(made), self.record - first + 1, first, self.name)


@dataclass(slots=True)
class Tables:
    """All tables of a document."""

    weight: int = 0
    """Bytes held."""
    _tables: dict[str, Table] = field(default_factory=dict)

    def of(self, name: str) -> Table:
        """The table of this name."""
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = Table(name)
        return table

    def batches(self) -> Iterator[Batch]:
        """All that is held."""
        self.weight = 0
        for table in self._tables.values():
            batch = table.batch()
            if batch:
                yield batch

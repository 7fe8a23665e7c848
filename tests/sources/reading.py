"""Helpers: read an asset whole, and show what came out in plain Python values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.members import read_unit
from scanner.model.data import Asset, Batch, Schema
from scanner.model.problems import Problem, sum_problems
from scanner.source import Source


@dataclass
class Outcome:
    """All batches of all units, problems summed, and the error that ended it."""

    batches: list[Batch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    error: SourceError | None = None

    @property
    def reasons(self) -> dict[str, int]:
        return {problem.reason.value: problem.count for problem in sum_problems(self.problems)}

    def cells(self) -> dict[str, list[tuple[int, str]]]:
        """Field → (row, value) of every value that is not null."""
        found: dict[str, list[tuple[int, str]]] = {}
        for batch in self.batches:
            for name, rows in cells_of(batch).items():
                found.setdefault(name, []).extend(rows)
        return found

    def values(self, name: str) -> list[str]:
        return [value for _, value in self.cells().get(name, [])]


def cells_of(batch: Batch) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for column in batch.columns:
        values = column.values.to_pylist()
        if column.index is not None:
            values = [values[i] if i >= 0 else None for i in column.index]
        records = range(len(values)) if column.rows is None else column.rows.tolist()
        assert column.rows is not None or len(values) == batch.rows
        cells = [
            (int(batch.row_of(record)), value)
            for record, value in zip(records, values, strict=True)
            if value is not None
        ]
        name = f"{batch.table}.{column.field}" if batch.table else column.field
        found.setdefault(name, []).extend(cells)
    return found


def asset_of(path: Path, source: Source) -> Asset:
    return Asset(path.name, LocalFile(str(path)), path.stat().st_size, source.name)


def read(source: Source, path: Path) -> Outcome:
    """What a run would see of the file: an error ends one unit, not the asset."""
    outcome = Outcome()
    try:
        units = source.plan(asset_of(path, source))
    except SourceError as error:
        outcome.error = error
        return outcome
    for unit in units:
        try:
            for item in read_unit(unit):
                if not isinstance(item, Schema):
                    (outcome.batches if isinstance(item, Batch) else outcome.problems).append(item)  # type: ignore[arg-type]
        except SourceError as error:
            outcome.error = error
    return outcome

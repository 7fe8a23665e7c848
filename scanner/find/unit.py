"""One unit, searched: the pure function that runs in this process, in a pool, or on any other worker.

The places of a unit go to a file of its own, so that memory stays flat however many there are; searching the unit
again replaces it. Where rows are wanted, those are written beside it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import orjson
import pyarrow as pa

from scanner.errors import SourceError
from scanner.find.needles import unpacked
from scanner.find.search import Places, places_in
from scanner.matches import spool_file
from scanner.members import read_unit
from scanner.model.data import Batch, Column, Unit
from scanner.model.problems import Problem, sum_problems
from scanner.source import problem_of
from scanner.summary import Summary
from scanner.unit import Progress, UnitResult

SCHEMA = pa.schema(
    [
        ("member", pa.string()),
        ("table", pa.string()),
        ("field", pa.string()),
        ("row", pa.int64()),
        ("term", pa.int32()),
        ("how", pa.int8()),
    ]
)


@dataclass(frozen=True, slots=True)
class Search:
    """What every unit is searched with.

    wanted: what `needles.packed` made. spool: the folder for places. rows: whether whole records are written too.
    """

    wanted: bytes
    spool: Path
    rows: bool = False


def find_units(units: Sequence[Unit], search: Search, progress: Progress | None = None) -> list[UnitResult]:
    """Several units, one after the other."""
    results: list[UnitResult] = []
    seen = 0
    for unit in units:
        result = find_unit(unit, search, progress, seen)
        seen += result.seen
        results.append(result)
    return results


def find_unit(unit: Unit, search: Search, progress: Progress | None = None, before: int = 0) -> UnitResult:
    """Reads one unit and writes down what of the wanted it holds; before: bytes that were read of others."""
    needles = unpacked(search.wanted)
    problems: list[Problem] = []
    tables: dict[tuple[str, str, str, int], int] = {}
    place = seen = rows = 0

    def at(member: int) -> None:
        nonlocal place
        place = member
        if progress:
            progress(before + seen, place)

    with ExitStack() as stack:
        spool = _Spool(search, unit, stack)
        try:
            for item in read_unit(unit, at):
                if isinstance(item, Problem):
                    problems.append(item)
                elif isinstance(item, Batch):
                    spool.add(item, list(places_in(item, needles)))
                    table = (unit.asset.name, item.member, item.table, unit.number)
                    last = int(item.row_of(np.array([item.rows - 1]))[0]) if item.rows else 0
                    tables[table] = max(tables.get(table, 0), last)
                    rows += item.rows
                    seen += item.bytes
                    at(place)
        except SourceError as error:
            problems.append(problem_of(error, unit.asset.content.path or "", unit.asset.name, unit.asset.content.name))
    return UnitResult(unit, Summary(frozenset([unit.id]), rows=tables), rows, sum_problems(problems), seen)


def rows_file(folder: Path, unit: str) -> Path:
    """Where the rows of a unit are spooled, by its id."""
    return spool_file(folder, unit).with_suffix(".rows")


class _Spool:
    """Writes the places of one unit; files are made when there is something to write."""

    def __init__(self, search: Search, unit: Unit, stack: ExitStack) -> None:
        self._search = search
        self._unit = unit
        self._stack = stack
        self._writer: pa.RecordBatchWriter | None = None
        self._rows: BinaryIO | None = None
        for file in (spool_file(search.spool, unit.id), rows_file(search.spool, unit.id)):
            file.unlink(missing_ok=True)

    def add(self, batch: Batch, found: Sequence[Places]) -> None:
        """Appends the places of one batch."""
        for places in found:
            if self._writer is None:
                path = str(spool_file(self._search.spool, self._unit.id))
                self._writer = self._stack.enter_context(pa.ipc.new_stream(path, SCHEMA))
            count = len(places.records)
            texts = [pa.array([each] * count, pa.string()) for each in (batch.member, batch.table, places.field)]
            numbers = zip((batch.row_of(places.records), places.terms, places.hows), SCHEMA.types[3:], strict=True)
            arrays = [*texts, *(pa.array(each).cast(kind) for each, kind in numbers)]
            self._writer.write_batch(pa.record_batch(arrays, schema=SCHEMA))
        if found and self._search.rows:
            self._add_rows(batch, found)

    def _add_rows(self, batch: Batch, found: Sequence[Places]) -> None:
        """Each record once, with the numbers of what it holds."""
        if self._rows is None:
            path = rows_file(self._search.spool, self._unit.id)
            self._rows = self._stack.enter_context(os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb"))
        terms: dict[int, set[int]] = {}
        for places in found:
            for record, term in zip(places.records.tolist(), places.terms.tolist(), strict=True):
                terms.setdefault(record, set()).add(term)
        for record in sorted(terms):
            held = {
                "member": batch.member,
                "table": batch.table,
                "row": int(batch.row_of(np.array([record]))[0]),
                "terms": sorted(terms[record]),
                "record": record_of(batch, record),
            }
            self._rows.write(orjson.dumps(held) + b"\n")


def record_of(batch: Batch, record: int) -> dict[str, object]:
    """All fields of a record as text; those that it holds several values of as lists."""
    found: dict[str, object] = {}
    for column in batch.columns:
        values = _values(column, record, batch.lines or column.lines)
        if values:
            found[column.field] = values[0] if len(values) == 1 and column.rows is None else values
    return found


def _values(column: Column, record: int, lines: bool) -> list[str]:
    if column.index is not None:
        at = int(column.index[record])
        given = [column.values[at].as_py()] if at >= 0 else []
    elif column.rows is not None:
        first, last = np.searchsorted(column.rows, [record, record + 1])
        given = column.values.slice(int(first), int(last - first)).to_pylist()
    else:
        given = [column.values[record].as_py()]
    return [value.rstrip("\r\n") if lines else value for value in given if value is not None]

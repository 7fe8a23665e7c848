"""Helpers: a dump read whole, as plain Python values by table and row."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from scanner.content import LocalFile
from scanner.model.data import UNPARSED, Batch
from scanner.model.problems import Problem
from scanner.sources._sql.dump import Dump
from scanner.sources.sql_dump import SOURCE
from scanner.streams import open_text
from tests.sources.reading import Outcome, cells_of, read

Row = tuple[str | None, ...]


@dataclass
class Read:
    """What came out of a dump. rows: by table and ordinal, as field → value. lost: unparsed text by table.

    lines: lines that are not blank; whether a blank one between rows is given depends on the size of blocks.
    """

    rows: dict[str, dict[int, dict[str, str | None]]] = field(default_factory=dict)
    fields: dict[str, list[str]] = field(default_factory=dict)
    lost: dict[str, list[str]] = field(default_factory=dict)
    inside: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    lines: list[tuple[int, str]] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)

    def tuples(self, table: str) -> list[Row]:
        """The rows of a table in the order of their ordinals, which must run from 1 without a gap."""
        rows = self.rows.get(table, {})
        assert sorted(rows) == list(range(1, len(rows) + 1))
        return [tuple(rows[number].values()) for number in sorted(rows)]


def plain(outcome: Outcome) -> Read:
    result = Read()
    for batch in outcome.batches:
        _add(result, batch)
    result.reasons = outcome.reasons
    return result


def _add(result: Read, batch: Batch) -> None:
    for column in batch.columns:
        column.values.validate(full=True)
    if batch.lines and not batch.table:
        result.lines += [line for line in cells_of(batch).get("", []) if line[1].strip()]
    elif batch.columns[0].field == UNPARSED:
        result.lost.setdefault(batch.table, []).extend(batch.columns[0].values.to_pylist())
    else:
        whole = [column for column in batch.columns if "[]" not in column.field and "." not in column.field]
        names = [column.field for column in whole]
        result.fields.setdefault(batch.table, names)
        columns = [column.values.to_pylist() for column in whole]
        for name, cells in cells_of(batch).items():
            if "[]" in name or "." in name.removeprefix(f"{batch.table}."):
                result.inside.setdefault(name, []).extend(cells)
        for index, cells in enumerate(zip(*columns, strict=True)):
            number = batch.first_row + index if batch.row_numbers is None else int(batch.row_numbers[index])
            table = result.rows.setdefault(batch.table, {})
            assert number not in table
            table[number] = dict(zip(names, cells, strict=True))


def read_file(path: Path) -> Read:
    return plain(read(SOURCE, path))


def read_bytes(data: bytes, block: int = 0) -> Read:
    """A dump written to a file and read from there; in tiny blocks where a size is given."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump.sql"
        path.write_bytes(data)
        if not block:
            return read_file(path)
        outcome = Outcome()
        with open_text(LocalFile(str(path))) as stream:
            for item in Dump(stream, block).read():
                (outcome.problems if isinstance(item, Problem) else outcome.batches).append(item)  # type: ignore[arg-type]
            outcome.problems += stream.problems
        return plain(outcome)

"""SQLite files: every table, each value as text, opened so that nothing is written beside the file."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from scanner.columns import REPAIRED, leaves, strings
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Column, Content, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.streams import at_random

_MAGIC = b"SQLite format 3\0"
_BATCH_BYTES = 4 << 20
_MOST_ROWS = 1 << 14
_LONGEST_VALUE = 256 << 20
_FLOATS = re.compile("REAL|FLOA|DOUB", re.IGNORECASE)
_WHOLE = r"^(-?\d+)\.0$"

WAL = "changes in the write-ahead log beside the file, which could not be opened without writing, not scanned"


class Sqlite:
    """See `scanner.source.Source`; `detail` of a unit is a table, rows are numbered in the table's own order."""

    name = "sqlite"
    about = About("SQLite databases", (".sqlite", ".sqlite3", ".db"))

    def fit(self, head: Head) -> Fit:
        """By the magic number alone."""
        return Fit.SIGNATURE if head.data.startswith(_MAGIC) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit for each table; none has its own size, so each gets an equal part of the file's."""
        name = asset.content.name
        try:
            with closing(_opened(asset.content)[0]) as database:
                tables = [_name(row[0]) for row in database.execute(_TABLES)]
        except _ERRORS as error:
            raise _failure(name, error) from None
        tables = tables or [""]
        share = asset.bytes // len(tables)
        sizes = [asset.bytes - share * (len(tables) - 1), *[share] * (len(tables) - 1)]
        return [Unit(asset, place, bytes=sizes[place], detail=table) for place, table in enumerate(tables)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """The rows of one table; blobs that are not text are left out and counted."""
        if not unit.detail:
            yield Problem(Reason.EMPTY, "the database has no tables")
            return
        try:
            database, problems = _opened(unit.asset.content)
            with closing(database):
                yield from _rows(database, unit.detail, problems)
        except _ERRORS as error:
            raise _failure(unit.asset.content.name, error) from None
        yield from problems


_TABLES = """
    select name from sqlite_master
    where type = 'table' and name not like 'sqlite\\_%' escape '\\' and sql not like 'create virtual%' order by name
"""
"""Virtual tables keep their data in tables of their own, which are read."""
_ERRORS = (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError)


def _opened(content: Content) -> tuple[sqlite3.Connection, list[Problem]]:
    """A connection that gives text as bytes, and what it will not show. Raises `SourceError`.

    A plain read-only connection would create the files of the write-ahead log where they are missing.
    """
    path = at_random(content)
    problems: list[Problem] = []
    if not isinstance(path, str):
        database = sqlite3.connect(":memory:")
        database.deserialize(path.read())
    else:
        log, index = Path(f"{path}-wal"), Path(f"{path}-shm")
        has_log = log.is_file() and log.stat().st_size > 0
        mode = "mode=ro" if has_log and index.is_file() else "mode=ro&immutable=1"
        if has_log and not index.is_file():
            problems.append(Problem(Reason.NOT_READABLE, WAL))
        database = sqlite3.connect(f"file:{quote(str(Path(path).absolute()))}?{mode}", uri=True)
    database.text_factory = bytes
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    return database, problems


def _failure(name: str, error: Exception) -> SourceError:
    if isinstance(error, sqlite3.DataError):
        return SourceError(
            f"{name}: a value is longer than {_LONGEST_VALUE >> 20} MiB, so its table was not read further",
            Reason.LIMIT,
        )
    if isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "unable to open" in str(error)):
        return SourceError(
            f"{name}: the database is in use or cannot be opened. Scan a copy of it", Reason.NOT_READABLE
        )
    return SourceError(
        f"{name}: the database is damaged or incomplete. Repair it, such as with sqlite3's .recover, and scan again"
    )


def _rows(database: sqlite3.Connection, table: str, problems: list[Problem]) -> Iterator[Batch]:
    kinds = _columns(database, table)
    casts = ", ".join(f"cast({_quoted(field)} as text)" for field in kinds)
    cursor = database.execute(f"select {casts} from {_quoted(table)}")  # noqa: S608 - names are quoted
    row, size = 1, 64
    while rows := cursor.fetchmany(size):
        columns = tuple(
            _column(field, kind, values, problems)
            for (field, kind), values in zip(kinds.items(), zip(*rows, strict=True), strict=True)
        )
        yield Batch(columns, len(rows), row, table)
        row += len(rows)
        held = sum(column.values.nbytes for column in columns)
        size = min(max(_BATCH_BYTES * len(rows) // max(held, 1), 1), _MOST_ROWS, size * 8)


def _columns(database: sqlite3.Connection, table: str) -> dict[str, str]:
    """Column → declared type, generated columns among them."""
    listed = database.execute("select name, type from pragma_table_xinfo(?) where hidden <> 1", (table,))
    return {_name(name): _name(kind or b"") for name, kind in listed}


def _column(field: str, kind: str, values: Sequence[bytes | None], problems: list[Problem]) -> Column:
    array = pa.array(values, pa.binary())
    if not kind or "BLOB" in kind.upper():
        empty = Column(field, pa.nulls(len(array), pa.string()))
        return next(leaves(field, array, problems=problems), empty)
    texts, repaired = strings(array)
    if repaired:
        problems.append(Problem(Reason.REPAIRED_TEXT, REPAIRED, repaired))
    if _FLOATS.search(kind):
        texts = pc.replace_substring_regex(texts, _WHOLE, r"\1")
    return Column(field, texts)


def _name(name: bytes) -> str:
    return name.decode("utf-8", "replace")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


SOURCE = Sqlite()

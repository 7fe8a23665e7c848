"""What a driver does for `source.DatabaseSource`: connects read-only, lists tables, cuts them, gives their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from scanner.errors import SourceError
from scanner.model.data import Hint
from scanner.model.problems import Problem, Reason
from scanner.model.sample import Sample
from scanner.streams import UNIT_BYTES

CONNECT_SECONDS = 10
LOCK_SECONDS = 10
"""So long is waited for a table that others have locked."""
STATEMENT_SECONDS = 900
"""So long may a query run, and a second more for each MiB that it gives."""

_SPARE = 1.2
_HIDDEN = "columns that this user may not read, not scanned. Grant SELECT on them"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the database lists it; rows and bytes are estimates, 0 where it has none.

    path: database and table, as it is named in reports. label: the table as a dump of the database would name it.
    parted: it has no rows of its own, its partitions do. elsewhere: its rows lie in another server. database: where a
    schema is not the same.
    """

    path: str
    label: str
    schema: str
    name: str
    rows: int = 0
    bytes: int = 0
    parted: bool = False
    elsewhere: bool = False
    database: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a table. source: what stands in a query behind the columns. bytes: as estimated."""

    source: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Fields:
    """The columns that can be read, in order. binary: those whose values need not be text."""

    names: tuple[str, ...]
    binary: frozenset[str] = frozenset()
    hints: tuple[Hint, ...] = ()
    problems: tuple[Problem, ...] = ()


class Session(Protocol):
    """A connection within one read-only transaction."""

    def tables(self) -> Iterator[Table]:
        """Those that hold data, in order of name; none of the system's own."""

    def pieces(self, table: Table, sample: Sample | None) -> list[Piece]:
        """The table cut where it is large, at least one piece."""

    def fields(self, table: Table) -> Fields:
        """What is known of its columns. Raises `SourceError` where the table is gone."""

    def blocks(self, fields: Fields, source: str) -> Iterator[list[pa.Array]]:
        """Rows as one string or binary array for each field, a few megabytes at a time."""


class Driver(Protocol):
    """Knows one kind of server."""

    def session(self, url: str, name: str, size: int = 0) -> AbstractContextManager[Session]:
        """A session; whatever the server or the library complains of within it becomes a `SourceError`.

        name: what messages begin with. size: bytes that one query is expected to give.
        """

    def whole(self, table: Table, sample: Sample | None) -> str:
        """The source of a piece that is the whole table, or the sample of it."""


def readable(name: str, columns: Sequence[tuple[str, bool]]) -> tuple[tuple[str, ...], list[Problem]]:
    """The columns that may be read, and a problem for the others. Raises `SourceError` where all are others."""
    names = tuple(column for column, allowed in columns if allowed)
    if columns and not names:
        raise SourceError(
            f"{name}: this user may not read it. Grant SELECT on it, or leave it out with --exclude",
            Reason.NOT_READABLE,
        )
    hidden = len(columns) - len(names)
    return names, [Problem(Reason.NOT_READABLE, _HIDDEN, hidden)] if hidden else []


def share_of(table: Table, sample: Sample) -> float:
    """The share of the rows that a sample needs, some to spare where a number of rows is asked for."""
    if sample.share is not None:
        return float(sample.share)
    return min(1.0, _SPARE * (sample.most or 0) / table.rows) if table.rows > 0 else 1.0


def ranges(whole: str, size: int, key: str, first: int, last: int) -> list[Piece]:
    """A table of so many bytes cut by a key, a whole number from the first to the last. whole: its source.

    The first and the last range are open, for what was added meanwhile.
    """
    step = (last - first) // max(size // UNIT_BYTES, 1) + 1
    starts = range(first, last + 1, step)
    pieces = []
    for start in starts:
        above = [f"{key} >= {start}"] if start > starts[0] else []
        below = [f"{key} < {start + step}"] if start < starts[-1] else []
        condition = " AND ".join(above + below)
        pieces.append(Piece(f"{whole} WHERE {condition}" if condition else whole, size // len(starts)))
    return pieces

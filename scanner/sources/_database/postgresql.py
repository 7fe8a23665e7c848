"""PostgreSQL through psycopg: `COPY (SELECT ...) TO STDOUT` gives the text that a dump holds, faster than a cursor."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from scanner.errors import SourceError
from scanner.model.data import Hint
from scanner.model.problems import Problem, Reason
from scanner.model.sample import Sample
from scanner.sources._database import postgresql_queries as queries
from scanner.sources._database.driver import (
    CONNECT_SECONDS,
    LOCK_SECONDS,
    STATEMENT_SECONDS,
    Fields,
    Piece,
    Table,
    readable,
    share_of,
)
from scanner.sources._database.postgresql_errors import failure, refused
from scanner.sources._sql import copy
from scanner.sources._sql.comments import hints
from scanner.streams import BLOCK, CUT_FROM, UNIT_BYTES

if TYPE_CHECKING:
    from psycopg import Connection

HIDDEN_ROWS = "row-level security hides rows from this user, those were not scanned. Scan as a user with BYPASSRLS"
_NEVER_FILLED = "the materialised view was never filled"
_TID_RANGES_FROM = 140_000
"""Version from which a range of pages is read without reading all before it."""


class PostgreSQL:
    """See `driver.Driver`. Host, user and password come from the address, or from where libpq finds them."""

    @contextmanager
    def session(self, url: str, name: str, size: int = 0) -> Iterator[PostgreSQLSession]:
        """One read-only transaction, with limits on how long it may take and wait."""
        import psycopg

        try:
            connection = _connected(url)
        except (psycopg.Error, ValueError) as error:
            raise refused(name, error) from None
        try:
            with closing(connection):
                seconds = STATEMENT_SECONDS + (size >> 20)
                connection.execute(queries.SET, {"statement": f"{seconds}s", "lock": f"{LOCK_SECONDS}s"})
                yield PostgreSQLSession(connection, name)
        except (psycopg.Error, UnicodeError) as error:
            raise failure(name, error) from None

    def whole(self, table: Table, sample: Sample | None) -> str:
        """The table without those that inherit from it, which are tables of their own."""
        return _source(f"ONLY {_qualified(table.schema, table.name)}", table, sample)


class PostgreSQLSession:
    """See `driver.Session`."""

    def __init__(self, connection: Connection[Any], name: str) -> None:
        self.connection = connection
        self._name = name

    def tables(self) -> Iterator[Table]:
        """Tables, partitioned ones once, and materialised views, of all schemas but the system's."""
        database = self.connection.info.dbname
        for schema, name, kind, rows, size in self.connection.execute(queries.TABLES):
            label = f"{schema}.{name}"
            yield Table(
                f"{database}/{label}", label, schema, name, max(rows, 0), size, kind == "p", elsewhere=kind == "f"
            )

    def pieces(self, table: Table, sample: Sample | None) -> list[Piece]:
        """Each partition for itself, and large ones by ranges of pages.

        Partitions that this user may not read by themselves are read together, through the table.
        """
        leaves = self.connection.execute(queries.LEAVES, (table.schema, table.name)).fetchall()
        if not leaves:
            return [Piece(f"FROM ONLY {_qualified(table.schema, table.name)}", 0)]
        if table.parted and not all(leaf[-1] for leaf in leaves):
            relation = _qualified(table.schema, table.name)
            return [Piece(_source(relation, table, sample), sum(leaf[3] for leaf in leaves))]
        found: list[Piece] = []
        for schema, name, heap, size, _ in leaves:
            relation = f"ONLY {_qualified(schema, name)}"
            if sample:
                found.append(Piece(_source(relation, table, sample, size, len(leaves)), size))
            else:
                found += self._cut(relation, heap, size)
        return found

    def _cut(self, relation: str, heap: int, size: int) -> list[Piece]:
        if size < CUT_FROM or self.connection.info.server_version < _TID_RANGES_FROM:
            return [Piece(f"FROM {relation}", size)]
        number = size // UNIT_BYTES
        pages = -(-heap // number) or 1
        starts = range(0, heap, pages)
        return [Piece(f"FROM {relation} WHERE {_within(start, pages, heap)}", size // len(starts)) for start in starts]

    def fields(self, table: Table) -> Fields:
        """All columns with a value, generated ones too."""
        known = self.connection.execute(queries.TABLE, (table.schema, table.name)).fetchone()
        if known is None:
            raise SourceError(f"{self._name}: the table was dropped before it was read", Reason.CHANGED)
        oid, comment, filled, filtered = known
        if not filled:
            return Fields((), problems=(Problem(Reason.EMPTY, _NEVER_FILLED),))
        columns = self.connection.execute(queries.COLUMNS, (oid,)).fetchall()
        names, problems = readable(self._name, [(name, allowed) for name, allowed, _ in columns])
        if filtered:
            problems.append(Problem(Reason.NOT_READABLE, HIDDEN_ROWS))
        told = [hint for name, _, text in columns if text for hint in _hints(text, table, name)]
        return Fields(names, hints=(*_hints(comment or "", table, ""), *told), problems=tuple(problems))

    def blocks(self, fields: Fields, source: str) -> Iterator[list[pa.Array]]:
        """Text as COPY gives it; what came before an error is given before it is raised."""
        import psycopg

        query = f"COPY (SELECT {', '.join(map(quoted, fields.names))} {source}) TO STDOUT"
        with self.connection.cursor() as cursor, cursor.copy(query.encode()) as rows:
            held: list[bytes | bytearray | memoryview] = []
            size, error = 0, None
            try:
                for row in rows:
                    held.append(row)
                    size += len(row)
                    if size >= BLOCK:
                        yield copy.parse(b"".join(held), len(fields.names)).arrays
                        held, size = [], 0
            except psycopg.Error as failed:
                error = failed
            if held:
                yield copy.parse(b"".join(held), len(fields.names)).arrays
            if error:
                raise error


def _connected(url: str) -> Connection[Any]:
    """A connection whose one transaction sees one state of the database and cannot write."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo_to_dict(url)
    options: dict[str, Any] = {"client_encoding": "utf8", "fallback_application_name": "fairnotice"}
    if "connect_timeout" not in given and "PGCONNECT_TIMEOUT" not in os.environ:
        options["connect_timeout"] = CONNECT_SECONDS
    connection = psycopg.connect(url, prepare_threshold=None, **options)
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    return connection


def _source(relation: str, table: Table, sample: Sample | None, size: int = 0, parts: int = 1) -> str:
    """One relation, or the sample of it: by pages where it is large, since any other way reads all of it."""
    source = f"FROM {relation}"
    if sample is None:
        return source
    share = share_of(table, sample)
    if share < 1:
        way = "SYSTEM" if (size or table.bytes) >= CUT_FROM else "BERNOULLI"
        source += f" TABLESAMPLE {way} ({100 * share:.6f}) REPEATABLE ({sample.seed})"
    return source if sample.most is None else f"{source} LIMIT {max(sample.most // parts, 1)}"


def _within(start: int, pages: int, end: int) -> str:
    """The condition for a range of pages; the last has no end, for what was added meanwhile."""
    above = f"ctid >= '({start},0)'::tid"
    return above if start + pages >= end else f"{above} AND ctid < '({start + pages},0)'::tid"


def _hints(comment: str, table: Table, field: str) -> Iterator[Hint]:
    return hints(comment.encode(), table.label, field)


def _qualified(schema: str, name: str) -> str:
    return f"{quoted(schema)}.{quoted(name)}"


def quoted(name: str) -> str:
    """A name as PostgreSQL reads it whatever is in it."""
    return '"' + name.replace('"', '""') + '"'

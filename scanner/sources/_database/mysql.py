"""MySQL and MariaDB through PyMySQL: an unbuffered cursor whose values stay the bytes that the server sends."""

from __future__ import annotations

import configparser
import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pyarrow as pa

from scanner.errors import SourceError
from scanner.model.problems import Reason
from scanner.model.sample import Sample
from scanner.sources._database import mysql_queries as queries
from scanner.sources._database.driver import (
    CONNECT_SECONDS,
    LOCK_SECONDS,
    STATEMENT_SECONDS,
    Fields,
    Piece,
    Table,
    ranges,
    readable,
    share_of,
)
from scanner.sources._database.mysql_address import arguments
from scanner.sources._database.mysql_errors import failure, refused
from scanner.sources._sql.comments import hints
from scanner.streams import CUT_FROM

_BATCH_BYTES = 4 << 20
_MOST_ROWS = 1 << 14


class MySQL:
    """See `driver.Driver`."""

    @contextmanager
    def session(self, url: str, name: str, size: int = 0) -> Iterator[MySQLSession]:
        """Read-only by the transaction. A connection that is left early is closed as it is, not read to its end."""
        pymysql = importlib.import_module("pymysql")
        try:
            connection = _connected(url, name)
        except (pymysql.MySQLError, configparser.Error, OSError, RuntimeError, ValueError) as error:
            raise refused(name, error) from None
        try:
            session = MySQLSession(connection, name)
            session.begin(STATEMENT_SECONDS + (size >> 20))
            yield session
        except (pymysql.MySQLError, UnicodeError) as error:
            raise failure(name, error) from None
        finally:
            if connection.open:
                connection.close()

    def whole(self, table: Table, sample: Sample | None) -> str:
        """The table, or rows of it chosen by random numbers that are the same in each scan with this seed."""
        source = f"FROM {_qualified(table)}"
        if sample is None:
            return source
        share = share_of(table, sample)
        source += f" WHERE RAND({sample.seed}) < {share:.8f}" if share < 1 else ""
        return source if sample.most is None else f"{source} LIMIT {sample.most}"


class MySQLSession:
    """See `driver.Session`."""

    def __init__(self, connection: Any, name: str) -> None:
        self.connection = connection
        self._name = name

    def begin(self, seconds: int) -> None:
        """Limits, text as dumps have it, and a transaction that sees one state and cannot write."""
        maria = b"MariaDB" in self._asked("SELECT VERSION()")[0][0]
        limit = queries.LIMIT_OF_MARIADB if maria else queries.LIMIT_OF_MYSQL
        for statement in (*queries.SET, limit, *queries.BEGIN):
            self._asked(statement.format(seconds=seconds, lock=LOCK_SECONDS))

    def tables(self) -> Iterator[Table]:
        """Those of the database in the address, or where it names none, of all databases but the system's."""
        for schema, name, engine, rows, size in self._asked(queries.TABLES):
            database, table = _name(schema), _name(name)
            elsewhere = _name(engine or b"").upper() in queries.ENGINES_ELSEWHERE
            path = f"{database}/{table}"
            yield Table(path, table, database, table, int(rows or 0), int(size or 0), elsewhere=elsewhere)

    def pieces(self, table: Table, sample: Sample | None) -> list[Piece]:
        """Ranges of the primary key, where it is one whole number and the table is large."""
        keys = self._asked(queries.KEY, (table.schema, table.name))
        whole = MySQL().whole(table, sample)
        if sample or table.bytes < CUT_FROM or len(keys) != 1 or _name(keys[0][1]) not in queries.WHOLE_NUMBERS:
            return [Piece(whole, table.bytes)]
        key = quoted(_name(keys[0][0]))
        first, last = self._asked(f"SELECT MIN({key}), MAX({key}) {whole}")[0]
        if first is None:
            return [Piece(whole, table.bytes)]
        return ranges(whole, table.bytes, key, int(first), int(last))

    def fields(self, table: Table) -> Fields:
        """All columns that may be read, generated and invisible ones too."""
        columns = [tuple(_name(cell or b"") for cell in row) for row in self._asked(queries.COLUMNS, _place(table))]
        if not columns:
            raise SourceError(f"{self._name}: the table was dropped before it was read. Scan again", Reason.CHANGED)
        comment = self._asked(queries.COMMENT, _place(table))
        told = [*hints(comment[0][0] or b"", table.label, "")] if comment else []
        for name, _, text, _ in columns:
            told += hints(text.encode(), table.label, name)
        names, problems = readable(self._name, [(name, allowed != "0") for name, _, _, allowed in columns])
        binary = frozenset(name for name, kind, _, _ in columns if kind in queries.BINARY)
        return Fields(names, binary, tuple(told), tuple(problems))

    def blocks(self, fields: Fields, source: str) -> Iterator[list[pa.Array]]:
        """As many rows at a time as are worth a batch; what came before an error is given before it is raised."""
        error = importlib.import_module("pymysql").MySQLError
        cursor = self.connection.cursor(importlib.import_module("pymysql.cursors").SSCursor)
        try:
            cursor.execute(f"SELECT {', '.join(map(quoted, fields.names))} {source}")
            more, size, failed = iter(cursor.fetchone, None), 64, None
            while failed is None:
                rows: list[tuple[bytes | None, ...]] = []
                try:
                    rows.extend(islice(more, size))  # keeps what came before an error
                except error as lost:
                    failed = lost
                if rows:
                    arrays = [pa.array(values, pa.binary()) for values in zip(*rows, strict=True)]
                    yield arrays
                    held = sum(array.nbytes for array in arrays)
                    size = min(max(_BATCH_BYTES * len(rows) // max(held, 1), 1), _MOST_ROWS, size * 8)
                elif failed is None:
                    return
            raise failed
        finally:
            _leave(self.connection, cursor)

    def _asked(self, query: str, values: Sequence[str] = ()) -> Sequence[Sequence[bytes]]:
        with self.connection.cursor() as cursor:
            cursor.execute(query, values or None)
            found: Sequence[Sequence[bytes]] = cursor.fetchall()
        return found


def _connected(url: str, name: str) -> Any:
    """A connection that gives bytes, and that answers at once when it is made."""
    pymysql = importlib.import_module("pymysql")
    connection = pymysql.connect(
        **arguments(url, name),
        charset="utf8mb4",
        use_unicode=False,
        conv=dict(importlib.import_module("pymysql.converters").encoders),
        connect_timeout=CONNECT_SECONDS,
        read_timeout=CONNECT_SECONDS,
        program_name="fairnotice",
    )
    connection._read_timeout = STATEMENT_SECONDS
    return connection


def _leave(connection: Any, cursor: Any) -> None:
    """Gives up the rows that are still to come: to close an unbuffered cursor is to read all of them."""
    result = cursor._result
    if result is not None and result.unbuffered_active:
        result.unbuffered_active = False
        connection._force_close()
    cursor.connection = None


def _place(table: Table) -> tuple[str, str]:
    return table.schema, table.name


def _qualified(table: Table) -> str:
    return f"{quoted(table.schema)}.{quoted(table.name)}"


def quoted(name: str) -> str:
    """A name as MySQL reads it whatever is in it."""
    return "`" + name.replace("`", "``") + "`"


def _name(text: bytes) -> str:
    return text.decode("utf-8", "replace")

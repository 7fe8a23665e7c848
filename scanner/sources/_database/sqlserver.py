"""SQL Server and Azure SQL through pymssql, whose wheels bring FreeTDS: Microsoft's own needs libraries of the system.

There is no read-only transaction: nothing but SELECT, SET and USE is sent, and the connection says that it only reads.
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pyarrow as pa

from scanner.errors import SourceError
from scanner.model.problems import Problem, Reason
from scanner.model.sample import Sample
from scanner.sources._database import sqlserver_queries as queries
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
from scanner.sources._database.sqlserver_address import arguments, certified
from scanner.sources._database.sqlserver_errors import TOO_LONG, failure, refused
from scanner.sources._database.sqlserver_queries import quoted
from scanner.sources._sql.comments import hints
from scanner.streams import CUT_FROM

HIDDEN_ROWS = (
    "a security policy may hide rows from this user, those were not scanned. Scan as a user whom it lets see all"
)
MASKED = "columns of which this user sees masks only. Grant UNMASK on them"
_TOO_OLD = "this is an older SQL Server than 2017, from which on it is read. Scan a script or an export of it"
_BATCH_BYTES = 4 << 20
_MOST_ROWS = 1 << 14
_DRAWN = re.compile(r" WHERE DRAWN\((\d+)\) < (\d+)( ORDER BY \(SELECT NULL\) [A-Z0-9 ]+)?$")
"""In a source, the place of what `queries.drawn` makes of columns that are known when the table is read."""


class SQLServer:
    """See `driver.Driver`."""

    @contextmanager
    def session(self, url: str, name: str, size: int = 0) -> Iterator[SQLServerSession]:
        """A connection that is left early is closed as it is, not read to its end."""
        library = importlib.import_module("pymssql._mssql")
        try:
            settings = arguments(url, name)
            connection = _connected(library, url, settings)
        except (library.MSSQLException, OSError, ValueError) as error:
            raise refused(name, error) from None
        try:
            session = SQLServerSession(connection, name, STATEMENT_SECONDS + (size >> 20))
            session.begin(bool(settings["database"]))
            yield session
        except (library.MSSQLException, UnicodeError) as error:
            raise failure(name, error) from None
        finally:
            connection.close()

    def whole(self, table: Table, sample: Sample | None) -> str:
        """The table, or rows of it: by pages where it is large, else drawn by their values, the same in each scan."""
        source = f"FROM {quoted(table.database)}.{_qualified(table)}"
        if sample is None:
            return source
        share = share_of(table, sample)
        if share < 1 and table.bytes >= CUT_FROM:
            source += (
                f" TABLESAMPLE SYSTEM ({100 * share:.6f} PERCENT) REPEATABLE ({abs(sample.seed) + 1})"  # 0 is refused
            )
        elif share < 1:
            source += f" WHERE DRAWN({abs(sample.seed)}) < {round(share * 2**31)}"
        most = f" ORDER BY (SELECT NULL) OFFSET 0 ROWS FETCH NEXT {sample.most} ROWS ONLY"
        return source if sample.most is None else source + most


class SQLServerSession:
    """See `driver.Session`. Each query sees one state, where the database allows snapshots."""

    def __init__(self, connection: Any, name: str, seconds: int) -> None:
        self.connection = connection
        self._name = name
        self._seconds = seconds
        self._database, self._alone = "", True
        self._kinds: dict[str, str] = {}

    def begin(self, named: bool) -> None:
        """Limits, and settings under which text comes as it is stored. named: the address names a database."""
        self.connection.query_timeout = self._seconds
        self.connection.execute_non_query(queries.SET.format(lock=LOCK_SECONDS))
        self._database, edition, major = self._asked(queries.SERVER)[0]
        self._alone = named or edition == queries.AZURE
        if edition in queries.NUMBERED and (major or 0) < queries.OLDEST:
            raise SourceError(f"{self._name}: {_TOO_OLD}", Reason.NOT_READABLE)

    def tables(self) -> Iterator[Table]:
        """Those of the database in the address, or where it names none, of all but the system's."""
        self._isolated("READ UNCOMMITTED")
        for database in [self._database] if self._alone else [row[0] for row in self._asked(queries.DATABASES)]:
            self._use(database)
            for schema, name, elsewhere, rows, pages in self._asked(queries.TABLES):
                label = f"{schema}.{name}"
                path, size = f"{database}/{label}", int(pages) * queries.PAGE
                yield Table(path, label, schema, name, int(rows), size, elsewhere=bool(elsewhere), database=database)

    def pieces(self, table: Table, sample: Sample | None) -> list[Piece]:
        """Ranges of the clustered index, where it is one whole number and the table is large."""
        whole = [Piece(SQLServer().whole(table, sample), table.bytes)]
        if sample or table.bytes < CUT_FROM:
            return whole
        self._enter(table)
        keys = self._asked(queries.KEY, table)
        if len(keys) != 1 or keys[0][1] not in queries.WHOLE_NUMBERS or keys[0][2] or not keys[0][3]:
            return whole
        source, key = whole[0].source, quoted(keys[0][0])
        first, last = self._asked(f"SELECT MIN({key}) AS low, MAX({key}) AS high {source}")[0]
        if first is None:
            return whole
        return ranges(source, table.bytes, key, int(first), int(last))

    def fields(self, table: Table) -> Fields:
        """All columns that may be read, computed and hidden ones too."""
        comment, filters = self._enter(table)
        columns = self._asked(queries.COLUMNS, table)
        told = [*hints((comment or "").encode(), table.label, "")]
        for name, _, text, _, _ in columns:
            told += hints((text or "").encode(), table.label, name)
        names, problems = readable(self._name, [(name, bool(allowed)) for name, _, _, allowed, _ in columns])
        masked = sum(bool(mask) for name, _, _, _, mask in columns if name in names)
        problems += [Problem(Reason.NOT_READABLE, MASKED, masked)] if masked else []
        problems += [Problem(Reason.NOT_READABLE, HIDDEN_ROWS)] if filters else []
        self._kinds = {name: kind for name, kind, _, _, _ in columns if name in names}
        binary = frozenset(name for name, kind in self._kinds.items() if kind in queries.BINARY)
        return Fields(names, binary, tuple(told), tuple(problems))

    def blocks(self, fields: Fields, source: str) -> Iterator[list[pa.Array]]:
        """As many rows at a time as are worth a batch; what came before an error is given before it is raised."""
        library = importlib.import_module("pymssql._mssql")
        kinds = [self._kinds[name] for name in fields.names]
        wanted = (queries.asked_for(name, kind) for name, kind in zip(fields.names, kinds, strict=True))
        columns = ", ".join(f"{each} AS c{number}" for number, each in enumerate(wanted))
        until = time.monotonic() + self._seconds
        self.connection.execute_query(f"SELECT {columns} {_DRAWN.sub(self._drawn, source)}")
        more, size, last, failed = self.connection.get_iterator(library.ROW_FORMAT_TUPLE), 64, False, None
        while failed is None:
            rows: list[tuple[str | bytes | float | None, ...]] = []
            try:
                rows.extend(islice(more, size))  # keeps what came before an error
            except library.MSSQLException as lost:
                failed = lost
            if rows:
                arrays = [_array(values, kind) for values, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
                yield arrays
                held = sum(array.nbytes for array in arrays)
                last = len(rows) < size
                size = min(max(_BATCH_BYTES * len(rows) // max(held, 1), 1), _MOST_ROWS, size * 8)
            if failed is None and (last or not rows):
                return
            if failed is None and time.monotonic() > until:
                raise SourceError(f"{self._name}: {TOO_LONG[1]}", TOO_LONG[0])
        raise failed

    def _drawn(self, place: re.Match[str]) -> str:
        return f" WHERE {queries.drawn(self._kinds, int(place[1]))} < {place[2]}{place[3] or ''}"

    def _enter(self, table: Table) -> tuple[str | None, int]:
        """Goes to the table's database and looks at one state of it; the comment on the table, and its filters."""
        self._use(table.database)
        found = self._asked(queries.TABLE, table)
        if not found:
            raise SourceError(f"{self._name}: the table was dropped before it was read. Scan again", Reason.CHANGED)
        in_memory, comment, filters, snapshots = found[0]
        self._isolated("SNAPSHOT" if snapshots == 1 and not in_memory else "READ COMMITTED")
        return comment, filters

    def _use(self, database: str) -> None:
        if database != self._database:
            self.connection.execute_non_query(f"USE {quoted(database)}")
            self._database = database

    def _isolated(self, level: str) -> None:
        self.connection.execute_non_query(queries.ISOLATION.format(level=level))

    def _asked(self, query: str, table: Table | None = None) -> list[tuple[Any, ...]]:
        if table:
            self.connection.execute_query(query, {"table": _qualified(table)})
        else:
            self.connection.execute_query(query)
        return list(self.connection.get_iterator(importlib.import_module("pymssql._mssql").ROW_FORMAT_TUPLE))


def _connected(library: Any, url: str, settings: dict[str, Any]) -> Any:
    """A connection to where it is enough to read, of several replicas, and that answers at once when it is made."""
    library.login_timeout = CONNECT_SECONDS
    with certified(url):
        return library.connect(**settings, appname="fairnotice", read_only=True, conn_properties="", tds_version="7.4")


def _array(values: Sequence[Any], kind: str) -> pa.Array:
    """Numbers with a fraction become text here, which keeps all of their digits and no more."""
    if kind in {"float", "real"}:
        return pa.array(values, pa.float64() if kind == "float" else pa.float32()).cast(pa.string())
    return pa.array(values, pa.binary() if kind in queries.BINARY else pa.string())


def _qualified(table: Table) -> str:
    return f"{quoted(table.schema)}.{quoted(table.name)}"

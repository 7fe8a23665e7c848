"""DuckDB files: every table of every schema, opened to be read only, with no way out to other files or extensions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pyarrow as pa

from scanner.columns import columns_of
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Content, Hint, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._sql.comments import hints
from scanner.streams import at_random

_MAGIC, _MAGIC_AT = b"DUCK", 8
_BATCH_ROWS = 1 << 14
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_PIECE_BYTES = 16 << 20
_CLOSED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "temp_directory": "",
    "memory_limit": "1GB",
    "threads": "1",
    "lock_configuration": "true",
}
_COMMENTS = """
    select '', comment from duckdb_tables() where schema_name = $schema and table_name = $table and comment is not null
    union all
    select column_name, comment from duckdb_columns()
    where schema_name = $schema and table_name = $table and comment is not null order by all
"""
_TABLES = """
    select schema_name, table_name from duckdb_tables()
    where not internal and not temporary and database_name = current_database() order by all
"""


class DuckDb:
    """See `scanner.source.Source`; `detail` of a unit is the quoted name of a table."""

    name = "duckdb"
    about = About("DuckDB databases", (".duckdb", ".ddb"), "databases", ("duckdb",))

    def fit(self, head: Head) -> Fit:
        """By the magic number alone."""
        return (
            Fit.SIGNATURE if head.data[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC and head.text is None else Fit.NO
        )

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit for each table; none has its own size, so each gets an equal part of the file's."""
        self.about.needed(asset.content.name)
        import duckdb

        try:
            with closing(_opened(asset.content)) as database:
                found = [_qualified(*row) for row in database.execute(_TABLES).fetchall()]
        except duckdb.Error as error:
            raise _failure(asset.content.name, error) from None
        tables = found or [""]
        share = asset.bytes // len(tables)
        sizes = [asset.bytes - share * (len(tables) - 1), *[share] * (len(tables) - 1)]
        return [Unit(asset, place, bytes=sizes[place], detail=table) for place, table in enumerate(tables)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """The rows of one table, in its own order; labels in the comments on it and on its columns."""
        if not unit.detail:
            yield Problem(Reason.EMPTY, "the database has no tables")
            return
        import duckdb

        problems: list[Problem] = []
        try:
            with closing(_opened(unit.asset.content)) as database:
                yield from _labels(database, unit.detail)
                yield from _rows(database, unit.detail, problems)
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            yield from problems
            raise _failure(unit.asset.content.name, error) from None
        yield from problems


def _opened(content: Content) -> Any:
    """A connection. Raises `SourceError` for what is not a file of its own, and `duckdb.Error`."""
    import duckdb

    path = at_random(content) if content.path else None
    if not isinstance(path, str):
        raise SourceError(
            f"{content.name}: a DuckDB database can only be read where it lies as a file of its own. Take it out, or "
            "decompress it, and scan the result",
            Reason.NOT_READABLE,
        )
    return duckdb.connect(path, read_only=True, config=dict(_CLOSED))


def _rows(database: Any, table: str, problems: list[Problem]) -> Iterator[Batch]:
    name, row = _shown(table), 1
    for batch in database.sql(f"select * from {table}").to_arrow_reader(_BATCH_ROWS):  # noqa: S608 - names are quoted
        size = min(max(_PIECE_BYTES * batch.num_rows // max(batch.nbytes, 1), 64), _BATCH_ROWS)
        for start in range(0, batch.num_rows, size):
            part = batch.slice(start, size)
            yield Batch(columns_of(part, problems), part.num_rows, row, name)
            row += part.num_rows


def _labels(database: Any, table: str) -> Iterator[Hint]:
    names = _names(table)
    for column, comment in database.execute(_COMMENTS, {"schema": names[0], "table": names[1]}).fetchall():
        yield from hints(comment.encode(), _shown(table), column)


def _qualified(schema: str, table: str) -> str:
    return ".".join('"' + name.replace('"', '""') + '"' for name in (schema, table))


def _names(table: str) -> list[str]:
    """Schema and table of a qualified name."""
    return [name[1:-1].replace('""', '"') for name in _QUOTED.findall(table)]


def _shown(table: str) -> str:
    """The name as people write it, without the schema that is taken where none is named."""
    return ".".join(_names(table)).removeprefix("main.")


def _failure(name: str, error: Exception) -> SourceError:
    text = str(error).lower()
    if "lock" in text and "conflict" in text:
        return SourceError(f"{name}: the database is in use. Scan a copy of it", Reason.NOT_READABLE)
    if "encrypt" in text:
        return SourceError(f"{name}: the database is encrypted. Write it without a key and scan that", Reason.ENCRYPTED)
    if "version" in text:
        return SourceError(
            f"{name}: the database was written by a version of DuckDB that cannot be read. Export it as Parquet and "
            "scan that",
            Reason.UNKNOWN_FORMAT,
        )
    return SourceError(
        f"{name}: the database, or a table of it, is damaged, or needs an extension of DuckDB. Export it as Parquet "
        "and scan that"
    )


SOURCE = DuckDb()

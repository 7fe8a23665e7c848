"""Database dumps in plain SQL: tables and columns of pg_dump, mysqldump, mariadb-dump, sqlite3 and others, streamed.

COPY blocks and INSERT statements become rows; all else is given as lines of text, so that nothing is lost. A
dump is one unit: what a row means depends on the statements before it. Rows count from 1 in each
table, lines from the start of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.model.data import Asset, Batch, Hint, Unit
from scanner.model.problems import Problem
from scanner.source import About, Fit, Head
from scanner.sources._sql.dialect import COPY, HEAD, SET, signature
from scanner.sources._sql.dump import Dump
from scanner.sources._sql.encoding import encoding_named
from scanner.streams import BLOCK, head_of, open_text

_NAMES = (".sql", ".mysql", ".pgsql", ".psql", ".ddl")
_COMMENTS = re.compile(rb"\A(?:\xef\xbb\xbf)?+(?:\s++|--[^\n]*+\n|#[^\n]*+\n|/\*(?!!)(?:[^*]|\*(?!/))*+\*/;?+)*+")
_BEGINS = re.compile(
    rb"(?:INSERT|REPLACE|COPY|CREATE|DROP|ALTER|SET|USE|BEGIN|START|LOCK|PRAGMA|DELETE|TRUNCATE|IF|GO|REM|PROMPT"
    rb"|DECLARE|SELECT)\b|/\*!|\\(?:connect|restrict)\b",
    re.IGNORECASE,
)
_LINE = re.compile(rb"^[ \t]*+(?=INSERT\s|REPLACE\s|COPY\s)", re.IGNORECASE | re.MULTILINE)


class SqlDump:
    """Reader of dumps in plain SQL."""

    name = "sql_dump"
    about = About("SQL dumps", (".sql", ".dump"))

    def fit(self, head: Head) -> Fit:
        """By a dump program's header, by a text that begins as SQL and has rows, or by name."""
        data = head.data if head.text is None else head.text.encode("utf-8", "replace")
        if signature(data):
            return Fit.SIGNATURE
        if _has_rows(data):
            return Fit.CONTENT
        return Fit.NAME if head.text is not None and head.name.endswith(_NAMES) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit: the whole dump."""
        return [Unit(asset, bytes=asset.bytes)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """Rows as they come, small tables put together at the end, as are the lines outside of rows."""
        encoding = encoding_named(head_of(unit.asset.content).data)
        with open_text(unit.asset.content, unit.start, unit.stop, encoding) as stream:
            try:
                yield from Dump(stream, BLOCK).read()
            finally:
                problems = list(stream.problems)
            yield from problems


def _has_rows(data: bytes) -> bool:
    """Whether a statement begins the text, at the start of a line, and some line begins an INSERT or COPY with rows."""
    begin = _COMMENTS.match(data)
    if begin is None or not _BEGINS.match(data, begin.end()) or data[begin.end() - 1 : begin.end()] in (b" ", b"\t"):
        return False
    starts = (line.end() for line in _LINE.finditer(data))
    return any(pattern.match(data, start) for start in starts for pattern in (HEAD, SET, COPY))


SOURCE = SqlDump()

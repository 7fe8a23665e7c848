"""The table of contents of an archive of pg_dump: what it is made of, and the statements that name tables and columns.

The format is that of `pg_backup_archiver.c`, versions 1.10 (PostgreSQL 8.0) to 1.16 (17 and 18).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.errors import LimitError, SourceError
from scanner.sources._pg.feed import Feed, damaged
from scanner.sources._sql.dialect import Dialect
from scanner.sources._sql.encoding import encoding_named
from scanner.sources._sql.names import definition

MAGIC = b"PGDMP"
CUSTOM = 1
DIRECTORY = 5

_OLDEST, _NEWEST = (1, 10), (1, 99)
_SECTIONS, _TABLE_AM, _ALGORITHM, _RELKIND = (1, 11), (1, 14), (1, 15), (1, 16)
_ALGORITHMS = ("none", "gzip", "lz4", "zstd")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was dumped.

    copy: the statement before its rows. file: where these lie, in folders and tars. has_data: rows, or large objects.
    """

    kind: bytes
    tag: bytes
    schema: bytes
    statement: bytes
    copy: bytes
    file: str
    has_data: bool


@dataclass(frozen=True, slots=True)
class Toc:
    """entries: by their numbers in the archive, in its order. compression: of the rows of a custom archive."""

    format: int
    compression: str
    entries: Mapping[int, Entry]

    @property
    def dialect(self) -> Dialect:
        """How strings are written in statements."""
        off = any(entry.kind == b"STDSTRINGS" and b"off" in entry.statement for entry in self.entries.values())
        return Dialect("postgresql", off, None)

    @property
    def encoding(self) -> str:
        """The codec of statements and rows."""
        for entry in self.entries.values():
            if entry.kind == b"ENCODING":
                return encoding_named(entry.statement) or "utf-8"
        return "utf-8"

    def statements(self) -> Iterator[bytes]:
        """All that is no rows, as SQL."""
        for entry in self.entries.values():
            if entry.statement:
                yield entry.statement.rstrip(b"\n") + b"\n\n"

    def created(self) -> dict[str, tuple[str, ...]]:
        """Columns by table, in lower case."""
        escapes, found = self.dialect.escapes, {}
        for entry in self.entries.values():
            if entry.kind == b"TABLE" and (table := definition(entry.statement, 0, escapes)):
                found[table.table.lower()] = table.columns
        return found


def read_toc(feed: Feed, name: str, most: int) -> Toc:
    """The header and the table of contents. most: bytes of it that are held. Raises `SourceError`."""
    if feed.take(len(MAGIC)) != MAGIC:
        raise damaged(name)
    version = (feed.byte(), feed.byte())
    feed.byte()
    if not _OLDEST <= version <= _NEWEST:
        raise SourceError(
            f"{name}: archive version {version[0]}.{version[1]} of pg_dump is not known. Turn it into SQL with "
            "pg_restore -f and scan that"
        )
    feed.size_of_int, offsets, form = feed.byte(), feed.byte(), feed.byte()
    if not 2 <= feed.size_of_int <= 8 or not 1 <= offsets <= 8:
        raise damaged(name)
    compression = _compression(feed, version, name)
    for _ in range(7):  # when it was made
        feed.integer()
    for _ in range(3):  # database, versions of server and pg_dump
        feed.text()
    entries: dict[int, Entry] = {}
    held = 0
    for _ in range(feed.integer()):
        number, entry = _entry(feed, version, form, offsets)
        entries[number] = entry
        held += len(entry.statement) + len(entry.copy) + 256
        if held > most:
            raise LimitError(f"{name}: the table of contents is larger than {most >> 20} MiB. Raise --max-held")
    return Toc(form, compression, entries)


def _compression(feed: Feed, version: tuple[int, int], name: str) -> str:
    if version < _ALGORITHM:
        return "gzip" if feed.integer() else "none"
    number = feed.byte()
    if number >= len(_ALGORITHMS):
        raise damaged(name)
    return _ALGORITHMS[number]


def _entry(feed: Feed, version: tuple[int, int], form: int, offsets: int) -> tuple[int, Entry]:
    number = feed.integer()
    has_data = bool(feed.integer())
    for _ in range(2):  # identifiers of the system
        feed.text()
    tag, kind = feed.text() or b"", feed.text() or b""
    if version >= _SECTIONS:
        feed.integer()
    statement, _, copy, schema = feed.text() or b"", feed.text(), feed.text() or b"", feed.text() or b""
    feed.text()  # tablespace
    if version >= _TABLE_AM:
        feed.text()
    if version >= _RELKIND:
        feed.integer()
    for _ in range(2):  # owner, "WITH OIDS"
        feed.text()
    while feed.text() is not None:  # what it depends on
        pass
    file = b""
    if form == CUSTOM:
        feed.take(1 + offsets)
    else:
        file = feed.text() or b""
    return number, Entry(kind, tag, schema, statement, copy, file.decode("utf-8", "replace"), has_data)

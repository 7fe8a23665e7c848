"""Labels in the comments on tables and columns: `... fairnotice: source=third_party, purpose=marketing`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.model.data import Hint
from scanner.sources._sql.names import QUALIFIED, parts

STATEMENT = re.compile(
    rb"COMMENT\s++ON\s++(TABLE|COLUMN)\s++(" + QUALIFIED + rb")\s++IS\s++[EN]?'((?:[^']|'')*+)'\s*+;", re.IGNORECASE
)
"""What PostgreSQL and Oracle write; groups: kind, name, comment."""
OPTION = re.compile(rb"[^;']{0,512}?\bCOMMENT\s*+=?+\s*+'((?:[^'\\]|''|\\.)*+)'", re.IGNORECASE | re.DOTALL)
"""The comment on a table that MySQL writes behind its columns."""

_MARK = re.compile(r"\bfairnotice:", re.IGNORECASE)
_PAIR = re.compile(r"[\s,;]*+([A-Za-z_]{1,40})\s*+=\s*+([^\s,;]{1,80})")


def statement_hints(match: re.Match[bytes], database: str) -> Iterator[Hint]:
    """The labels in a `COMMENT ON` statement."""
    names = parts(match[2])
    column = match[1].upper() == b"COLUMN"
    table = [*([database] if database else []), *(names[:-1] if column else names)]
    yield from hints(match[3], ".".join(table), names[-1] if column else "")


def hints(comment: bytes, table: str, field: str) -> Iterator[Hint]:
    """The labels in one comment."""
    text = comment.decode("utf-8", "replace")
    mark = _MARK.search(text)
    at = mark.end() if mark else len(text)
    while pair := _PAIR.match(text, at):
        where = "comment on the column" if field else "comment on the table"
        yield Hint(pair[1].lower(), pair[2].rstrip("."), table, field, where=where)
        at = pair.end()

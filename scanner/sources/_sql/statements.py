"""Finds the statements that carry rows, and on the way what others say of them: tables, columns, databases.

A statement counts where it begins a line, blanks aside. Bodies of functions and triggers are passed over, since
an INSERT in them has no rows.
"""

from __future__ import annotations

import re

from scanner.model.data import Hint
from scanner.sources._sql import comments
from scanner.sources._sql.dialect import COPY, HEAD, SET
from scanner.sources._sql.names import LONGEST, NAME, Definition, definition, parts
from scanner.sources._sql.window import Window

_WORDS = rb"INSERT\s|REPLACE\s|INTO\s|COPY\s|CREATE\s|USE\s|DELIMITER\s|DO\s|\\connect\s|COMMENT\s++ON\s"
_LINE = re.compile(rb"\n[ \t]*+(?=" + _WORDS + rb")", re.IGNORECASE)
_WORD = re.compile(rb"[ \t]*+(?=" + _WORDS + rb")", re.IGNORECASE)
_USE = re.compile(rb"USE\s++(" + NAME + rb")[ \t]*+;?+[ \t]*+\r?+\n", re.IGNORECASE)
_CONNECT = re.compile(rb"\\connect\s++(?:-\S++\s++)?+(\"(?:[^\"\n]|\"\")*+\"|[^\s\"]++)[^\n]*+\n")
_CONNECT_TO = re.compile(r"dbname='((?:[^'\\]|\\.)*+)'")
_FUNCTION = re.compile(rb"(?:CREATE\s++(?:OR\s++REPLACE\s++)?+(?:FUNCTION|PROCEDURE)|DO)\s", re.IGNORECASE)
_FUNCTION_OPENS = re.compile(rb"[^$;]{0,8192}+(\$\w*+\$)")
_TRIGGER = re.compile(rb"CREATE\s++(?:TEMP\s++|TEMPORARY\s++)?+TRIGGER\s", re.IGNORECASE)
_TRIGGER_BODY = re.compile(rb"[^;]{0,4096}?\sBEGIN\s.*?\bEND\s*+;", re.IGNORECASE | re.DOTALL)
_DELIMITER = re.compile(rb"DELIMITER[ \t]++(?!;\s)\S", re.IGNORECASE)
_DELIMITER_BODY = re.compile(rb".*?\nDELIMITER[ \t]++;[ \t]*+(?=\r?+\n)", re.IGNORECASE | re.DOTALL)
_PATIENCE = 32 << 20
"""Bytes looked through for ends that are not there, after which no more are looked for: a bound for hostile dumps."""


class Statements:
    """What a dump says outside of rows.

    created: columns by table, in lower case. database: the one in use, where it is named. hints: labels found in
    comments, until they are taken. waiting: whether the last search stopped at a statement of which the end is not
    held yet.
    """

    def __init__(self, window: Window, escapes: bool) -> None:
        self._window = window
        self._escapes = escapes
        self.created: dict[str, tuple[str, ...]] = {}
        self.database = ""
        self.hints: list[Hint] = []
        self.waiting = False
        self._patience = _PATIENCE

    def next(self) -> tuple[re.Match[bytes] | None, int]:
        """The next statement with rows in the window, and where it begins; see `dialect.HEAD`, `SET` and `COPY`.

        None where the window holds none; then, up to where the window was understood.
        """
        data, start = self._window.data, self._window.at
        fresh, self.waiting = self._window.fresh, False
        while True:
            word = _WORD.match(data, start) if fresh else None
            if word is None:
                word = _LINE.search(data, start)
                if word is None:
                    return None, max(self._window.at, data.rfind(b"\n", self._window.at) + 1)
                start = word.start() + 1
            at = word.end()
            match = HEAD.match(data, at) or SET.match(data, at) or COPY.match(data, at)
            if match:
                return match, at
            stop = self._note(at) if self._patience > 0 else None
            if stop is None and len(data) - at < LONGEST and not self._window.ended:
                self.waiting = True
                return None, start
            start, fresh = stop or at, False

    def _note(self, at: int) -> int | None:
        """Takes in the statement that begins here; where it ends, None where it is not known or not whole."""
        data = self._window.data
        if match := _USE.match(data, at):
            self.database = parts(match[1])[0]
            return match.end() - 1
        if match := _CONNECT.match(data, at):
            self.database = _database(match[1])
            return match.end() - 1
        if match := comments.STATEMENT.match(data, at):
            self.hints += comments.statement_hints(match, self.database)
            return match.end() - 1
        created = definition(data, at, self._escapes)
        if created:
            if created.columns:
                table = f"{self.database}.{created.table}" if self.database else created.table
                self.created[table.lower()] = created.columns
                self._note_comments(table, created)
            if created.complete:
                return created.stop
            self._patience -= 8 * (created.stop - at)
            return None
        return self._body_end(at)

    def _note_comments(self, table: str, created: Definition) -> None:
        option = comments.OPTION.match(self._window.data, created.stop)
        if option:
            self.hints += comments.hints(option[1], table, "")
        for column, comment in created.comments:
            self.hints += comments.hints(comment, table, column)

    def _body_end(self, at: int) -> int | None:
        """Where the body of the function, trigger or other program that begins here ends, None where it does not."""
        data, limit = self._window.data, at + LONGEST
        if begin := _FUNCTION.match(data, at):
            opening = _FUNCTION_OPENS.match(data, begin.end())
            end = data.find(opening[1], opening.end(), limit) if opening else -1
            if opening and end >= 0:
                return end + len(opening[1])
            self._patience -= LONGEST if opening else 8192
            return None
        for pattern, body in ((_TRIGGER, _TRIGGER_BODY), (_DELIMITER, _DELIMITER_BODY)):
            if begin := pattern.match(data, at):
                found = body.match(data, begin.end(), limit)
                self._patience -= 0 if found else min(LONGEST, len(data) - at)
                return found.end() if found else None
        return None


def _database(target: bytes) -> str:
    """The database of a `\\connect`: a name, or connection parameters."""
    name = parts(target)[0]
    given = _CONNECT_TO.search(name)
    return re.sub(r"\\(.)", r"\1", given[1]) if given else name

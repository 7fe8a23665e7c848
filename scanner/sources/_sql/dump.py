"""A dump from its first to its last byte: rows of tables, and as lines of text all that is not a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from scanner.model.data import UNPARSED, Batch, Hint, Int64s
from scanner.model.problems import Problem, Reason
from scanner.source import HEAD_BYTES
from scanner.sources._sql import copy, literals
from scanner.sources._sql.collect import LineCollector, RowCollector, Rows
from scanner.sources._sql.dialect import ASSIGNED, COPY, SET, Dialect, dialect
from scanner.sources._sql.fields import MOST_FIELDS, Block
from scanner.sources._sql.inserts import LONGEST_ROW, Ending, Inserts
from scanner.sources._sql.names import parts, table_name
from scanner.sources._sql.statements import Statements
from scanner.sources._sql.structure import head_of
from scanner.sources._sql.window import Readable, Window

RAGGED = "rows with another number of values than the table has columns, scanned as text"
STUCK = "statements with a row that could not be taken apart, scanned as text up to the next statement"
TOO_LONG = "rows too long to be held in memory, scanned as text"
CUT = "the dump ends before its last statement does, or without its closing line"
REPAIRED = "values with invalid UTF-8, repaired"

_AFTER_RUN = re.compile(rb"(?:\s*+ON CONFLICT DO NOTHING)?+[\s;]*+", re.IGNORECASE)
_LONGEST_AFTER_RUN = 256
_LONGEST_LINE = 1 << 20
_TAIL = 512


class Dump:
    """Reads one dump; iterate over `read()` once.

    known: the dialect, where it need not be told from the text. created: columns by table in lower case, beside those
    of tables that the text creates.
    """

    def __init__(
        self,
        stream: Readable,
        block: int,
        known: Dialect | None = None,
        created: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._window = Window(stream, block)
        self._window.reach(HEAD_BYTES)
        self._dialect = known or dialect(self._window.data)
        self._statements = Statements(self._window, self._dialect.escapes)
        self._statements.created.update(created or {})
        self._inserts = Inserts(self._window, self._dialect.escapes)
        self._rows = RowCollector()
        self._lines = LineCollector()
        self._counts: dict[str, int] = {}
        self._fields: dict[str, tuple[str, ...]] = {}
        self._tail = b""
        self._cut = False
        self._lost = ""
        """Table of which the text under way should have been rows."""
        self._skip = 0
        """Code points already given of the line under way."""

    def read(self) -> Iterator[Batch | Problem | Hint]:
        """All of it, labels too. Raises the `SourceError` that ended the stream, when all before it was given."""
        window = self._window
        while True:
            match, stop = self._statements.next()
            yield from self._hints()
            yield from self._text(stop)
            if match:
                yield from self._data(match)
            elif window.ended:
                break
            else:
                if len(window) > _LONGEST_LINE and not self._statements.waiting:
                    yield from self._text(len(window.data))
                window.more()
        yield from self._text(len(window.data))
        yield from self._rows.flush()
        yield from self._lines.flush()
        yield from self._last_problems()
        if window.error:
            raise window.error

    def _hints(self) -> Iterator[Hint]:
        hints, self._statements.hints = self._statements.hints, []
        yield from hints

    def _last_problems(self) -> Iterator[Problem]:
        if self._rows.repaired:
            yield Problem(Reason.REPAIRED_TEXT, REPAIRED, self._rows.repaired)
        closing = self._dialect.closing
        if not self._window.error and (self._cut or (closing and not closing.search(self._tail))):
            yield Problem(Reason.TRUNCATED, CUT)

    def _text(self, stop: int) -> Iterator[Batch]:
        """Everything before this position of the window as lines of text."""
        window = self._window
        if stop <= window.at:
            return
        line, skip = window.line, 0 if window.fresh else self._skip
        text = window.take(stop)
        self._tail = (self._tail + text[-_TAIL:])[-_TAIL:]
        yield from self._lines.add(text, line, self._lost, skip)
        begins = text.rfind(b"\n") + 1
        self._skip = len(text[begins:].decode("utf-8", "replace")) + (0 if begins else skip)

    def _data(self, match: re.Match[bytes]) -> Iterator[Batch | Problem]:
        """The rows behind a statement."""
        if self._cut:
            self._cut = False
            yield Problem(Reason.UNPARSED, STUCK)
        self._lost = ""
        self._skip = 0
        self._window.skip(match.end())
        if match.re is COPY:
            yield from self._copy(match)
        elif match.re is SET:
            yield from self._assigned(match)
        else:
            yield from self._insert(match)

    # --- INSERT ---------------------------------------------------------------------------------

    def _insert(self, match: re.Match[bytes]) -> Iterator[Batch | Problem]:
        window, head = self._window, head_of(match)
        run = self._inserts.run(head)
        while True:
            try:
                block = next(run)
            except StopIteration as end:
                ending: Ending = end.value
                break
            yield from self._block(block)
        if ending is Ending.DONE:
            window.reach(_LONGEST_AFTER_RUN)
            window.skip(_AFTER_RUN.match(window.data, window.at).end())  # type: ignore[union-attr]
            window.fresh = True
            return
        self._lost = self._label(head.table)
        self._skip = 0
        self._cut = ending is Ending.CUT
        if ending is Ending.STUCK:
            yield Problem(Reason.UNPARSED, STUCK)

    def _assigned(self, match: re.Match[bytes]) -> Iterator[Batch]:
        """The row of an INSERT that names each of its values."""
        table = self._label(table_name(match[1]))
        assigned = [(parts(each[1]), each[2]) for each in ASSIGNED.finditer(match[2])]
        values = [literals.row(value, self._dialect.escapes)[0] for _, value in assigned]
        arrays = [pa.array([value], pa.binary()) for value in values]
        yield from self._rows.add(table, tuple(name[0] for name, _ in assigned), Rows(arrays, self._numbered(table, 1)))

    def _block(self, block: Block) -> Iterator[Batch | Problem]:
        """The batches of a block: the ordinals of a table run over all its heads, in the order of the tuples."""
        groups = list(self._inserts.groups(block))
        numbers = np.empty(len(block.tuples.opens), np.int64)
        tables: dict[str, list[Int64s]] = {}
        for head, which in groups:
            tables.setdefault(self._label(head.table), []).append(which)
        for table, several in tables.items():
            places = several[0] if len(several) == 1 else np.sort(np.concatenate(several))
            numbers[places] = self._numbered(table, len(places))
        for head, which in groups:
            table = self._label(head.table)
            fields = head.fields or self._unnamed(table, block.width(int(which[0])))
            parsed = block.parse(which, len(fields))
            for piece in parsed.pieces:
                yield from self._rows.add(table, fields, Rows(piece.arrays, numbers[piece.numbers]))
            yield from self._failed(table, [(int(numbers[place]), text) for place, text in parsed.failed])

    # --- COPY -----------------------------------------------------------------------------------

    def _copy(self, match: re.Match[bytes]) -> Iterator[Batch | Problem]:
        window, table = self._window, self._label(table_name(match[1]))
        fields = tuple(parts(match[2] or b""))
        while True:
            window.reach(window.block)
            end = copy.end_of_rows(window.data, window.at)
            if end and end.end() == len(window.data) and window.more():
                continue
            stop = self._rows_stop(end)
            if stop > window.at:
                fields = fields or self._unnamed(
                    table, window.data.count(b"\t", window.at, window.data.find(b"\n", window.at)) + 1
                )
                yield from self._lines_of_rows(table, fields, window.take(stop))
            elif end:
                window.skip(end.end())
                return
            elif window.ended:
                self._lost, self._cut = table, True
                return
            elif len(window) > LONGEST_ROW:
                yield from self._long_row(table)
            else:
                window.more()

    def _rows_stop(self, end: re.Match[bytes] | None) -> int:
        """Up to where the window holds whole rows, no more than a block of them."""
        window = self._window
        stop = end.start() if end else window.data.rfind(b"\n", window.at) + 1
        if stop - window.at > 2 * window.block:
            stop = window.data.rfind(b"\n", window.at, window.at + window.block) + 1 or stop
        return stop

    def _lines_of_rows(self, table: str, fields: tuple[str, ...], block: bytes) -> Iterator[Batch | Problem]:
        if len(fields) > MOST_FIELDS:
            lines = block.splitlines()
            numbers = self._numbered(table, len(lines))
            yield from self._failed(table, list(zip(numbers.tolist(), lines, strict=True)))
            return
        copied = copy.parse(block, len(fields))
        numbers = self._numbered(table, copied.count)
        if len(copied.rows):
            yield from self._rows.add(table, fields, Rows(copied.arrays, numbers[copied.rows]))
        yield from self._failed(table, [(int(numbers[place]), line) for place, line in copied.ragged])

    def _long_row(self, table: str) -> Iterator[Batch | Problem]:
        """A row that is too long to be held, as text."""
        window = self._window
        self._lost = table
        number = int(self._numbered(table, 1)[0])
        yield Problem(Reason.UNPARSED, TOO_LONG, 1, number)
        stop = 0
        while not stop and len(window):
            stop = window.data.find(b"\n", window.at) + 1
            yield from self._text(stop or len(window.data))
            window.more()
        self._lost, self._skip = "", 0

    # --- both -----------------------------------------------------------------------------------

    def _failed(self, table: str, rows: list[tuple[int, bytes]]) -> Iterator[Batch | Problem]:
        """Rows with a wrong number of values, as they stand in the dump."""
        if rows:
            numbers = np.array([number for number, _ in rows], np.int64)
            yield from self._rows.add(table, (UNPARSED,), Rows([pa.array([text for _, text in rows])], numbers))
            yield Problem(Reason.RAGGED_ROWS, RAGGED, len(rows), rows[0][0])

    def _label(self, table: str) -> str:
        return f"{self._statements.database}.{table}" if self._statements.database else table

    def _numbered(self, table: str, count: int) -> Int64s:
        """The ordinals of the next `count` rows of the table."""
        before = self._counts.get(table, 0)
        self._counts[table] = before + count
        return np.arange(before + 1, before + count + 1)

    def _unnamed(self, table: str, width: int) -> tuple[str, ...]:
        """Fields of rows that do not name them: as the table was created, if that is known and fits."""
        known = self._fields.get(table)
        if known is None:
            created = self._statements.created.get(table.lower(), ())
            known = created if created and len(created) == width else tuple(f"column_{i + 1}" for i in range(width))
            self._fields[table] = known
        return known

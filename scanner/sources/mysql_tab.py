"""Folders that `mysqldump --tab` and `mariadb-dump --tab` write: for each table its definition and its rows.

A folder is one asset where it holds nothing else. The table and its columns are those of the definition. Rows that are
not written in the usual way are given as a file of their own, told by their content.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.model.data import LABELS_FILE, UNPARSED, Asset, Batch, Content, Hint, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import HEAD_BYTES, About, Fit, Head
from scanner.sources._sql.collect import RowCollector, Rows
from scanner.sources._sql.dialect import Dialect, signature
from scanner.sources._sql.dump import RAGGED, Dump
from scanner.sources._sql.names import definition
from scanner.sources._tab.rows import blocks, parse
from scanner.streams import BLOCK, open_stream, open_text

_DEFINITION, _ROWS = ".sql", ".txt"
_CREATE = b"CREATE TABLE "
_CHARSET = re.compile(rb"\bCHARSET=(\w+)")
_CODECS = {"utf8mb4": "utf-8", "utf8mb3": "utf-8", "utf8": "utf-8", "latin1": "cp1252", "latin2": "iso8859-2"}
_DIALECT = Dialect("mysql", True, None)
"""Triggers stand behind the line that closes a definition."""


class MysqlTab:
    """See `scanner.source.Source`; `detail` of a unit is a table's file name without its ending."""

    name = "mysql_tab"
    about = About("folders of mysqldump --tab")

    def fit(self, head: Head) -> Fit:  # noqa: ARG002 - as the contract has it
        """Files alone are read by others."""
        return Fit.NO

    def may_fit_folder(self, names: Sequence[str]) -> bool:
        """Some table has both of its files."""
        there = set(names)
        return any(name.endswith(_ROWS) and name.removesuffix(_ROWS) + _DEFINITION in there for name in names)

    def fits_folder(self, folder: str) -> bool:
        """All files are definitions signed by the program, and rows with a definition beside them."""
        stems, rows = set(), set()
        try:
            names = os.listdir(folder)  # noqa: PTH208 - names alone are wanted
        except OSError:
            return False
        for name in names:
            file = Path(folder, name)
            if file.suffix == _DEFINITION and file.is_file():
                stems.add(file.stem)
            elif file.suffix == _ROWS:
                rows.add(file.stem)
            elif name != LABELS_FILE:
                return False
        return rows <= stems and all(_is_signed(Path(folder, stem + _DEFINITION)) for stem in stems)

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit for each table or view."""
        folder = Path(asset.content.path or "")
        units: list[Unit] = []
        for file in sorted(folder.glob("*" + _DEFINITION)):
            size = LocalFile(str(file)).size() + LocalFile(str(file.with_suffix(_ROWS))).size()
            units.append(Unit(asset, len(units), bytes=size, detail=file.stem))
        return units

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint | Member]:
        """The definition as lines, labels in its comments, and the rows."""
        folder, limits = Path(unit.asset.content.path or ""), unit.asset.content.limits
        written = LocalFile(str(folder / (unit.detail + _DEFINITION)), limits)
        with open_text(written) as text:
            yield from Dump(text, BLOCK, _DIALECT).read()
            yield from text.problems
        rows = LocalFile(str(folder / (unit.detail + _ROWS)), limits)
        if os.path.exists(rows.path):
            table = _table(written)
            if table is not None and _is_usual(rows, table):
                yield from _rows(rows, table)
            else:
                yield Member(rows.name, rows)


def _is_signed(file: Path) -> bool:
    try:
        with open_stream(LocalFile(str(file))) as stream:
            return signature(stream.read(HEAD_BYTES)) == "mysql"
    except SourceError:
        return False


@dataclass(frozen=True, slots=True)
class _Table:
    """What the definition tells. codec: of the rows, none where it is not known."""

    name: str
    columns: tuple[str, ...]
    codec: str


def _table(file: Content) -> _Table | None:
    """The table, None where its columns are not told."""
    with open_text(file) as text:
        data = text.read(BLOCK)
    start = data.find(_CREATE)
    table = definition(data, start, True) if start >= 0 else None
    if table is None or not table.columns:
        return None
    charset = _CHARSET.search(data, table.stop)
    return _Table(table.table, table.columns, _CODECS.get(charset[1].decode(), "") if charset else "")


def _is_usual(rows: Content, table: _Table) -> bool:
    """Whether the first row has as many values as the table has columns, with tabs between them."""
    with open_text(rows, encoding=table.codec) as text:
        first = next(blocks(text), b"").partition(b"\n")[0]
    return not first or first.count(b"\t") == len(table.columns) - 1


def _rows(file: Content, table: _Table) -> Iterator[Batch | Problem]:
    collector, before = RowCollector(), 0
    with open_text(file, encoding=table.codec) as text:
        for block in blocks(text):
            parsed = parse(block, len(table.columns))
            numbers = np.arange(before + 1, before + parsed.count + 1)
            before += parsed.count
            if len(parsed.rows):
                yield from collector.add(table.name, table.columns, Rows(parsed.arrays, numbers[parsed.rows]))
            if parsed.ragged:
                lines = pa.array([line for _, line in parsed.ragged], pa.binary())
                places = numbers[[place for place, _ in parsed.ragged]]
                yield from collector.add(table.name, (UNPARSED,), Rows([lines], places))
                yield Problem(Reason.RAGGED_ROWS, RAGGED, len(places), int(places[0]))
        yield from collector.flush()
        yield from text.problems
        if text.error:
            raise text.error


SOURCE = MysqlTab()

"""The source of one kind of database, the same for all of them but for the driver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import pyarrow as pa

from scanner.address import UNREADABLE, shown
from scanner.columns import leaves
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Hint, Unit
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.model.sample import SAMPLED, Part, Sample
from scanner.source import About, Fit, Head
from scanner.sources._database.content import TableContent
from scanner.sources._database.driver import Driver, Fields, Table, share_of
from scanner.sources._sql.collect import WORTH, RowCollector, Rows
from scanner.streams import CUT_FROM

NO_TABLES = "there is no table with data in it that this user can see"
NO_COLUMNS = "the table has no columns"
ELSEWHERE = "its rows lie in another server, which was not asked for them. Scan that server"
REPAIRED = "values with invalid UTF-8, repaired"


@dataclass(frozen=True)
class DatabaseSource:
    """See `scanner.source.AddressSource`; `detail` of a unit is what stands in its query behind the columns.

    A table's rows are numbered in the order in which the server gives them.
    """

    name: str
    about: About
    schemes: tuple[str, ...]
    driver: Driver

    def fit(self, head: Head) -> Fit:  # noqa: ARG002 - no file is a running database
        """Never."""
        return Fit.NO

    def assets(self, address: str, alone: bool) -> Iterator[Asset | Coverage]:
        """The tables of a database, or of all that the server has where that is what an address without one means."""
        place = shown(address)
        if place.endswith(UNREADABLE):
            raise SourceError(
                f"{place}: this address cannot be taken apart. Write it as scheme://user@host:port/database; leave the "
                "password to the environment, or write `@`, `/`, `:`, `?`, `#` in it as %40, %2F, %3A, %3F, %23"
            )
        self.about.needed(place)
        with self.driver.session(address, place) as session:
            tables = list(session.tables())
        above = "" if alone else "/".join(place.split("/")[:3]) + "/"
        for table in tables:
            name = above + _printable(table.path)
            if table.elsewhere:
                yield Coverage(name, Status.SKIPPED, self.name, problems=(Problem(Reason.SYMLINK, ELSEWHERE),))
            else:
                yield Asset(name, TableContent(address, table), table.bytes, self.name)
        if not tables:
            yield Coverage(place, Status.SKIPPED, self.name, problems=(Problem(Reason.EMPTY, NO_TABLES),))

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit, or several where the table is large; partitions are units of their table."""
        content = _content(asset)
        table, sample = content.table, asset.sample
        part = Part(about=table.rows) if sample else None
        if 0 < table.bytes < CUT_FROM and not table.parted:
            return [Unit(asset, bytes=asset.bytes, detail=self.driver.whole(table, sample), part=part)]
        with self.driver.session(content.url, content.name) as session:
            pieces = session.pieces(table, sample)
        if len(pieces) == 1:
            return [Unit(asset, bytes=pieces[0].bytes, detail=pieces[0].source, part=part)]
        total = sum(piece.bytes for piece in pieces)
        return [
            Unit(
                asset,
                number,
                number,
                number + 1,
                piece.bytes,
                piece.source,
                part=part and Part(weight=piece.bytes / max(total, 1), about=0 if number else part.about),
            )
            for number, piece in enumerate(pieces)
        ]

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """The rows of one unit. What came before an error is given before it is raised."""
        rows = RowCollector()
        failure = None
        try:
            yield from self._read(unit, rows)
        except SourceError as error:
            failure = error
        yield from rows.flush()
        if rows.repaired:
            yield Problem(Reason.REPAIRED_TEXT, REPAIRED, rows.repaired)
        if failure:
            raise failure

    def _read(self, unit: Unit, rows: RowCollector) -> Iterator[Batch | Problem | Hint]:
        content = _content(unit.asset)
        table, count = content.table, 0
        with self.driver.session(content.url, content.name, unit.bytes) as session:
            fields = session.fields(table)
            if unit.number == 0:
                yield from fields.hints
                yield from fields.problems
            if not fields.names:
                yield Problem(Reason.EMPTY, NO_COLUMNS)
                return
            for arrays in session.blocks(fields, unit.detail):
                numbers = np.arange(count + 1, count + 1 + len(arrays[0]))
                problems: list[Problem] = []
                texts = [_text(fields, place, array, problems) for place, array in enumerate(arrays)]
                yield from problems
                piece = Rows(texts, numbers)
                if piece.bytes >= WORTH:
                    yield from rows.flush()
                yield from rows.add(table.label, fields.names, piece)
                count += len(numbers)
        if unit.asset.sample and not _is_whole(table, unit.asset.sample, count):
            yield Problem(Reason.SAMPLED, SAMPLED)


def _content(asset: Asset) -> TableContent:
    return cast("TableContent", asset.content)


def _text(fields: Fields, place: int, array: pa.Array, problems: list[Problem]) -> pa.Array:
    """The array; of a binary column, only those values that are text."""
    if fields.names[place] not in fields.binary:
        return array
    texts = [column.values for column in leaves("", array, problems=problems)]
    return texts[0] if texts else pa.nulls(len(array), pa.string())


def _is_whole(table: Table, sample: Sample, rows: int) -> bool:
    """Whether a sample was so large, or the table so small, that all was read."""
    return not table.parted and share_of(table, sample) >= 1 and (sample.most is None or rows < sample.most)


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()

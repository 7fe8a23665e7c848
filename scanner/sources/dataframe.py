"""Record batches that an engine hands over, such as a partition of a Spark DataFrame: read once, or from a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa

from scanner.columns import columns_of
from scanner.content import Pieces
from scanner.errors import SourceError
from scanner.model.data import LIMITS, Asset, Batch, Hint, Limits, Unit
from scanner.model.problems import Problem
from scanner.source import About, Fit, Head

NAME = "dataframe"


@dataclass(frozen=True, slots=True)
class Frame:
    """See `model.data.Content`; what is read are batches, not bytes.

    batches: those of one partition, given once. file: an Arrow stream of the same, where they lie in one.
    hints: labels that the columns carry.
    """

    name: str
    batches: Iterator[pa.RecordBatch] | None = None
    file: str = ""
    hints: tuple[Hint, ...] = ()
    limits: Limits = LIMITS
    path: None = None
    ranged: bool = False

    def size(self) -> int:
        """Not known."""
        return 0

    def identity(self) -> str:
        """None: nobody knows whether its rows are those of yesterday."""
        return ""

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:  # noqa: ARG002 - see `model.data.Content`
        """Never asked for. Raises `SourceError`."""
        raise SourceError(f"{self.name}: a DataFrame has no bytes")

    def at_random(self) -> BinaryIO:
        """Never asked for. Raises `SourceError`."""
        raise SourceError(f"{self.name}: a DataFrame has no bytes")

    def records(self) -> Iterator[pa.RecordBatch]:
        """Its batches."""
        if self.file:
            with pa.ipc.open_stream(self.file) as stream:
                yield from stream
        elif self.batches is not None:
            yield from self.batches


class DataFrames:
    """See `scanner.source.Source`; a unit is a partition."""

    name = NAME
    about = About("Spark DataFrames", extra="spark", modules=("pyspark",))

    def fit(self, head: Head) -> Fit:  # noqa: ARG002 - see `scanner.source.Source`
        """No file is one."""
        return Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """The engine has cut it already."""
        return [Unit(asset)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """Batches of all leaves, and the labels of the columns."""
        content = unit.asset.content
        if not isinstance(content, Frame):
            raise SourceError(f"{content.name}: this is no DataFrame")
        yield from content.hints
        problems: list[Problem] = []
        row = 1
        for batch in content.records():
            yield Batch(columns_of(batch, problems), batch.num_rows, row)
            row += batch.num_rows
        yield from problems


SOURCE = DataFrames()

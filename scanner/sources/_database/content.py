"""A table as the content of an asset: it knows where to connect, and never shows with what password."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from scanner.errors import SourceError
from scanner.model.data import LIMITS, Limits
from scanner.sources._database.driver import Table


@dataclass(frozen=True, slots=True)
class TableContent:
    """See `model.data.Content`. A table has no bytes of its own: it is read through a session only."""

    url: str = field(repr=False)
    table: Table
    limits: Limits = LIMITS
    ranged: bool = True
    path: None = None

    @property
    def name(self) -> str:
        """The table, with its schema."""
        return self.table.label

    def size(self) -> int:
        """As the database estimates it."""
        return self.table.bytes

    def identity(self) -> str:
        """None: databases do not tell when a table changed."""
        return ""

    def open(self, start: int = 0, stop: int | None = None) -> NoReturn:  # noqa: ARG002 - as a content that has bytes
        """Always raises `SourceError`."""
        raise SourceError(f"{self.name}: a table of a database, which has no bytes of its own")

    def at_random(self) -> NoReturn:
        """Always raises `SourceError`."""
        self.open()

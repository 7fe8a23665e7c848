"""A table as the content of an asset, and its data files as what is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NoReturn, cast

import pyarrow as pa

from scanner.address import is_address, shown
from scanner.content import PIECE, Pieces
from scanner.errors import SourceError
from scanner.model.data import LIMITS, Limits
from scanner.model.problems import Reason

Told = Callable[["TableContent"], str]


@dataclass(frozen=True, slots=True)
class TableContent:
    """See `model.data.Content`. url: a local folder, or an address. A table has no bytes of its own.

    told: gives what tells the table as it is now, see `model.Table.identity`.
    """

    url: str = field(repr=False)
    told: Told = field(repr=False)
    limits: Limits = LIMITS
    ranged: bool = True

    @property
    def path(self) -> str | None:
        """The folder, None for an address."""
        return None if is_address(self.url) else self.url

    @property
    def name(self) -> str:
        """The last part of its place."""
        return PurePosixPath(shown(self.url) if is_address(self.url) else self.url).name

    def size(self) -> int:
        """Not known before its metadata are read."""
        return 0

    def identity(self) -> str:
        """That of its newest snapshot; empty where its metadata cannot be read."""
        return self.told(self)

    def open(self, start: int = 0, stop: int | None = None) -> NoReturn:  # noqa: ARG002 - as a content that has bytes
        """Always raises `SourceError`."""
        raise SourceError(f"{self.name}: a table, which has no bytes of its own")

    def at_random(self) -> NoReturn:
        """Always raises `SourceError`."""
        self.open()


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A data file that a table's library opens; see `model.data.Content`. opened: gives a file that seeks."""

    name: str
    listed: int
    opened: Callable[[], Any] = field(repr=False)
    limits: Limits = LIMITS
    path: None = None
    ranged: bool = True

    def size(self) -> int:
        """As the metadata tell it."""
        return self.listed

    def identity(self) -> str:
        """None: its table tells it."""
        return ""

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:
        """The bytes of that range. Raises `SourceError`."""
        return Pieces(self._pieces(start, self.listed if stop is None else stop))

    def at_random(self) -> BinaryIO:
        """A file that asks the store for what is read of it. Raises `SourceError`."""
        return cast("BinaryIO", self._file())

    def _pieces(self, start: int, stop: int) -> Iterator[bytes]:
        with self._file() as file:
            try:
                file.seek(start)
                for at in range(start, stop, PIECE):
                    yield file.read(min(PIECE, stop - at))
            except (OSError, pa.ArrowException):
                raise SourceError(f"{self.name}: cannot be read. Scan it again", Reason.NOT_READABLE) from None

    def _file(self) -> Any:
        try:
            return self.opened()
        except Exception as error:  # noqa: BLE001 - libraries of stores raise what they like
            raise SourceError(
                f"{self.name}: cannot be opened ({type(error).__name__}). Check that it is there and may be read",
                Reason.NOT_READABLE,
            ) from None

"""Numbers and strings as pg_dump writes them, from a stream that is read once."""

from __future__ import annotations

from typing import Protocol

from scanner.errors import SourceError
from scanner.model.problems import Reason
from scanner.streams import BLOCK

_LONGEST_TEXT = 64 << 20


class Readable(Protocol):
    """What an archive is read from."""

    name: str

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end. Raises `SourceError`."""


class Feed:
    """A stream, read in blocks and handed out in the small pieces that the format is made of.

    size_of_int: bytes of an integer behind its sign, as the header says.
    """

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._data = b""
        self._at = 0
        self._error: SourceError | None = None
        self.size_of_int = 4

    def ended(self) -> bool:
        """Whether nothing is left. Raises `SourceError` where the stream fails, or failed before."""
        if self._error:
            raise self._error
        return self._at == len(self._data) and not self._more()

    def take(self, size: int) -> bytes:
        """So many bytes. Raises `SourceError` where there are fewer."""
        while len(self._data) - self._at < size:
            if not self._more():
                raise self._cut()
        self._at += size
        return self._data[self._at - size : self._at]

    def byte(self) -> int:
        """The next byte."""
        return self.take(1)[0]

    def integer(self) -> int:
        """A sign and so many bytes, the lowest first."""
        data = self.take(1 + self.size_of_int)
        number = int.from_bytes(data[1:], "little")
        return -number if data[0] else number

    def text(self) -> bytes | None:
        """A string with its length before it, None where there is none. Raises `SourceError`."""
        size = self.integer()
        if size > _LONGEST_TEXT:
            raise damaged(self._stream.name)
        return None if size < 0 else self.take(size)

    def _more(self) -> bool:
        try:
            piece = self._stream.read(BLOCK)
        except SourceError as error:
            self._error = error
            raise
        self._data, self._at = self._data[self._at :] + piece, 0
        return bool(piece)

    def _cut(self) -> SourceError:
        self._error = cut(self._stream.name)
        return self._error


def cut(name: str) -> SourceError:
    """The error for an archive that ends too early."""
    return SourceError(
        f"{name}: the archive ends too early, so it is incomplete. What comes before was scanned; dump or fetch it "
        "again to scan it whole",
        Reason.TRUNCATED,
    )


def damaged(name: str) -> SourceError:
    """The error for an archive that is not what pg_dump writes."""
    return SourceError(
        f"{name}: the archive is damaged or of a version that is not known. What comes before was scanned; dump it "
        "again, or turn it into SQL with pg_restore -f and scan that"
    )

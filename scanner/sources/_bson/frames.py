"""The documents of a file or an archive of mongodump, one by one, each with the name of its collection."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from scanner.errors import SourceError
from scanner.model.data import Content
from scanner.model.problems import Reason
from scanner.sources._bson.shape import LARGEST, SMALLEST
from scanner.streams import BLOCK, ByteStream

ARCHIVE = b"\x6d\xe2\x99\x81"

_TERMINATOR = b"\xff\xff\xff\xff"

Decode = Callable[[bytes], Mapping[str, Any]]


def documents(stream: ByteStream, content: Content, decode: Decode) -> Iterator[tuple[str, bytes]]:
    """Collection and document. decode: for the few documents of an archive that name collections.

    Raises `SourceError`.
    """
    frames = _Frames(stream)
    if stream.peek(len(ARCHIVE)) != ARCHIVE:
        collection = collection_of(content)
        while not frames.ended():
            document = frames.document()
            if document is None:
                raise _damaged(stream.name)
            yield collection, document
        return
    frames.take(len(ARCHIVE))
    while frames.document() is not None:  # versions, then what is known of each collection
        pass
    while not frames.ended():
        header = frames.document()
        if header is None:
            raise _damaged(stream.name)
        named = decode(header)
        collection = f"{named.get('db', '')}.{named.get('collection', '')}".strip(".")
        while (document := frames.document()) is not None:
            yield collection, document


def collection_of(content: Content) -> str:
    """What the metadata beside a file say, else the name of the file."""
    stem = PurePosixPath(content.name).name.partition(".bson")[0]
    if content.path:
        try:
            beside = json.loads(Path(content.path).with_name(f"{stem}.metadata.json").read_bytes())
            if isinstance(beside, dict) and isinstance(beside.get("collectionName"), str):
                return str(beside["collectionName"])
        except (OSError, ValueError, RecursionError):
            pass
    return unquote(stem)


class _Frames:
    """A stream of documents, each with its length before it."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._data = b""
        self._at = 0

    def ended(self) -> bool:
        """Whether nothing is left. Raises `SourceError`."""
        return self._at == len(self._data) and not self._more()

    def take(self, size: int) -> bytes:
        """So many bytes. Raises `SourceError` where there are fewer."""
        while len(self._data) - self._at < size:
            if not self._more():
                raise SourceError(
                    f"{self._stream.name}: the dump ends inside a document, so it is incomplete. What comes before "
                    "was scanned; dump or fetch it again to scan it whole",
                    Reason.TRUNCATED,
                )
        self._at += size
        return self._data[self._at - size : self._at]

    def document(self) -> bytes | None:
        """The next document, None for what ends a sequence in an archive. Raises `SourceError`."""
        begins = self.take(4)
        if begins == _TERMINATOR:
            return None
        size = int.from_bytes(begins, "little")
        if not SMALLEST <= size <= LARGEST:
            raise _damaged(self._stream.name)
        return begins + self.take(size - 4)

    def _more(self) -> bool:
        piece = self._stream.read(BLOCK)
        self._data, self._at = self._data[self._at :] + piece, 0
        return bool(piece)


def _damaged(name: str) -> SourceError:
    return SourceError(
        f"{name}: a document has a length that cannot be. What comes before was scanned; dump or fetch it again to "
        "scan it whole"
    )

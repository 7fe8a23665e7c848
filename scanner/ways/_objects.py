"""What lies in a store: an object, and a dataset of many; both travel to any worker, which opens the store itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import SEEK_CUR, SEEK_END, SEEK_SET, BytesIO, RawIOBase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from scanner.address import scheme_of, shown
from scanner.choice import Choice
from scanner.content import PIECE, Pieces
from scanner.datasets import Group, group_of, no_bytes
from scanner.errors import SourceError, UsageError
from scanner.model.data import LIMITS, Limits
from scanner.model.problems import Reason
from scanner.registry import address_sources
from scanner.source import HEAD_BYTES
from scanner.ways import _buckets
from scanner.ways._stored import Store, Stored, StoreError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_REQUEST = 32 << 20
"""Bytes asked for at once at most."""
_BEGINNING = HEAD_BYTES + (4 << 10)
"""Bytes of a large object that are asked for first: those that tell its format, and whether there are more."""
_AHEAD = 64 << 10
"""Bytes asked for at least where an object is read to and fro."""


@lru_cache(maxsize=32)
def store_of(uri: str) -> tuple[Store, str]:
    """The store of a URI and the path in it; kept, since each has its own connections. Raises `UsageError`."""
    scheme = scheme_of(uri)
    if scheme == "s3" and _buckets.usable():
        return _buckets.opened(uri, shown(uri))
    from scanner.ways import _systems

    found = _systems.opened(uri, scheme, shown(uri))
    if found is None:
        known = ", ".join(f"{each}://" for each in (*sorted(address_sources()), "http", "https", *_systems.KNOWN))
        raise UsageError(
            f"{shown(uri)}: nothing opens such addresses. Known: {known}, and what fsspec opens where "
            "`pip install 'fairnotice[cloud]'` and its own packages are there"
        )
    return found


def text_of(stored: Stored) -> str:
    """Size and what tells the content, from which `StoredDataset.part` makes the object again."""
    return f"{stored.size} {stored.told}"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """See `model.data.Content`. uri: that of the run's root, which opens the store."""

    uri: str
    stored: Stored
    limits: Limits = LIMITS
    path: None = None
    ranged: bool = True

    def __repr__(self) -> str:
        return f"StoredObject({self.stored.key!r})"

    @property
    def name(self) -> str:
        """The last part of the key."""
        return PurePosixPath(self.stored.key).name

    def size(self) -> int:
        """As it was listed."""
        return self.stored.size

    def identity(self) -> str:
        """Size, and ETag, generation or time as listed; empty where the store tells none of these."""
        return text_of(self.stored) if self.stored.told else ""

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:
        """The bytes of that range, asked for in pieces that grow, since often only the start is wanted."""
        return Pieces(self._pieces(start, self.size() if stop is None else min(stop, self.size())))

    def at_random(self) -> BinaryIO:
        """A file that asks the store for what is read of it; a small one is asked for whole. Raises `SourceError`."""
        if self.size() <= PIECE:
            return BytesIO(_first(self))
        return cast("BinaryIO", _Seeking(self))

    def range(self, start: int, stop: int) -> bytes:
        """Those bytes, by one request, or by none where they are of the start. Raises `SourceError`."""
        if stop <= _start_of(self.size()):
            return _first(self)[start:stop]
        return b"".join(self.asked(start, stop))

    def asked(self, start: int, stop: int) -> Iterator[bytes]:
        """Those bytes in pieces. Raises `SourceError`."""
        try:
            yield from store_of(self.uri)[0].pieces(self.stored, start, stop)
        except StoreError as error:
            gone = error.reason is Reason.EMPTY
            cause, reason = ("it is gone", Reason.NOT_READABLE) if gone else (error, error.reason)
            raise SourceError(f"{self.name}: cannot be read: {cause}. Scan it again", reason) from None

    def _pieces(self, start: int, stop: int) -> Iterator[bytes]:
        begin = _start_of(self.size())
        if start < min(begin, stop):
            yield _first(self)[start:stop]
            start = begin
        size = PIECE
        while start < stop:
            yield from self.asked(start, min(start + size, stop))
            start, size = start + size, _REQUEST


def _start_of(size: int) -> int:
    """How many bytes of an object of this size are asked for first."""
    return size if size <= PIECE else _BEGINNING


@lru_cache(maxsize=16)
def _first(of: StoredObject) -> bytes:
    """The start of an object, by which its format is told; kept for a while, since it is read again to be scanned."""
    return b"".join(of.asked(0, _start_of(of.size())))


@dataclass(frozen=True, slots=True)
class StoredDataset:
    """The objects of a dataset; see `scanner.datasets.Dataset`.

    base: what their keys begin with in the store, and above: what their names begin with instead. choice: of objects.
    """

    uri: str
    base: str
    above: str
    group: Group
    name: str
    bytes: int
    listed: str
    choice: Choice
    path: None = None
    ranged: bool = False

    def __repr__(self) -> str:
        return f"StoredDataset({self.name!r})"

    @property
    def limits(self) -> Limits:
        """What each object may ask for."""
        return self.choice.limits

    @property
    def _root(self) -> str:
        return f"{self.base}{self.group.root}/" if self.group.root else self.base

    def size(self) -> int:
        """That of all objects, as listed."""
        return self.bytes

    def identity(self) -> str:
        """A hash of the listing; empty where the store does not tell one state of an object from another."""
        return self.listed

    def parts(self) -> Iterator[tuple[str, StoredObject]]:
        """By a listing of its own. Raises `SourceError`."""
        try:
            for stored in store_of(self.uri)[0].below(self._root.rstrip("/")):
                key = stored.key[len(self.base) :]
                if stored.size >= 0 and self.choice.wants(self.above + key) and group_of(key) == self.group:
                    yield stored.key[len(self._root) :], StoredObject(self.uri, stored, self.limits)
        except StoreError as error:
            raise SourceError(f"{self.name}: cannot be listed: {error}. Scan it again", error.reason) from None

    def part(self, file: str, identity: str) -> StoredObject:
        """One of them, by its path in the dataset and its identity."""
        size, _, told = identity.partition(" ")
        return StoredObject(self.uri, Stored(self._root + file, int(size), told), self.limits)

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:  # noqa: ARG002 - see `Content`
        """Always raises `SourceError`: a dataset has no bytes of its own."""
        raise no_bytes(self.name)

    def at_random(self) -> BinaryIO:
        """As `open`."""
        raise no_bytes(self.name)


class _Seeking(RawIOBase):
    """An object as a file that seeks: a request for each read, of `_AHEAD` bytes at least."""

    def __init__(self, of: StoredObject) -> None:
        super().__init__()
        self._of = of
        self._at = 0
        self._held_at, self._held = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self._at = max(offset + {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._of.size()}[whence], 0)
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._range(self._at, min(self._at + len(view), self._of.size()))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _range(self, start: int, stop: int) -> bytes:
        if start >= stop:
            return b""
        if not self._held_at <= start <= stop <= self._held_at + len(self._held):
            end = max(stop, min(start + _AHEAD, self._of.size()))
            data = self._of.range(start, end)
            if stop - start >= _AHEAD:
                return data
            self._held_at, self._held = start, data
        return self._held[start - self._held_at : stop - self._held_at]

"""Where bytes lie: files of this machine, bytes in memory, and streams that are read once, such as members of archives.

Opening never blocks: a FIFO, a device or a socket is refused.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from scanner.errors import LimitError, SourceError
from scanner.model.data import LIMITS, Content, Limits
from scanner.model.pickled import Pickled
from scanner.model.problems import Problem, Reason

GREW = "the file grew while it was read, what was added was not scanned"
SHRANK = "the file became shorter while it was read, the rest could not be scanned"
REWRITTEN = "the file was written to while it was read"


PIECE = 256 << 10
_SETTLED = 2.0
"""Seconds: the coarsest resolution of times that file systems in use have."""
_REPLAYED = 8 << 20
"""Bytes of a stream that are kept, so that it can be opened again as long as no more was read of it."""


def too_large(content: Content) -> LimitError:
    """The error for what would have to be held whole and is too large for that."""
    return LimitError(
        f"{content.name}: more than {content.limits.held >> 20} MiB, and this format must be held whole where it lies "
        "inside another file. Take it out and scan the result, or raise --max-held"
    )


def too_many(limits: Limits) -> str:
    """What is said of what holds more members than are to be read."""
    return f"it has more than {limits.members:,} members; the others were not scanned. Raise --max-members"


@dataclass(frozen=True, slots=True)
class LocalFile(Pickled):
    """A file of this machine, or a folder that is one dataset; see `model.data.Content`."""

    path: str
    limits: Limits = LIMITS
    ranged: bool = True

    @property
    def name(self) -> str:
        """The last part of the path."""
        return os.path.basename(self.path)  # noqa: PTH119 - asked for every file, some times

    def size(self) -> int:
        """As the file system says; 0 where it cannot."""
        try:
            return os.stat(self.path).st_size  # noqa: PTH116
        except OSError:
            return 0

    def identity(self) -> str:
        """By the sizes and times of the file, or of all files of a folder; empty where it changed a moment ago.

        A file that was written to within the resolution of its times can be written to again without a trace.
        """
        try:
            found = states(self.path)
        except OSError:
            return ""
        latest = max((state.st_ctime for _, state in found), default=0.0)
        if latest > time.time() - _SETTLED:
            return ""
        told = hashlib.sha256()
        for name, state in found:
            told.update(f"{name}\0{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}\n".encode())
        return told.hexdigest()

    def open(self, start: int = 0, stop: int | None = None) -> RawFile:
        """Raises `SourceError` where it is not a regular file that can be opened."""
        return RawFile(self.path, start, stop)

    def at_random(self) -> str:
        """The path; raises `SourceError` where it is not a regular file that can be opened."""
        self.open().close()
        return self.path


@dataclass(frozen=True, slots=True)
class Held(Pickled):
    """Bytes in memory, such as an attachment that was decoded; see `model.data.Content`."""

    name: str
    data: bytes
    limits: Limits = LIMITS
    path: None = None
    ranged: bool = False

    def size(self) -> int:
        """How many they are."""
        return len(self.data)

    def identity(self) -> str:
        """None: it is held for the time of a scan."""
        return ""

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:
        """Never fails."""
        return Pieces(iter((self.data[start:stop],)))

    def at_random(self) -> BinaryIO:
        """A file of them."""
        return BytesIO(self.data)


class Streamed:
    """Bytes that come once, in pieces, such as a member of an archive; see `model.data.Content`.

    pieces: raises `SourceError` where they cannot go on. size: 0 where it is not known.

    The first megabytes are kept, so that a reader can be chosen, and can look ahead, before it reads all of them.
    """

    path = None
    ranged = False

    def __init__(self, name: str, pieces: Iterator[bytes], size: int = 0, limits: Limits = LIMITS) -> None:
        self.name = name
        self.limits = limits
        self._pieces = pieces
        self._size = size
        self._kept: list[bytes] = []
        self._read = 0
        self._error: SourceError | None = None

    def size(self) -> int:
        """As it was said."""
        return self._size

    def identity(self) -> str:
        """None: a stream comes once."""
        return ""

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:
        """From the start, as long as no more was read than is kept. Raises `SourceError`."""
        if self._read > _REPLAYED:
            raise SourceError(f"{self.name}: a stream of more than {_REPLAYED >> 20} MiB can be read once only")
        return Pieces(_between(self._all(), start, stop))

    def at_random(self) -> BinaryIO:
        """All of it in memory, whence it can be opened again. Raises `LimitError` for more than is to be held."""
        data = held(self)
        self._pieces, self._kept, self._read = iter(()), [data], 0
        return BytesIO(data)

    def drain(self) -> None:
        """Reads what nobody has read, so that what comes after it can be."""
        self._kept = []
        for piece in self._pieces:
            self._read += len(piece)

    def _all(self) -> Iterator[bytes]:
        number = 0
        while piece := self._piece(number):
            yield piece
            number += 1

    def _piece(self, number: int) -> bytes:
        """The piece of this number, counted from 0; none at the end. Raises `SourceError`."""
        if number < len(self._kept):
            return self._kept[number]
        if self._error:
            raise self._error
        try:
            data = next((piece for piece in self._pieces if piece), b"")
        except SourceError as error:
            self._error = error
            raise
        self._read += len(data)
        if self._read > _REPLAYED:
            self._kept = []
        elif data:
            self._kept.append(data)
        return data


def pieces_of(content: Content) -> Iterator[bytes]:
    """All bytes of a content as they lie, which is opened when the first is asked for. Raises `SourceError`."""
    raw = content.open()
    try:
        while data := raw.read(PIECE):
            yield data
    finally:
        raw.close()


def held(content: Content) -> bytes:
    """All bytes of a content as they lie. Raises `SourceError`, and `LimitError` for more than is to be held."""
    parts, size = [], 0
    for data in pieces_of(content):
        parts.append(data)
        size += len(data)
        if size > content.limits.held:
            raise too_large(content)
    return b"".join(parts)


def _between(pieces: Iterator[bytes], start: int, stop: int | None) -> Iterator[bytes]:
    """The bytes of pieces from one place to before another, in pieces."""
    at = 0
    for piece in pieces:
        part = piece[max(start - at, 0) : None if stop is None else stop - at]
        at += len(piece)
        if part:
            yield part
        if stop is not None and at >= stop:
            return


class Pieces:
    """Bytes that come in pieces; see `model.data.Raw`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = b""
        self._at = 0
        self.given = 0
        self.problems: list[Problem] = []

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end. Raises `SourceError`."""
        if self._at >= len(self._piece):
            self._piece, self._at = next((piece for piece in self._pieces if piece), b""), 0
        data = self._piece[self._at : self._at + size]
        self._at += len(data)
        self.given += len(data)
        return data

    def close(self) -> None:
        """Nothing is held."""


class RawFile:
    """A regular file opened without ever blocking, read from `start` to `stop` or to its size when opened."""

    def __init__(self, path: str, start: int, stop: int | None) -> None:
        self.name = os.path.basename(path)  # noqa: PTH119
        self.problems: list[Problem] = []
        self.given = 0
        self._file, self._status = _opened(path, self.name)
        self.size = self._status.st_size
        self._left = max((self.size if stop is None else stop) - start, 0)
        if start:
            os.lseek(self._file, start, os.SEEK_SET)
        if start > self.size:
            self._check(cut=True)

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end."""
        if not self._left:
            return b""
        try:
            data = os.read(self._file, min(size, self._left))
        except OSError as error:
            raise _cannot_read(self.name, error) from None
        self._left -= len(data)
        self.given += len(data)
        if not data or not self._left:
            self._check(cut=bool(self._left))
            self._left = 0
        return data

    def close(self) -> None:
        """Closes the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _check(self, *, cut: bool) -> None:
        now = os.fstat(self._file)
        if cut or now.st_size < self.size:
            self.problems.append(Problem(Reason.CHANGED, SHRANK))
        elif now.st_size > self.size:
            self.problems.append(Problem(Reason.CHANGED, GREW))
        elif now.st_mtime_ns != self._status.st_mtime_ns:
            self.problems.append(Problem(Reason.CHANGED, REWRITTEN))


def states(path: str) -> list[tuple[str, os.stat_result]]:
    """What the file system says of a file, or of each file below a folder, in order of their names."""
    state = os.stat(path)  # noqa: PTH116 - asked for every file
    if not stat.S_ISDIR(state.st_mode):
        return [("", state)]
    files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)  # noqa: PTH118
    return [(os.path.relpath(file, path), os.stat(file, follow_symlinks=True)) for file in files]  # noqa: PTH116


def _opened(path: str, name: str) -> tuple[int, os.stat_result]:
    """A regular file, and what the system says of it."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _cannot_read(name, error) from None
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode):
        os.close(file)
        raise SourceError(f"{name}: not a regular file, so it was not read", Reason.NOT_A_FILE)
    return file, status


def _cannot_read(name: str, error: OSError) -> SourceError:
    cause = (error.strerror or "unknown error").lower()
    return SourceError(f"{name}: cannot be read: {cause}. Check the file and its permissions", Reason.NOT_READABLE)

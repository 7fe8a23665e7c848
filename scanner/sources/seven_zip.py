"""7z archives, read from front to back with py7zr: each file in them is read in its turn."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

from scanner.content import Streamed, too_many
from scanner.errors import LimitError, SourceError
from scanner.model.data import Limits, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._archive import LINK, Taken, bounded, label
from scanner.sources._pump import Pump
from scanner.streams import at_random

_MAGIC = b"7z\xbc\xaf\x27\x1c"

Event = int | bytes | None
"""The number of the member that begins, bytes of it, or its end."""


class SevenZip(OneUnit):
    """See `scanner.source.Source`; an archive is one unit, as most are compressed as a whole."""

    name = "seven_zip"
    about = About("7z archives", (".7z",), "archives", ("py7zr",))

    def fit(self, head: Head) -> Fit:
        """By the magic number."""
        return Fit.SIGNATURE if head.data.startswith(_MAGIC) else Fit.NO

    def read(self, unit: Unit) -> Iterator[Problem | Member]:
        """The files in the order in which they are compressed. A password, or damage to the directory, ends it."""
        content = unit.asset.content
        self.about.needed(content.name)
        with ExitStack() as stack:
            found = at_random(content)
            file = stack.enter_context(Path(found).open("rb")) if isinstance(found, str) else found
            try:
                archive = stack.enter_context(import_module("py7zr").SevenZipFile(file))
            except Exception as error:  # noqa: BLE001 - a damaged archive raises anything
                raise _failure(content.name, error) from None
            if archive.needs_password():
                raise _encrypted(content.name)
            names = yield from _wanted(archive, content.limits)
            taken = Taken(file.seek(0, 2))
            pump: Pump[Event] = stack.enter_context(Pump(lambda put: _extract(archive, names, put)))
            yield from _members(_Events(pump.items(), content.name), names, taken, content.limits)


def _members(events: _Events, names: dict[int, str], taken: Taken, limits: Limits) -> Iterator[Member]:
    """The members as they come; an error in one of them ends the archive, as what lies behind it hangs on it."""
    for event in events:
        if isinstance(event, int):
            name = PurePosixPath(names[event]).name or names[event]
            pieces = bounded(events.of_member(), name, taken, limits)
            data = Streamed(name, pieces, limits=limits)
            yield Member(names[event], data)
            data.drain()
            if events.error:
                raise events.error
            if events.open:
                raise LimitError(f"{events.name}: what lies behind a member that gave too much was not scanned")


@dataclass(slots=True)
class _Events:
    """Events, with errors as `SourceError`. open: a member has begun and not ended. error: what ended everything."""

    items: Iterator[Event]
    name: str
    open: bool = False
    error: SourceError | None = None

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        try:
            event = next(self.items)
        except StopIteration:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            self.error = _failure(self.name, error)
            raise self.error from None
        self.open = event is not None
        return event

    def of_member(self) -> Iterator[bytes]:
        """The bytes of the member that has begun."""
        for event in self:
            if not isinstance(event, bytes):
                return
            yield event


class _Sink:
    """What py7zr writes one member into."""

    def __init__(self, number: int, put: Callable[[Event], None]) -> None:
        self._put = put
        self._size = 0
        put(number)

    def write(self, data: bytes | bytearray) -> int:
        """Passes the bytes on."""
        self._put(bytes(data))
        self._size += len(data)
        return len(data)

    def close(self) -> None:
        """Says that the member is complete."""
        self._put(None)

    def size(self) -> int:
        """Bytes so far."""
        return self._size

    def seekable(self) -> bool:
        """No."""
        return False

    def flush(self) -> None:
        """Nothing is held back."""


@dataclass(frozen=True, slots=True)
class _Factory:
    """Makes a sink for a member, which it is told by its number."""

    put: Callable[[Event], None]

    def create(self, number: str) -> _Sink:
        """For the member of this number."""
        return _Sink(int(number), self.put)


def _wanted(archive: Any, limits: Limits) -> Generator[Problem, None, dict[int, str]]:
    """The members to read, by their numbers."""
    names: dict[int, str] = {}
    for file in archive.files:
        name = label(file.filename)
        if file.is_symlink or file.is_junction:
            yield Problem(Reason.SYMLINK, LINK, member=name)
        elif len(names) == limits.members:
            yield Problem(Reason.LIMIT, too_many(limits))
            break
        elif not (file.is_directory or file.is_socket):
            names[file.id] = name
    return names


def _extract(archive: Any, names: dict[int, str], put: Callable[[Event], None]) -> None:
    """Hands all members over. py7zr's own loop would make paths of their names and look these up."""
    factory, memory = _Factory(put), import_module("py7zr.io").MemIO
    for file in archive.files:
        wanted = memory(str(file.id), factory) if file.id in names else None
        archive.worker.register_filelike(file.id, wanted)
    archive.worker.extract(archive.fp, None, parallel=False)


def _encrypted(name: str) -> SourceError:
    return SourceError(f"{name}: it needs a password, so it was not scanned", Reason.ENCRYPTED)


def _failure(name: str, error: Exception) -> SourceError:
    if isinstance(error, SourceError):
        return error
    if type(error).__name__ == "PasswordRequired":
        return _encrypted(name)
    if type(error).__name__ == "UnsupportedCompressionMethodError":
        return SourceError(f"{name}: compressed in a way that cannot be read. Unpack it and scan the result")
    return SourceError(
        f"{name}: the archive is damaged or incomplete. What could be decompressed was scanned; fetch it again to "
        "scan it whole"
    )


SOURCE = SevenZip()

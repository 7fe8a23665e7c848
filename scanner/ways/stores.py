"""Object stores and other file systems that pyarrow knows: `s3://`, `gs://`, `abfs://`, `hdfs://`; any other by fsspec.

Credentials come the usual way of each: the environment, a profile, the machine's own role. What a URI says of the
connection (`?endpoint_override=…`) is used and never shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

import pyarrow as pa
from pyarrow import fs

from scanner.address import scheme_of, shown
from scanner.content import PIECE, Pieces
from scanner.errors import SourceError, UsageError
from scanner.model.data import LIMITS, Asset, Limits
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.registry import address_sources
from scanner.ways.tables import of_table, table_at, tables_in

_KNOWN = ("s3", "gs", "abfs", "abfss", "hdfs")
_ERRORS = (OSError, pa.ArrowException, ValueError)


def objects(uri: str, alone: bool, limits: Limits = LIMITS) -> Iterator[Asset | Coverage]:
    """Every object at or below a URI, in order of name. alone: names are relative to it, as for a single folder.

    Raises `UsageError` where the store is not known or does not answer, or nothing is there.
    """
    system, root = _store(uri)
    try:
        at_root = system.get_file_info(root)
        if at_root.type == fs.FileType.File:
            found = [at_root]
        else:
            listed = system.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=False))
            found = sorted((each for each in listed if each.type == fs.FileType.File), key=lambda each: str(each.path))
    except _ERRORS as error:
        raise UsageError(f"{shown(uri)}: cannot be listed: {_cause(error)}. Check address and credentials") from None
    base = root if at_root.type != fs.FileType.File else str(PurePosixPath(root).parent)
    tables = tables_in(str(each.path) for each in found)
    for key, source in tables.items():
        relative = key.removeprefix(base).lstrip("/")
        whole = PurePosixPath(key).name if alone else shown(uri).rstrip("/")
        name = whole if not relative else relative if alone else f"{whole}/{relative}"
        yield table_at(_within(uri, relative), name, source, limits)
    for each in found:
        if of_table(str(each.path), tables) is not None:
            continue
        relative = str(each.path).removeprefix(base).lstrip("/")
        name = relative if alone else f"{shown(uri).rstrip('/')}/{relative}" if base == root else shown(uri)
        if each.size is None:
            yield Coverage(name, Status.SKIPPED, problems=(Problem(Reason.NOT_READABLE, "its size is not known"),))
        else:
            yield Asset(name, StoredObject(uri, str(each.path), each.size, limits, each.mtime_ns or 0), each.size, "")


def _within(uri: str, relative: str) -> str:
    """The address of what lies below another one."""
    place, mark, query = uri.partition("?")
    return f"{place.rstrip('/')}/{relative}".rstrip("/") + mark + query


@lru_cache(maxsize=32)
def _store(uri: str) -> tuple[Any, str]:
    """The file system of a URI and the path in it; kept, since each has its own connections."""
    scheme = scheme_of(uri)
    try:
        system, path = fs.FileSystem.from_uri(uri)
        return system, str(path)
    except pa.ArrowNotImplementedError:
        raise UsageError(f"{shown(uri)}: this installation of pyarrow was built without {scheme}") from None
    except (pa.ArrowInvalid, OSError, ValueError) as error:
        if scheme in _KNOWN:
            raise UsageError(f"{shown(uri)}: cannot be opened: {_cause(error)}. Check the address") from None
    return _by_fsspec(uri)


def _by_fsspec(uri: str) -> tuple[Any, str]:
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(uri)
        return fs.PyFileSystem(fs.FSSpecHandler(system)), str(path)
    except (ImportError, ValueError):
        known = ", ".join(f"{scheme}://" for scheme in (*sorted(address_sources()), "http", "https", *_KNOWN))
        raise UsageError(
            f"{shown(uri)}: nothing opens such addresses. Known: {known}, and what fsspec opens where "
            "`pip install 'fairnotice[cloud]'` and its own packages are there"
        ) from None


def _cause(error: BaseException) -> str:
    """What a store's message begins with; the rest may hold keys of a request."""
    text = str(error)
    if isinstance(error, PermissionError) or "ACCESS_DENIED" in text or "HTTP 403" in text:
        return "access is denied"
    if isinstance(error, FileNotFoundError) or "HTTP 404" in text:
        return "there is nothing"
    return f"the store does not answer as it should ({type(error).__name__})"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """See `model.data.Content`. uri: that of the run's root, which opens the store. key: where the object lies.

    changed: when, in nanoseconds since 1970, 0 where it is not known.
    """

    uri: str
    key: str
    listed: int
    limits: Limits = LIMITS
    changed: int = 0
    path: None = None
    ranged: bool = True

    def __repr__(self) -> str:
        return f"StoredObject({self.key!r})"

    @property
    def name(self) -> str:
        """The last part of the key."""
        return PurePosixPath(self.key).name

    def size(self) -> int:
        """As it was listed."""
        return self.listed

    def identity(self) -> str:
        """Size and time as listed; empty where the store tells no time."""
        return f"{self.listed} {self.changed}" if self.changed else ""

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:
        """The bytes of that range. Raises `SourceError`."""
        return Pieces(self._pieces(start, self.listed if stop is None else min(stop, self.listed)))

    def at_random(self) -> BinaryIO:
        """A file that asks the store for what is read of it. Raises `SourceError`."""
        return cast("BinaryIO", self._file())

    def _pieces(self, start: int, stop: int) -> Iterator[bytes]:
        with self._file() as file:
            try:
                if file.size() != self.listed:
                    raise SourceError(f"{self.name}: it changed since it was listed. Scan it again", Reason.CHANGED)
                for at in range(start, stop, _STEP):
                    data = file.read_at(min(_STEP, stop - at), at)
                    yield from (data[piece : piece + PIECE] for piece in range(0, len(data), PIECE))
            except _ERRORS as error:
                raise SourceError(
                    f"{self.name}: cannot be read: {_cause(error)}. Scan it again", Reason.NOT_READABLE
                ) from None

    def _file(self) -> Any:
        try:
            return _store(self.uri)[0].open_input_file(self.key)
        except _ERRORS as error:
            raise SourceError(f"{self.name}: cannot be opened: {_cause(error)}", Reason.NOT_READABLE) from None


_STEP = 4 << 20
"""Bytes asked of a store at once."""

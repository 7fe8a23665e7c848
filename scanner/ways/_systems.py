"""Other file systems: `gs://`, `abfs://`, `hdfs://` by pyarrow; by fsspec what it knows, and what tells ETags there.

Folders are listed one after the other, so that never more than the names in one of them, and in those above it, are
held. They tell no version that a read could name, so an object is asked for once more after its last byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import fs

from scanner.content import PIECE
from scanner.errors import UsageError
from scanner.model.problems import Reason
from scanner.ways._stored import Stored, StoreError

KNOWN = ("s3", "gs", "abfs", "abfss", "hdfs")
_WITH_ETAGS = {"gs": "gcsfs", "gcs": "gcsfs", "abfs": "adlfs", "abfss": "adlfs", "az": "adlfs"}
"""Packages of fsspec that are taken where they are installed, since pyarrow tells sizes and times alone."""
_TOLD_BY = ("ETag", "etag", "generation", "version_id", "content_md5")
_STEP = 4 << 20
"""Bytes asked of a store at once."""
_ERRORS = (OSError, pa.ArrowException, ValueError, KeyError, RuntimeError)
_Child = tuple[str, bool, int | None, str]
"""Path, whether it is a folder, size, and what tells its content."""


def opened(uri: str, scheme: str, shown: str) -> tuple[Arrow | Fsspec, str] | None:
    """The store of an address and the path in it; None where nothing opens it. Raises `UsageError`."""
    if scheme in _WITH_ETAGS and find_spec(_WITH_ETAGS[scheme]):
        return _by_fsspec(uri)
    try:
        system, path = fs.FileSystem.from_uri(uri)
        return Arrow(system), str(path)
    except pa.ArrowNotImplementedError:
        raise UsageError(f"{shown}: this installation of pyarrow was built without {scheme}") from None
    except (pa.ArrowInvalid, OSError, ValueError) as error:
        if scheme in KNOWN:
            raise UsageError(f"{shown}: cannot be opened: {cause(error)}. Check the address") from None
    return _by_fsspec(uri)


def _by_fsspec(uri: str) -> tuple[Fsspec, str] | None:
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(uri)
    except (ImportError, ValueError):
        return None
    return Fsspec(system), str(path)


class _Folders:
    """See `Store`: of what gives the children of a folder, and a file that seeks."""

    def _state(self, path: str) -> _Child | None:
        raise NotImplementedError

    def _children(self, folder: str) -> list[_Child]:
        raise NotImplementedError

    def _file(self, key: str) -> BinaryIO:
        raise NotImplementedError

    def one(self, key: str) -> Stored | None:
        """As the file system says."""
        found = self._state(key)
        return None if found is None or found[1] else _stored(found)

    def below(self, folder: str) -> Iterator[Stored]:
        """In order of whole keys: a folder comes where its name with `/` behind it does."""
        children = self._children(folder)
        children.sort(key=lambda each: f"{each[0]}/" if each[1] else each[0], reverse=True)
        while children:
            child = children.pop()
            if child[1]:
                yield from self.below(child[0])
            else:
                yield _stored(child)

    def pieces(self, stored: Stored, start: int, stop: int) -> Iterator[bytes]:
        """In steps; at the end it is looked at once more."""
        try:
            with self._file(stored.key) as file:
                file.seek(start)
                while start < stop and (data := file.read(min(_STEP, stop - start))):
                    start += len(data)
                    yield from (data[piece : piece + PIECE] for piece in range(0, len(data), PIECE))
        except _ERRORS as error:
            raise StoreError(
                cause(error), Reason.EMPTY if isinstance(error, FileNotFoundError) else Reason.NOT_READABLE
            ) from None
        if start < stop or self.one(stored.key) != stored:
            raise StoreError("it changed since it was listed", Reason.CHANGED)


def _stored(child: _Child) -> Stored:
    path, _, size, told = child
    return Stored(path, -1 if size is None else size, told)


class Arrow(_Folders):
    """A file system of pyarrow; what tells the content is the time of the last change."""

    def __init__(self, system: Any) -> None:
        self._system = system

    def _state(self, path: str) -> _Child | None:
        try:
            info = self._system.get_file_info(path)
        except _ERRORS as error:
            raise StoreError(cause(error)) from None
        return None if info.type == fs.FileType.NotFound else _child(info)

    def _children(self, folder: str) -> list[_Child]:
        try:
            return [_child(info) for info in self._system.get_file_info(fs.FileSelector(folder))]
        except _ERRORS as error:
            raise StoreError(cause(error)) from None

    def _file(self, key: str) -> BinaryIO:
        file: BinaryIO = self._system.open_input_file(key)
        return file


def _child(info: Any) -> _Child:
    return str(info.path), info.type == fs.FileType.Directory, info.size, str(info.mtime_ns or "")


class Fsspec(_Folders):
    """A file system of fsspec; what tells the content is an ETag, a generation, or the time of the last change."""

    def __init__(self, system: Any) -> None:
        self._system = system

    def _state(self, path: str) -> _Child | None:
        try:
            self._system.invalidate_cache()
            return _of(self._system.info(path))
        except FileNotFoundError:
            return None
        except _ERRORS as error:
            raise StoreError(cause(error)) from None

    def _children(self, folder: str) -> list[_Child]:
        try:
            return [_of(each) for each in self._system.ls(folder, detail=True) if each["name"] != folder]
        except _ERRORS as error:
            raise StoreError(cause(error)) from None

    def _file(self, key: str) -> BinaryIO:
        file: BinaryIO = self._system.open(key, "rb", cache_type="none")
        return file


def _of(info: Any) -> _Child:
    told = next(
        (str(info[key]) for key in (*_TOLD_BY, "mtime", "last_modified", "updated", "created") if info.get(key)), ""
    )
    return str(info["name"]), info["type"] == "directory", info.get("size"), told


def cause(error: BaseException) -> str:
    """What a store's message begins with; the rest may hold keys of a request."""
    text = str(error)
    if isinstance(error, PermissionError) or "ACCESS_DENIED" in text or "HTTP 403" in text:
        return "access is denied"
    if isinstance(error, FileNotFoundError) or "HTTP 404" in text:
        return "there is nothing"
    return f"the store does not answer as it should ({type(error).__name__})"

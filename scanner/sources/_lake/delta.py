"""Delta tables, through deltalake: what is current from the log, what was from the commits that are still there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from posixpath import normpath
from typing import Any
from urllib.parse import unquote

import numpy as np
import pyarrow as pa

from scanner.address import is_address
from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.model.data import Content, Hint
from scanner.model.problems import Reason
from scanner.sources._lake.content import RemoteFile, TableContent
from scanner.sources._lake.model import DataFile, Part, fingerprint, text_of
from scanner.sources._lake.places import bare, delta_options
from scanner.sources._lake.rows import Positions, packed, unpacked
from scanner.sources._lake.shape import Key
from scanner.sources._metadata import hints
from scanner.sources._sql.comments import hints as comment_hints

_LOG = "_delta_log"
_PHYSICAL, _ID = b"delta.columnMapping.physicalName", b"delta.columnMapping.id"
_FILE_ID = b"PARQUET:field_id"
_MODE = "delta.columnMapping.mode"


class DeltaTable:
    """See `model.Table`. The version is that of the log."""

    def __init__(self, content: TableContent, version: str = "") -> None:
        self._content = content
        self._table = _opened(content, int(version) if version else None)
        about = self._table.metadata()
        self.version = str(self._table.version())
        self.identity = f"{about.id} {self.version}"
        self.schema = pa.schema(self._table.schema().to_arrow())
        self._about = about
        self._mode = about.configuration.get(_MODE, "none")
        self._uri = self._table.table_uri.rstrip("/")
        self._logical = {_told(_PHYSICAL, field, ()): str(field.name) for field in self.schema}
        self._fields = fingerprint(self._mode, *_flat(self.schema))

    def keys(self) -> tuple[Key, Key]:
        """By name, by physical name or by id, as the table's column mapping says."""
        if self._mode == "id":
            return partial(_told, _ID), partial(_told, _FILE_ID)
        return partial(_told, _PHYSICAL if self._mode == "name" else b""), partial(_told, b"")

    def files(self, history: bool) -> Iterator[DataFile]:
        """By path; rows that are marked as deleted are told of each."""
        deleted = self._deletion_vectors()
        current = {file.path: file for file in self._listed(self._table, deleted)}
        yield from (current[path] for path in sorted(current))
        if history:
            yield from self._history(current)

    def hints(self) -> Iterator[Hint]:
        """The labels in its description and properties."""
        yield from comment_hints((self._about.description or "").encode(), "", "")
        told = {name.encode(): (value or "").encode() for name, value in self._about.configuration.items()}
        yield from hints(told, "properties of the table")

    def content(self, file: DataFile) -> Content:
        """A file below the table's own folder: any other is not read."""
        if is_address(file.path) or file.path.startswith("/") or normpath(file.path).startswith(".."):
            raise SourceError(
                "a data file lies outside of the table's folder, so it was not read. Scan the table that it belongs to",
                Reason.NOT_READABLE,
            )
        if self._content.path is not None:
            return LocalFile(str(Path(self._content.path, file.path)), self._content.limits)
        opened = partial(_open_remote, self._content.url, file.path)
        return RemoteFile(file.path.rpartition("/")[2], file.size, opened, self._content.limits)

    def constants(self, file: DataFile, schema: pa.Schema) -> dict[str, str]:  # noqa: ARG002 - they are in no file
        """The partition keys."""
        return dict(file.constants)

    def deleted(self, file: DataFile) -> Positions:
        """As the deletion vector says."""
        return unpacked(file.deleted)

    def _listed(self, table: Any, deleted: Mapping[str, Positions]) -> Iterator[DataFile]:
        """The files of a version."""
        added = _safely(self._content, lambda: pa.table(table.get_add_actions()))
        paths, sizes = (added.column(name).to_pylist() for name in ("path", "size_bytes"))
        kinds: dict[str, pa.DataType] = {}
        partition: list[dict[str, object]] = [{}] * len(paths)
        if "partition" in added.column_names:
            kinds = {field.name: field.type for field in added.column("partition").type}
            partition = added.column("partition").to_pylist()
        for path, size, values in zip(paths, sizes, partition, strict=True):
            texts = {key: text_of(value, kinds[key]) for key, value in values.items()}
            file = unquote(path)
            yield self._file(file, size, texts, packed(deleted.get(file, np.empty(0, np.int64))))

    def _file(self, path: str, size: int, texts: Mapping[str, str | None], deleted: str = "") -> DataFile:
        """A file, with its partition keys by their names in the table."""
        constants = {self._logical.get(key, key): text for key, text in sorted(texts.items()) if text is not None}
        return DataFile(path, size, constants, deleted, fields=self._fields)

    def _deletion_vectors(self) -> dict[str, Positions]:
        found = {}
        reader = _safely(self._content, self._table.deletion_vectors)
        for batch in pa.RecordBatchReader.from_stream(reader):
            for file, kept in zip(batch.column(0).to_pylist(), batch.column(1), strict=True):
                mask = kept.values.to_numpy(zero_copy_only=False)
                found[unquote(file.removeprefix(self._uri).lstrip("/"))] = np.flatnonzero(~mask).astype(np.int64)
        return found

    def _history(self, current: Mapping[str, DataFile]) -> Iterator[DataFile]:
        """What is marked as deleted, and what commits that are still in the log have added and is still there."""
        for _, file in sorted(current.items()):
            if file.deleted:
                yield replace(file, part=Part.DELETED)
            if self._mode != "none":
                yield replace(file, part=Part.DROPPED)
        system, folder = _system(self._content)
        was: dict[str, DataFile] = {}
        log = {str(info.base_name): info.path for info in _safely(self._content, lambda: _in_log(system, folder))}
        names = sorted(log)
        first = next((name for name in names if ".checkpoint" in name), None)
        if first:
            table = _opened(self._content, int(first[:20]))
            was.update((file.path, file) for file in self._listed(table, {}))
        for name in names:
            if name[:20].isdigit() and name.endswith(".json") and ".checkpoint" not in name:
                was.update(self._added(system, log[name]))
        gone = sorted(was.keys() - current.keys())
        there = {path for path in gone if not is_address(path) and _is_there(system, folder, path)}
        for path in gone:
            if path in there:
                yield replace(was[path], part=Part.GONE)

    def _added(self, system: Any, commit: str) -> Iterator[tuple[str, DataFile]]:
        """The files that a commit has added, and those of its change data feed."""
        data = _safely(self._content, lambda: system.open_input_file(commit).read())
        for line in bytes(data).splitlines():
            action = json.loads(line) if line.strip() else {}
            if added := action.get("add") or action.get("cdc"):
                path = unquote(added["path"])
                yield path, self._file(path, int(added["size"]), added.get("partitionValues") or {})


def told(content: TableContent) -> str:
    """What tells the table as it is now; empty where that cannot be known."""
    try:
        return str(_safely(content, lambda: DeltaTable(content).identity))
    except SourceError:
        return ""


def table(content: TableContent, version: str) -> DeltaTable:
    """A table as it is now, or a version of it, which is kept for the units that follow. Raises `SourceError`."""
    return _version(content, version) if version else DeltaTable(content)


@lru_cache(maxsize=4)
def _version(content: TableContent, version: str) -> DeltaTable:
    return DeltaTable(content, version)


def _told(key: bytes, field: pa.Field, above: Sequence[str]) -> str:  # noqa: ARG001 - see `shape.Key`
    metadata = field.metadata or {}
    return metadata[key].decode() if key in metadata else str(field.name)


def _flat(fields: Any) -> Iterator[tuple[str, str, str, str]]:
    """What the columns of the table are made of, without comments."""
    for field in fields:
        yield field.name, str(field.type), _told(_PHYSICAL, field, ()), _told(_ID, field, ())
        if pa.types.is_nested(field.type):
            yield from _flat(field.type.field(place) for place in range(field.type.num_fields))


def _opened(content: TableContent, version: int | None) -> Any:
    import deltalake

    url, options = content.url, None
    if content.path is None:
        url, options = bare(url), delta_options(url)
    return _safely(content, lambda: deltalake.DeltaTable(url, version=version, storage_options=options))


def _safely(content: TableContent, work: Any) -> Any:
    """What that gives. Raises `SourceError` for what the library raises, whose text may hold values and keys."""
    try:
        return work()
    except (KeyboardInterrupt, SystemExit, SourceError):
        raise
    except BaseException as error:  # noqa: BLE001 - Rust panics are no Exception
        raise SourceError(
            f"{content.name}: the log of this Delta table cannot be read ({type(error).__name__}), so it was not "
            "scanned. Check that the log is whole and that this version of deltalake can read it",
            Reason.MALFORMED,
        ) from None


def _system(content: TableContent) -> tuple[Any, str]:
    """The file system in which a table lies, and its folder there."""
    from pyarrow import fs

    if content.path is not None:
        return fs.LocalFileSystem(), os.path.abspath(content.path)  # noqa: PTH100 - as the file system wants it
    from deltalake.fs import DeltaStorageHandler

    return fs.PyFileSystem(DeltaStorageHandler(bare(content.url), delta_options(content.url))), ""


def _in_log(system: Any, folder: str) -> list[Any]:
    from pyarrow import fs

    return list(system.get_file_info(fs.FileSelector(f"{folder}/{_LOG}" if folder else _LOG)))


def _is_there(system: Any, folder: str, path: str) -> bool:
    return bool(system.get_file_info(f"{folder}/{path}" if folder else path).is_file)


def _open_remote(url: str, path: str) -> Any:
    return _remote(url).open_input_file(path)


@lru_cache(maxsize=8)
def _remote(url: str) -> Any:
    from deltalake.fs import DeltaStorageHandler
    from pyarrow import fs

    return fs.PyFileSystem(DeltaStorageHandler(bare(url), delta_options(url)))

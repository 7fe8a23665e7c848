"""Iceberg tables, through pyiceberg: what is current from the manifests of its snapshot, what was from all others.

Manifests are read here and not planned by pyiceberg, which refuses tables with equality deletes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pyarrow as pa

from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.model.data import Content, Hint
from scanner.model.problems import Reason
from scanner.sources._lake.content import RemoteFile, TableContent
from scanner.sources._lake.deletes import Delete, Entry, deleted_by, targets
from scanner.sources._lake.iceberg_files import Files, mapped, opened
from scanner.sources._lake.model import DataFile, Part, fingerprint, text_of
from scanner.sources._lake.rows import NONE, Positions
from scanner.sources._lake.shape import Key
from scanner.sources._metadata import hints
from scanner.sources._sql.comments import hints as comment_hints

_ID = b"PARQUET:field_id"


class IcebergTable:
    """See `model.Table`. The version is the place of its metadata file, which is never written to again."""

    def __init__(self, content: TableContent, version: str = "") -> None:
        self._content = content
        self._safely = partial(_safely, content)
        root, self.version, io, metadata = self._safely(lambda: opened(content, version))
        self._metadata = metadata
        self._files: Any = Files(io, root, metadata.location.rstrip("/"))
        self.identity = f"{metadata.table_uuid} {self.version.rpartition('/')[2]}"
        self._schema = metadata.schema()
        self.schema = self._safely(lambda: _arrow(self._schema))
        names = metadata.name_mapping()
        self._mapped = None if names is None else dict(mapped(names))
        self._fingerprints: dict[int | None, str] = {}
        self._schemas = sorted(
            (each.sequence_number or 0, each.schema_id) for each in metadata.snapshots if each.schema_id is not None
        )

    def keys(self) -> tuple[Key, Key]:
        """By field id; in files without ids, those that the table's name mapping gives them, or else by name."""
        return _id_of, self._file_key

    def _file_key(self, field: pa.Field, above: Sequence[str]) -> str:
        if _ID in (field.metadata or {}):
            return _id_of(field, above)
        path = ".".join((*above, field.name))
        if self._mapped is not None:
            return str(self._mapped.get(path, f"-{path}"))
        try:
            return str(self._schema.find_field(path).field_id)
        except ValueError:
            return f"-{path}"

    def files(self, history: bool) -> Iterator[DataFile]:
        """By path, each with the files that delete some of its rows; with history also those of other snapshots."""
        snapshot = self._metadata.current_snapshot()
        entries = self._entries([snapshot] if snapshot else [])
        current = {file.path: file for file in self._safely(lambda: list(self._matched(entries)))}
        yield from (current[path] for path in sorted(current))
        if not history:
            return
        dropped = {name for schema in self._metadata.schemas for name in schema.field_ids} - set(self._schema.field_ids)
        for _, file in sorted(current.items()):
            if file.deletes:
                yield replace(file, part=Part.DELETED)
            if dropped:
                yield replace(file, part=Part.DROPPED)
        others = self._entries(self._metadata.snapshots)
        gone = {each.path: each for each in others if each.is_data and each.path not in current}
        for _, entry in sorted(gone.items()):
            yield replace(self._file(entry, ()), part=Part.GONE)

    def hints(self) -> Iterator[Hint]:
        """The labels in its comment and properties."""
        properties = self._metadata.properties
        yield from comment_hints(properties.get("comment", "").encode(), "", "")
        told = {name.encode(): value.encode() for name, value in properties.items()}
        yield from hints(told, "properties of the table")

    def content(self, file: DataFile) -> Content:
        """A data file. Of a table that was found by its place, only those below that place are read."""
        place = self._files.place(file.path)
        if self._content.path is not None:
            return LocalFile(place.removeprefix("file://"), self._content.limits)
        name = place.rpartition("/")[2]
        return RemoteFile(name, file.size, partial(self.read, file.path), self._content.limits)

    def constants(self, file: DataFile, schema: pa.Schema) -> dict[str, str]:
        """Partition keys that are in no column of the file, as in tables that were taken over from Hive."""
        held = {self._file_key(field, ()) for field in schema}
        names = {str(number): self._schema.find_column_name(number) for number in self._schema.field_ids}
        return {
            str(names[number]): text
            for number, text in file.constants.items()
            if number not in held and names.get(number)
        }

    def deleted(self, file: DataFile) -> Positions:
        """By position, by deletion vector, and by equal values."""
        if not file.deletes or file.part is Part.GONE:
            return NONE
        content = self.content(file)
        found = [self._safely(partial(deleted_by, Delete(*each), file.path, content, self)) for each in file.deletes]
        return np.unique(np.concatenate(found)).astype(np.int64)

    def column(self, schema: pa.Schema, number: int) -> str | None:
        """The column of a file that has a field id, None where it has none; see `deletes.Reader`."""
        return next((field.name for field in schema if self._file_key(field, ()) == str(number)), None)

    def read(self, place: str) -> Any:
        """A file of the table, opened; see `deletes.Reader`. Raises `SourceError` where it may not be read."""
        return self._files.new_input(place).open()

    def _entries(self, snapshots: Sequence[Any]) -> list[Entry]:
        """What the manifests of these snapshots have, each of them read once."""
        found: list[Entry] = self._safely(lambda: list(self._entries_of(snapshots)))
        return found

    def _entries_of(self, snapshots: Sequence[Any]) -> Iterator[Entry]:
        from pyiceberg.manifest import read_manifest_list

        seen: set[str] = set()
        for snapshot in snapshots:
            for manifest in read_manifest_list(self._files.new_input(snapshot.manifest_list)):
                if manifest.manifest_path not in seen:
                    seen.add(manifest.manifest_path)
                    yield from map(Entry, manifest.fetch_manifest_entry(self._files, discard_deleted=True))

    def _matched(self, entries: Sequence[Entry]) -> Iterator[DataFile]:
        """The data files, each with the deletes that it is subject to."""
        whole = {number for number, spec in self._metadata.specs().items() if spec.is_unpartitioned()}
        everywhere: list[tuple[Entry, frozenset[str] | None]] = []
        within: dict[object, list[tuple[Entry, frozenset[str] | None]]] = {}
        for each in entries:
            if not each.is_data:
                near = everywhere if each.is_everywhere(whole) else within.setdefault(each.place, [])
                near.append((each, targets(each, self)))
        for entry in entries:
            if entry.is_data:
                near = everywhere + within.get(entry.place, [])
                mine = {each.delete for each, of in near if each.deletes_from(entry, of)}
                yield self._file(entry, tuple(sorted(mine)))

    def _file(self, entry: Entry, deletes: tuple[Delete, ...]) -> DataFile:
        fields = self._fields_of(self._schema_at(entry.sequence))
        constants = self._keys_of(entry)
        return DataFile(entry.path, entry.size, constants, "", deletes, fields, format=entry.format)

    def _keys_of(self, entry: Entry) -> Mapping[str, str]:
        """The text of partition keys that are columns as they are, by field id."""
        from pyiceberg.transforms import IdentityTransform

        spec, found = self._metadata.specs()[entry.spec], {}
        for place, key in enumerate(spec.fields):
            if isinstance(key.transform, IdentityTransform):
                try:
                    kind = self.schema.field(self._schema.find_column_name(key.source_id)).type
                    text = text_of(entry.partition[place], kind)
                except (KeyError, pa.ArrowException, TypeError):  # of a column that is gone
                    continue
                if text is not None:
                    found[str(key.source_id)] = text
        return found

    def _schema_at(self, sequence: int) -> int | None:
        """The id of the schema when a file was added, None where that is not known.

        Where that snapshot is gone, it is that of the next one that is still known, which may have more fields.
        """
        place = bisect_left(self._schemas, (sequence, -1))
        return self._schemas[place][1] if sequence and place < len(self._schemas) else None

    def _fields_of(self, schema: int | None) -> str:
        """A fingerprint of the fields that the table has today and had then, so that later ones change nothing."""
        if schema not in self._fingerprints:
            had = next((set(each.field_ids) for each in self._metadata.schemas if each.schema_id == schema), None)
            held = [
                (number, self._schema.find_column_name(number), str(kind) if kind.is_primitive else "")
                for number, kind in ((number, self._schema.find_type(number)) for number in self._schema.field_ids)
                if had is None or number in had
            ]
            self._fingerprints[schema] = fingerprint(*sorted(held), str(self._mapped))
        return self._fingerprints[schema]


def told(content: TableContent) -> str:
    """What tells the table as it is now; empty where that cannot be known."""
    try:
        return str(_safely(content, lambda: IcebergTable(content).identity))
    except SourceError:
        return ""


def table(content: TableContent, version: str) -> IcebergTable:
    """A table as it is now, or a version of it, which is kept for the units that follow. Raises `SourceError`."""
    return _version(content, version) if version else IcebergTable(content)


@lru_cache(maxsize=4)
def _version(content: TableContent, version: str) -> IcebergTable:
    return IcebergTable(content, version)


def _id_of(field: pa.Field, above: Sequence[str]) -> str:  # noqa: ARG001 - see `shape.Key`
    return str((field.metadata or {}).get(_ID, b"").decode() or f"-{field.name}")


def _arrow(schema: Any) -> pa.Schema:
    from pyiceberg.io.pyarrow import schema_to_pyarrow

    return schema_to_pyarrow(schema)


def _safely(content: TableContent, work: Callable[[], Any]) -> Any:
    """What that gives. Raises `SourceError` for what the library raises, whose text may hold values and keys."""
    try:
        return work()
    except (KeyboardInterrupt, SystemExit, SourceError):
        raise
    except Exception as error:  # noqa: BLE001 - many libraries stand behind it
        raise SourceError(
            f"{content.name}: the metadata of this Iceberg table cannot be read ({type(error).__name__}), so it was "
            "not scanned. Check that they are whole and that this version of pyiceberg can read them",
            Reason.MALFORMED,
        ) from None

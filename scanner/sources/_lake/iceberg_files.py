"""Where an Iceberg table's metadata and files are, and what opens them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scanner.address import scheme_of
from scanner.errors import SourceError
from scanner.model.problems import Reason
from scanner.sources._lake.catalog import SCHEME, loaded
from scanner.sources._lake.content import TableContent
from scanner.sources._lake.places import bare, iceberg_properties

_NUMBER = re.compile(r"v?(\d+)")


def opened(content: TableContent, version: str) -> tuple[str | None, str, Any, Any]:
    """The table's place (None where a catalog says where it is), that of its metadata, what opens files, metadata."""
    from pyiceberg.io.pyarrow import PyArrowFileIO
    from pyiceberg.serializers import FromInputFile

    if scheme_of(content.url) == SCHEME:
        place, io = loaded(content.url)
        return None, version or place, io, FromInputFile.table_metadata(io.new_input(version or place))
    if content.path is None:
        io, root = PyArrowFileIO(iceberg_properties(content.url)), bare(content.url).rstrip("/")
        names = _listed(io, f"{root}/metadata")
    else:
        io, root = PyArrowFileIO({}), f"file://{os.path.abspath(content.path)}"  # noqa: PTH100
        names = sorted(each.name for each in Path(content.path, "metadata").iterdir())
    place = version or f"{root}/metadata/{_newest(names)}"
    return root, place, io, FromInputFile.table_metadata(io.new_input(place))


def _newest(names: Sequence[str]) -> str:
    """The metadata file with the highest number, which writers count up."""
    found = [(int(number[1]), name) for name in names if ".metadata.json" in name and (number := _NUMBER.match(name))]
    return max(found)[1]


def _listed(io: Any, folder: str) -> list[str]:
    from pyarrow import fs

    scheme, netloc, path = io.parse_location(folder)
    system = io.fs_by_scheme(scheme, netloc)
    return sorted(str(each.base_name) for each in system.get_file_info(fs.FileSelector(path)))


class Files:
    """Opens files, as pyiceberg's `FileIO` does. location: the table's place as its metadata say; root: as it is.

    Where there is a root, nothing that is said to lie elsewhere is opened, and a table that was copied is read where it
    is. Where there is none, a catalog vouches for what the metadata say.
    """

    def __init__(self, io: Any, root: str | None, location: str) -> None:
        self._io = io
        self._root = root
        self._location = location

    def place(self, place: str) -> str:
        """Where a file is. Raises `SourceError` where it may not be read."""
        if self._root is None:
            return place
        if not place.startswith(f"{self._location}/") or "/../" in place:
            raise SourceError(
                "a file of the table lies outside of its folder, so it was not read. Scan the table by its catalog",
                Reason.NOT_READABLE,
            )
        return self._root + place.removeprefix(self._location)

    def new_input(self, place: str) -> Any:
        """What opens a file. Raises `SourceError`."""
        return self._io.new_input(self.place(place))


def mapped(fields: Any, above: str = "") -> Iterator[tuple[str, int]]:
    """The ids of fields by their paths, as a name mapping says."""
    for field in fields:
        for name in field.names:
            if field.field_id is not None:
                yield f"{above}{name}", field.field_id
            yield from mapped(field.fields, f"{above}{name}.")

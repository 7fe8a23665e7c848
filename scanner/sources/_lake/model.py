"""What every kind of table tells of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import pyarrow as pa

from scanner.columns import leaves
from scanner.model.data import Content, Hint
from scanner.sources._lake.rows import Positions
from scanner.sources._lake.shape import Key

HISTORY = "history"
"""Where findings of what is not current are told to lie."""


class Part(StrEnum):
    """Which part of a file a unit is about."""

    CURRENT = "current"
    """The rows and columns that a reader of the table gets."""
    DELETED = "deleted"
    """The rows of a current file that are marked as deleted."""
    DROPPED = "dropped"
    """The columns of its other rows that the table has no more."""
    GONE = "gone"
    """All of a file that was current once, and is still there."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file, as metadata tell it.

    path: as metadata name it. size: bytes. constants: text of columns that the file need not hold, such as partition
    keys, by what tells the column. deleted: rows that are deleted, see `rows.packed`. deletes: files that say what is
    deleted. fields: a fingerprint of the columns that it may hold.
    """

    path: str
    size: int
    constants: Mapping[str, str] = field(default_factory=dict)
    deleted: str = ""
    deletes: tuple[tuple[str, ...], ...] = ()
    fields: str = ""
    part: Part = Part.CURRENT
    format: str = "PARQUET"

    def to_json(self) -> str:
        """As it is kept in a unit."""
        return json.dumps([getattr(self, name) for name in self.__slots__], separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> DataFile:
        """What was kept."""
        held = dict(zip(cls.__slots__, json.loads(text), strict=True))
        held["part"], held["deletes"] = Part(held["part"]), tuple(map(tuple, held["deletes"]))
        return cls(**held)


class Table(Protocol):
    """One table as it is at one time. Whatever its library raises becomes a `SourceError` of its name."""

    version: str
    """What opens it again as it is now."""
    identity: str
    """Another one once anything about it has changed."""
    schema: pa.Schema
    """Its fields, each with the metadata that tell it."""

    def files(self, history: bool) -> Iterator[DataFile]:
        """Its current files in order; with history also what is left of earlier ones."""

    def hints(self) -> Iterator[Hint]:
        """The labels of the table itself, such as in its properties; those of fields are in the schema."""

    def content(self, file: DataFile) -> Content:
        """A data file. Raises `SourceError` where it may not be read."""

    def constants(self, file: DataFile, schema: pa.Schema) -> dict[str, str]:
        """The text of those columns that are the same in all rows, and not in the file. schema: of the file."""

    def deleted(self, file: DataFile) -> Positions:
        """The rows of it that are deleted. Raises `SourceError`."""

    def keys(self) -> tuple[Key, Key]:
        """What tells a field of the table, and one of a file."""


def text_of(value: object, kind: pa.DataType) -> str | None:
    """One value as the text that a column of it would have, None where it says nothing."""
    if value is None:
        return None
    found = list(leaves("", pa.array([value], kind)))
    text = found[0].values[0].as_py() if found and len(found[0].values) else None
    return None if text is None else str(text)


def fingerprint(*parts: object) -> str:
    """32 hexadecimal digits of what is told."""
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]

"""Where values come from, and the one shape in which they move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scanner.model.pickled import Pickled
from scanner.model.problems import Problem
from scanner.model.sample import Part, Sample

Int64s = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

LABELS_FILE = "fairnotice.yaml"
"""Name of the files that say what people know of the data beside them; never scanned themselves."""

UNPARSED = "(unparsed)"
"""Field name of text that a reader could not take apart, scanned as plain text so that nothing is lost."""


@dataclass(frozen=True, slots=True, order=True)
class Origin(Pickled):
    """Where values came from; `str()` of it is how every message and report words a place."""

    asset: str
    member: str = ""
    table: str = ""
    field: str = ""

    def __str__(self) -> str:
        path = "!".join(part for part in (self.asset, self.member) if part)
        place = ".".join(part for part in (self.table, self.field) if part)
        return f"{path}: {place}" if place else path


@dataclass(frozen=True, slots=True)
class Limits(Pickled):
    """What an input may ask for, counted on the bytes that it really gives; what exceeds them is named in coverage.

    ratio: decompressed over compressed bytes, applied once `free` bytes were given. total: bytes that come out of one
    asset. depth: compressions, or archives and mails, inside each other. members: of one asset. held: bytes of what
    must be held whole, since its format is read at random. strings: whether binary files that no reader knows are
    searched for printable strings. ocr: whether the text in pictures is looked for. history: whether what tables
    keep of earlier versions is read too.
    """

    ratio: int = 200
    free: int = 16 << 20
    total: int = 20 << 30
    depth: int = 6
    members: int = 100_000
    held: int = 1 << 30
    strings: bool = True
    ocr: bool = True
    history: bool = False


LIMITS = Limits()


class Raw(Protocol):
    """Bytes as they lie, read once from the front. problems: what became of them, complete after the last byte."""

    given: int
    """Bytes that were read."""
    problems: list[Problem]

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end. Raises `SourceError`."""

    def close(self) -> None:
        """Gives back what it holds."""


class Content(Protocol):
    """Bytes that can be opened: a file, a member of an archive, an attachment, an object in a bucket."""

    @property
    def name(self) -> str:
        """The last part of where it lies, for messages and for the choice of a reader."""

    @property
    def path(self) -> str | None:
        """Where it lies in the file system, None where it does not."""

    @property
    def limits(self) -> Limits:
        """What it may ask for."""

    @property
    def ranged(self) -> bool:
        """Whether it can be opened in the middle, so that several workers share it."""

    def size(self) -> int:
        """Bytes as they lie, 0 where that is not known before they are read. Raises `SourceError`."""

    def identity(self) -> str:
        """A text that is another one once the bytes are; empty where nothing tells that but the bytes themselves."""

    def open(self, start: int = 0, stop: int | None = None) -> Raw:
        """The bytes from `start` to `stop`, or to the end. Raises `SourceError`."""

    def at_random(self) -> str | BinaryIO:
        """A path, or a file that seeks, for libraries that read to and fro. Raises `SourceError`."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days whose records are wanted, both with their ends; None is no end. field: that holds them, as labels say."""

    since: np.datetime64 | None = None
    until: np.datetime64 | None = None
    field: str | None = None

    def holds(self, days: Days) -> npt.NDArray[np.bool_]:
        """Which of the days are among them; False where a day is not known."""
        kept = ~np.isnat(days)
        if self.since is not None:
            kept &= days >= self.since
        if self.until is not None:
            kept &= days <= self.until
        return kept

    def meets(self, first: np.datetime64, last: np.datetime64) -> bool:
        """Whether any day from the first to the last is among them."""
        return bool((self.since is None or last >= self.since) and (self.until is None or first <= self.until))

    def __str__(self) -> str:
        return f"{self.since or ''}..{self.until or ''}"


@dataclass(frozen=True, slots=True)
class Asset(Pickled):
    """One thing a person can point at. `name` is shown (relative, with `/`), `content` is opened."""

    name: str
    content: Content
    bytes: int
    source: str
    """Name of the source that reads it, such as `csv`."""
    sample: Sample | None = None
    """How much of it is to be looked at, all if nothing is said."""
    columns: tuple[str, ...] = ()
    """Globs of the columns of its tables that are wanted, all if none is said."""
    window: Window | None = None
    """Of which days its records are to be looked at, all if nothing is said."""


def id_of(asset: str, number: int) -> str:
    """What tells a unit from all other units of a run."""
    return f"{asset}#{number}"


@dataclass(frozen=True, slots=True)
class Unit(Pickled):
    """A piece of an asset that can be scanned alone, on any worker.

    `number` counts the units of one asset from 0. `start` and `stop` mean what the source says they
    mean (bytes, row groups); `stop` None is "to the end".
    """

    asset: Asset
    number: int = 0
    start: int = 0
    stop: int | None = None
    bytes: int = 0
    detail: str = ""
    """What else the source needs to find the piece: a table's name, a dialect."""
    file: str = ""
    """Of a dataset: the file that it is a piece of, by its path in it; empty where the asset is no dataset."""
    identity: str = ""
    """What told the content of the file that it is a piece of when it was found (`Content.identity`); else empty."""
    skip: tuple[tuple[int, Problem], ...] = ()
    """Members that are not to be read, by their number in the unit, counted from 1: each has cost a worker."""
    part: Part | None = None
    """What it is of a sample, where the source chose what is read."""

    @property
    def id(self) -> str:
        """See `id_of`."""
        return id_of(self.asset.name, self.number)

    @property
    def share(self) -> float:
        """How much it is of all that is read of its asset, or of its table; a unit without bounds is the whole."""
        if self.part:
            return self.part.weight
        bounded = self.start > 0 or self.stop is not None or bool(self.file)
        return min(self.bytes / self.asset.bytes, 1.0) if bounded and self.asset.bytes else 1.0

    @property
    def whole(self) -> bool:
        """Whether it is all of its file, or of its asset, so that whoever reads it finds how it is to be read."""
        return self.start == 0 and self.stop is None and not self.detail and self.part is None

    @property
    def numbered(self) -> bool:
        """Whether its records can be numbered: where nobody counted those before it, they cannot."""
        return self.part is None or self.part.numbered


@dataclass(frozen=True, slots=True)
class Column:
    """One leaf field of a batch.

    values: string array. Without `index`, value i belongs to record i (or to record `rows[i]` where a
    list makes the leaf longer or shorter than the batch). With `index` (a dictionary column),
    `values` are the distinct values and record i holds `values[index[i]]`, -1 for null.
    """

    field: str
    values: pa.StringArray
    rows: Int64s | None = None
    index: Int64s | None = None
    lines: bool = False
    """True where this field alone is free text, as the lines of a batch of them; its values end as theirs do."""

    @property
    def length(self) -> int:
        """How many values there are, each as often as it stands there."""
        return len(self.values if self.index is None else self.index)


@dataclass(frozen=True, slots=True)
class Batch:
    """Records (or lines) of one table of one unit.

    `first_row` is the 1-based number of the first record, counted from the start of the *unit*;
    `row_numbers` (same base, one per record) replaces it where records are not consecutive.
    `skip` is set when the first line is the rest of a line whose first `skip` code points were given before.
    """

    columns: tuple[Column, ...]
    rows: int
    first_row: int = 1
    table: str = ""
    member: str = ""
    lines: bool = False
    """True for lines of text: the values end with their line terminator, and are judged as free text."""
    row_numbers: Int64s | None = None
    skip: int = 0
    dated: Dated | None = None
    """When the records were made, where a field says so."""

    def row_of(self, index: Int64s) -> Int64s:
        """1-based record numbers of the records at these 0-based positions in the batch."""
        return self.first_row + index if self.row_numbers is None else self.row_numbers[index]

    @property
    def bytes(self) -> int:
        """Bytes of its values in memory."""
        return sum(column.values.nbytes for column in self.columns)

    @property
    def last(self) -> int:
        """The number of the last record, 0 where there is none."""
        return int(self.row_of(np.array([self.rows - 1]))[0]) if self.rows else 0

    def after(self, rows: int) -> Batch:
        """The batch, numbered behind so many records of its table."""
        numbers = None if self.row_numbers is None else self.row_numbers + rows
        return replace(self, first_row=self.first_row + rows, row_numbers=numbers) if rows else self


@dataclass(frozen=True, slots=True)
class Dated:
    """The day of each record of a batch (NaT where unknown), and the field that holds it."""

    field: str
    days: Days


@dataclass(frozen=True, slots=True)
class Hint:
    """A label that the data themselves carry: metadata of a file, a comment on a table or column."""

    key: str
    value: str
    table: str = ""
    field: str = ""
    member: str = ""
    where: str = ""
    """In words, such as `comment on the column`."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a file and their types, as the file says."""

    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """Something that lies inside what is read, such as a file in an archive; whoever reads chooses its reader."""

    name: str
    content: Content

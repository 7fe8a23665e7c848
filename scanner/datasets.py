"""Files that are one dataset: told by where they lie and how they are named, local ones and those of stores alike.

Two shapes are known. Files of one format in `key=value` folders are one dataset, named by the folder above these,
whatever else lies there. So are Parquet files of a store that lie beside each other and are named alike but for numbers
and ids, as `part-00000-<uuid>.parquet` is: they are named with `*` for what differs. A local folder in which there are
Parquet files alone is one too.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from math import ceil
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, TypeGuard
from urllib.parse import unquote

import numpy as np
import pyarrow as pa

from scanner.choice import Choice
from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.model.data import LABELS_FILE, Asset, Batch, Column, Content, Limits, Raw, Unit
from scanner.model.problems import Reason
from scanner.source import Source

_FORMATS = {
    **dict.fromkeys((".parquet", ".parq", ".pq"), "parquet"),
    **dict.fromkeys((".csv", ".tsv", ".psv", ".tab"), "csv"),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "json"),
    ".avro": "avro",
    ".orc": "orc",
}
FORMATS = frozenset(_FORMATS.values())
"""What files of a dataset may be."""
_COMPRESSED = ("gz", "zst", "bz2", "xz", "lz4", "snappy")
_NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"
_NUMBER = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])|\d+", re.IGNORECASE)
_LEFT_BY_WRITERS = re.compile(r"_SUCCESS|_(?:common_)?metadata|_(?:started|committed)_.*|\..*\.crc|\.DS_Store")
_HIDDEN = "…"
CUT_FROM = 64 << 20
"""Bytes of a file from which on it is opened to be cut into units."""


class Dataset(Content, Protocol):
    """A content of several files, such as the objects below a prefix of a bucket."""

    def parts(self) -> Iterator[tuple[str, Content]]:
        """Its files in order, each by its path in the dataset. Raises `SourceError`."""

    def part(self, file: str, identity: str) -> Content:
        """One of them. identity: as the file had when it was found (`Content.identity`), which finds it again."""


@dataclass(frozen=True, slots=True)
class Partitioned:
    """The files of one format in the `key=value` folders of a local folder; see `Dataset`.

    path: the folder. above: what the names of its files begin with in a report. choice: of files.
    """

    path: str
    kind: str
    name: str
    above: str
    bytes: int
    choice: Choice
    ranged: bool = False

    @property
    def limits(self) -> Limits:
        """What each file may ask for."""
        return self.choice.limits

    def size(self) -> int:
        """That of all files, as they were when the folder was walked."""
        return self.bytes

    def identity(self) -> str:
        """A hash of those of its files; empty where one changed a moment ago."""
        told = hashlib.sha256()
        for file, content in self.parts():
            state = content.identity()
            if not state:
                return ""
            told.update(f"{file}\0{state}\n".encode("utf-8", "surrogateescape"))
        return told.hexdigest()

    def parts(self) -> Iterator[tuple[str, LocalFile]]:
        """As they lie there now."""
        wanted = Group("", self.kind, True)
        for file in files_below(Path(self.path)):
            if group_of(file.as_posix()) == wanted and self.choice.wants(self.above + file.as_posix()):
                yield str(file), self.part(str(file))

    def part(self, file: str, identity: str = "") -> LocalFile:  # noqa: ARG002 - see `Dataset`
        """One of them, by its path in the folder."""
        return LocalFile(str(Path(self.path, file)), self.limits)

    def open(self, start: int = 0, stop: int | None = None) -> Raw:  # noqa: ARG002 - see `Content`
        """Always raises `SourceError`: a dataset has no bytes of its own."""
        raise no_bytes(self.name)

    def at_random(self) -> BinaryIO:
        """As `open`."""
        raise no_bytes(self.name)


def no_bytes(name: str) -> SourceError:
    """The error for a dataset that is opened."""
    return SourceError(f"{name}: a dataset is read file by file", Reason.NOT_A_FILE)


@dataclass(frozen=True, slots=True)
class Group:
    """Where a file belongs. root: the folder of the dataset. kind: a format, or the form of the names of its files."""

    root: str
    kind: str
    partitioned: bool


def group_of(key: str) -> Group | None:
    """The dataset that a file would be a part of by its path; None where it can only be alone."""
    *folders, name = key.split("/")
    kind = format_of(name)
    if not kind:
        return None
    keys = sum(1 for _ in takewhile(lambda folder: "=" in folder, reversed(folders)))
    if keys:
        return Group("/".join(folders[:-keys]), kind, True)
    form = _NUMBER.sub("*", name)
    if kind != "parquet" or form == name:
        return None
    return Group("/".join(folders), form, False)


def has_parts(content: Content) -> TypeGuard[Dataset]:
    """Whether it is a dataset's. Asked for each file: a check by the protocol takes a hundred times as long."""
    return hasattr(content, "parts")


def format_of(name: str) -> str:
    """The format of a file by its name, whatever it is compressed with; empty for what datasets are not made of."""
    stem, _, ending = name.lower().rpartition(".")
    if stem and ending in _COMPRESSED:
        stem, _, ending = stem.rpartition(".")
    return _FORMATS.get(f".{ending}", "") if stem else ""


def partition_of(file: str) -> Mapping[str, str]:
    """`key=value` of the folders that a file lies in, decoded as URLs are."""
    pairs = (part.partition("=") for part in PurePosixPath(file).parent.parts if "=" in part)
    return {unquote(key): unquote(value) for key, _, value in pairs if value != _NO_PARTITION}


def shown(file: str, hidden: frozenset[str]) -> str:
    """The path of a file in a dataset, without the values of those partition keys."""
    *folders, name = file.split("/")
    pairs = (folder.partition("=") for folder in folders)
    return "/".join([*(f"{k}{eq}{_HIDDEN if unquote(k) in hidden and eq else value}" for k, eq, value in pairs), name])


def files_below(root: Path) -> Iterator[Path]:
    """All files, relative, in a fixed order."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            yield Path(folder, name).relative_to(root)


def is_beside(name: str) -> bool:
    """Whether a file is one that writers of datasets and file managers put beside the data, or one of labels."""
    return name == LABELS_FILE or _LEFT_BY_WRITERS.fullmatch(name) is not None


def parts_of(content: Content) -> Iterator[tuple[str, Content]]:
    """The files of a dataset in order, each by its path in it; of any other content itself, with an empty name.

    Raises `SourceError`.
    """
    if has_parts(content):
        yield from content.parts()
    elif content.path is not None and os.path.isdir(content.path):
        for file in files_below(Path(content.path)):
            if not is_beside(file.name):
                yield str(file), part_of(content, str(file))
    else:
        yield "", content


def part_of(content: Content, file: str, identity: str = "") -> Content:
    """One file of a dataset, see `Dataset.part`; without a name the content itself."""
    if not file:
        return content
    if has_parts(content):
        return content.part(file, identity)
    return LocalFile(str(Path(content.path or "", file)), content.limits)


def is_dataset(content: Content) -> bool:
    """Whether it has files of its own."""
    return has_parts(content) or (content.path is not None and os.path.isdir(content.path))


def planned_by_file(source: Source, asset: Asset) -> list[Unit]:
    """The files of a dataset as units, in order; large ones cut by their source. Raises `SourceError`.

    What is small is not opened for that, so that a listing is enough; whoever reads it plans it then.
    """
    units: list[Unit] = []
    for file, content in parts_of(asset.content):
        unit = Unit(asset, len(units), bytes=content.size(), file=file, identity=content.identity())
        if unit.bytes <= CUT_FROM:
            units.append(unit)
            continue
        try:
            planned = source.plan(file_of(unit).asset)
        except SourceError:  # so its reader will say
            planned = [unit]
        for each in planned:
            part = each.part and replace(each.part, weight=each.part.weight * unit.share)
            units.append(replace(each, asset=asset, number=len(units), file=file, identity=unit.identity, part=part))
    return units


def file_of(unit: Unit) -> Unit:
    """A unit of a dataset as one of its file alone, which gives its share of the records that a sample asks for."""
    asset = unit.asset
    content = part_of(asset.content, unit.file, unit.identity)
    size = content.size()
    sample = asset.sample
    if sample and sample.rows is not None:
        sample = replace(sample, rows=ceil(sample.rows * min(size / max(asset.bytes, 1), 1.0)))
    alone = replace(asset, name=f"{asset.name}/{unit.file}", content=content, bytes=size, sample=sample)
    return replace(unit, asset=alone, file="", identity="")


def with_partition(batch: Batch, file: str) -> Batch:
    """The batch with the keys of the folders that its file lies in as columns; lines of text have none."""
    if batch.lines:
        return batch
    index = np.zeros(batch.rows, np.int64)
    keys = (Column(key, pa.array([value], pa.string()), None, index) for key, value in partition_of(file).items())
    return replace(batch, columns=(*batch.columns, *keys))

"""Files that are one dataset: told by where they lie and how they are named, local ones and those of stores alike.

Two shapes are known. Files of one format in `key=value` folders are one dataset, named by the folder above these. So
are Parquet files of a store that lie beside each other and are named alike but for numbers and ids, as
`part-00000-<uuid>.parquet` is: they are named with `*` for what differs. A local folder in which there are Parquet
files alone is one too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path, PurePosixPath
from typing import Protocol, runtime_checkable
from urllib.parse import unquote

import numpy as np
import pyarrow as pa

from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.model.data import LABELS_FILE, Asset, Batch, Column, Content, Unit
from scanner.source import Source

PARQUET = (".parquet", ".parq", ".pq")
_FORMATS = {
    **dict.fromkeys(PARQUET, "parquet"),
    **dict.fromkeys((".csv", ".tsv", ".psv", ".tab"), "csv"),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "json"),
    ".avro": "avro",
    ".orc": "orc",
}
_COMPRESSED = ("gz", "zst", "bz2", "xz", "lz4", "snappy")
_NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"
_NUMBER = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])|\d+", re.IGNORECASE)
_HIDDEN = "…"
CUT_FROM = 64 << 20
"""Bytes of a file from which on it is opened to be cut into units."""


@runtime_checkable
class Dataset(Content, Protocol):
    """A content of several files, such as the objects below a prefix of a bucket."""

    def parts(self) -> Iterator[tuple[str, Content]]:
        """Its files in order, each by its path in the dataset. Raises `SourceError`."""

    def part(self, file: str, identity: str) -> Content:
        """One of them. identity: as the file had when it was found (`Content.identity`), which finds it again."""


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
    first = next((place for place, folder in enumerate(folders) if "=" in folder), None)
    if not kind or name.startswith("."):
        return None
    if first is not None and all("=" in folder for folder in folders[first:]):
        return Group("/".join(folders[:first]), kind, True)
    form = _NUMBER.sub("*", name)
    if kind != "parquet" or form == name or name.startswith("_"):
        return None
    return Group("/".join(folders), form, False)


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


def is_partitioned(folder: str) -> bool:
    """Whether all files below a local folder are of one format and in `key=value` folders; does not raise."""
    try:
        if not any("=" in name for name in os.listdir(folder)):  # noqa: PTH208 - names alone are wanted
            return False
    except OSError:
        return False
    groups = {group_of(file.as_posix()) for file in files_below(Path(folder)) if not is_beside(file)}
    return len(groups) == 1 and all(group and group.partitioned and not group.root for group in groups)


def files_below(root: Path) -> Iterator[Path]:
    """All files, relative, in a fixed order."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            yield Path(folder, name).relative_to(root)


def is_beside(file: Path) -> bool:
    """Files that writers of datasets put beside the data, and labels."""
    return file.name == LABELS_FILE or (file.name.startswith((".", "_")) and not file.name.endswith(PARQUET))


def parts_of(content: Content) -> Iterator[tuple[str, Content]]:
    """The files of a dataset in order, each by its path in it; of any other content itself, with an empty name.

    Raises `SourceError`.
    """
    if isinstance(content, Dataset):
        yield from content.parts()
    elif content.path is not None and os.path.isdir(content.path):
        for file in files_below(Path(content.path)):
            if not is_beside(file):
                yield str(file), part_of(content, str(file))
    else:
        yield "", content


def part_of(content: Content, file: str, identity: str = "") -> Content:
    """One file of a dataset, see `Dataset.part`; without a name the content itself."""
    if not file:
        return content
    if isinstance(content, Dataset):
        return content.part(file, identity)
    return LocalFile(str(Path(content.path or "", file)), content.limits)


def is_dataset(content: Content) -> bool:
    """Whether it has files of its own."""
    return isinstance(content, Dataset) or (content.path is not None and os.path.isdir(content.path))


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

"""What a listing tells of each asset: format, objects, bytes, and how it can be shared out; nothing of it is read.

The format is told by the name. Where the name of a file of this machine says nothing, its first bytes are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import ceil

from scanner.blocks import CUT_FROM as SAMPLED_FROM
from scanner.blocks import FEWEST, LEAST_BYTES
from scanner.datasets import is_dataset, parts_of
from scanner.errors import SourceError
from scanner.members import planned
from scanner.model.data import Asset
from scanner.model.sample import Sample
from scanner.registry import dataset_source, source_for, sources
from scanner.streams import CUT_FROM, UNIT_BYTES, bare_name

UNKNOWN = "unknown"
GROUP = 64 << 20
"""Bytes of a unit of a format with row groups, and those of a row group where no footer was read."""
_GROUPED = frozenset({"parquet", "orc"})
_LINES = frozenset({"csv", "json_lines", "text", "access_log", "syslog", "logfmt", "w3c_log", "mail"})
_TABLES = frozenset({"delta", "iceberg"})
_IN_BLOCKS = (_LINES - {"mail"}) | {"avro"}
"""Formats of which a sample leaves blocks unread."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An asset as it is listed.

    format: the reader's name, with the ending that tells a compression. objects: files or objects that it consists of.
    units: into which it falls, about. strata: partitions of a dataset. away: whether it lies in a store or on the web.
    longest: bytes of what only one worker can take.
    """

    asset: Asset
    format: str
    objects: int
    units: int
    strata: int
    away: bool
    longest: int

    @property
    def bytes(self) -> int:
        """Of all its objects, as they lie."""
        return self.asset.bytes

    def left_to_read(self, sample: Sample) -> int:
        """Bytes that a sample reads of it, about: all where what is not looked at must be read through."""
        share = float(sample.share or 1)
        wanted = int(share * self.bytes)
        if self.format == "parquet":
            group = min(GROUP, self.bytes // max(self.objects, 1))
            strata = {"partition": self.strata, "file": self.objects}.get(sample.every, 1)
            return min(max(wanted, max(FEWEST, strata) * group), self.bytes)
        if self.format in _IN_BLOCKS and self.bytes >= SAMPLED_FROM:
            return min(max(wanted, FEWEST * LEAST_BYTES), self.bytes)
        return self.bytes


def listed(asset: Asset) -> Listed:
    """What is known of an asset before any of it is read; of a table, what its metadata tell."""
    away = asset.content.path is None
    if asset.source in _TABLES:
        return _table(asset, away)
    first, folders = asset.name, Counter[str]()
    try:
        for name, _ in parts_of(asset.content):
            first = name if name and not folders else first
            folders[name.rpartition("/")[0]] += 1
    except SourceError:
        folders[""] += 1
    objects = folders.total()
    format_ = asset.source or _format(replace(asset, name=first))
    units, longest = _cut(format_, asset.bytes, objects)
    return Listed(asset, format_, objects, units, len(folders), away, longest)


def _table(asset: Asset, away: bool) -> Listed:
    try:
        units = [unit for unit in planned(sources()[asset.source], asset) if unit.bytes]
    except SourceError:
        return Listed(asset, UNKNOWN, 1, 1, 1, away, asset.bytes)
    objects = len({unit.detail for unit in units})
    asset = units[0].asset if units else asset
    return Listed(asset, "parquet", objects, len(units), 1, away, max((unit.bytes for unit in units), default=0))


def by_footers(each: Listed, sample: Sample | None) -> tuple[Listed, int]:
    """The same with the units that its footers tell, and the bytes that these read. Only Parquet has such footers."""
    source = sources()[each.format]
    try:
        units = planned(source, replace(each.asset, source=each.format, sample=sample))
    except SourceError:
        return each, each.bytes
    largest = max((unit.bytes for unit in units), default=0)
    return replace(each, units=len(units), longest=largest), sum(unit.bytes for unit in units)


def _cut(format_: str, size: int, objects: int) -> tuple[int, int]:
    """Units, and bytes of the largest, of so many objects of about one size."""
    one = size // max(objects, 1)
    unit = one
    if format_ in _GROUPED:
        unit = GROUP
    elif (format_ in _LINES and one >= CUT_FROM) or format_ == "avro":
        unit = UNIT_BYTES
    pieces = max(ceil(one / unit), 1) if unit else 1
    return pieces * objects, min(unit, one)


def _format(asset: Asset) -> str:
    last = asset.name.rpartition("/")[2].lower()
    bare = bare_name(last)
    found = next((_by_ending()[end] for end in _endings(bare) if end in _by_ending()), "")
    if not found and asset.content.path:
        found = _by_content(asset)
    return f"{found or UNKNOWN}{last[len(bare) :].partition('.')[1]}{last[len(bare) :].rpartition('.')[2]}"


def _by_content(asset: Asset) -> str:
    try:
        of_files = is_dataset(asset.content)
        source = dataset_source(asset.content) if of_files else source_for(asset.content, asset.name)
    except SourceError:
        return ""
    return source.name if source else ""


def _endings(name: str) -> Iterator[str]:
    """`.tar.gz` before `.gz`."""
    at = name.find(".")
    while at >= 0:
        yield name[at:]
        at = name.find(".", at + 1)


@cache
def _by_ending() -> Mapping[str, str]:
    """The reader for each ending; plain text goes before kinds of text that only content tells apart."""
    found: dict[str, str] = {}
    for name, source in sources().items():
        for ending in source.about.extensions:
            if ending not in found or name == "text":
                found[ending] = name
    return found

"""Tables of a lake among files: one asset each, read by the source of their kind, wherever they lie.

What lies in the folder of a table is no asset of its own: files may hold rows that the table has no more.
"""

from __future__ import annotations

import os
from collections.abc import Container
from dataclasses import replace

from scanner.model.data import LIMITS, Asset, Limits
from scanner.registry import folder_source, sources
from scanner.sources._lake.places import outermost, table_of
from scanner.sources._lake.source import LakeSource

__all__ = ["as_table", "of_table", "outermost", "table_at", "table_of"]


def as_table(asset: Asset) -> Asset:
    """The asset, as a table where it is a local folder that holds one."""
    path = asset.content.path
    if not path or not os.path.isdir(path):
        return asset
    source = folder_source(path)
    if not isinstance(source, LakeSource):
        return asset
    return replace(asset, content=source.content(path, asset.content.limits), source=source.name)


def table_at(url: str, name: str, source: str, limits: Limits = LIMITS) -> Asset:
    """A table at an address, such as a prefix of a bucket; `table_of` tells where one is, and its source."""
    reader = sources()[source]
    assert isinstance(reader, LakeSource)  # noqa: S101 - `table_of` names no other
    return Asset(name, reader.content(url, limits), 0, source)


def of_table(key: str, roots: Container[str]) -> str | None:
    """The table in whose folder a file lies, None where it lies in none."""
    parts = key.split("/")
    return next((root for end in range(len(parts)) if (root := "/".join(parts[:end])) in roots), None)

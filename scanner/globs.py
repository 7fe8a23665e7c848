"""Globs on the names of assets, tables and fields."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath


def matches(globs: Iterable[str], name: str) -> bool:
    """Whether one of the globs fits the name (`*` crosses `/`), its last part, or a folder above it."""
    above = [str(folder) for folder in PurePosixPath(name).parents][:-1]
    candidates = (name, PurePosixPath(name).name, *above)
    return any(fnmatchcase(candidate, glob.rstrip("/")) for glob in globs for candidate in candidates)


def matches_dotted(globs: Iterable[str], name: str) -> bool:
    """Whether one of the globs fits a table's or field's name, or its last part, whatever the case of letters."""
    candidates = {name.lower(), name.lower().rpartition(".")[2]}
    return any(fnmatchcase(candidate, glob.lower()) for glob in globs for candidate in candidates)

"""Globs on the names of assets, tables and fields."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath


def matches(globs: Iterable[str], name: str) -> bool:
    """Whether one of the globs fits the name (`*` crosses `/`), its last part, or a folder above it.

    `folder/**` is the folder with all that is in it, `**/name` also what lies in no folder.
    """
    above = [str(folder) for folder in PurePosixPath(name).parents][:-1]
    candidates = (name, PurePosixPath(name).name, *above)
    return any(fnmatchcase(candidate, form) for glob in globs for form in _forms(glob) for candidate in candidates)


def _forms(glob: str) -> tuple[str, ...]:
    """A glob without what makes no difference at its end, and without a start that any folder or none fits."""
    plain = glob.removesuffix("/**").rstrip("/") or "*"
    return (plain, plain.removeprefix("**/")) if plain.startswith("**/") else (plain,)


def wants(globs: Iterable[str], field: str) -> bool:
    """Whether a column is wanted: it, or what it lies in, is fitted by one of the globs, or there are none."""
    globs = tuple(globs)
    parts = field.replace("[]", "").split(".")
    return not globs or any(matches_dotted(globs, ".".join(parts[:end])) for end in range(1, len(parts) + 1))


def matches_dotted(globs: Iterable[str], name: str) -> bool:
    """Whether one of the globs fits a table's or field's name, or its last part, whatever the case of letters."""
    candidates = {name.lower(), name.lower().rpartition(".")[2]}
    return any(fnmatchcase(candidate, glob.lower()) for glob in globs for candidate in candidates)

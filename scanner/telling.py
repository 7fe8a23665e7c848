"""Columns that hold no personal data and yet tell of the data beside them, by the words of `rules/telling.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl

from scanner.detector.fieldnames import words_of
from scanner.model.data import Column
from scanner.notice.yaml_file import read_yaml

PROVENANCE, HASHED = "provenance", "hashed"


@dataclass(frozen=True, slots=True)
class Said:
    """Values of such a column, and how many of them mean it."""

    values: int = 0
    meant: int = 0

    def __add__(self, other: Said) -> Said:
        return Said(self.values + other.values, self.meant + other.meant)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of column is known: by the pattern of its name, and that of the values that mean it."""

    name: re.Pattern[str]
    values: str


@cache
def _kinds() -> Mapping[str, _Kind]:
    data = read_yaml(Path(str(files("rules"))) / "telling.yaml").data
    sources, hashes = data[PROVENANCE], data[HASHED]
    ends = _any(name for name in sources["names"] if " " in name)
    alone = _any(name for name in sources["names"] if " " not in name)
    words = _any(sources["words"]).replace(r"\ ", "[ _-]+")
    of, by = _any(hashes["of"]), _any(hashes["by"])
    return {
        PROVENANCE: _Kind(
            re.compile(rf"(?:^|\s){ends}$|^{alone}$"), rf"(?i)(?:^|[^a-z0-9]){words}(?:$|[^a-z0-9])"
        ),
        HASHED: _Kind(re.compile(rf"(?:^|\s)(?:{of} {by}|{by} {of})$"), hashes["shape"]),
    }  # fmt: skip


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in words)})"


@lru_cache(maxsize=4096)
def kinds_of(field: str) -> tuple[str, ...]:
    """The kinds of column that a field's name says it is."""
    words = " ".join(words_of(field))
    return tuple(kind for kind, known in _kinds().items() if known.name.search(words))


def said_by(column: Column, kind: str) -> Said:
    """What a column's values say; the distinct values alone are searched."""
    texts = pl.Series("value", column.values)
    if column.index is None:
        counts = texts.value_counts()
    else:
        weights = np.bincount(column.index[column.index >= 0], minlength=len(texts))
        counts = pl.DataFrame({"value": texts, "count": weights})
    counts = counts.filter((pl.col("value") != "").fill_null(value=False))
    meant = counts.filter(pl.col("value").str.contains(_kinds()[kind].values))
    return Said(int(counts["count"].sum()), int(meant["count"].sum()))

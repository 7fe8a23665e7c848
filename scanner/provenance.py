"""Columns that say where the records of their table come from, by the words of `rules/provenance.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl

from scanner.detector.fieldnames import words_of
from scanner.model import Column
from scanner.notice.yaml_file import read_yaml


@dataclass(frozen=True, slots=True)
class Said:
    """Values of such a column, and how many of them speak of third parties."""

    values: int = 0
    third_party: int = 0

    def __add__(self, other: Said) -> Said:
        return Said(self.values + other.values, self.third_party + other.third_party)


@cache
def _words() -> tuple[re.Pattern[str], str]:
    """What such a column's name ends with, and the pattern of what speaks of third parties."""
    data = read_yaml(Path(str(files("rules"))) / "provenance.yaml").data
    names = "|".join(re.escape(name) for name in data["fields"] if " " in name)
    alone = "|".join(re.escape(name) for name in data["fields"] if " " not in name)
    means = "|".join(re.escape(word).replace(r"\ ", "[ _-]+") for word in data["third_party"])
    return re.compile(rf"(?:^|\s)(?:{names})$|^(?:{alone})$"), rf"(?i)(?:^|[^a-z0-9])(?:{means})(?:$|[^a-z0-9])"


@lru_cache(maxsize=4096)
def says_source(field: str) -> bool:
    """Whether a field's name says that it holds where records come from."""
    return bool(_words()[0].search(" ".join(words_of(field))))


def said_by(column: Column) -> Said:
    """What a column's values say; the distinct values alone are searched."""
    texts = pl.Series(column.values)
    if column.index is None:
        counts = texts.drop_nulls().value_counts()
    else:
        weights = np.bincount(column.index[column.index >= 0], minlength=len(texts))
        counts = pl.DataFrame({texts.name: texts, "count": weights}).drop_nulls()
    values, weight = counts.to_series(0), counts.to_series(1)
    speaks = values.str.contains(_words()[1])
    return Said(int(weight.filter(values != "").sum()), int(weight.filter(speaks).sum()))

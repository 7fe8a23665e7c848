"""What the words of notice files are called in other vocabularies: `rules/interchange.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from scanner.notice.yaml_file import read_yaml

Vocabulary = Literal["dpv", "fides"]
Kind = Literal["purposes", "subjects", "recipients", "sources", "legal_bases", "rights"]


@dataclass(frozen=True, slots=True)
class Term:
    """The names of one thing, empty where a vocabulary has none."""

    words: frozenset[str]
    dpv: str = ""
    fides: str = ""


def term(kind: Kind, vocabulary: Vocabulary, name: str) -> str:
    """What the vocabulary calls it; empty where it has no word."""
    parts = {name, *re.split(r"[-_.]", name)}
    found = next((each for each in _terms()[kind] if each.words & parts), None)
    return getattr(found, vocabulary) if found else ""


def readable(name: str) -> str:
    """An id for people: `service_delivery` is "Service delivery"."""
    return re.sub(r"[-_.]+", " ", name).strip().capitalize()


def once(names: Iterable[str]) -> list[str]:
    """The names in their order, each once."""
    return list(dict.fromkeys(names))


@cache
def _terms() -> dict[str, tuple[Term, ...]]:
    data: dict[str, Any] = read_yaml(Path(str(files("rules"))) / "interchange.yaml").data
    kinds = ("purposes", "subjects", "recipients", "sources", "legal_bases", "rights")
    return {
        kind: tuple(Term(frozenset(each["words"]), each.get("dpv", ""), each.get("fides", "")) for each in data[kind])
        for kind in kinds
    }

"""Words that tell what a clause is: the lists in `rules/notice_checks`, read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from scanner.notice.yaml_file import read_yaml

FOLDER = Path(str(files("rules"))) / "notice_checks"
Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class OpenPhrase:
    """Words that leave open what is meant."""

    id: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Denials:
    """How a sentence denies; see `rules/notice_checks/denials.yaml`."""

    events: re.Pattern[str]
    """Cues and the like, each in a group of the name of its list."""
    after: Patterns
    after_no: Patterns


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of a part of a notice file: those with one of the words under the key, or with anything under it."""

    part: str
    key: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """Something that a law asks of a notice; see `rules/notice_checks/required.yaml`."""

    id: str
    article: str
    what: str
    has: Entries | None
    only_if: Entries | None
    words: Patterns


@cache
def open_phrases() -> tuple[OpenPhrase, ...]:
    """Words that leave open what is meant."""
    listed = _read("open_phrases")["open_phrases"]
    return tuple(OpenPhrase(each["id"], re.compile(each["pattern"])) for each in listed)


@cache
def denials() -> Denials:
    """How a sentence denies."""
    data = _read("denials")
    kinds = ("no_cues", "cues", "ends", "verbs")
    events = "|".join(f"(?P<{kind}>{'|'.join(f'(?:{each})' for each in data[kind])})" for kind in kinds)
    return Denials(re.compile(events), _patterns(data["after"]), _patterns(data["after_no"]))


@cache
def qualifiers() -> tuple[Patterns, Patterns]:
    """Words that make a clause narrower, and those that make it wider."""
    data = _read("qualifiers")
    return _patterns(data["narrowing"]), _patterns(data["widening"])


@cache
def required() -> tuple[Required, ...]:
    """What Art. 13 and 14 GDPR ask of a notice."""
    return tuple(
        Required(
            each["id"],
            each["article"],
            each["what"],
            _entries(each.get("has")),
            _entries(each.get("only_if")),
            _patterns(each.get("words", ())),
        )
        for each in _read("required")["required"]
    )


def _entries(data: Mapping[str, Any] | None) -> Entries | None:
    return Entries(data["part"], data.get("key", ""), tuple(data.get("words", ()))) if data else None


def _patterns(listed: Any) -> Patterns:
    return tuple(re.compile(each) for each in listed)


def _read(name: str) -> dict[str, Any]:
    return read_yaml(FOLDER / f"{name}.yaml").data

"""The words of `rules/labels.yaml`: names of subjects, and groups of purposes that a notice may deny."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from scanner.errors import NoticeError
from scanner.notice.yaml_file import read_yaml

FORMAT = "fairnotice-label-words/1"


@dataclass(frozen=True, slots=True)
class Words:
    """subjects: name → other words for it. purposes: group → names of purposes that are meant by it."""

    subjects: Mapping[str, tuple[str, ...]]
    purposes: Mapping[str, frozenset[str]]

    def means(self, purpose: str | None, group: str) -> bool:
        """Whether a purpose is one of a group."""
        return purpose in self.purposes[group]


@cache
def words() -> Words:
    """The words that come with Fairnotice."""
    file = read_yaml(Path(str(files("rules"))) / "labels.yaml")
    if file.data.get("format") != FORMAT:
        raise NoticeError(f"{file.where(['format'])}: no words of labels. Begin the file with `format: {FORMAT}`.")
    return Words(
        {name: tuple(others) for name, others in file.data["subjects"].items()},
        {group: frozenset(names) for group, names in file.data["purposes"].items()},
    )

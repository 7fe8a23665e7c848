"""What a notice can declare: the categories of `rules/categories.yaml` and how they contain each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from scanner.errors import NoticeError
from scanner.notice.yaml_file import YamlFile, read_yaml, text_of

FORMAT = "fairnotice-categories/1"


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of personal data. See the head of `rules/categories.yaml` for the meaning of each key."""

    id: str
    label: str
    phrase: str
    """How a sentence names it: "e-mail addresses"."""
    parent: str | None = None
    covers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    gdpr_special: str = "no"
    detect: str = "-"
    dpv: str = ""
    dpv_iri: str = ""
    fideslang: str = ""
    ccpa: str = ""
    presidio: tuple[str, ...] = ()
    google_infotypes: tuple[str, ...] = ()

    @property
    def special(self) -> bool:
        """A special category of GDPR Art. 9, which only an explicit clause declares."""
        return self.gdpr_special.startswith("yes")


@dataclass(frozen=True)
class Categories:
    """All categories by id, in the file's order."""

    by_id: Mapping[str, Category]
    _wider: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, path: Path) -> Categories:
        """Read a categories file.

        Raises `NoticeError` for a file that cannot be read, another format, a repeated id, or a name of a
        category that does not exist.
        """
        file = read_yaml(path)
        if file.data.get("format") != FORMAT:
            raise NoticeError(
                f"{file.where(['format'])}: this is not a categories file. Begin it with `format: {FORMAT}`."
            )
        entries = file.data.get("categories")
        if not isinstance(entries, list) or not entries:
            raise NoticeError(f"{file.where(['categories'])}: no categories. List them under `categories:`.")
        by_id: dict[str, Category] = {}
        for number, entry in enumerate(entries):
            category = _category(file, number, entry)
            if category.id in by_id:
                raise NoticeError(f"{_where(file, number)}: `{category.id}` is listed twice. Remove one of them.")
            by_id[category.id] = category
        _check_references(file, by_id)
        return cls(by_id)

    @staticmethod
    @cache
    def shipped() -> Categories:
        """The categories that come with Fairnotice."""
        return Categories.load(Path(str(files("rules"))) / "categories.yaml")

    def __contains__(self, category: object) -> bool:
        return category in self.by_id

    def __iter__(self) -> Iterator[Category]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def get(self, category: str) -> Category:
        """The category with this id. Raises `NoticeError` with the nearest name where there is none."""
        found = self.by_id.get(category)
        if found is None:
            raise NoticeError(f"rules/categories.yaml: no category `{category}`. {did_you_mean(category, self.by_id)}")
        return found

    def special(self, category: str) -> bool:
        """Whether this is a special category of GDPR Art. 9; an unknown one is not."""
        found = self.by_id.get(category)
        return found is not None and found.special

    def wider(self, found: str) -> tuple[tuple[str, int], ...]:
        """(id, steps up) of every category that contains this one, nearest first, then in the file's order."""
        known = self._wider.get(found)
        if known is None:
            known = self._wider[found] = self._climb(found)
        return known

    def narrower(self, category: str) -> tuple[str, ...]:
        """Ids of all categories that this one contains, in the file's order."""
        return tuple(other for other in self.by_id if any(wide == category for wide, _ in self.wider(other)))

    def composed(self, category: str, fields: Mapping[str, int]) -> bool:
        """Whether a table with so many fields of each category holds all parts of this composite one."""
        found = self.by_id.get(category)
        return found is not None and bool(found.parts) and not Counter(found.parts) - Counter(fields)

    def _climb(self, found: str) -> tuple[tuple[str, int], ...]:
        steps: dict[str, int] = {}
        edge, distance = [found], 0
        while edge:
            distance += 1
            edge = [up for low in edge for up in self._above(low) if up != found and up not in steps]
            steps.update(dict.fromkeys(edge, distance))
        order = {category: number for number, category in enumerate(self.by_id)}
        return tuple(sorted(steps.items(), key=lambda item: (item[1], order[item[0]])))

    def _above(self, category: str) -> Iterator[str]:
        found = self.by_id.get(category)
        if found is not None and found.parent is not None:
            yield found.parent
        yield from (other.id for other in self.by_id.values() if category in other.covers)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence for the end of an error: the nearest names, or that there are none."""
    near = get_close_matches(word, list(known), n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else "No known name is near to it."


def _category(file: YamlFile, number: int, entry: object) -> Category:
    if not isinstance(entry, dict) or not text_of(entry, "id"):
        raise NoticeError(f"{_where(file, number)}: a category without `id`. Give it one, such as `contact.email`.")
    unknown = [key for key in entry if key not in Category.__dataclass_fields__]
    if unknown:
        near = did_you_mean(str(unknown[0]), Category.__dataclass_fields__)
        raise NoticeError(f"{_where(file, number, str(unknown[0]))}: unknown key `{unknown[0]}`. {near}")
    label = text_of(entry, "label") or text_of(entry, "id")
    given = {key: value for key, value in entry.items() if value is not None}
    values: dict[str, Any] = {key: _value(file, number, key, value) for key, value in given.items()}
    return Category(**{"label": label, "phrase": label.lower(), **values})


def _value(file: YamlFile, number: int, key: str, value: object) -> str | tuple[str, ...]:
    listed = key in ("covers", "parts", "presidio", "google_infotypes")
    if listed and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, str) and not listed:
        return value
    wanted = "a list of names" if listed else "text; put quotes around it"
    raise NoticeError(f"{_where(file, number, key)}: `{key}` must be {wanted}.")


def _check_references(file: YamlFile, by_id: Mapping[str, Category]) -> None:
    for number, category in enumerate(by_id.values()):
        parent = () if category.parent is None else (category.parent,)
        for key, names in (("parent", parent), ("covers", category.covers), ("parts", category.parts)):
            for name in names:
                if name not in by_id:
                    raise NoticeError(f"{_where(file, number, key)}: no category `{name}`. {did_you_mean(name, by_id)}")


def _where(file: YamlFile, number: int, *rest: str) -> str:
    return file.where(["categories", number, *rest])

"""A rulebook: rules bound to their detectors, and what they make of a field's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from scanner.detector.contract import Detector, FieldName
from scanner.detector.fieldnames import FieldNames
from scanner.detector.rule import Rule


@dataclass(frozen=True)
class Rulebook:
    """All rules by id, each with its detector; levels are precomputed for every set of evidence."""

    rules: Mapping[str, Rule]
    detectors: tuple[tuple[Detector, Mapping[str, Rule]], ...]
    levels: Mapping[str, tuple[int, ...]]
    """Per rule id: the confidence level (0 for none) of each of the 64 sets of evidence flags."""

    def field(self, name: str) -> FieldName:
        """What the rules make of a field's name."""
        return _field(self, name)

    def categories(self, but: str = "") -> frozenset[str]:
        """The categories that some rule in use can find, without the rules of one detector that is not at work."""
        return frozenset(rule.category for rule in self.rules.values() if rule.category and rule.detector != but)

    @cached_property
    def field_names(self) -> FieldNames:
        """What the rules call their fields, ready to be asked."""
        rules = self.rules.values()
        return FieldNames(
            {rule.id: rule.field_names for rule in rules}, {rule.id: rule.not_field_names for rule in rules}
        )

    @cached_property
    def asks_for_prose(self) -> bool:
        """Whether some rule treats prose differently from other text."""
        return any(rule.prose_only or rule.detector == "words" for rule in self.rules.values())

    def __hash__(self) -> int:
        return id(self)


@lru_cache(maxsize=65536)
def _field(book: Rulebook, name: str) -> FieldName:
    return FieldName(name, *book.field_names.read(name))


@lru_cache(maxsize=65536)
def bears(name: str, phrases: tuple[str, ...]) -> bool:
    """Whether a field's name ends with one of these phrases."""
    return bool(_names(phrases).read(name)[0])


@lru_cache(maxsize=256)
def any_bears(names: tuple[str, ...], phrases: tuple[str, ...]) -> bool:
    """Whether one of the fields of a table ends with one of these phrases; a table may have thousands."""
    return any(bears(name, phrases) for name in names)


@cache
def _names(phrases: tuple[str, ...]) -> FieldNames:
    return FieldNames({"": phrases}, {})

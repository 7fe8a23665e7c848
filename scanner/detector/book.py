"""A rulebook: rules bound to their detectors, and what they make of a field's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from scanner.detector.contract import Detector, FieldName
from scanner.detector.rule import Rule

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|\d+")
_NEUTRAL = frozenset(
    {"number", "no", "nr", "num", "value", "val", "text", "txt", "string", "col", "column", "field", "raw"}
)
"""Words at the end of a name that do not change what it names."""


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
    def asks_for_prose(self) -> bool:
        """Whether some rule treats prose differently from other text."""
        return any(rule.prose_only or rule.detector == "words" for rule in self.rules.values())

    def __hash__(self) -> int:
        return id(self)


# --- field names --------------------------------------------------------------------------------


def words_of(name: str) -> tuple[str, ...]:
    """A field's name as lower-case words: `contact.emailAddr_2` gives contact, email, addr, 2."""
    plain = name if name.isascii() else _unaccented(name)
    return tuple(word.lower() for word in _WORDS.findall(plain))


def _unaccented(name: str) -> str:
    """Latin letters without their accents: `prénom` is found as `prenom`, `straße` as `strasse`."""
    parts = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(char for char in parts if not unicodedata.combining(char))


@lru_cache(maxsize=65536)
def _field(book: Rulebook, name: str) -> FieldName:
    words = words_of(name)
    kept = len(words)
    while kept > 1 and (words[kept - 1].isdigit() or words[kept - 1] in _NEUTRAL):
        kept -= 1
    stem = words[:kept]
    named, denied = set(), set()
    for rule in book.rules.values():
        if any(_within(words, phrase) for phrase in _phrases(rule.not_field_names)):
            denied.add(rule.id)
        elif any(_ends(stem, phrase) or _ends(words, phrase) for phrase in _phrases(rule.field_names)):
            named.add(rule.id)
    return FieldName(name, frozenset(named), frozenset(denied))


@lru_cache(maxsize=65536)
def bears(name: str, phrases: tuple[str, ...]) -> bool:
    """Whether a field's name ends with one of these phrases."""
    words = words_of(name)
    return any(_ends(words, phrase) for phrase in _phrases(phrases))


@cache
def _phrases(names: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """The words of each name, and the same written without blanks: `firstname` beside `first name`."""
    split = [words_of(name) for name in names]
    return frozenset([*split, *(words_of("".join(words)) for words in split)])


def _ends(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return words[-len(phrase) :] == phrase


def _within(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(words[at : at + size] == phrase for at in range(len(words) - size + 1))

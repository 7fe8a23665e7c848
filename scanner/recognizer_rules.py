"""Rules made of presidio-analyzer's recognisers: the same value type as a rule file gives, so nothing else differs.

Evidence: `structure` is a pattern that the package scores 0.4 or higher, `checksum` a check of its own that a value
passed. A weaker pattern counts only with its words beside the value or in the field's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import rules
from scanner.detector.recognizers import listed, resolve
from scanner.detector.rule import Level, Mask, Rule, Spelling
from scanner.packaged import Facts, packaged_facts

CHANCE = 0.1
"""Share of random strings that pass a check: one in ten for a check digit, fewer for most other checks."""
_CONFIDENCE = {
    "pattern + context": Level.POSSIBLE,
    "pattern + field_name": Level.LIKELY,
    "structure": Level.POSSIBLE,
    "structure + context": Level.LIKELY,
    "structure + field_name": Level.CERTAIN,
    "checksum": Level.POSSIBLE,
    "checksum + structure": Level.LIKELY,
    "checksum + context": Level.LIKELY,
    "checksum + field_name": Level.CERTAIN,
    "checksum + structure + context": Level.CERTAIN,
}
_REFERENCE = "https://microsoft.github.io/presidio/supported_entities/"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an entity is: its label, its category (None for one that no notice could name) and names of its fields."""

    label: str
    category: str | None
    field_names: tuple[str, ...]


def packaged_rules(taken: Iterable[str], countries: Iterable[str] = ()) -> Mapping[str, Rule]:
    """A rule for each pattern recogniser of the installed package whose entity no other rule finds, by id.

    taken: entities that rules of ours find. countries: where given, only numbers of these countries and of none.
    """
    chosen, known = frozenset(countries), {*taken, *_book()["silent"]}
    found: dict[str, Rule] = {}
    for recognizer in packaged_facts():
        if recognizer.entity not in known and (not chosen or recognizer.country in (None, *chosen)):
            rule = rule_of(recognizer)
            found[rule.id] = rule
    return found


def users_rules(sources: Iterable[str]) -> Mapping[str, Rule]:
    """A rule for each recogniser that a user names, by id; see `scanner.detector.recognizers.listed`."""
    own = [resolve(place) for source in sources for place in listed(source)]
    return {rule.id: rule for rule in (rule_of(Facts.of(each)) for each in own if each.probes)}


def rule_of(recognizer: Facts) -> Rule:
    """The rule of a recogniser."""
    meaning = meaning_of(recognizer.entity)
    common = set(_book()["common"])
    name = recognizer.name.rpartition(".")[2].rpartition("#")[2]
    return Rule(
        id="".join(char if char.isalnum() else "_" for char in recognizer.entity.lower()),
        entity=recognizer.entity.upper(),
        category=meaning.category,
        label=meaning.label,
        description=f"What presidio-analyzer's {name} recognises.",
        detector="recognizer",
        recognizer=recognizer.name,
        field_names=meaning.field_names,
        context=tuple(dict.fromkeys(_telling(recognizer.context, common))),
        countries=(recognizer.country,) if recognizer.country else (),
        confidence=_CONFIDENCE,
        chance=CHANCE if recognizer.checks else 0.0,
        priority=35,
        mask=Mask.NOTHING,
        spelling=Spelling.NUMBER if recognizer.checks else None,
        references=(_REFERENCE,),
    )


def _telling(words: Iterable[str], common: set[str]) -> Iterator[str]:
    """Words of context that do not stand beside just anything."""
    for word in words:
        if (len(word) > 2 or not word.isascii()) and word not in common:
            yield word


def meaning_of(entity: str) -> Meaning:
    """What an entity is; for one that is not listed, by the words of its name."""
    entry = _book()["entities"].get(entity)
    if entry is not None:
        return Meaning(entry["label"], entry["category"], tuple(entry["field_names"]))
    words = entity.upper().replace("-", "_")
    category = next((to for word, to in _book()["by_word"].items() if f"_{word}_" in f"_{words}_"), None)
    label = words.replace("_", " ").capitalize()
    return Meaning(label, category, (label.lower(),))


@cache
def _book() -> dict[str, Any]:
    file = Path(rules.__file__).parent / "presidio.yaml"
    loaded: dict[str, Any] = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return loaded

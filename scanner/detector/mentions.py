"""What a language model names in a text → mentions of persons, places and groups that are worth a match.

Models for newspaper text go wrong in records and e-mails in a few ways, over and over: they run on over a line's end,
take numbers, addresses and street names for persons, and mistake small towns for people. What stands directly
before a name (`my name is`, `Dear`, `moved to`) settles many of these, and finds names that the model leaves out.
Pure functions on one passage; offsets are code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.detector import cues

PERSON, LOCATION, GROUP = "PERSON", "LOCATION", "NRP"

ENTITIES = {
    "PERSON": PERSON,
    "PER": PERSON,
    "GPE": LOCATION,
    "LOC": LOCATION,
    "LOCATION": LOCATION,
    "FAC": LOCATION,
    "NORP": GROUP,
}
"""The model's labels as entities, by Presidio's own table (a test holds them together), with buildings as places."""
_SETTLED_BY_CUE = frozenset({"ORG", "PRODUCT", "WORK_OF_ART", "MISC", "EVENT"})
"""Labels that count for nothing, unless what stands before says that it is a person or a place."""

Entity = tuple[int, int, str]
"""Start, end and label, as the model gives them."""


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A person, place or group named in a text.

    told: words directly before it say that it is one. model: the model says so as well, or alone.
    """

    start: int
    end: int
    entity: str
    told: bool = False
    model: bool = True


_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 60
_SHORT = 5
_REACH = 40
"""How far before a name its cue is looked for."""
_AFTER_NAME = re.compile(r"(?<=[\w.])(?:\s*[/<|\[(]|\s+-|\t|[ \u00a0]{2})")
"""Where a record's name ends and something else begins."""
_BETWEEN_NAMES = re.compile(r"\s+(?:and|&|or)\s+|[,;:]\s+|[\"“”()]")


def mentions(text: str, entities: Sequence[Entity]) -> list[Mention]:
    """The mentions in a passage, in order, none overlapping another; those that words before them tell come first."""
    cased = text != text.lower()
    named = [each for each in entities if not cased or _counts_in_cased(text, *each)]
    found = [mention for entity in named for mention in _of_entity(text, *entity)]
    found += _told_names(text, [each for each in named if ENTITIES.get(each[2]) == PERSON])
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda each: (not each.told, each.start - each.end, each.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept)


def _counts_in_cased(text: str, start: int, end: int, label: str) -> bool:
    """Whether an entity counts in a text with capitals: one without any is a word like others, unless cues say so."""
    if text[start:end] != text[start:end].lower():
        return True
    before = text[max(start - _REACH, 0) : start]
    cue = {PERSON: cues.PERSON_CUE, LOCATION: cues.WHERE}.get(ENTITIES.get(label, ""))
    return cue is not None and bool(cue.search(before))


def _of_entity(text: str, start: int, end: int, label: str) -> Iterator[Mention]:
    entity = ENTITIES.get(label)
    if entity is None and label not in _SETTLED_BY_CUE:
        return
    for first, last in _pieces(text, start, end, entity):
        if not _like_a_name(text[first:last]):
            continue
        before = text[max(first - _REACH, 0) : first]
        person, place = bool(cues.PERSON_CUE.search(before)), bool(cues.PLACE_CUE.search(before))
        kind = entity if entity == GROUP else _kind(text, first, last, entity, before)
        if kind:
            yield Mention(first, last, kind, (kind == PERSON and person) or (kind == LOCATION and place))


def _pieces(text: str, start: int, end: int, entity: str | None) -> Iterator[tuple[int, int]]:
    """The entity up to its line's end, without what does not belong to a name; a list of names in its parts."""
    line = text.find("\n", start, end)
    while line >= 0 and not _LETTER.search(text, start, line):
        start, line = line + 1, text.find("\n", line + 1, end)
    end = line if line >= 0 else end
    if entity == PERSON:
        end = start + len(_AFTER_NAME.split(text[start:end].rstrip())[0])
    parts = _BETWEEN_NAMES.split(text[start:end]) if entity == PERSON else [text[start:end]]
    at = start
    for part in parts:
        at = text.index(part, at)
        first, last = _trimmed(text, at, at + len(part))
        if last > first:
            yield first, last
        at += len(part)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    changed = True
    while changed and end > start:
        lead, tail = cues.LEADING.search(text[start:end]), cues.TRAILING.search(text[start:end])
        changed = bool(lead or tail)
        end = start + tail.start() if tail else end
        start = min(start + lead.end(), end) if lead else start
    return start, end


def _like_a_name(name: str) -> bool:
    """Whether a trimmed name has letters, and nothing in it that names do not have."""
    return (
        1 < len(name) <= _LONGEST
        and not _all_common(name)
        and len(_LETTER.findall(name)) > 1
        and not cues.CODE.search(name)
    )


def _all_common(name: str) -> bool:
    return all(word.lower() in cues.NOT_A_NAME for word in name.split())


def _kind(text: str, start: int, end: int, entity: str | None, before: str) -> str | None:
    """Person or place, whichever the words around it and the model make of it; None for neither."""
    name = text[start:end]
    street = cues.STREET.search(name) or cues.NUMBER_AFTER.match(text, end) or cues.STREET_BEFORE.search(before)
    person = cues.PERSON_CUE.search(before)
    if entity == LOCATION:
        return PERSON if person and not street else LOCATION
    if street or cues.ORGANISATION.search(name):
        return None
    owned = text[end : end + 2] in ("'s", "’s")
    if cues.PLACE_CUE.search(before) and not owned and not (name.isupper() and len(name) < _SHORT):
        return LOCATION
    if entity is None:
        return PERSON if person and len(name.split()) < _SHORT else None
    return PERSON


def _told_names(text: str, persons: Sequence[Entity]) -> Iterator[Mention]:
    """Names that the words around them tell: `my name is Anna`, `Dear Mr Berg`. persons: the model's."""
    for match in (match for cue in cues.TOLD for match in cue.finditer(text)):
        start, end = _trimmed(text, *match.span("name"))
        name = text[start:end]
        if end <= start or not _like_a_name(name) or not cues.NOT_A_NAME.isdisjoint(name.lower().split()):
            continue
        if not (cues.STREET.search(name) or cues.ORGANISATION.search(name)):
            yield Mention(start, end, PERSON, True, any(first < end and start < last for first, last, _ in persons))

"""Two notices compared by what they say: what was added, removed, narrowed, widened, or put into other words.

Clauses are paired by meaning, not by their ids: in each part those that say the same in the same words, then those
about the same thing, the likest first. What is left was added or removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from scanner.notice.aspects import Aspect, Names, PartOf, Way, parts, together
from scanner.notice.categories import Categories
from scanner.notice.model import PARTS, Declaration, Notice, Passage
from scanner.notice.wording import likeness, reach, words

LIKE = 0.5
"""Clauses without anything else to tell them apart are the same from this share of common words on."""
_MANY = 250_000
"""More pairs than this are paired in the order of the files."""


class Kind(StrEnum):
    """What became of a clause."""

    ADDED = "added"
    REMOVED = "removed"
    NARROWED = "narrowed"
    WIDENED = "widened"
    CHANGED = "changed"
    REWORDED = "reworded"
    NOT_FOUND = "not_found_in_text"
    """It is not in the second text, which is incomplete: whether it was withdrawn cannot be told."""
    NOT_IN_FILE = "not_in_file"
    """It is in the other text, and only the notice file lacks it."""


@dataclass(frozen=True, slots=True)
class Side:
    """A clause as one of the notices has it."""

    id: str
    quote: str
    section: str = ""
    line: int | None = None
    """In the document, where it was given."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    part: str
    kind: Kind
    what: str
    """What the clause is about, such as `contact.email from third_party`."""
    before: Side | None
    after: Side | None
    facts: tuple[str, ...] = ()
    by_words: bool = False
    """True where both say the same as far as notice files go, in other words."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Clauses of both notices about the same thing."""

    part: PartOf
    before: Passage
    after: Passage


def compare(before: Notice, after: Notice, categories: Categories) -> list[Change]:
    """All differences between two notice files, by part."""
    pairs, removed, added = matched(before, after, categories)
    changes = [change for pair in pairs if (change := difference(pair))]
    gone = Kind.REMOVED if after.document.complete else Kind.NOT_FOUND
    changes += [Change(part.name, gone, about(part, each), side(each), None) for part, each in removed]
    changes += [Change(part.name, Kind.ADDED, about(part, each), None, side(each)) for part, each in added]
    changes = [_known_before(change, before, after, categories) for change in changes]
    return in_order([*_whose(before, after), *changes])


Unpaired = list[tuple[PartOf, Passage]]


def matched(before: Notice, after: Notice, categories: Categories) -> tuple[list[Pair], Unpaired, Unpaired]:
    """Pairs of clauses, and those of each notice that are left."""
    named = parts(categories, _names(before, after, categories))
    pairs: list[Pair] = []
    removed: Unpaired = []
    added: Unpaired = []
    for part in named:
        old, new = list(_clauses(before, part.name)), list(_clauses(after, part.name))
        pairs += [Pair(part, one, other) for one, other in _paired(part, old, new)]
        removed += [(part, each) for each in old]
        added += [(part, each) for each in new]
    return pairs, removed, added


def difference(pair: Pair) -> Change | None:
    """How the second clause of a pair differs, or None where it says the same in the same words."""
    old, new = pair.before, pair.after
    ways = {
        aspect: way for aspect in pair.part.all if (way := aspect.compare(aspect.of(old), aspect.of(new))) != Way.SAME
    }
    facts = tuple(_fact(aspect, aspect.of(old), aspect.of(new)) for aspect in ways)
    way = together(list(ways.values()))
    kind = {Way.NARROWER: Kind.NARROWED, Way.WIDER: Kind.WIDENED, Way.OTHER: Kind.CHANGED}.get(way)
    if kind is None:
        if words(old.quote) == words(new.quote):
            return None
        said, fact = reach(old.quote, new.quote)
        facts = (f"by its words: {fact}",) if fact else ()
        return Change(pair.part.name, Kind(said), about(pair.part, new), side(old), side(new), facts, by_words=True)
    return Change(pair.part.name, kind, about(pair.part, new), side(old), side(new), facts)


def about(part: PartOf, passage: Passage) -> str:
    """What a clause is about, in a few words."""
    if isinstance(passage, Declaration):
        return f"{passage.category} from {passage.source}"
    told = [_value(aspect.of(passage)) for aspect in part.identity if aspect.of(passage)]
    return " ".join("open" if each == "yes" else each for each in told) or passage.id


def side(passage: Passage, line: int | None = None) -> Side:
    """A clause as changes carry it."""
    return Side(passage.id, passage.words, passage.section, line)


def in_order(changes: Iterable[Change]) -> list[Change]:
    """By part, then by kind."""
    kinds = list(Kind)
    return sorted(changes, key=lambda change: (_ORDER.index(change.part), kinds.index(change.kind)))


_ORDER = ("applies_to", "applies_to.clauses", *PARTS, "text")


# --- pairs --------------------------------------------------------------------------------------


def _clauses(notice: Notice, part: str) -> Iterator[Passage]:
    if part == "declarations":
        yield from notice.held
        return
    value: Any = notice
    for step in part.split("."):
        value = getattr(value, step)
    yield from value


def _names(before: Notice, after: Notice, categories: Categories) -> Names:
    """What ids mean, once purposes are paired."""
    old_bases, new_bases = ({each.id: each.basis for each in notice.legal_bases} for notice in (before, after))
    names = Names(bases=(old_bases, new_bases))
    part = next(each for each in parts(categories, names) if each.name == "purposes")
    pairs = _paired(part, list(before.purposes), list(after.purposes))
    return replace(names, purposes={other.id: one.id for one, other in pairs})


def _paired(part: PartOf, old: list[Passage], new: list[Passage]) -> Iterator[tuple[Passage, Passage]]:
    """Takes pairs out of both lists, the surest first."""
    identity = _values(part.identity)
    everything = _values(part.all)
    yield from _taken(old, new, lambda each: (everything(each), words(each.quote)))
    yield from _taken(old, new, lambda each: (identity(each), words(each.quote)))
    yield from _taken(old, new, lambda each: (identity(each), each.id))
    if part.identity:
        yield from _likest(part, old, new, 0.0)
    else:
        yield from _taken(old, new, lambda each: each.id)
        yield from _likest(part, old, new, LIKE)
    yield from _related(part, old, new)


def _values(aspects: Sequence[Aspect]) -> Any:
    return lambda passage: tuple(aspect.of(passage) for aspect in aspects)


def _taken(old: list[Passage], new: list[Passage], key: Any) -> Iterator[tuple[Passage, Passage]]:
    """Pairs with equal keys, in the order of the files."""
    waiting: Mapping[Any, list[Passage]] = defaultdict(list)
    for each in new:
        waiting[key(each)].append(each)
    for one in list(old):
        partners = waiting.get(key(one))
        if partners:
            other = partners.pop(0)
            _drop(old, one)
            _drop(new, other)
            yield one, other


def _likest(part: PartOf, old: list[Passage], new: list[Passage], least: float) -> Iterator[tuple[Passage, Passage]]:
    """Pairs with equal identity, those with most words in common first."""
    identity = _values(part.identity)
    if len(old) * len(new) > _MANY:
        yield from _taken(old, new, identity)
        return
    ranked = [
        (-likeness(one.quote, other.quote), first, second)
        for first, one in enumerate(old)
        for second, other in enumerate(new)
        if identity(one) == identity(other)
    ]
    yield from _by_rank(old, new, [each for each in sorted(ranked) if -each[0] >= least])


def _related(part: PartOf, old: list[Passage], new: list[Passage]) -> Iterator[tuple[Passage, Passage]]:
    """Pairs of other identity: the same id, or a wider or narrower category from the same source."""
    if len(old) * len(new) > _MANY:
        return
    ranked = []
    for first, one in enumerate(old):
        for second, other in enumerate(new):
            ways = [aspect.compare(aspect.of(one), aspect.of(other)) for aspect in part.identity]
            near = isinstance(one, Declaration) and together(ways) in (Way.NARROWER, Way.WIDER)
            alike = likeness(one.quote, other.quote)
            if near or (one.id == other.id and alike >= LIKE):
                ranked.append((-alike, first, second))
    yield from _by_rank(old, new, sorted(ranked))


def _by_rank(
    old: list[Passage], new: list[Passage], ranked: Sequence[tuple[float, int, int]]
) -> Iterator[tuple[Passage, Passage]]:
    firsts, seconds = list(old), list(new)
    done_first, done_second = set[int](), set[int]()
    for _, first, second in ranked:
        if first not in done_first and second not in done_second:
            done_first.add(first)
            done_second.add(second)
            _drop(old, firsts[first])
            _drop(new, seconds[second])
            yield firsts[first], seconds[second]


def _drop(listed: list[Passage], passage: Passage) -> None:
    del listed[next(number for number, each in enumerate(listed) if each is passage)]


# --- words for them -----------------------------------------------------------------------------


def _fact(aspect: Aspect, old: object, new: object) -> str:
    name = aspect.name.rpartition(".")[2].replace("_", " ")
    return f"{name}: {_value(old)} → {_value(new)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == ():
        return "none named"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _known_before(change: Change, before: Notice, after: Notice, categories: Categories) -> Change:
    """With a word on whether the other notice declares the same category, so that only a clause came or went."""
    if change.part != "declarations" or (change.before is None) == (change.after is None):
        return change
    mine, other, mine_side = (after, before, change.after) if change.after else (before, after, change.before)
    declared = next(each for each in mine.held if mine_side and each.id == mine_side.id)
    same = [each for each in other.held if each.category == declared.category]
    if any(each.source == declared.source for each in same):
        fact = "a further clause: the other notice declares this category from this source as well"
    elif same:
        sources = ", ".join(dict.fromkeys(each.source for each in same))
        fact = f"the other notice declares this category, from {sources}"
    else:
        wider = {wide for wide, _ in categories.wider(declared.category)}
        held = [each.category for each in other.held if each.category in wider]
        fact = f"the other notice has only the wider {held[0]}" if held else "no other clause declares this category"
    return replace(change, facts=(*change.facts, fact))


def _whose(before: Notice, after: Notice) -> Iterator[Change]:
    """Whose data, and in which role: the lists at the head of the notice."""
    for name, label in (("subjects", "subjects"), ("not_", "not"), ("roles", "roles")):
        old, new = set(getattr(before.applies_to, name)), set(getattr(after.applies_to, name))
        for kind, gone in ((Kind.REMOVED, old - new), (Kind.ADDED, new - old)):
            for each in sorted(gone):
                yield Change("applies_to", kind, f"{label}: {each}", None, None)

"""What the clauses of each part of a notice say, beside their words, and how two values of it compare.

A clause is *narrower* than another when it covers less: fewer purposes, fewer countries, younger children, a shorter
time. That is good or bad for people by what the clause does: a narrower prohibition protects less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from scanner.notice.categories import Categories


class Way(Enum):
    """How a value differs from the one before it."""

    SAME = 0
    NARROWER = 1
    WIDER = 2
    OTHER = 3


Compare = Callable[[Any, Any], Way]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that clauses of a part say. `name` is a key of the notice file, dotted where it stands deeper."""

    name: str
    compare: Compare

    def of(self, passage: object) -> Any:
        """What this clause says of it."""
        value: Any = passage
        for step in self.name.split("."):
            value = getattr(value, step) if value is not None else None
        return value


@dataclass(frozen=True, slots=True)
class PartOf:
    """How the clauses of one part are told apart (`identity`) and what else they say."""

    name: str
    identity: tuple[Aspect, ...] = ()
    aspects: tuple[Aspect, ...] = ()

    @property
    def all(self) -> tuple[Aspect, ...]:
        """Both."""
        return (*self.identity, *self.aspects)


@dataclass(frozen=True, slots=True)
class Names:
    """What ids of clauses mean in both notices, so that other names for the same are no difference."""

    purposes: Mapping[str, str] = field(default_factory=dict)
    """Id in the second notice → in the first."""
    bases: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})
    """Id of a legal basis → the basis, in each notice."""


def parts(categories: Categories, names: Names) -> tuple[PartOf, ...]:
    """All parts in the order in which differences are told."""
    category = _within(categories)
    limit = _limits(names.purposes)
    return (
        PartOf(
            "declarations",
            (Aspect("category", category), Aspect("source", _other)),
            (
                Aspect("explicitness", _scale(("explicit", "wider_term", "broad"))),
                Aspect("purposes", limit),
                Aspect("when.condition", _optional),
                Aspect("when.subject", _optional),
                Aspect("containers", _grows),
            ),
        ),
        PartOf(
            "prohibitions",
            (Aspect("rule", _other), Aspect("subject", _optional)),
            (
                Aspect("category", category),
                Aspect("purpose", _optional),
                Aspect("age_under", _number),
                Aspect("knowingly", _restricts),
            ),
        ),
        PartOf("purposes", (), (Aspect("basis", _meant(*names.bases)),)),
        PartOf("legal_bases", (Aspect("basis", _other),), (Aspect("scope", _optional),)),
        PartOf("recipients", (Aspect("who", _other),), (Aspect("purposes", limit),)),
        PartOf(
            "transfers",
            (Aspect("open", _opens), Aspect("safeguard", _optional)),
            (Aspect("countries", _grows),),
        ),
        PartOf(
            "retention",
            (Aspect("categories", _limits({})),),
            (Aspect("period", _period), Aspect("disposal", _grows)),
        ),
        PartOf("rights", (Aspect("right", _other),), (Aspect("scope", _optional),)),
        PartOf("children", (), (Aspect("age_under", _number),)),
        PartOf("security", (), (Aspect("measures", _grows),)),
        PartOf("public_areas"),
        PartOf("promises"),
        PartOf("changes"),
        PartOf("applies_to.clauses"),
    )


def together(ways: Sequence[Way]) -> Way:
    """One word for several: other, where some are narrower and some are wider."""
    found = set(ways) - {Way.SAME}
    return found.pop() if len(found) == 1 else Way.OTHER if found else Way.SAME


def _other(old: object, new: object) -> Way:
    return Way.SAME if old == new else Way.OTHER


def _optional(old: object, new: object) -> Way:
    """None is no limit."""
    if old == new:
        return Way.SAME
    return Way.NARROWER if old is None else Way.WIDER if new is None else Way.OTHER


def _meant(before: Mapping[str, str], after: Mapping[str, str]) -> Compare:
    """None is no limit; ids stand for what they mean in their notice."""

    def compare(old: str | None, new: str | None) -> Way:
        return _optional(old and before.get(old, old), new and after.get(new, new))

    return compare


def _restricts(old: bool, new: bool) -> Way:
    return Way.SAME if old == new else Way.NARROWER if new else Way.WIDER


def _opens(old: bool, new: bool) -> Way:
    return Way.SAME if old == new else Way.WIDER if new else Way.NARROWER


def _number(old: int | None, new: int | None) -> Way:
    if old is None or new is None:
        return _optional(old, new)
    return Way.SAME if old == new else Way.NARROWER if new < old else Way.WIDER


def _period(old: str | None, new: str | None) -> Way:
    if old is None or new is None:
        return _optional(old, new)
    return _number(_days(old), _days(new)) if old != new else Way.SAME


def _days(period: str) -> int:
    lengths = {"Y": 365, "M": 30, "W": 7, "D": 1}
    return sum(int(count) * lengths[unit] for count, unit in re.findall(r"(\d+)([YMWD])", period))


def _scale(order: Sequence[str]) -> Compare:
    def compare(old: str, new: str) -> Way:
        return _number(order.index(old), order.index(new))

    return compare


def _grows(old: Sequence[str], new: Sequence[str]) -> Way:
    """More of them reach further."""
    before, after = set(old), set(new)
    if before == after:
        return Way.SAME
    return Way.WIDER if before < after else Way.NARROWER if after < before else Way.OTHER


def _limits(names: Mapping[str, str]) -> Compare:
    """The same, where none is no limit at all. names: what the second clause calls them → the first."""

    def compare(old: Sequence[str], new: Sequence[str]) -> Way:
        renamed = [names.get(each, each) for each in new]
        if bool(old) != bool(renamed):
            return Way.NARROWER if renamed else Way.WIDER
        return _grows(old, renamed)

    return compare


def _within(categories: Categories) -> Compare:
    """By how categories contain each other; None is all of them."""

    def compare(old: str | None, new: str | None) -> Way:
        if old is None or new is None or old == new:
            return _optional(old, new)
        if any(wide == old for wide, _ in categories.wider(new)):
            return Way.NARROWER
        return Way.WIDER if any(wide == new for wide, _ in categories.wider(old)) else Way.OTHER

    return compare

"""Of several readings of one place the best: matches with their levels, and what gave way to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scanner.detector.book import Rulebook
from scanner.detector.contract import Hits
from scanner.detector.text import Bools, Ints, Spans
from scanner.model.found import Confidence

_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule found in one column: matches that no better reading overlaps, with their levels.

    marks: for each match the entry of an allow list that names it, 0 for none; see `marks`.
    """

    rule: str
    spans: Spans
    flags: npt.NDArray[np.uint8]
    levels: npt.NDArray[np.uint8]
    ages: npt.NDArray[np.int16] | None
    marks: npt.NDArray[np.uint16] | None = None

    def take(self, which: Ints) -> Found:
        """The matches at these positions."""
        ages = None if self.ages is None else self.ages[which]
        marks = None if self.marks is None else self.marks[which]
        return Found(self.rule, self.spans.take(which), self.flags[which], self.levels[which], ages, marks)

    def where(self, mask: Bools) -> Found:
        """The matches where this mask is true."""
        return self if mask.all() else self.take(np.flatnonzero(mask))


@dataclass(frozen=True, slots=True)
class Lost:
    """Readings of a rule, at one level, that gave way to better ones of the rule `to`: where they start."""

    rule: str
    to: str
    level: int
    starts: Ints


def best_readings(hits: Sequence[Hits], book: Rulebook) -> tuple[list[Found], list[Lost]]:
    """Matches with their levels, in order; where two overlap, the higher level stays, then the higher priority.

    A rule that says what a whole field of text *is* stands beside what is found inside it, as do parts of a value, and
    one that only says what something is, such as a URL around an address. With them the readings that gave way to one
    of another entity.
    """
    best: list[Found] = []
    lost: list[Lost] = []
    groups: list[tuple[int, int, str, Found]] = []
    for hit in hits:
        if not len(hit.spans):
            continue
        levels = np.array(book.levels[hit.rule], np.uint8)[hit.flags]
        found = Found(hit.rule, hit.spans, hit.flags, levels, hit.ages)
        rule = book.rules[hit.rule]
        if rule.container or rule.beside_others:
            if levels.any():
                best.append(found.where(levels > 0))
            continue
        for level in (Confidence.CERTAIN, Confidence.LIKELY, Confidence.POSSIBLE):
            which = levels == level
            if which.any():
                groups.append((-int(level), -rule.priority, rule.id, found.where(which)))
    taken = _Taken(Spans.none(), np.empty(0, np.int64))
    ordered = [found for *_, found in sorted(groups, key=lambda group: group[:3])]
    for found in ordered:
        kept, beaten, winners = _without(found, taken.spans, book.rules[found.rule].auxiliary)
        lost += _losses(beaten, taken.owner[winners], best, book)
        if len(kept.spans):
            if found is not ordered[-1]:
                taken = taken.with_(kept.spans, len(best))
            best.append(kept)
    return best, lost


@dataclass(frozen=True, slots=True)
class _Taken:
    """Spans that have their reading, in order and apart, and for each the place of that reading's `Found`."""

    spans: Spans
    owner: Ints

    def with_(self, spans: Spans, owner: int) -> _Taken:
        """These and those; those that one holds of the other become one, with the owner of the outer one."""
        both = Spans.concat([self.spans, spans])
        owners = np.concatenate([self.owner, np.full(len(spans), owner)])
        order = np.lexsort((-both.end, both.start))
        both, owners = both.take(order), owners[order]
        reach = np.maximum.accumulate(both.end)
        apart = np.append(True, both.start[1:] >= reach[:-1])
        if apart.all():
            return _Taken(both, owners)
        first = np.flatnonzero(apart)
        return _Taken(Spans(both.start[first], reach[np.append(first[1:], len(both)) - 1]), owners[first])


def _losses(beaten: Found, winner: Ints, best: Sequence[Found], book: Rulebook) -> Iterator[Lost]:
    """The matches that were beaten, by the rule whose reading is better, where that is another entity."""
    entity = book.rules[beaten.rule].entity
    for number in np.unique(winner):
        to = best[number].rule
        if book.rules[to].entity != entity:
            yield Lost(beaten.rule, to, int(beaten.levels[0]), beaten.spans.start[winner == number])


def _without(found: Found, taken: Spans, around: bool) -> tuple[Found, Found, Ints]:
    """The matches in order, without those that overlap `taken`, which are sorted and apart, or an earlier one.

    around: those that hold something taken as a part of them stay. With the matches those that overlap `taken`, and
    where in it each does so first.
    """
    if not _ascending(found.spans.start):
        found = found.take(np.argsort(found.spans.start, kind="stable"))
    beaten, winners = found.take(_NONE), _NONE
    if len(taken):
        after = np.searchsorted(taken.end, found.spans.start, "right")
        first = np.minimum(after, len(taken) - 1)
        overlaps = (after < len(taken)) & (taken.start[first] < found.spans.end)
        if around and overlaps.any():
            last = np.searchsorted(taken.start, found.spans.end) - 1
            begins, ends = taken.start[first] - found.spans.start, found.spans.end - taken.end[last]
            overlaps &= ~((begins >= 0) & (ends >= 0) & (begins + ends > 0))
        if overlaps.any():
            beaten, winners = found.take(np.flatnonzero(overlaps)), after[overlaps]
            found = found.take(np.flatnonzero(~overlaps))
    start, end = found.spans.start, found.spans.end
    if len(start) and not (start[1:] >= end[:-1]).all():
        reach = np.maximum.accumulate(end)
        found = found.take(np.flatnonzero(np.append(True, start[1:] >= reach[:-1])))
    return found, beaten, winners


def _ascending(numbers: Ints) -> bool:
    return bool((numbers[1:] >= numbers[:-1]).all())

"""Which fields hold largely the same values: told by the sketches of what matched, without a value.

A sketch has the k smallest hashes of a field's distinct values (see `scanner.tally`). Below the lower of two sketches'
largest hashes both are complete, so what stands there is a sample of the values of both by one and the same
threshold (Beyer et al., "On synopses for distinct-value estimation under multiset operations", SIGMOD 2007; Cohen and
Kaplan, "Summarizing data using bottom-k sketches", PODC 2007). The share of the one's hashes there that the other has
estimates the share of its values; where neither sketch is full, it is that share. Bounds are Wilson's (1927), 95 %.
A field with very many more distinct values than another leaves few hashes to compare, and then nothing is told.

Told is what has enough evidence: ten or more shared hashes, a lower bound above half, and far more than unrelated
fields would share by chance, which a field does with as much as it holds of all the values that there are (`_SPACE`).
Rules without a `spelling` take no part, since their equal values say nothing: genders, countries, ages. Nor do test
values, first names alone and short numbers, and findings that are merely possible.

Which pairs are compared at all: see `scanner.pairing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import numpy.typing as npt

from scanner.detector.book import Rulebook
from scanner.detector.compiled import Bools, Ints, Words
from scanner.detector.rule import Spelling
from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding
from scanner.model.shared import SameValues, Share
from scanner.pairing import candidates, counted, keep_telling
from scanner.summary import Summary
from scanner.tally import NOTHING, SKETCH, FieldTally, Tally

Floats = npt.NDArray[np.float64]
_Three = tuple[float, float, float]

FEWEST = 10
"""Shared hashes from which on something is told."""
HALF = 0.5
PARTNERS = 3
"""So many others are named of each field at most."""
_CHANCE = 0.1
"""What chance gives must be less than this share of what is there."""
_SPACE = {Spelling.TEXT: 1e10, Spelling.NUMBER: 1e9, Spelling.PHONE: 1e9, Spelling.NAME: 2e5}
"""How many values there are, about; of names those that many people bear: 1,000 given by 200 family names."""
_NONE = np.empty(0, np.uint64)
_EVERY = np.uint64(2**64 - 1)
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Sketched:
    """A field's hashes, in order. limit: all of its values with a hash up to this are there."""

    origin: Origin
    category: str | None
    hashes: Words
    limit: np.uint64
    space: float
    """How many values there are of its kind."""


def same_values(summary: Summary, findings: Iterable[Finding], book: Rulebook) -> tuple[SameValues, ...]:
    """The pairs of fields of these findings that hold largely the same values, the surest first."""
    groups: dict[str, list[Sketched]] = {}
    for finding in findings:
        sketched = _sketched(finding, summary.fields.get(finding.origin), book)
        if sketched is not None:
            groups.setdefault(finding.category or " ".join(finding.entities), []).append(sketched)
    found = [each for _, group in sorted(groups.items()) for each in compared(group)]
    return tuple(sorted(found, key=_rank))


def _rank(each: SameValues) -> tuple[float, int, str, Origin, Origin]:
    return -each.a_in_b.low, -each.shared, each.category or "", each.a, each.b


def _sketched(finding: Finding, tally: FieldTally | None, book: Rulebook) -> Sketched | None:
    """The hashes of a finding's telling values; None where its rules have none."""
    readings = [
        (each.rule, spelling)
        for each in finding.readings
        if each.confidence > Confidence.POSSIBLE and (spelling := book.rules[each.rule].spelling)
    ]
    if tally is None or finding.test_data or not readings:
        return None
    known = reduce(Tally.merged, (_surest(tally, rule) for rule, _ in readings)).sketch
    limit = known[-1] if len(known) == SKETCH else _EVERY
    return Sketched(finding.origin, finding.category, known, limit, min(_SPACE[each] for _, each in readings))


def _surest(tally: FieldTally, rule: str) -> Tally:
    """What a rule found at its higher levels, or else at the lowest."""
    strong = [tally.matches[rule, level] for level in (2, 3) if (rule, level) in tally.matches]
    return reduce(Tally.merged, strong) if strong else tally.matches.get((rule, 1), NOTHING)


def compared(fields: Iterable[Sketched]) -> Iterator[SameValues]:
    """The pairs of fields of one category that are told; of each field the best few."""
    fields = sorted((each for each in fields if len(each.hashes) >= FEWEST), key=lambda each: each.origin)
    hashes = np.concatenate([_NONE, *(each.hashes for each in fields)])
    bounds = np.cumsum([0, *(len(each.hashes) for each in fields)])
    keep_telling(hashes, bounds)
    several = np.flatnonzero(np.diff(bounds) >= FEWEST)
    if len(several) < 2:
        return
    fields, begins, ends = [fields[each] for each in several], bounds[several], bounds[several + 1]
    first, second = candidates([hashes[begin:end] for begin, end in zip(begins, ends, strict=True)])
    limits = np.array([each.limit for each in fields], np.uint64)
    distinct = (ends - begins) / (limits / 2.0**64)
    pairs = _Pairs(first, second, counted(hashes, begins, ends, limits, first, second), limits, distinct)
    told = pairs.told(distinct / np.array([each.space for each in fields]))
    for one, other, shared, exact, shares in pairs.take(told[_few(first[told], second[told])]).described():
        a, b = (fields[one], shares[0]), (fields[other], shares[1])
        if a[1][0] < b[1][0]:
            a, b = b, a
        yield SameValues(a[0].category, a[0].origin, b[0].origin, shared, Share(*a[1]), Share(*b[1]), exact)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of fields of one category.

    first, second: their numbers. counts: see `counted`. limits, distinct: of each field, the latter the number of its
    telling values.
    """

    first: Ints
    second: Ints
    counts: Ints
    limits: Words
    distinct: Floats

    def take(self, which: Ints) -> _Pairs:
        """Some of them."""
        return replace(self, first=self.first[which], second=self.second[which], counts=self.counts[which])

    @property
    def exact(self) -> Bools:
        """Of which pairs all values are known."""
        whole: Bools = (self.limits[self.first] == _EVERY) & (self.limits[self.second] == _EVERY)
        return whole

    def bounds(self) -> tuple[Floats, Floats]:
        """Between which shares those of both lie, shape (pairs, 2) each."""
        several = [bounds_of(self.counts[:, 2], self.counts[:, side], self.exact) for side in (0, 1)]
        low, high = np.stack(several, axis=2)
        return low, high

    def told(self, chance: Floats) -> Ints:
        """Those with enough evidence, the surest first. chance: of each field, what chance gives any other of it."""
        low, _ = self.bounds()
        by_chance = np.column_stack([chance[self.second], chance[self.first]])
        enough = (self.counts[:, 2] >= FEWEST) & ((low > HALF) & (by_chance < _CHANCE * low)).any(axis=1)
        told = np.flatnonzero(enough)
        keys = self.second[told], self.first[told], -self.counts[told, 2], -low[told].max(axis=1)
        ordered: Ints = told[np.lexsort(keys)]
        return ordered

    def described(self) -> Iterator[tuple[int, int, int, bool, tuple[_Three, _Three]]]:
        """First, second, values that both have, whether that is exact, and of each the share with its bounds."""
        ends = self.limits[self.first], self.limits[self.second]
        both = self.counts[:, 2]
        shared = both / (np.minimum(*ends) / 2.0**64)
        for side, (end, field) in enumerate(zip(ends, (self.first, self.second), strict=True)):
            shared = np.where(end == _EVERY, both / self.counts[:, side] * self.distinct[field], shared)
        share = both[:, None] / self.counts[:, :2]
        three = np.round(np.stack([share, *self.bounds()], axis=2), 4)
        of = self.first, self.second, np.round(shared).astype(np.int64), self.exact, three
        return zip(*(each.tolist() for each in of), strict=True)


def _few(first: Ints, second: Ints) -> list[int]:
    """Which pairs are left where each field has only some partners, those of the first of its pairs."""
    partners, left = [0] * (max(first.max(initial=0), second.max(initial=0)) + 1), []
    for pair, (one, other) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        if min(partners[one], partners[other]) < PARTNERS:
            left.append(pair)
        partners[one] += 1
        partners[other] += 1
    return left


def bounds_of(part: Ints, count: Ints, exact: Bools) -> tuple[Floats, Floats]:
    """Between which shares those of so many parts lie at 95 % (Wilson, "Probable inference", JASA 22, 1927).

    Both bounds are the share itself where it is exact.
    """
    count = np.maximum(count, 1)
    share = part / count
    middle = (share + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    reach = _Z / (1 + _Z**2 / count) * np.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    low, high = np.maximum(middle - reach, 0.0), np.minimum(middle + reach, 1.0)
    return np.where(exact, share, low), np.where(exact, share, high)

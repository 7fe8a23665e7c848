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

Fields are not held against each other one by one. All hashes are put in order, equal ones stand together, and pairs are
counted where they do. Where very many fields share a hash, each is paired with the first few only, and of very many
pairs of a field only those are compared in full that share most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from scanner.detector.book import Rulebook
from scanner.detector.compiled import INTS, WORDS, Bools, Ints, Words, compiled
from scanner.detector.rule import Spelling
from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding
from scanner.model.shared import SameValues, Share
from scanner.summary import Summary
from scanner.tally import NOTHING, SKETCH, FieldTally, Tally

Floats = npt.NDArray[np.float64]

FEWEST = 10
"""Shared hashes from which on something is told."""
HALF = 0.5
PARTNERS = 3
"""So many others are named of each field at most."""
_CHANCE = 0.1
"""What chance gives must be less than this share of what is there."""
_SPACE = {Spelling.TEXT: 1e10, Spelling.NUMBER: 1e9, Spelling.PHONE: 1e9, Spelling.NAME: 2e5}
"""How many values there are, about; of names those that many people bear: 1,000 given by 200 family names."""
_EVERY = np.uint64(2**64 - 1)
_NEAR = 8
"""So many fields that share a hash, twice over, are all paired; where more do, each with so many of the first."""
_HASHES = 1_000_000
"""So many hashes of one category are looked at for pairs, the lowest of each field."""
_COMPARED = 16
"""With so many others each field is then compared by all of its hashes."""
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Sketched:
    """A field's telling hashes, in order. limit: all of its values with a hash up to this are there."""

    origin: Origin
    category: str | None
    hashes: Words
    limit: np.uint64
    space: float

    @property
    def distinct(self) -> float:
        """How many distinct telling values the field has, about."""
        return len(self.hashes) / (float(self.limit) / 2.0**64)


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
    telling = known[(known & np.uint64(1)).astype(np.bool_)]
    return Sketched(finding.origin, finding.category, telling, limit, min(_SPACE[each] for _, each in readings))


def _surest(tally: FieldTally, rule: str) -> Tally:
    """What a rule found at its higher levels, or else at the lowest."""
    strong = [tally.matches[rule, level] for level in (2, 3) if (rule, level) in tally.matches]
    return reduce(Tally.merged, strong) if strong else tally.matches.get((rule, 1), NOTHING)


def compared(fields: Sequence[Sketched]) -> Iterator[SameValues]:
    """The pairs of fields of one category that are told; of each field the best few."""
    fields = sorted((each for each in fields if len(each.hashes) >= FEWEST), key=lambda each: each.origin)
    if len(fields) < 2:
        return
    first, second = _candidates([each.hashes for each in fields])
    bounds = np.cumsum([0, *(len(each.hashes) for each in fields)])
    limits = np.array([each.limit for each in fields], np.uint64)
    counts = _counted(np.concatenate([each.hashes for each in fields]), bounds, limits, first, second)
    whole = (limits[first] == _EVERY) & (limits[second] == _EVERY)
    low, high = np.stack([bounds_of(counts[:, 2], counts[:, side], whole) for side in (0, 1)], axis=2)
    chance = np.array([each.distinct / each.space for each in fields])
    by_chance = np.column_stack([chance[second], chance[first]])
    enough = (counts[:, 2] >= FEWEST) & ((low > HALF) & (by_chance < _CHANCE * low)).any(axis=1)
    told = np.flatnonzero(enough)
    told = told[np.lexsort((second[told], first[told], -counts[told, 2], -low[told].max(axis=1)))]
    partners = [0] * len(fields)
    for pair, one, other in zip(*(each.tolist() for each in (told, first[told], second[told])), strict=True):
        if min(partners[one], partners[other]) < PARTNERS:
            yield _same(fields[one], fields[other], *(each[pair].tolist() for each in (counts, low, high)))
        partners[one] += 1
        partners[other] += 1


def _candidates(sketches: Sequence[Words]) -> tuple[Ints, Ints]:
    """Pairs of fields that share a hash, the lower number first, each once; of each field those that share most."""
    most = max(_HASHES // len(sketches), 2 * FEWEST)
    few = [each[:most] for each in sketches]
    hashes = np.concatenate(few)
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    field = np.repeat(np.arange(len(few)), [len(each) for each in few])[order]
    begins = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1]))
    sizes = np.diff(np.append(begins, len(hashes)))
    crowded = np.repeat(sizes > 2 * _NEAR, sizes)
    codes = []
    for near in range(1, 2 * _NEAR):
        alike = np.flatnonzero((hashes[near:] == hashes[:-near]) & ~crowded[near:])
        codes.append(np.unique(field[alike] * len(few) + field[alike + near], return_counts=True))
    begin = np.repeat(begins, sizes)
    other = np.flatnonzero(crowded & (np.arange(len(hashes)) - begin >= _NEAR))
    codes += [
        np.unique(field[begin[other] + first] * len(few) + field[other], return_counts=True) for first in range(_NEAR)
    ]
    codes.append(_among_first(field, begins[sizes > 2 * _NEAR], len(few)))
    pairs, place = np.unique(np.concatenate([each for each, _ in codes]), return_inverse=True)
    shared = np.bincount(place, np.concatenate([times for _, times in codes]), len(pairs)).astype(np.int64)
    first, second = pairs // len(few), pairs % len(few)
    best = _best(first, second, shared)
    return first[best], second[best]


def _among_first(field: Ints, begins: Ints, fields: int) -> tuple[Ints, Ints]:
    """The pairs among the first few fields that share each of the hashes which very many share, and how many each."""
    first, second = np.triu_indices(_NEAR, 1)
    codes = field[begins[:, None] + first] * fields + field[begins[:, None] + second]
    return np.unique(codes.ravel(), return_counts=True)


def _best(first: Ints, second: Ints, shared: Ints) -> Ints:
    """Which pairs are among the `_COMPARED` of one of their fields that share most."""
    fields, pair = np.concatenate([first, second]), np.tile(np.arange(len(first)), 2)
    order = np.lexsort((pair, -shared[pair], fields))
    fields = fields[order]
    begins = np.flatnonzero(np.append(True, fields[1:] != fields[:-1])[: len(fields)])
    rank = np.arange(len(fields)) - np.repeat(begins, np.diff(np.append(begins, len(fields))))
    return np.unique(pair[order[rank < _COMPARED]])


@compiled(WORDS, INTS, WORDS, INTS, INTS)
def _counted(hashes: Words, bounds: Ints, limits: Words, first: Ints, second: Ints) -> npt.NDArray[np.int64]:
    """Per pair of fields, shape (pairs, 3): how many hashes each has up to the lower limit, and how many both have."""
    counts = np.zeros((len(first), 3), np.int64)
    for pair in range(len(first)):
        one, other = bounds[first[pair]], bounds[second[pair]]
        one_end, other_end = bounds[first[pair] + 1], bounds[second[pair] + 1]
        limit = min(limits[first[pair]], limits[second[pair]])
        while one < one_end and hashes[one] <= limit and other < other_end and hashes[other] <= limit:
            left, right = hashes[one], hashes[other]
            one += left <= right
            other += right <= left
            counts[pair, 0] += left <= right
            counts[pair, 1] += right <= left
            counts[pair, 2] += left == right
        while one < one_end and hashes[one] <= limit:
            one += 1
            counts[pair, 0] += 1
        while other < other_end and hashes[other] <= limit:
            other += 1
            counts[pair, 1] += 1
    return counts


def _same(
    one: Sketched, other: Sketched, counts: tuple[int, int, int], low: tuple[float, float], high: tuple[float, float]
) -> SameValues:
    """A pair of fields, that of which more is in the other first. low, high: between what the share of each lies."""
    ones, others, both = counts
    exact = bool(one.limit == other.limit == _EVERY)
    limit = min(one.limit, other.limit)
    shared = round(both / (float(limit) / 2.0**64))
    for count, field in ((ones, one), (others, other)):
        if field.limit == _EVERY:
            shared = round(both / count * len(field.hashes))
    a, b = (
        Share(*(round(each, 4) for each in (both / count, least, most)))
        for count, least, most in zip((ones, others), low, high, strict=True)
    )
    if (-a.share, one.origin) > (-b.share, other.origin):
        one, other, a, b = other, one, b, a
    return SameValues(one.category, one.origin, other.origin, shared, a, b, exact)


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

"""Pairs of fields that share hashes, found among very many: what `overlap` weighs and tells.

Fields are not held against each other one by one. All hashes are put in order, equal ones stand together, and pairs are
counted where they do. Where very many fields share a hash, each is paired with the first few only, and of all pairs
of a field only those are compared in full that share most.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scanner.detector.compiled import INTS, WORDS, Ints, Words, compiled

_NEAR = 8
"""So many fields that share a hash, twice over, are all paired; where more do, each with so many of the first."""
_RARE = 16
"""So much more a hash counts that fewer share, when it is asked which fields share most."""
_HASHES = 1_000_000
"""So many hashes of one category are looked at for pairs, the lowest of each field."""
_COMPARED = 8
"""With so many others each field is then compared by all of its hashes."""
_FEWEST = 20
"""But of each field so many at least."""


@compiled(WORDS, INTS)
def keep_telling(hashes: Words, bounds: Ints) -> None:
    """Moves up, in place, the hashes of values that say something when they are equal; bounds: of each field's."""
    count = begin = 0
    for one in range(len(bounds) - 1):
        bounds[one], end = count, bounds[one + 1]
        for at in range(begin, end):
            hash_ = hashes[at]
            hashes[count] = hash_
            if hash_ & np.uint64(1):
                count += 1
        begin = end
    bounds[-1] = count


def candidates(sketches: Sequence[Words]) -> tuple[Ints, Ints]:
    """Pairs of fields that share a hash, the lower number first, each once; of each field those that share most."""
    most = max(_HASHES // len(sketches), _FEWEST)
    few = [each[:most] for each in sketches]
    hashes = np.concatenate(few)
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    lengths = [len(each) for each in few]
    begins = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1]))
    sizes = np.diff(np.append(begins, len(hashes)))
    place = np.empty(len(order), np.int64)
    place[order] = np.repeat(np.arange(len(begins)), sizes)
    holders = np.repeat(np.arange(len(few)), lengths)[order]
    best = _nearest(place, np.cumsum([0, *lengths]), holders, begins, sizes)
    one, other = np.repeat(np.arange(len(few)), _COMPARED), best.ravel()
    one, other = one[other >= 0], other[other >= 0]
    pairs = np.unique(np.minimum(one, other) * len(few) + np.maximum(one, other))
    return pairs // len(few), pairs % len(few)


@compiled(INTS, INTS, INTS, INTS, INTS)
def _nearest(place: Ints, bounds: Ints, holders: Ints, begins: Ints, sizes: Ints) -> npt.NDArray[np.int64]:
    """Per field, shape (fields, `_COMPARED`): the others that share most hashes with it, -1 where there are no more.

    place: of each hash of each field its number among the distinct ones. bounds: where the hashes of each field begin,
    and the last ones end. holders: the fields that have each distinct hash, from its place in `begins` on, so many as
    `sizes` says.
    """
    fields = len(bounds) - 1
    shared, touched = np.zeros(fields, np.int64), np.empty(fields, np.int64)
    best = np.full((fields, _COMPARED), -1, np.int64)
    for one in range(fields):
        count = 0
        for at in range(bounds[one], bounds[one + 1]):
            begin, size = begins[place[at]], sizes[place[at]]
            crowded = size > 2 * _NEAR
            for other in holders[begin : begin + (_NEAR if crowded else size)]:
                if other != one:
                    if not shared[other]:
                        touched[count] = other
                        count += 1
                    shared[other] += 1 if crowded else _RARE
        for other in touched[:count]:
            rank = _COMPARED
            while rank and (best[one, rank - 1] < 0 or shared[best[one, rank - 1]] < shared[other]):
                rank -= 1
                if rank + 1 < _COMPARED:
                    best[one, rank + 1] = best[one, rank]
            if rank < _COMPARED:
                best[one, rank] = other
        shared[touched[:count]] = 0
    return best


@compiled(WORDS, INTS, INTS, WORDS, INTS, INTS)
def counted(hashes: Words, begins: Ints, ends: Ints, limits: Words, first: Ints, second: Ints) -> npt.NDArray[np.int64]:
    """Per pair of fields, shape (pairs, 3): how many hashes each has up to the lower limit, and how many both have."""
    counts = np.zeros((len(first), 3), np.int64)
    for pair in range(len(first)):
        one, other = begins[first[pair]], begins[second[pair]]
        one_end, other_end = ends[first[pair]], ends[second[pair]]
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

"""What is wanted as sorted hashes, each with the terms of which it could be a spelling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
import orjson

from scanner.detector.compiled import Bytes, Ints, Words
from scanner.detector.text import Text
from scanner.find import hashing
from scanner.find.folding import tokens, units
from scanner.find.loop import fill_hits
from scanner.find.spellings import in_letters, spellings
from scanner.find.wanted import EMAIL, NAME, PHONE, Term, Wanted

_SPARSE = 64
"""Bits of the filter for each hash, so that few others pass it."""
_FEWEST_BITS, _MOST_BITS = 12, 26
_REACH = 96
_ROOM = 1 << 12
"""Hits for which there is room at first."""
_NONE = np.empty(0, np.int64)
_FAR = 4
"""Words of a name from which on its first and its last are too far apart to be seen as a pair."""


@dataclass(frozen=True, eq=False, slots=True)
class Needles:
    """terms: by place of a hash, the numbers of terms. cells: hashes of whole cells that are a part of a name.

    names: for two cells of a record, the hash of both → the numbers of terms that they make together.
    """

    wanted: Wanted
    keys: Words
    terms: tuple[tuple[int, ...], ...]
    cells: npt.NDArray[np.bool_]
    names: Mapping[int, tuple[int, ...]]
    filter: Bytes
    shift: np.uint64
    reach: int
    """Bytes before and after a hit that may be a part of the value."""

    def hits(self, text: Text) -> tuple[Ints, Ints, Ints]:
        """Where hits begin and end, and the place of each in `keys`."""
        if not len(text):
            return _NONE, _NONE, _NONE
        begin, stop, room = int(text.starts[0]), int(text.ends[-1]), _ROOM
        while True:
            hits = np.empty(3 * room, np.int64)
            count = fill_hits(text.data, begin, stop, *units(), self.filter, self.shift, self.keys, hits)
            if count <= room:
                start, end, key = hits[: 3 * count].reshape(-1, 3).T.copy()
                return start, end, key
            room = count


def packed(wanted: Wanted) -> bytes:
    """What is wanted as it travels to workers."""
    return orjson.dumps(wanted)


@lru_cache(maxsize=2)
def unpacked(data: bytes) -> Needles:
    """Made ready to be looked for."""
    given = orjson.loads(data)
    terms = tuple(Term(**each | {"plain": tuple(each["plain"])}) for each in given["terms"])
    return needles(Wanted(tuple(given["ids"]), terms))


def needles(wanted: Wanted) -> Needles:
    """The hashes of all spellings."""
    by_hash: dict[int, list[int]] = {}
    cells: dict[int, None] = {}
    names: dict[int, list[int]] = {}
    for number, term in enumerate(wanted.terms):
        for each in set(_hashes(term)):
            by_hash.setdefault(each, []).append(number)
        for one, other in set(_halves(term)):
            cells |= {one: None, other: None}
            names.setdefault(both(one, other), []).append(number)
    for each in cells:
        by_hash.setdefault(each, [])
    keys = np.array(sorted(by_hash), np.uint64)
    bits = min(max(int(len(keys) * _SPARSE).bit_length(), _FEWEST_BITS), _MOST_BITS)
    shift = np.uint64(64 - bits)
    filter_ = np.zeros(1 << bits, np.uint8)
    filter_[(keys * np.uint64(0x9E3779B97F4A7C15)) >> shift] = 1
    return Needles(
        wanted,
        keys,
        tuple(tuple(by_hash[int(key)]) for key in keys),
        np.array([int(key) in cells for key in keys], np.bool_),
        {key: tuple(several) for key, several in names.items()},
        filter_,
        shift,
        max(_REACH, *(8 * len(part) for term in wanted.terms for part in term.plain)),
    )


def both(one: int, other: int) -> int:
    """One number for the hashes of two cells, in whichever order."""
    return (one + other) & (1 << 64) - 1


def _hashes(term: Term) -> Iterator[int]:
    if term.kind == EMAIL:
        local, domain = term.plain
        mailbox = tokens(local.partition("+")[0]) or tokens(local)
        for each in {domain, in_letters(domain)}:
            if mailbox and tokens(each):
                yield hashing.of_pair(mailbox[-1], tokens(each)[0])
                yield hashing.of_pair(tokens(local)[-1], tokens(each)[0])
    elif term.kind == PHONE:
        yield hashing.of_tail((term.code if len(term.plain[0]) < hashing.TAIL_UNITS else "") + term.plain[0])
    elif term.kind == NAME:
        yield from _of_name(term)
    elif len(term.plain[0]) >= hashing.TAIL_UNITS:
        yield hashing.of_tail(term.plain[0])
    else:
        parts = tokens(term.said)
        yield hashing.of_word(term.plain[0])
        if len(parts) > 1:
            yield hashing.of_pair(parts[0], parts[-1])


def _of_name(term: Term) -> Iterator[int]:
    if len(term.plain) == 1:
        yield from map(hashing.of_word, spellings(term, 0))
        return
    first, last = spellings(term, 0), spellings(term, len(term.plain) - 1)
    for one, other in product({*first, *(each[0] for each in first)}, last):
        yield hashing.of_pair(one, other)
    if len(term.plain) > _FAR:
        for one, other in product(spellings(term, len(term.plain) - 2), last):
            yield hashing.of_pair(one, other)


def _halves(term: Term) -> Iterator[tuple[int, int]]:
    """The hashes of given and family name in cells of their own, wherever one ends and the other begins."""
    if term.kind != NAME or not 1 < len(term.plain) <= 6:
        return
    for cut in range(1, len(term.plain)):
        yield hashing.of_cell(term.plain[:cut]), hashing.of_cell(term.plain[cut:])
    if len(term.plain) == 2:
        for one, other in product(spellings(term, 0), spellings(term, 1)):
            yield hashing.of_cell((one,)), hashing.of_cell((other,))

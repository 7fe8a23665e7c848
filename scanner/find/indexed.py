"""The same question, asked of the index that a run keeps: as of that run, and of what its rules matched alone.

A value is known by the hash that all its spellings have (see `scanner.detector.spelling`). A name is found in one
field, in any order of its words, or in two fields of a record that hold a part each.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

import numpy as np
import numpy.typing as npt

from scanner.detector.rule import Spelling
from scanner.find.exact import How
from scanner.find.place import Place
from scanner.find.said import hash_of
from scanner.find.spellings import in_letters, spellings
from scanner.find.wanted import EMAIL, ENTITIES, NAME, PHONE, VALUE, Term, Wanted
from scanner.model.data import Origin
from scanner.model.problems import Coverage
from scanner.runs.index import Hits, Index

Ints = npt.NDArray[np.int64]

_MOST = 64
"""Spellings of one name."""


@dataclass(frozen=True, slots=True)
class FromIndex:
    """What an index knows of what is wanted. run, as_of: whose it is, and when that ended. entities: what it holds."""

    wanted: Wanted
    coverage: Sequence[Coverage]
    complete: bool
    run: str
    as_of: str
    entities: tuple[str, ...]
    found: tuple[Place, ...]

    @property
    def whole(self) -> bool:
        """Whether the run read everything that it was to read."""
        return self.complete and not any(each.holes for each in self.coverage)

    def not_held(self) -> list[str]:
        """The kinds among what is wanted that no rule of the run looked for."""
        entities = {kind: entity for entity, kind in ENTITIES.items()}
        asked = {entities.get(term.kind, term.kind.upper()): term.kind for term in self.wanted.terms}
        return sorted(kind for entity, kind in asked.items() if kind != VALUE and entity not in self.entities)

    def places(self) -> Iterator[Place]:
        """All places, by asset, field and record."""
        return iter(self.found)


def places_of(wanted: Wanted, index: Index) -> tuple[Place, ...]:
    """All places of what is wanted, each once. Raises `RunError`."""
    found: set[tuple[Origin, int, int, How]] = set()
    hashes: dict[int, list[tuple[int, How]]] = {}
    halves: dict[int, list[tuple[int, int, int]]] = {}
    for number, term in enumerate(wanted.terms):
        for each, how in _whole(term).items():
            hashes.setdefault(each, []).append((number, how))
        for each, cut, half in _halves(term):
            halves.setdefault(each, []).append((number, cut, half))
    parts: dict[tuple[int, int, str, int], tuple[list[Hits], list[Hits]]] = {}
    for hits in index.hits({*hashes, *halves}):
        for number, how in hashes.get(hits.hash, ()):
            found |= {(*place, number, how) for place in _placed(index, hits)}
        for number, cut, half in halves.get(hits.hash, ()):
            parts.setdefault((number, cut, hits.asset, hits.unit), ([], []))[half].append(hits)
    for (number, _, asset, unit), (firsts, lasts) in parts.items():
        ones, others = _by_field(firsts), _by_field(lasts)
        for (mine, left), (its, right) in product(ones.items(), others.items()):
            for place, how in _together(index, (asset, unit), {mine: left, its: right}):
                found.add((*place, number, how))
    return tuple(Place(term, how, origin, row) for origin, row, term, how in sorted(found))


def _placed(index: Index, hits: Hits) -> Iterator[tuple[Origin, int]]:
    for field, row in zip(hits.fields.tolist(), hits.rows.tolist(), strict=True):
        origin, before = index.origin(hits.asset, hits.unit, field)
        yield origin, before + row


def _by_field(several: Iterable[Hits]) -> Mapping[int, Ints]:
    """The records of each field, in order."""
    fields: dict[int, list[Ints]] = {}
    for hits in several:
        for field in np.unique(hits.fields).tolist():
            fields.setdefault(field, []).append(hits.rows[hits.fields == field])
    return {field: np.unique(np.concatenate(rows)) for field, rows in fields.items()}


def _together(
    index: Index, unit: tuple[str, int], records: Mapping[int, Ints]
) -> Iterator[tuple[tuple[Origin, int], How]]:
    """Records of which two fields of one table hold a part of a name each; one field holds both alone."""
    if len(records) < 2:
        return
    (one, ones), (other, others) = sorted(records.items())
    rows = np.intersect1d(ones, others, assume_unique=True)
    (left, base), (right, _) = index.origin(*unit, one), index.origin(*unit, other)
    if (left.member, left.table) == (right.member, right.table):
        origin = replace(left, field=f"{left.field} + {right.field}")
        how = How.FIELDS if other - one == 1 else How.APART
        yield from (((origin, base + row), how) for row in rows.tolist())


def _whole(term: Term) -> Mapping[int, How]:
    """The hashes of a value that may stand in one field."""
    if term.kind == EMAIL:
        local, domain = term.plain
        hosts = {domain, in_letters(domain)}
        return dict.fromkeys(_hashes(Spelling.TEXT, (f"{local}@{each}" for each in hosts)), How.SAME)
    if term.kind == PHONE:
        how = How.SAME if term.home else How.NATIONAL
        return dict.fromkeys(_hashes(Spelling.PHONE, [f"+{term.code}{term.plain[0]}"]), how)
    if term.kind == NAME:
        words = islice(product(*(_words(term, place) for place in range(len(term.plain)))), _MOST)
        return dict.fromkeys(_hashes(Spelling.NAME, (term.said, *map(" ".join, words))), How.SAME)
    said = unicodedata.normalize("NFC", term.said)
    return dict.fromkeys([*_hashes(Spelling.NUMBER, term.plain), *_hashes(Spelling.TEXT, [said])], How.SAME)


def _halves(term: Term) -> Iterator[tuple[int, int, int]]:
    """Of a name the hashes of what two fields may hold of it: where the first ends, and which of the two it is."""
    if term.kind != NAME:
        return
    said = unicodedata.normalize("NFC", term.said).split()
    for cut in range(1, len(term.plain)):
        for half, places in enumerate((range(cut), range(cut, len(term.plain)))):
            ways = {" ".join(each) for each in islice(product(*(_words(term, place) for place in places)), _MOST)}
            if len(said) == len(term.plain):
                ways.add(" ".join(said[place] for place in places))
            yield from ((each, cut, half) for each in set(_hashes(Spelling.NAME, ways)))


def _words(term: Term, place: int) -> list[str]:
    return sorted(spellings(term, place))


def _hashes(spelling: Spelling, values: Iterable[str]) -> list[int]:
    return [hash_of(each, spelling) for each in values if each]

"""What is counted of a field: matches by rule and level, the first places, a few masked samples, a sketch.

The sketch holds the k smallest of the values' 64-bit hashes (bottom-k, Cohen and Kaplan 2007): it merges in any order
and picks the same samples whatever the order; under k distinct values its count is exact. Spellings of one value count
once where the rule says how they differ, and sketches of different fields can be held against each other (see
`scanner.overlap`).

The hash has no key. A key of the run would choose other samples in each run, and what was carried over from the run
before could not be held against what is new; and no hash that is quick enough to be made of each match hides a phone
number from who can try all of them, key or not. So sketches are never written in the clear: a kept run encrypts them
under a secret of its folder (see `scanner.runs.seal`), and a report holds no hash.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TypeVar

import numpy as np

from scanner.detector.freetext import Amount
from scanner.detector.text import Hashes
from scanner.model.pickled import Pickled

SKETCH = 1024
SAMPLES = 5
PLACES = 5
UNITS = 32
"""So many units in which a rule matched are known by number, so that files of a dataset can be named."""


@dataclass(slots=True)
class Tally(Pickled):
    """Matches of one rule at one level in one field.

    values: those that hold one, and none of a higher level. evidence: set of `Evidence` flags → how many matches have
    just these. days: the day of the record, counted from 1970 → values.
    """

    values: int = 0
    evidence: dict[int, int] = field(default_factory=dict)
    sketch: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    samples: dict[int, str] = field(default_factory=dict)
    places: list[tuple[int, int]] = field(default_factory=list)
    ages: dict[int, int] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    units: list[int] = field(default_factory=list)
    """The first units of a dataset that have matches, by number."""

    def merged(self, other: Tally) -> Tally:
        """Both together."""
        if not self.evidence or not other.evidence:
            return self if self.evidence else other
        return Tally(
            self.values + other.values,
            added(self.evidence, other.evidence),
            smallest(np.concatenate([self.sketch, other.sketch])),
            _first_samples(self.samples, other.samples),
            sorted({*self.places, *other.places})[:PLACES],
            added(self.ages, other.ages),
            added(self.days, other.days),
            sorted({*self.units, *other.units})[:UNITS],
        )

    def moved(self, number: int) -> Tally:
        """The tally of one unit under another number of the unit."""
        units = [number] if self.units else []
        return replace(self, places=[(number, row) for _, row in self.places], units=units)

    @property
    def flags(self) -> int:
        """The evidence of all matches together."""
        return reduce(int.__or__, self.evidence, 0)

    @property
    def distinct(self) -> int:
        """How many distinct values matched: exact below `SKETCH`, else estimated (standard error 3 %)."""
        return distinct_of(self.sketch)


NOTHING = Tally()
"""That of a rule without a match; never changed."""


@dataclass(slots=True)
class FieldTally(Pickled):
    """One field of one table of one asset.

    matches: by rule and level. tests: the same for values whose matches of that rule are all test values. allowed: per
    rule, values whose matches are all allowed, or else test values. named: per rule and entry of an allow list, values
    with a match that the entry names. lost: per rule, better rule and level of the reading that gave way, the values.
    """

    scanned: int = 0
    prose: int = 0
    lines: bool = False
    tried: dict[str, int] = field(default_factory=dict)
    matches: Tallies = field(default_factory=dict)
    tests: Tallies = field(default_factory=dict)
    allowed: dict[str, int] = field(default_factory=dict)
    named: dict[tuple[str, int], int] = field(default_factory=dict)
    lost: dict[tuple[str, str, int], int] = field(default_factory=dict)
    free: Amount = field(default_factory=Amount)
    """Free text that a language model was to read, and how much of it was read."""
    dated_by: str = ""
    """The field that holds the days of its records."""
    suppressed: dict[str, frozenset[int]] = field(default_factory=dict)
    """By rule, what was found of the list of persons who object, as it is held there."""

    @property
    def quiet(self) -> bool:
        """Whether nothing in it matched, and all that a language model was to read was read."""
        matched = self.matches or self.tests or self.allowed or self.named or self.lost
        return not matched and self.free.read == self.free.passages

    @property
    def mostly_prose(self) -> bool:
        """Whether more than half of its values are free text."""
        return self.prose * 2 > self.scanned

    def moved(self, number: int) -> FieldTally:
        """The tally of one unit under another number of the unit."""
        matches, tests = (
            {key: tally.moved(number) for key, tally in several.items()} for several in (self.matches, self.tests)
        )
        return replace(self, matches=matches, tests=tests)

    def merged(self, other: FieldTally) -> FieldTally:
        """Both together."""
        return FieldTally(
            self.scanned + other.scanned,
            self.prose + other.prose,
            self.lines or other.lines,
            added(self.tried, other.tried),
            _together(self.matches, other.matches),
            _together(self.tests, other.tests),
            added(self.allowed, other.allowed),
            added(self.named, other.named),
            added(self.lost, other.lost),
            self.free + other.free,
            max(self.dated_by, other.dated_by),
            _united(self.suppressed, other.suppressed),
        )


Tallies = dict[tuple[str, int], Tally]
"""By rule and level."""
_Key = TypeVar("_Key", bound=Hashable)


def added(one: Mapping[_Key, int], other: Mapping[_Key, int]) -> dict[_Key, int]:
    """Counts under the same keys summed."""
    return {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}


def _together(one: Tallies, other: Tallies) -> Tallies:
    both = dict(one)
    for key, tally in other.items():
        both[key] = both[key].merged(tally) if key in both else tally
    return both


def _united(one: Mapping[str, frozenset[int]], other: Mapping[str, frozenset[int]]) -> dict[str, frozenset[int]]:
    nothing = frozenset[int]()
    return {key: one.get(key, nothing) | other.get(key, nothing) for key in {**one, **other}}


def _first_samples(one: Mapping[int, str], other: Mapping[int, str]) -> dict[int, str]:
    """The first of both; of two spellings of one value that which comes first in order."""
    both = dict(one)
    for key, text in other.items():
        both[key] = min(both.get(key, text), text)
    return dict(sorted(both.items())[:SAMPLES])


def smallest(hashes: Hashes) -> Hashes:
    """The `SKETCH` smallest distinct hashes, in order."""
    ordered = np.sort(hashes)
    distinct: Hashes = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]][:SKETCH]
    return distinct


def distinct_of(sketch: Hashes) -> int:
    """The number of distinct values that a bottom-k sketch stands for."""
    if len(sketch) < SKETCH:
        return len(sketch)
    return round((SKETCH - 1) / (float(sketch[-1]) / 2.0**64))

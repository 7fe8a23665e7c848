"""Matches become mergeable summaries; a summary of a whole run becomes findings.

A `Summary` holds counts, a sketch of the distinct values, a few masked samples and the first places per field
and rule. Merging is commutative and associative, and merging a unit into a summary that has it changes
nothing. Sketch: the k smallest of the values' 64-bit hashes (bottom-k, Cohen and Kaplan 2007), which merges in
any order and picks the same samples whatever the order; under k distinct values its count is exact.

Confidence. Every match has a level from its rule's own table of evidence. A field is then judged as a whole:

    what the matches look like                                                          the finding is
    some are certain: proof and a name or word, or proof that chance cannot give          certain
    in half or more of at least 10 values, and chance would not give that many            certain
    likely ones, and chance would not give that many                                      likely
    only shapes, in 80 % or more of at least 20 values                                    likely
    only shapes, or no more of the likely ones than random strings would give             possible
    the same in a structured field whose name does not say so, under 5 % of the values    no finding
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from math import erfc, exp, lgamma, log, log1p, sqrt

import numpy as np
import numpy.typing as npt

from scanner.detect import ColumnFound, Found
from scanner.detector.book import Rulebook
from scanner.detector.contract import Evidence
from scanner.detector.mask import mask
from scanner.detector.text import Hashes
from scanner.model import Batch, Confidence, Finding, Origin, Unit

SKETCH = 1024
SAMPLES = 5
PLACES = 5
RowBases = Mapping[tuple[str, str, str, int], int]
"""Per (asset, member, table, unit number): how many records of the table lie before that unit."""
WHOLE = 0.8
"""Share of a structured field's values from which on all that have the shape are counted with those that prove it."""
CHANCE_LIMIT = 1e-4
"""Matches are put down to chance when at least as many would turn up this often among random strings."""


@dataclass(slots=True)
class Tally:
    """Matches of one rule at one level in one field."""

    values: int = 0
    flags: int = 0
    sketch: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    samples: dict[int, str] = field(default_factory=dict)
    places: list[tuple[int, int]] = field(default_factory=list)
    ages: dict[int, int] = field(default_factory=dict)

    def merged(self, other: Tally) -> Tally:
        """Both together."""
        ages = {age: self.ages.get(age, 0) + other.ages.get(age, 0) for age in sorted({*self.ages, *other.ages})}
        return Tally(
            self.values + other.values,
            self.flags | other.flags,
            smallest(np.concatenate([self.sketch, other.sketch])),
            dict(sorted({**self.samples, **other.samples}.items())[:SAMPLES]),
            sorted({*self.places, *other.places})[:PLACES],
            ages,
        )

    @property
    def distinct(self) -> int:
        """How many distinct values matched: exact below `SKETCH`, else estimated (standard error 3 %)."""
        return distinct_of(self.sketch)


@dataclass(slots=True)
class FieldTally:
    """One field of one table of one asset."""

    scanned: int = 0
    prose: int = 0
    lines: bool = False
    tried: dict[str, int] = field(default_factory=dict)
    matches: dict[tuple[str, int], Tally] = field(default_factory=dict)

    def merged(self, other: FieldTally) -> FieldTally:
        """Both together."""
        matches = dict(self.matches)
        for key, tally in other.matches.items():
            matches[key] = matches[key].merged(tally) if key in matches else tally
        tried = {rule: self.tried.get(rule, 0) + other.tried.get(rule, 0) for rule in {*self.tried, *other.tried}}
        return FieldTally(
            self.scanned + other.scanned, self.prose + other.prose, self.lines or other.lines, tried, matches
        )


@dataclass(slots=True)
class Summary:
    """What a set of units holds, summed.

    units: their ids. rows: records per (asset, member, table, unit number), from which the record numbers of
    later units follow.
    """

    units: frozenset[str] = frozenset()
    fields: dict[Origin, FieldTally] = field(default_factory=dict)
    rows: dict[tuple[str, str, str, int], int] = field(default_factory=dict)

    def merged(self, other: Summary) -> Summary:
        """Both together. Raises ValueError where they share some units and each has others besides."""
        if other.units <= self.units:
            return self
        if self.units <= other.units:
            return other
        if self.units & other.units:
            raise ValueError("two summaries that overlap in part cannot be merged: some units would count twice")
        fields = dict(self.fields)
        for origin, tally in other.fields.items():
            fields[origin] = fields[origin].merged(tally) if origin in fields else tally
        return Summary(self.units | other.units, fields, {**self.rows, **other.rows})


_Where = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]


class Summarising:
    """Builds the summary of one unit, batch by batch."""

    def __init__(self, unit: Unit, book: Rulebook, show_values: bool = False) -> None:
        self._unit = unit
        self._book = book
        self._show = show_values
        self._fields: dict[Origin, FieldTally] = {}
        self._rows: dict[tuple[str, str, str, int], int] = {}

    def add(self, batch: Batch, columns: Iterable[ColumnFound]) -> None:
        """Counts one batch."""
        key = (self._unit.asset.name, batch.member, batch.table, self._unit.number)
        last = int(batch.row_of(np.array([batch.rows - 1]))[0]) if batch.rows else 0
        self._rows[key] = max(self._rows.get(key, 0), last)
        for found in columns:
            origin = Origin(self._unit.asset.name, batch.member, batch.table, found.column.field)
            tally = self._tally(batch, found, self._fields.get(origin, FieldTally()))
            self._fields[origin] = self._fields[origin].merged(tally) if origin in self._fields else tally

    def summary(self) -> Summary:
        """The summary of what was added."""
        return Summary(frozenset([self._unit.id]), self._fields, self._rows)

    def _tally(self, batch: Batch, column: ColumnFound, known: FieldTally) -> FieldTally:
        """The tally of one column. known: that of the batches before, which needs no hash that it will not keep."""
        weight = _weights(column)
        scanned = int(weight[column.filled].sum())
        tally = FieldTally(scanned, scanned if column.prose else 0, batch.lines, dict(column.tried))
        held: dict[str, npt.NDArray[np.int64]] = {}
        for found in sorted(column.found, key=lambda found: -int(found.levels[0])):
            for level in np.flatnonzero(np.bincount(found.levels)[1:])[::-1] + 1:
                key = found.rule, int(level)
                part = found.take(np.flatnonzero(found.levels == level))
                value = column.text.value_at(part.spans.start)
                better = held.get(found.rule, np.empty(0, np.int64))
                one = self._matches(batch, column, part, (value, better, weight), known.matches.get(key, Tally()))
                held[found.rule] = np.concatenate([better, value])
                tally.matches[key] = tally.matches[key].merged(one) if key in tally.matches else one
        return tally

    def _matches(self, batch: Batch, column: ColumnFound, found: Found, where: _Where, known: Tally) -> Tally:
        """Matches of one level; they stand in the order of the values.

        where: the value of each match, the values that hold a match of a higher level and are counted there, and
        the records that each value stands for.
        """
        value, better, weight = where
        holding = value[np.diff(value, prepend=-1) > 0]
        alone = holding[~np.isin(holding, better)] if len(better) else holding
        sketch, samples = self._sketch(column, found, known)
        rows = batch.row_of(_records(column, holding))
        places = [(self._unit.number, int(row)) for row in np.sort(rows)]
        ages: dict[int, int] = {}
        if found.ages is not None:
            counts = np.bincount(found.ages + 1, weights=weight[value])
            ages = {age - 1: int(count) for age, count in enumerate(counts) if count and age}
        flags = int(np.bitwise_or.reduce(found.flags))
        return Tally(int(weight[alone].sum()), flags, sketch, samples, places, ages)

    def _sketch(self, column: ColumnFound, found: Found, known: Tally) -> tuple[Hashes, dict[int, str]]:
        """The smallest hashes, and the first of them shown; only those that a full sketch has room for."""
        hashes = column.text.hashes(found.spans)
        rank = np.flatnonzero(hashes < known.sketch[-1]) if len(known.sketch) == SKETCH else np.arange(len(hashes))
        sketch, first = np.unique(hashes[rank], return_index=True)
        rule = self._book.rules[found.rule]
        texts = column.text.strings(found.spans.take(rank[first[:SAMPLES]])).to_list()
        samples = {
            int(key): text if self._show else mask(text, rule.mask)
            for key, text in zip(sketch[:SAMPLES], texts, strict=True)
        }
        return sketch[:SKETCH], samples


def smallest(hashes: Hashes) -> Hashes:
    """The `SKETCH` smallest distinct hashes, in order."""
    ordered = np.sort(hashes)
    distinct: Hashes = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]][:SKETCH]
    return distinct


def _weights(column: ColumnFound) -> npt.NDArray[np.int64]:
    """How many records each value of the text stands for."""
    index = column.column.index
    if index is None:
        return np.ones(len(column.text), np.int64)
    return np.bincount(index[index >= 0], minlength=len(column.text)).astype(np.int64)


def _records(column: ColumnFound, value: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Positions in the batch of the first few records that hold these values, which are in order."""
    source = column.column
    if source.index is not None:
        held = np.zeros(len(column.text) + 1, np.bool_)
        held[value] = True
        return np.flatnonzero(held[source.index])[:PLACES]
    return np.unique(source.rows[value])[:PLACES] if source.rows is not None else value[:PLACES]


# --- from counts to findings --------------------------------------------------------------------


def findings(summary: Summary, book: Rulebook) -> tuple[Finding, ...]:
    """All findings of a run, by asset, table, field and category."""
    bases = row_bases(summary.rows)
    result: list[Finding] = []
    for origin in sorted(summary.fields):
        result.extend(_of_field(origin, summary.fields[origin], book, bases))
    return tuple(result)


def merge(summaries: Iterable[Summary]) -> Summary:
    """All of them together, like sizes first, so that the cost grows little faster than their number."""
    waiting: list[tuple[int, Summary]] = []
    for summary in summaries:
        count = 1
        while waiting and waiting[-1][0] <= count:
            before, earlier = waiting.pop()
            count, summary = count + before, earlier.merged(summary)
        waiting.append((count, summary))
    return reduce(Summary.merged, (summary for _, summary in reversed(waiting)), Summary())


def distinct_of(sketch: Hashes) -> int:
    """The number of distinct values that a bottom-k sketch stands for."""
    if len(sketch) < SKETCH:
        return len(sketch)
    return round((SKETCH - 1) / (float(sketch[-1]) / 2.0**64))


def row_bases(rows: Mapping[tuple[str, str, str, int], int]) -> RowBases:
    """How many records of a table lie before each of its units, from how many each unit has."""
    bases: dict[tuple[str, str, str, int], int] = {}
    total: dict[tuple[str, str, str], int] = {}
    for key in sorted(rows):
        table = key[:3]
        bases[key] = total.get(table, 0)
        total[table] = bases[key] + rows[key]
    return bases


@dataclass(frozen=True, slots=True)
class _Judged:
    """One rule in one field: its confidence and the levels that count."""

    rule: str
    confidence: Confidence
    tally: Tally
    why: str


def _of_field(origin: Origin, tally: FieldTally, book: Rulebook, bases: RowBases) -> list[Finding]:
    free_text = tally.lines or tally.prose * 2 > tally.scanned
    judged: dict[str, list[_Judged]] = {}
    container = None
    for rule_id in sorted({rule for rule, _ in tally.matches}):
        one = _judge(rule_id, tally, book, free_text)
        if one is None:
            continue
        rule = book.rules[rule_id]
        container = container or (rule.container if free_text else None)
        judged.setdefault(rule.category or rule.entity, []).append(one)
    return [_finding(origin, tally, group, book, bases, free_text, container) for _, group in sorted(judged.items())]


def _judge(rule_id: str, tally: FieldTally, book: Rulebook, free_text: bool) -> _Judged | None:
    """The confidence of one rule's matches in one field, by the table in the module's docstring."""
    rule = book.rules[rule_id]
    levels = {level: tally.matches.get((rule_id, level), Tally()) for level in (1, 2, 3)}
    strong = levels[2].merged(levels[3])
    every = strong.merged(levels[1])
    named = bool(every.flags & Evidence.FIELD_NAME)
    share = every.values / max(tally.scanned, 1)
    if rule.proof and not strong.values:
        return None
    by_chance = not levels[3].values and _by_chance(strong, tally.tried.get(rule_id, 0), rule.chance)
    if strong.values and not by_chance:
        sure = levels[3].values or (strong.values >= 10 and strong.values * 2 >= tally.scanned)
        confidence, counted = (Confidence.CERTAIN if sure else Confidence.LIKELY), strong
        if not free_text and share >= WHOLE:
            counted = every
    else:
        whole = not by_chance and every.values >= 20 and share >= WHOLE
        confidence, counted = (Confidence.LIKELY if whole else Confidence.POSSIBLE), every
        if not whole and not free_text and not named and share < 0.05:
            return None
    return _Judged(rule_id, confidence, counted, _why(counted, tally.scanned, by_chance))


def _by_chance(strong: Tally, tried: int, chance: float) -> bool:
    """Whether chance explains the matches, a value that comes again and again taken as one trial."""
    distinct = min(strong.distinct, strong.values)
    return bool(distinct) and chance_explains(distinct, max(distinct, round(tried * distinct / strong.values)), chance)


def chance_explains(passed: int, tried: int, chance: float) -> bool:
    """Whether at least `passed` of `tried` random strings would pass, each with `chance`, oftener than `CHANCE_LIMIT`.

    The upper tail of the binomial distribution: exact up to 1,000 trials, else by the normal approximation.
    """
    if not passed or chance <= 0 or tried < passed:
        return False
    if tried > 1000:
        spread = sqrt(tried * chance * (1 - chance))
        return 0.5 * erfc((passed - 0.5 - tried * chance) / (spread * sqrt(2))) > CHANCE_LIMIT
    tail = 0.0
    for count in range(passed, tried + 1):
        ways = lgamma(tried + 1) - lgamma(count + 1) - lgamma(tried - count + 1)
        tail += exp(ways + count * log(chance) + (tried - count) * log1p(-chance))
    return tail > CHANCE_LIMIT


_SAYS = {
    Evidence.CHECKSUM: "their check digits are right",
    Evidence.STRUCTURE: "they are well-formed by their standard",
    Evidence.FIELD_NAME: "the field's name says so",
    Evidence.CONTEXT: "words beside them say so",
}


def _why(counted: Tally, scanned: int, by_chance: bool) -> str:
    share = 100 * counted.values / max(scanned, 1)
    percent = f"{share:.0f} %" if share >= 1 else "under 1 %"
    flags = Evidence(counted.flags)
    says = [words for flag, words in _SAYS.items() if flag in flags] or ["they have the shape"]
    sentence = f"{counted.values:,} of {scanned:,} values ({percent}): {', and '.join(says)}"
    return f"{sentence}; random strings would give as many." if by_chance else f"{sentence}."


def _finding(
    origin: Origin, tally: FieldTally, group: list[_Judged], book: Rulebook,
    bases: RowBases, free_text: bool, container: str | None,
) -> Finding:  # fmt: skip
    """All rules of one category together, the surest first."""
    group = sorted(group, key=lambda one: (-one.confidence, one.rule))
    surest = [one for one in group if one.confidence == group[0].confidence or one.confidence >= Confidence.LIKELY]
    total = reduce(Tally.merged, (one.tally for one in surest))
    rules = [book.rules[one.rule] for one in surest]
    places = sorted(
        bases.get((origin.asset, origin.member, origin.table, number), 0) + row for number, row in total.places
    )
    return Finding(
        origin=origin,
        category=rules[0].category,
        entities=tuple(sorted({rule.entity for rule in rules})),
        confidence=group[0].confidence,
        evidence=Evidence(total.flags).words,
        scanned=tally.scanned,
        matched=min(total.values, tally.scanned),
        distinct=total.distinct,
        samples=tuple(dict.fromkeys(text for _, text in sorted(total.samples.items()))),
        places=tuple(places),
        free_text=free_text,
        container=container,
        ages=total.ages,
        why=surest[0].why,
    )

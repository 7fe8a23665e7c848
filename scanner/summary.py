"""What units hold, summed: mergeable summaries.

A `Summary` holds a tally per field. Merging is commutative and associative, and merging a unit into a summary that
has it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from scanner.detector.freetext import Amount
from scanner.model.data import Origin, Unit
from scanner.model.pickled import Pickled
from scanner.model.sample import Drawn
from scanner.narrowing import Shape
from scanner.tally import FieldTally
from scanner.telling import Said

RowBases = Mapping[tuple[str, str, str, int], int]
"""Per (asset, member, table, unit number): how many records of the table lie before that unit."""


@dataclass(frozen=True, slots=True)
class Quiet(Pickled):
    """Fields in which nothing matched.

    prose: how many of them are mostly free text. read: how many hold what a language model has read, and free: that.
    """

    prose: int = 0
    read: int = 0
    free: Amount = field(default_factory=Amount)

    def __add__(self, other: Quiet) -> Quiet:
        return Quiet(self.prose + other.prose, self.read + other.read, self.free + other.free)

    @classmethod
    def of(cls, tally: FieldTally) -> Quiet:
        """What is counted of such a field."""
        return cls(tally.mostly_prose, tally.free.passages > 0, tally.free)


@dataclass(slots=True)
class Summary(Pickled):
    """What a set of units holds, summed.

    units: their ids, none once it is settled. rows: records per (asset, member, table, unit number), from which the
    record numbers of later units follow. hints: labels that the data carry, by asset, table or field, each with where
    it stands. telling: columns that tell of the data beside them, by kind.
    """

    units: frozenset[str] = frozenset()
    fields: dict[Origin, FieldTally] = field(default_factory=dict)
    rows: dict[tuple[str, str, str, int], int] = field(default_factory=dict)
    hints: dict[Origin, dict[str, tuple[str, str]]] = field(default_factory=dict)
    telling: dict[tuple[str, Origin], Said] = field(default_factory=dict)
    drawn: dict[tuple[str, str, str], Drawn] = field(default_factory=dict)
    """Of a sample: what became of each table, by asset, member and table."""
    shapes: dict[str, Shape] = field(default_factory=dict)
    """Of each dataset: which columns how many of its files have."""
    quiet: Quiet = field(default_factory=Quiet)
    """Fields that are not among `fields` any more."""

    def settled(self) -> Summary:
        """What a report needs of assets that are done: of fields in which nothing matched only how many there are."""
        fields, quiet = {}, self.quiet
        for origin, tally in self.fields.items():
            if tally.quiet:
                quiet += Quiet.of(tally)
            else:
                fields[origin] = tally
        tables = {(origin.asset, origin.member, origin.table) for origin in fields}
        rows = {key: count for key, count in self.rows.items() if key[:3] in tables}
        return Summary(frozenset(), fields, rows, self.hints, self.telling, self.drawn, self.shapes, quiet)

    def merged(self, other: Summary) -> Summary:
        """Both together. Raises ValueError where they share some units and each has others besides."""
        if other.units <= self.units:
            return self
        if self.units <= other.units:
            return other
        if self.units & other.units:
            raise ValueError("two summaries that overlap in part cannot be merged: some units would count twice")
        return self.beside(other)

    def beside(self, other: Summary) -> Summary:
        """Both together, where it is known that they share no unit."""
        fields = {**self.fields, **other.fields}
        if len(fields) < len(self.fields) + len(other.fields):
            both = [origin for origin in other.fields if origin in self.fields]
            fields.update((origin, self.fields[origin].merged(other.fields[origin])) for origin in both)
        telling = dict(self.telling)
        for key, said in other.telling.items():
            telling[key] = telling.get(key, Said()) + said
        hints = {origin: dict(told) for origin, told in self.hints.items()}
        for origin, told in other.hints.items():
            mine = hints.setdefault(origin, {})
            mine.update({key: min(mine.get(key, hint), hint) for key, hint in told.items()})
        drawn = dict(self.drawn)
        for table, more in other.drawn.items():
            drawn[table] = drawn.get(table, Drawn()) + more
        shapes = dict(self.shapes)
        for asset, shape in other.shapes.items():
            shapes[asset] = shapes.get(asset, Shape()) + shape
        units, rows, quiet = self.units | other.units, {**self.rows, **other.rows}, self.quiet + other.quiet
        return Summary(units, fields, rows, hints, telling, drawn, shapes, quiet)

    def moved(self, unit: Unit) -> Summary:
        """The summary of one unit as that of another one, of the same asset, which holds the same."""
        fields = {origin: tally.moved(unit.number) for origin, tally in self.fields.items()}
        rows = {(asset, member, table, unit.number): count for (asset, member, table, _), count in self.rows.items()}
        return replace(self, units=frozenset([unit.id]), fields=fields, rows=rows)


def merge(summaries: Iterable[Summary], both: Callable[[Summary, Summary], Summary] = Summary.merged) -> Summary:
    """All of them together, like sizes first, so that the cost grows little faster than their number.

    both: how two become one.
    """
    waiting: list[tuple[int, Summary]] = []
    for summary in summaries:
        count = 1
        while waiting and waiting[-1][0] <= count:
            before, earlier = waiting.pop()
            count, summary = count + before, both(earlier, summary)
        waiting.append((count, summary))
    return reduce(both, (summary for _, summary in reversed(waiting)), Summary())


def row_bases(rows: Mapping[tuple[str, str, str, int], int]) -> RowBases:
    """How many records of a table lie before each of its units, from how many each unit has."""
    bases: dict[tuple[str, str, str, int], int] = {}
    total: dict[tuple[str, str, str], int] = {}
    for key in sorted(rows):
        table = key[:3]
        bases[key] = total.get(table, 0)
        total[table] = bases[key] + rows[key]
    return bases

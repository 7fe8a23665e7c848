"""Which columns of a unit are looked at, and which columns the files of a dataset have.

The files of a dataset should have the same columns of the same types. Where they do not, coverage says so once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from scanner.datasets import partition_of, shown
from scanner.globs import wants
from scanner.model.data import UNPARSED, Batch, Schema, Unit
from scanner.model.problems import Coverage, Problem, Reason, sum_problems

LEFT_OUT = "not read, as --column asks"
_NAMED = 8
"""Columns that one line of coverage names."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Of files of a dataset: how many have told their columns, and how many have each column, by its type."""

    files: int = 0
    columns: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __add__(self, other: Shape) -> Shape:
        columns = {name: dict(types) for name, types in self.columns.items()}
        for name, types in other.columns.items():
            mine = columns.setdefault(name, {})
            mine.update({kind: mine.get(kind, 0) + count for kind, count in types.items()})
        return Shape(self.files + other.files, columns)

    def drift(self) -> tuple[Problem, ...]:
        """What is not the same in all files; in the name of a column there is no value of the data."""
        parts, several = [], []
        for name, types in sorted(self.columns.items()):
            there = sum(types.values())
            if there < self.files:
                parts.append(f"{name} in {there:,} of {self.files:,}")
            if len(types) > 1:
                counted = sorted(types.items(), key=lambda each: (-each[1], each[0]))
                several.append(f"{name} is {', '.join(f'{kind} in {count:,}' for kind, count in counted)}")
        facts = [
            *([f"columns that not all files of the dataset have: {_some(parts)}"] if parts else []),
            *([f"columns with another type in some files: {_some(several)}"] if several else []),
        ]
        return tuple(Problem(Reason.SCHEMA_DRIFT, fact) for fact in facts)


def _some(several: list[str]) -> str:
    more = len(several) - _NAMED
    return "; ".join([*several[:_NAMED], *([f"and {more:,} more"] if more > 0 else [])])


class Narrowing:
    """The batches of one unit, with the columns that are wanted. shape: see there; of a dataset's file alone."""

    def __init__(self, unit: Unit) -> None:
        self._globs = unit.asset.columns
        self._left_out: set[str] = set()
        self._told: dict[str, str] | None = None
        self._seen: dict[str, str] = {}
        self._first = bool(unit.file) and unit.start == 0
        self._keys = partition_of(unit.file)

    def tell(self, schema: Schema) -> None:
        """Takes down the columns that the file says it has; those of its batches do not count then."""
        self._told = dict(schema.columns)

    def narrowed(self, batch: Batch) -> Batch:
        """The batch without columns that are not wanted; lines of text have no columns, and stay."""
        if batch.lines:
            return batch
        if self._first and self._told is None:
            self._seen.update(dict.fromkeys((each.field for each in batch.columns if each.field not in self._keys), ""))
        if not self._globs:
            return batch
        kept = tuple(each for each in batch.columns if each.field == UNPARSED or wants(self._globs, each.field))
        self._left_out.update({each.field for each in batch.columns} - {each.field for each in kept})
        return replace(batch, columns=kept)

    def problems(self) -> list[Problem]:
        """The columns that were left out."""
        return [left_out(name) for name in sorted(self._left_out)]

    @property
    def shape(self) -> Shape | None:
        """The columns of the file, known after its first unit; None where this is another one, or none was seen."""
        columns = self._seen if self._told is None else self._told
        return Shape(1, {name: {kind: 1} for name, kind in columns.items()}) if self._first and columns else None


def left_out(column: str) -> Problem:
    """What is said of a column that was left out."""
    return Problem(Reason.COLUMNS_LEFT_OUT, LEFT_OUT, member=column)


def with_shown_members(coverage: Iterable[Coverage], personal: Mapping[str, frozenset[str]]) -> Iterator[Coverage]:
    """Coverage that names files without the values of partition keys that are personal data. personal: by asset."""
    return (
        replace(each, problems=sum_problems(_shown(problem, personal[each.asset]) for problem in each.problems))
        if each.asset in personal and any("=" in problem.member for problem in each.problems)
        else each
        for each in coverage
    )


def _shown(problem: Problem, hidden: frozenset[str]) -> Problem:
    file, mark, member = problem.member.partition("!")
    return replace(problem, member=f"{shown(file, hidden)}{mark}{member}")


def with_drift(coverage: Iterable[Coverage], shapes: Mapping[str, Shape]) -> Iterator[Coverage]:
    """Coverage that says in which datasets files have other columns than others."""
    return (
        replace(each, problems=sum_problems([*each.problems, *shapes[each.asset].drift()]))
        if each.asset in shapes
        else each
        for each in coverage
    )

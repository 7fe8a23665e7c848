"""The contract of a detector: a column's text in, columns of matches out.

A detector is a module-level object named `DETECTOR` in a file of `detectors/`, or one that an installed
package names under the entry point group `fairnotice.detectors`. It holds no state between calls, knows
nothing of where the text came from, and never runs Python code per value or per match: it asks vectorised
questions of `Text` and answers with `Hits`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scanner.detector.freetext import FieldText
from scanner.detector.rule import Rule
from scanner.detector.text import Ints, Spans, Text

Flags = npt.NDArray[np.uint8]


class Evidence(IntFlag):
    """What speaks for a match. A rule's `confidence` table maps sets of these to a level."""

    PATTERN = 1
    """It has the shape."""
    CHECKSUM = 2
    """Its check digits are right."""
    STRUCTURE = 4
    """It holds together by the standard that defines it: octets, lengths, ranges, a real date."""
    FIELD_NAME = 8
    """The field's name says so."""
    CONTEXT = 16
    """A word beside it says so."""
    NER = 32
    """A language model says so."""


@cache
def words_of(flags: int) -> tuple[str, ...]:
    """A set of `Evidence` flags as reports write it, in a fixed order."""
    return tuple(flag.name.lower() for flag in Evidence if flag in Evidence(flags) and flag.name)


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field's name, and what the rules make of it.

    named: ids of the rules whose `field_names` it bears. denied: ids of those whose `not_field_names` it bears.
    """

    name: str
    named: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a detector looks at: one column of a batch, or several that are read alike, one after the other.

    day: for each value the day of its record (datetime64[D], NaT unknown), where the batch has one and a
    rule may want it.
    """

    text: Text
    field: FieldName
    lines: bool = False
    prose: bool = False
    """Whether the column holds sentences rather than values or log lines."""
    values: pa.StringArray | None = None
    """The column itself, one value per span of `text`; None for lines."""
    day: npt.NDArray[np.datetime64] | None = None
    regions: Sequence[str] = ("US",)
    beside: tuple[str, ...] = ()
    """Names of the fields of the same table, this one too."""
    sizes: tuple[int, ...] = ()
    """How many values each of the columns has that are read one after the other; empty for a single one."""
    records: tuple[int, ...] = ()
    """How many records hold these values: more than there are, where a value that repeats stands for several."""
    looked_at: tuple[int, ...] = ()
    """How many values of each of these columns are looked at where one is judged as a whole; see `sampling`."""
    free: FieldText | None = None
    """For free text that a language model is to read: how much of it, and what it was found to mention so far."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Matches of one rule in one column.

    flags: `Evidence` per match. tried: where the strings of the rule's shape start that were tested, those that
    failed included, so that a field of random numbers can be told from a field of card numbers. ages: for birth
    dates, whole years at the record's day per match, -1 unknown.
    """

    rule: str
    spans: Spans
    flags: Flags
    tried: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    ages: npt.NDArray[np.int16] | None = field(default=None)


class Detector(Protocol):
    """Turns a column into matches of the rules that name it.

    One that makes something ready for all texts, such as patterns, may have a method `prepare` that is given the same
    rules: it is called once, before worker processes are forked, and must start no thread (polars does).
    """

    name: str

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Matches in one column. rules: those whose `detector` is this one, by id."""


def flags_where(count: int, always: Evidence, **sometimes: npt.NDArray[np.bool_]) -> Flags:
    """Flags for `count` matches: some always, others where their mask (by lower-case name) is true."""
    flags = np.full(count, int(always), np.uint8)
    for name, mask in sometimes.items():
        flags |= np.where(mask, int(Evidence[name.upper()]), 0).astype(np.uint8)
    return flags


def named(subject: Subject, rule: Rule) -> Evidence:
    """`FIELD_NAME` where the field bears one of the rule's names, else nothing."""
    return Evidence.FIELD_NAME if rule.id in subject.field.named else Evidence(0)

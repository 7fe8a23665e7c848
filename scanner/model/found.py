"""What is found: all matches of one category in one field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from scanner.model.data import Origin


class Confidence(IntEnum):
    """How sure a finding is, from its evidence by the table in `findings`."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3

    @property
    def word(self) -> str:
        """The level as reports write it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """All matches of one category in one field of one asset."""

    origin: Origin
    category: str | None
    """None for an entity without a category (a user's own rule)."""
    entities: tuple[str, ...]
    confidence: Confidence
    evidence: tuple[str, ...]
    scanned: int
    """Values looked at: non-null cells, or lines."""
    matched: int
    """Values that hold at least one match, test values too; those that are allowed are not among them."""
    distinct: int
    """Different matches, without test values."""
    samples: tuple[str, ...] = ()
    """Masked, unless the user asked to see values."""
    places: tuple[int, ...] = ()
    """1-based records, lines or pages of the first matches."""
    files: tuple[str, ...] = ()
    """Of a dataset: the first files that hold one, by their paths in it, without values that are personal data."""
    free_text: bool = False
    """Lines of a text, or a field of prose, as against a structured field."""
    container: str | None = None
    """For free text: the `content.*` category that the field is, such as `content.communications`."""
    ages: Mapping[int, int] = field(default_factory=dict)
    """For birth dates: age in whole years at the row's date → number of values."""
    why: str = ""
    """One sentence: what made it a finding, and of what confidence."""
    test_values: int = 0
    """Of the values that matched, those in which all that matches is a test value."""
    test_reasons: tuple[str, ...] = ()
    """What kinds of test values they are."""
    test_data: bool = False
    """Nothing but test values matched: the finding is about these, and nobody's data."""
    allowed: int = 0
    """Values, beside those matched, in which all that matches is allowed by the user's lists, or a test value."""
    readings: tuple[Reading, ...] = ()
    """The rules that matched, the surest first, with their evidence."""
    also_read: tuple[AlsoRead, ...] = ()
    """Readings by other rules of the values that matched; better ones were preferred."""
    name_says: tuple[str, ...] = ()
    """Entities that the field's name speaks of."""
    name_agrees: bool | None = None
    """Whether that is what its values are; None where the name says nothing, or the field is free text."""
    recorded: Recorded | None = None
    """When the records were made that hold the values, where a field of the table says so."""
    suppressed: int | None = None
    """How many different values are on the list of persons who object; None where no list was given."""
    share_read: float | None = None
    """Of a sample: the share of its table that was looked at; None where all was, or where that is not known."""
    in_pass: int | None = None
    """Of which pass it is, the first or the second; None where there was one."""

    @property
    def personal(self) -> int:
        """The values that the finding is about: what matched without the test values."""
        return self.matched - self.test_values


@dataclass(frozen=True, slots=True)
class Recorded:
    """The days of the records in which values stand.

    by: the field that holds them. counts: values by day (`2018-11-30`), or where these are too many by month
    (`2018-11`) or year; values whose record has no day are in none.
    """

    by: str
    first: str
    last: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one rule found in a field."""

    rule: str
    confidence: Confidence
    matched: int
    """Values."""
    distinct: int
    tried: int
    """Strings of the rule's shape that were tested, where it counts them; else 0."""
    by_chance: bool
    """Whether random strings would give as many."""
    evidence: tuple[tuple[tuple[str, ...], Confidence, int], ...]
    """Sets of evidence, the level that the rule's table gives to each, and how many matches had just that."""


@dataclass(frozen=True, slots=True)
class AlsoRead:
    """Readings of a rule that gave way to better ones."""

    rule: str
    entity: str
    level: Confidence
    """Of its own evidence."""
    values: int


@dataclass(frozen=True, slots=True)
class Allowed:
    """An entry of a user's allow list, and how much it allowed."""

    entry: str
    """File and line."""
    reason: str
    values: int
    """Values with a match that the entry names; 0 where it was not needed."""
    fields: int

"""The frozen values that flow through a scan, in the order in which they appear.

    Asset ─► Unit ─► Batch of Columns ─► (matches, see `detector`) ─► Finding ─► Judged ─► Report
                 └─► Problem ───────────────────────────────────────► Coverage ──┘

Nothing here reads, detects or prints. All of it pickles, so any step can run on another worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import BinaryIO, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Int64s = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

LABELS_FILE = "fairnotice.yaml"
"""Name of the files that say what people know of the data beside them; never scanned themselves."""

NAMED_MEMBERS, MORE_MEMBERS = 100, "(further members)"
"""So many members with the same problem are named in coverage."""

UNPARSED = "(unparsed)"
"""Field name of text that a reader could not take apart, scanned as plain text so that nothing is lost."""


# --- where values come from ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where values came from; `str()` of it is how every message and report words a place."""

    asset: str
    member: str = ""
    table: str = ""
    field: str = ""

    def __str__(self) -> str:
        path = "!".join(part for part in (self.asset, self.member) if part)
        place = ".".join(part for part in (self.table, self.field) if part)
        return f"{path}: {place}" if place else path


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input may ask for, counted on the bytes that it really gives; what exceeds them is named in coverage.

    ratio: decompressed over compressed bytes, applied once `free` bytes were given. total: bytes that come out of one
    asset. depth: compressions, or archives and mails, inside each other. members: of one asset. held: bytes of what
    must be held whole, since its format is read at random. strings: whether binary files that no reader knows are
    searched for printable strings. ocr: whether the text in pictures is looked for.
    """

    ratio: int = 200
    free: int = 16 << 20
    total: int = 20 << 30
    depth: int = 6
    members: int = 100_000
    held: int = 1 << 30
    strings: bool = True
    ocr: bool = True


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Sample:
    """How much of each table of a database is read: a share of its rows, or about so many rows."""

    share: float = 1.0
    rows: int | None = None

    def __str__(self) -> str:
        return f"{self.share:.4g}" if self.rows is None else f"{self.rows} rows"


class Raw(Protocol):
    """Bytes as they lie, read once from the front. problems: what became of them, complete after the last byte."""

    given: int
    """Bytes that were read."""
    problems: list[Problem]

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end. Raises `SourceError`."""

    def close(self) -> None:
        """Gives back what it holds."""


class Content(Protocol):
    """Bytes that can be opened: a file, a member of an archive, an attachment, an object in a bucket."""

    @property
    def name(self) -> str:
        """The last part of where it lies, for messages and for the choice of a reader."""

    @property
    def path(self) -> str | None:
        """Where it lies in the file system, None where it does not."""

    @property
    def limits(self) -> Limits:
        """What it may ask for."""

    @property
    def ranged(self) -> bool:
        """Whether it can be opened in the middle, so that several workers share it."""

    def size(self) -> int:
        """Bytes as they lie, 0 where that is not known before they are read. Raises `SourceError`."""

    def open(self, start: int = 0, stop: int | None = None) -> Raw:
        """The bytes from `start` to `stop`, or to the end. Raises `SourceError`."""

    def at_random(self) -> str | BinaryIO:
        """A path, or a file that seeks, for libraries that read to and fro. Raises `SourceError`."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One thing a person can point at. `name` is shown (relative, with `/`), `content` is opened."""

    name: str
    content: Content
    bytes: int
    source: str
    """Name of the source that reads it, such as `csv`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of an asset that can be scanned alone, on any worker.

    `number` counts the units of one asset from 0. `start` and `stop` mean what the source says they
    mean (bytes, row groups); `stop` None is "to the end".
    """

    asset: Asset
    number: int = 0
    start: int = 0
    stop: int | None = None
    bytes: int = 0
    detail: str = ""
    """What else the source needs to find the piece: a table's name, a file of a dataset."""
    skip: tuple[tuple[int, Problem], ...] = ()
    """Members that are not to be read, by their number in the unit, counted from 1: each has cost a worker."""

    @property
    def id(self) -> str:
        """What tells it from all other units of a run."""
        return f"{self.asset.name}#{self.number}"


# --- data ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One leaf field of a batch.

    values: string array. Without `index`, value i belongs to record i (or to record `rows[i]` where a
    list makes the leaf longer or shorter than the batch). With `index` (a dictionary column),
    `values` are the distinct values and record i holds `values[index[i]]`, -1 for null.
    """

    field: str
    values: pa.StringArray
    rows: Int64s | None = None
    index: Int64s | None = None
    lines: bool = False
    """True where this field alone is free text, as the lines of a batch of them; its values end as theirs do."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records (or lines) of one table of one unit.

    `first_row` is the 1-based number of the first record, counted from the start of the *unit*;
    `row_numbers` (same base, one per record) replaces it where records are not consecutive.
    `skip` is set when the first line is the rest of a line whose first `skip` code points were given before.
    """

    columns: tuple[Column, ...]
    rows: int
    first_row: int = 1
    table: str = ""
    member: str = ""
    lines: bool = False
    """True for lines of text: the values end with their line terminator, and are judged as free text."""
    row_numbers: Int64s | None = None
    skip: int = 0
    dated: Dated | None = None
    """When the records were made, where a field says so."""

    def row_of(self, index: Int64s) -> Int64s:
        """1-based record numbers of the records at these 0-based positions in the batch."""
        return self.first_row + index if self.row_numbers is None else self.row_numbers[index]


@dataclass(frozen=True, slots=True)
class Dated:
    """The day of each record of a batch (NaT where unknown), and the field that holds it."""

    field: str
    days: Days


@dataclass(frozen=True, slots=True)
class Hint:
    """A label that the data themselves carry: metadata of a file, a comment on a table or column."""

    key: str
    value: str
    table: str = ""
    field: str = ""
    member: str = ""
    where: str = ""
    """In words, such as `comment on the column`."""


@dataclass(frozen=True, slots=True)
class Member:
    """Something that lies inside what is read, such as a file in an archive; whoever reads chooses its reader."""

    name: str
    content: Content


class Reason(StrEnum):
    """Named reasons for a line in coverage. Those in `HOLES` mean that something was not scanned."""

    EMPTY = "empty"
    RAGGED_ROWS = "ragged_rows"
    REPAIRED_TEXT = "repaired_text"
    UNPARSED = "unparsed"
    NUL_BYTES = "nul_bytes"
    NOT_READABLE = "not_readable"
    NOT_A_FILE = "not_a_file"
    SYMLINK = "symlink"
    UNKNOWN_FORMAT = "unknown_format"
    MALFORMED = "malformed"
    TRUNCATED = "truncated"
    CHANGED = "changed"
    ENCRYPTED = "encrypted"
    LIMIT = "limit"
    WORKER_LOST = "worker_lost"
    TIMEOUT = "timeout"
    INTERRUPTED = "interrupted"
    MISSING_EXTRA = "missing_extra"
    STRINGS_ONLY = "strings_only"
    PICTURES_NOT_READ = "pictures_not_read"
    NAMES_NOT_READ = "names_not_read"
    UNKNOWN_LABEL = "unknown_label"
    SAMPLED = "sampled"


HOLES = frozenset(Reason) - {
    Reason.PICTURES_NOT_READ,
    Reason.EMPTY,
    Reason.RAGGED_ROWS,
    Reason.REPAIRED_TEXT,
    Reason.UNPARSED,
    Reason.NUL_BYTES,
    Reason.SYMLINK,
    Reason.UNKNOWN_LABEL,
    Reason.SAMPLED,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about an input that its reader could not take at face value; errors as data.

    `fact` is a sentence part without any value from the data, such as "rows with more fields than the
    header, scanned as text". Problems with the same reason and fact are summed over `count`.
    """

    reason: Reason
    fact: str
    count: int = 1
    row: int | None = None
    member: str = ""
    """What it concerns inside the asset: members of archives, joined by `!`."""


# --- what is found ------------------------------------------------------------------------------


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


# --- what is judged -----------------------------------------------------------------------------


class Verdict(StrEnum):
    """A finding held against a notice, worst first."""

    CONTRADICTS = "contradicts"
    UNDECLARED = "undeclared"
    OUT_OF_SCOPE = "out_of_scope"
    BROAD_ONLY = "broad_only"
    WIDER_TERM = "wider_term"
    DECLARED = "declared"
    NOT_APPLICABLE = "not_applicable"
    UNMAPPED = "unmapped"


FAILING = frozenset({Verdict.CONTRADICTS, Verdict.UNDECLARED, Verdict.OUT_OF_SCOPE})


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of the notice that decided a verdict."""

    id: str
    quote: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """What people know of a dataset and bytes do not say; all unknown unless told."""

    source: str | None = None
    subject: str | None = None
    purpose: str | None = None
    role: str | None = None
    country: str | None = None
    collected_at: str | None = None
    """A date, or the name of the field that holds it."""
    owner: str | None = None
    told_by: Mapping[str, str] = field(default_factory=dict)
    """Where each label comes from: a file with its line, an option, the data themselves."""

    def items(self) -> Iterator[tuple[str, str]]:
        """The labels that are told, in a fixed order."""
        for key in LABEL_KEYS:
            value = getattr(self, key)
            if value is not None:
                yield key, value


LABEL_KEYS = ("source", "subject", "purpose", "role", "country", "collected_at", "owner")


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with its verdict; `verdict` None where no notice was given."""

    finding: Finding
    verdict: Verdict | None = None
    clauses: tuple[Clause, ...] = ()
    reason: str = ""
    distance: int | None = None
    """Steps from the found category up to the declared wider one, for `wider_term`."""
    conditions: str | None = None
    """`not_checked` where a clause that decided has conditions that only labels could confirm."""
    matched: int | None = None
    """How many of the finding's values the verdict concerns, where that is fewer than all: the children."""
    labels: Labels = field(default_factory=Labels)
    notice: str | None = None
    """Id of the version that decided, where several notices were given."""
    unchecked: tuple[str, ...] = ()
    """Labels that would settle the conditions that were not checked; `condition` for one in words."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """A declared category that was not seen in what was scanned."""

    category: str
    clauses: tuple[Clause, ...]
    looked_for: bool
    """False where no rule in use could have found it, so that its absence says nothing."""


@dataclass(frozen=True, slots=True)
class Open:
    """A label that nobody has told, and how many findings it would settle."""

    label: str
    findings: int
    why: str


class State(StrEnum):
    """How a clause stands that speaks of more than categories."""

    BROKEN = "broken"
    HELD = "held"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause beyond categories, held against the data as far as these can tell."""

    kind: str
    """`transfer`, `purpose`, `retention`, `disposal`, `provenance`, `suppression` or `prohibition`."""
    clause: Clause
    state: State
    reason: str
    concerned: tuple[str, ...] = ()
    """The places that decided, each with what is known of it."""
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A column that holds no personal data and tells of those beside it.

    kind: `provenance`, where `meant` values speak of third parties, or `hashed`, where they are digests.
    """

    kind: str
    origin: Origin
    values: int
    meant: int


# --- what was scanned ---------------------------------------------------------------------------


class Status(StrEnum):
    """How much of an asset was scanned; `PARTIAL` and `SKIPPED` are holes."""

    SCANNED = "scanned"
    PARTIAL = "partial"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one asset was scanned, and why not all of it."""

    asset: str
    status: Status
    source: str = ""
    bytes: int = 0
    rows: int = 0
    problems: tuple[Problem, ...] = ()


def sum_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same problems with equal ones counted together, in a fixed order; the first row is kept.

    Of members with the same problem `NAMED_MEMBERS` are named, the others are counted with the last of these.
    """
    summed: dict[tuple[Reason, str, str], Problem] = {}
    named: dict[tuple[Reason, str], int] = {}
    for problem in sorted(problems, key=lambda each: (each.reason, each.fact, each.member)):
        kind = problem.reason, problem.fact
        key = (*kind, problem.member)
        if problem.member not in ("", MORE_MEMBERS) and key not in summed:
            if named.get(kind, 0) == NAMED_MEMBERS:
                key = (*kind, MORE_MEMBERS)
            else:
                named[kind] = named.get(kind, 0) + 1
        seen = summed.get(key)
        if seen is None:
            summed[key] = replace(problem, member=key[2])
            continue
        rows = [row for row in (seen.row, problem.row) if row is not None]
        summed[key] = replace(seen, count=seen.count + problem.count, row=min(rows, default=None))
    return tuple(summed[key] for key in sorted(summed))


@dataclass(frozen=True, slots=True)
class Report:
    """The one document; every output is a rendering of it."""

    run: Mapping[str, object]
    notice: Mapping[str, object] | None
    findings: tuple[Judged, ...]
    not_found: tuple[NotFound, ...]
    coverage: tuple[Coverage, ...]
    allowed: tuple[Allowed, ...] = ()
    clauses: tuple[ClauseRow, ...] = ()
    open: tuple[Open, ...] = ()
    """What could be told that would settle conditions."""
    telling: tuple[Telling, ...] = ()
    rules: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """What the rules are that the findings name: entity, description, table of evidence, references."""

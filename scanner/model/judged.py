"""What is found, held against a notice; and the report of it all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from scanner.model.data import Origin
from scanner.model.found import Allowed, Confidence, Finding
from scanner.model.problems import Coverage
from scanner.model.shared import SameValues, Together


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
class Accepted:
    """An entry of a file of acceptances: people have looked at what it names, and say who answers for it."""

    entry: str
    """File and line."""
    reason: str
    owner: str
    expires: str | None = None
    """The last day on which it counts."""
    false_positive: bool = False
    """The finding is wrong, rather than right and put up with."""


class Use(StrEnum):
    """What became of an entry of a file of acceptances."""

    USED = "used"
    UNUSED = "unused"
    EXPIRED = "expired"
    TODO = "todo"
    """It accepts nothing: somebody is at work on what it names."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An entry of a file of acceptances, what became of it, and how many open findings it names."""

    accepted: Accepted
    use: Use
    findings: int


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
    accepted: Accepted | None = None
    """By whom it was accepted, and why; it fails no more, and is shown all the same."""

    def fails(self, failing: frozenset[str]) -> bool:
        """Whether it fails where these verdicts do; what is merely possible, or accepted, never does."""
        return self.verdict in failing and self.finding.confidence > Confidence.POSSIBLE and self.accepted is None


@dataclass(frozen=True, slots=True)
class NotFound:
    """A declared category that was not seen in what was scanned."""

    category: str
    clauses: tuple[Clause, ...]
    looked_for: bool
    """False where no rule in use could have found it, so that its absence says nothing."""
    sampled: bool = False
    """Whether only a sample of some of the data was looked at, so that it may be in the rest."""


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


@dataclass(frozen=True, slots=True)
class SampledField:
    """A field of a sampled table. missed: the largest share of its values that may hold what was not found in it."""

    field: str
    values: int
    """Those looked at."""
    missed: float


@dataclass(frozen=True, slots=True)
class Sampled:
    """A table of which a sample was looked at, and what that may have missed (`scanner.missed`).

    records: those looked at. of: those that are there, None where they were not counted. share: what was looked at,
    None where that is not known. measure: what the share is of: `records`, `bytes` or an `estimate` of records.
    blocks: those that were read, and of_blocks: those that are there, 0 where all were. missed_blocks: the largest
    share of blocks that may hold what was not found.
    """

    origin: Origin
    records: int
    of: int | None
    share: float | None
    measure: str
    blocks: int = 0
    of_blocks: int = 0
    missed_blocks: float | None = None
    fields: tuple[SampledField, ...] = ()
    in_pass: int | None = None
    """The first or the second, where there were two."""


@dataclass(frozen=True, slots=True)
class Report:
    """The one document; every output is a rendering of it."""

    run: Mapping[str, object]
    notice: Mapping[str, object] | None
    findings: tuple[Judged, ...]
    not_found: tuple[NotFound, ...]
    coverage: Sequence[Coverage]
    """By asset."""
    allowed: tuple[Allowed, ...] = ()
    clauses: tuple[ClauseRow, ...] = ()
    open: tuple[Open, ...] = ()
    """What could be told that would settle conditions."""
    acceptances: tuple[Acceptance, ...] = ()
    telling: tuple[Telling, ...] = ()
    same_values: tuple[SameValues, ...] = ()
    """Fields that hold largely the same values, the surest first."""
    together: tuple[Together, ...] = ()
    """Tables whose fields identify a person only together."""
    rules: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """What the rules are that the findings name: entity, description, table of evidence, references."""
    sampled: tuple[Sampled, ...] = ()
    """Tables of which a sample was looked at."""

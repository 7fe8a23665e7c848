"""The shape of a report as JSON, for its published JSON Schema; reading and writing are `document`'s.

Tests hold it against what `document` writes, so that neither can change without the other.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from scanner.model.judged import State, Use, Verdict
from scanner.model.problems import Reason, Status

Count = Annotated[int, Field(ge=0)]
Portion = Annotated[float, Field(ge=0, le=1)]
Level = Literal["possible", "likely", "certain"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Clause(_Strict):
    """A sentence of the notice."""

    id: str
    quote: str
    section: str


class Place(_Strict):
    """Where a match is: a record, line or page, from 1."""

    row: int


class Evidence(_Strict):
    """One set of evidence, its level by the rule's table, and how many matches had it."""

    flags: list[str]
    level: Level
    matches: Count


class Reading(_Strict):
    """What one rule found in the field."""

    rule: str
    confidence: Level
    matched: Count
    distinct: Count
    tried: Count
    by_chance: bool
    evidence: list[Evidence]


class AlsoRead(_Strict):
    """What another rule made of the same values, and a better reading was preferred to."""

    rule: str
    entity: str
    level: Level
    values: Count


class Recorded(_Strict):
    """The days of the records in which the values stand."""

    by: str = Field(description="The field that holds them.")
    first: str
    last: str
    counts: dict[str, Count] = Field(description="Values by day, or by month or year where days are too many.")


class Label(_Strict):
    """What people know of the data, and where they told it."""

    value: str
    from_: str = Field(alias="from")


class Accepted(_Strict):
    """By which entry of a file of acceptances, and who answers for it."""

    entry: str = Field(description="File and line.")
    reason: str
    owner: str
    expires: str | None = Field(description="The last day on which it counts.")
    false_positive: bool = Field(description="The finding is wrong, rather than right and put up with.")


class Acceptance(Accepted):
    """An entry of a file of acceptances, and what became of it."""

    use: Use
    findings: Count = Field(description="Open findings that it names.")


class Finding(_Strict):
    """All matches of one category in one field of one asset, and its verdict."""

    asset: str
    member: str | None
    table: str | None
    field: str | None = Field(description="A dotted path; null for lines of text.")
    category: str | None = Field(description="From rules/categories.yaml; null where the rule names none.")
    entities: list[str]
    verdict: Verdict | None = Field(description="Null without a notice, and for test data.")
    accepted: Accepted | None = Field(description="An accepted finding fails no more, and is shown all the same.")
    confidence: Level
    evidence: list[str]
    scanned: Count
    matched: Count
    concerned: Count | None = Field(description="How many values the verdict is about, where that is fewer than all.")
    distinct: Count
    test_data: bool
    test_values: Count
    test_reasons: list[str]
    allowed: Count
    samples: list[str] = Field(description="Masked, unless values were asked for.")
    places: list[Place]
    files: list[str] = Field(description="Of a dataset: the first files that hold one, by their paths in it.")
    free_text: bool
    container: str | None
    ages: dict[str, Count] = Field(description="Age in whole years at the record's date → values.")
    recorded: Recorded | None
    suppressed: Count | None = Field(description="Values of persons on the list of `--suppressed`.")
    share_read: float | None = Field(description="Of a sample: the share of its table that was looked at.")
    in_pass: Literal[1, 2] | None = Field(description="Of which pass it is, where there were two.")
    declarations: list[str] = Field(description="Ids of the clauses that decided.")
    clauses: list[Clause]
    distance: int | None
    conditions: str | None
    unchecked: list[str] = Field(description="Labels that would settle the conditions that were not checked.")
    notice: str | None = Field(description="Id of the version that decided, where several notices were given.")
    labels: dict[str, Label]
    reason: str
    why: str
    name_says: list[str]
    name_agrees: bool | None
    readings: list[Reading]
    also_read: list[AlsoRead]


class NotFound(_Strict):
    """A declared category that was not seen."""

    category: str
    looked_for: bool
    sampled: bool = Field(description="Of some of the data only a sample was looked at; it may be in the rest.")
    declarations: list[str]
    clauses: list[Clause]


class ClauseRow(_Strict):
    """A clause beyond categories, held against the data as far as these can tell."""

    kind: str
    clause: str | None
    quote: str
    section: str
    state: State
    reason: str
    concerned: list[str]
    notice: str | None


class Open(_Strict):
    """A label that nobody has told, and how many findings it would settle."""

    label: str
    findings: Count
    why: str


class Telling(_Strict):
    """A column that holds no personal data and tells of those beside it."""

    kind: Literal["provenance", "hashed"]
    asset: str
    member: str | None
    table: str | None
    field: str
    values: Count
    meant: Count


class FieldOf(_Strict):
    """Where values came from."""

    asset: str
    member: str | None
    table: str | None
    field: str | None


class Share(_Strict):
    """A share of the distinct values of a field, with its bounds at 95 %."""

    share: Portion
    low: Portion
    high: Portion


class SameValues(_Strict):
    """Two fields that hold largely the same values, however spelled; the more of `a` is in `b`."""

    category: str | None
    a: FieldOf
    b: FieldOf
    shared: Count
    """Distinct values that both have."""
    a_in_b: Share
    b_in_a: Share
    exact: bool
    """False where the shares are estimated from a sample of the values."""


class Says(_Strict):
    """A field, and what it says of a person."""

    field: str
    says: str


class Together(_Strict):
    """A table that names nobody, with fields that identify a person only together."""

    asset: str
    member: str | None
    table: str | None
    fields: list[Says]
    why: str
    records: Count
    combinations: Count
    """How many different ones the values could make."""
    references: list[str]


class Allowed(_Strict):
    """An entry of an allow list, and what it allowed."""

    entry: str
    reason: str
    values: Count
    fields: Count


class Problem(_Strict):
    """Why something was not scanned, or not at face value."""

    reason: Reason
    fact: str
    count: Count
    row: int | None
    member: str | None
    """What it concerns inside the asset: members of archives, joined by `!`."""


class Coverage(_Strict):
    """How much of one asset was scanned."""

    asset: str
    status: Status
    source: str | None
    bytes: Count
    rows: Count
    problems: list[Problem]
    unchanged_since: str | None
    """The kept run in which it was scanned; its results were carried over."""
    identity: str | None
    """What told its content; known in kept runs, for what has such a thing."""


class SampledField(_Strict):
    """A field of a sampled table."""

    field: str | None
    values: Count = Field(description="Those looked at.")
    missed: Annotated[float, Field(ge=0, le=1)] = Field(
        description="The largest share of its values that may hold what was not found in it, at 95 % confidence."
    )


class Sampled(_Strict):
    """A table of which a sample was looked at, and what that may have missed."""

    asset: str
    member: str | None
    table: str | None
    records: Count = Field(description="Those looked at.")
    of: Count | None = Field(description="Those that are there; null where they were not counted.")
    share: float | None = Field(description="What was looked at; null where that is not known.")
    measure: Literal["records", "bytes", "estimate"] = Field(description="What the share is of.")
    blocks: Count = Field(description="Blocks that were read; 0 where all was.")
    of_blocks: Count
    missed_blocks: float | None = Field(
        description="The largest share of blocks that may hold what was not found, at 95 % confidence."
    )
    in_pass: Literal[1, 2] | None = Field(description="Of which pass it is, where there were two.")
    fields: list[SampledField]


class Totals(_Strict):
    """How much there is of everything."""

    findings: Count
    test_data: Count
    accepted: Count
    verdicts: dict[str, Count]
    clauses: dict[State, Count]
    assets: dict[Status, Count]
    bytes: Count
    rows: Count


class Notice(BaseModel):
    """The notice that the findings were held against."""

    model_config = ConfigDict(extra="allow")

    id: str
    company: str
    updated: str | None = None


class Run(BaseModel):
    """With what and on what; further keys may come."""

    model_config = ConfigDict(extra="allow")

    complete: bool
    id: str | None = None
    """Of the kept run."""
    gone: list[str] = []
    """Assets of the run before that are not there any more."""


class Rule(BaseModel):
    """What a rule is that findings name; further keys may come."""

    model_config = ConfigDict(extra="allow")

    entity: str
    confidence: dict[str, Level]


class Report(_Strict):
    """`fairnotice-report/1`."""

    format: Literal["fairnotice-report/1"]
    run: Run
    notice: Notice | None
    totals: Totals
    findings: list[Finding]
    not_found: list[NotFound]
    clauses: list[ClauseRow]
    open: list[Open]
    telling: list[Telling]
    same_values: list[SameValues]
    together: list[Together]
    allowed: list[Allowed]
    acceptances: list[Acceptance]
    sampled: list[Sampled]
    coverage: list[Coverage]
    rules: dict[str, Rule]

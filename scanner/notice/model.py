"""The shape of a notice file, `fairnotice-notice/1`; `Notice.model_json_schema()` publishes it.

Nothing here reads files, knows the categories or holds quotes against a document: see `read` and `verify`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

FORMAT = "fairnotice-notice/1"

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=80)]
"""Ids: small letters, digits, `-`, `_` and `.`."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
Period = Annotated[str, StringConstraints(pattern=r"^P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$", min_length=3)]
"""ISO 8601 duration in years, months, weeks and days, such as `P6M`."""


def _day(value: object) -> object:
    """Numbers are no dates here, though pydantic would take them as seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and len(value) == len("2018-11-30")):
        return value
    raise PydanticCustomError("not_a_day", "not a date")


Day = Annotated[date, BeforeValidator(_day)]
Source = Literal["data_subject", "automatic", "third_party", "other_person"]
Explicitness = Literal["explicit", "wider_term", "broad"]
State = Literal["draft", "confirmed", "rejected"]
Role = Literal["controller", "processor"]


_EMPHASIS = re.compile(r"(?<=[\"“(]) ?\*\*|\*\* ?(?=[\"”)])|\*\*")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Passage(_Strict):
    """A clause of the notice: its name here, and the words that say it."""

    id: Name = Field(description="Unique in this file; reports name clauses by it.")
    quote: Text = Field(description="Short and verbatim, on one line; `notice verify` finds it in the document.")
    section: str = Field(default="", description="Heading under which it stands.")
    lead_in: Text | None = Field(
        default=None,
        description="Earlier words of the same sentence that the quote hangs on, such as its verb or its `not`.",
    )
    offset: int | None = Field(
        default=None, ge=0, description="Where the quote begins in the document's text, in code points from 0."
    )
    note: str = Field(default="", description="For the reader of this file; not used.")

    @property
    def words(self) -> str:
        """The quote as reports show it: after its lead-in, without Markdown's marks of emphasis."""
        return _EMPHASIS.sub("", f"{self.lead_in} … {self.quote}" if self.lead_in else self.quote)


class Document(_Strict):
    """The text that the quotes were taken from; it is not part of the notice file."""

    file: Text
    sha256: Sha256
    language: Text = "en"
    complete: bool = Field(default=True, description="False for an extract: what is missing in it was not withdrawn.")
    note: str = ""


class Effective(_Strict):
    """From when the notice holds, and for whom."""

    from_: Day = Field(alias="from")
    scope: Text = "everyone"
    signed_up_from: Day | None = Field(default=None, description="Only for those who signed up on this day or later.")
    signed_up_before: Day | None = Field(default=None, description="Only for those who signed up before this day.")
    quote: Text | None = None
    section: str = ""


class AppliesTo(_Strict):
    """Whose data, and data in which role of the company, the notice speaks of."""

    subjects: tuple[Name, ...] = ()
    not_: tuple[Name, ...] = Field(default=(), alias="not")
    roles: tuple[Role, ...] = ()
    clauses: tuple[Passage, ...] = ()


class When(_Strict):
    """Conditions that the notice sets on a declaration; bytes cannot confirm them, labels may."""

    condition: Text | None = None
    subject: Name | None = None

    @model_validator(mode="after")
    def _says_something(self) -> When:
        if self.condition is None and self.subject is None:
            raise ValueError("`when` needs `condition` or `subject`; leave it out where there is none")
        return self


class Declaration(Passage):
    """One category that the notice says is held."""

    category: Name = Field(description="From rules/categories.yaml.")
    source: Source = Field(description="Where the notice says it comes from.")
    explicitness: Explicitness = Field(
        description="explicit: the category itself is named. wider_term: a word that contains it is. "
        "broad: an open phrase, which clears nothing but text in its `containers`."
    )
    purposes: tuple[Name, ...] = Field(
        default=(), description="Ids from `purposes`, where the clause itself names them."
    )
    when: When | None = None
    containers: tuple[Name, ...] = Field(default=(), description="For broad: the `content.*` whose free text it names.")
    status: State = "confirmed"

    @model_validator(mode="after")
    def _open_phrases_stay_open(self) -> Declaration:
        if self.containers and self.explicitness != "broad":
            raise ValueError("`containers` belongs to open phrases: set `explicitness: broad`, or remove it")
        if self.category.startswith("any.") and self.explicitness != "broad":
            raise ValueError("an `any.*` category is an open phrase: set `explicitness: broad`")
        return self


class Prohibition(Passage):
    """Something that the notice says is not done."""

    rule: Literal["not_collect", "not_sell", "not_share", "not_transfer", "not_use"]
    subject: Name | None = None
    age_under: int | None = Field(default=None, ge=1, le=150, description="In whole years.")
    category: Name | None = None
    purpose: Name | None = None
    knowingly: bool = Field(default=False, description="True where the notice denies only doing it knowingly.")


class Purpose(Passage):
    """What the data are used for; declarations and recipients name it by its id."""

    basis: Name | None = Field(default=None, description="Id of the legal basis, where the notice ties one to it.")


class Recipient(Passage):
    """Who else gets data."""

    who: Name = Field(description="Kind of recipient, such as affiliate, vendor, authority, acquirer, public.")
    purposes: tuple[Name, ...] = ()


class Retention(Passage):
    """How long data are kept."""

    period: Period | None = Field(default=None, description="None where the notice gives a criterion and no time.")
    categories: tuple[Name, ...] = Field(default=(), description="Empty for all.")
    disposal: tuple[Literal["delete", "anonymize"], ...] = ()


class Transfer(Passage):
    """Where data go, or by what safeguard."""

    countries: tuple[Country, ...] = ()
    open: bool = Field(default=False, description="True where the notice names no country: `other countries`.")
    safeguard: Name | None = None


class Right(Passage):
    """What a person can ask for."""

    right: Name = Field(description="Such as access, rectification, erasure, portability, objection, complaint.")
    scope: Name | None = Field(default=None, description="Who has it, where not everyone: eea, california.")


class LegalBasis(Passage):
    """On what ground data are processed."""

    basis: Literal["consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"]
    scope: Name | None = None


class ChildrenClause(Passage):
    """What the notice says of children beside what it prohibits."""

    age_under: int | None = Field(default=None, ge=1, le=150)


class Security(Passage):
    """What the notice says of protection."""

    measures: tuple[Name, ...] = Field(
        default=(), description="Measures that it names, such as encryption; empty for none."
    )


class Notice(_Strict):
    """A privacy notice in a form that a scan can be held against."""

    format: Literal["fairnotice-notice/1"]
    id: Name
    company: Text
    document: Document
    updated: Day
    effective: tuple[Effective, ...] = Field(min_length=1)
    supersedes: Name | None = None
    applies_to: AppliesTo = AppliesTo()
    declarations: tuple[Declaration, ...] = Field(min_length=1)
    prohibitions: tuple[Prohibition, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    retention: tuple[Retention, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    rights: tuple[Right, ...] = ()
    children: tuple[ChildrenClause, ...] = ()
    security: tuple[Security, ...] = ()
    public_areas: tuple[Passage, ...] = Field(
        default=(), description="Forums and the like, where what is written is public."
    )
    promises: tuple[Passage, ...] = Field(default=(), description="Promises that belong nowhere else.")
    changes: tuple[Passage, ...] = Field(default=(), description="How a change of the notice is announced.")

    @property
    def held(self) -> tuple[Declaration, ...]:
        """The declarations that count: all but the rejected ones."""
        return tuple(each for each in self.declarations if each.status != "rejected")

    def passages(self) -> Iterator[tuple[str, int, Passage]]:
        """Every clause with an id, as (part of the file, position in it, clause), in the file's order."""
        yield from (("applies_to.clauses", number, clause) for number, clause in enumerate(self.applies_to.clauses))
        for part in PARTS:
            yield from ((part, number, clause) for number, clause in enumerate(getattr(self, part)))


PARTS = (
    "declarations",
    "prohibitions",
    "purposes",
    "legal_bases",
    "recipients",
    "retention",
    "transfers",
    "rights",
    "children",
    "security",
    "public_areas",
    "promises",
    "changes",
)
"""Parts of a notice file that list clauses."""

"""A rule: one file of data that says how one entity type is recognised, with its own examples."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

RULE_FORMAT = "fairnotice-rule/1"


class Level(StrEnum):
    """Names of the confidence levels in rule files."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Mask(StrEnum):
    """How a value of a rule is shown: what is kept of it."""

    EMAIL = "email"
    LAST4 = "last4"
    LAST2 = "last2"
    FIRST = "first"
    START = "start"
    NOTHING = "nothing"
    LENGTH = "length"


class Spelling(StrEnum):
    """How spellings of one value differ; see `scanner.detector.spelling`."""

    TEXT = "text"
    NUMBER = "number"
    PHONE = "phone"
    NAME = "name"


class Example(BaseModel):
    """A text, and the name of the field that holds it where the rule needs one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    field: str = ""
    found: str | None = None
    """The part of the text that is the value, where it is not the whole."""
    beside: tuple[str, ...] = ()
    """Names of other fields of its table, where the rule looks at those."""


class Rule(BaseModel):
    """A rule file. Patterns keep to the syntax of linear-time engines (no look-around, no back-references)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str = Field(default=RULE_FORMAT, pattern=r"^fairnotice-rule/1$")
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    entity: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    category: str | None = None
    label: str
    description: str
    detector: str = "pattern"
    """Name of the detector that applies the rule: `pattern`, `field`, `words`, `vocabulary`, or one with own code."""
    pattern: str | None = None
    """For `pattern`: what is searched in any text. For `field`: what a whole value must look like."""
    holds: str | None = None
    """For `pattern`: a text that every match holds, searched first, since that costs next to nothing."""
    words: tuple[str, ...] = ()
    """For `words` and `vocabulary`: the words or phrases that are searched in prose, or that values consist of."""
    field_names: tuple[str, ...] = ()
    """Names that say that a field holds this, as lower-case words: `date of birth`."""
    not_field_names: tuple[str, ...] = ()
    """Names that say that a field holds something else of the same shape: `version`."""
    context: tuple[str, ...] = ()
    """Words that count as evidence when they stand beside a value; for `field`, when the value holds them."""
    beside: tuple[str, ...] = ()
    """For `field`: names that count as such evidence when another field of the same table bears one."""
    not_context: tuple[str, ...] = ()
    """Words directly before a value that say that it is something else."""
    confidence: dict[str, Level]
    """Evidence joined by ` + ` to level; the highest whose evidence is all there counts."""
    chance: float = Field(default=0.0, ge=0, le=1)
    """Share of random strings of the shape that pass the checks; see `Hits.tried`."""
    share: float = Field(default=0.0, ge=0, le=1)
    """Share of a field's values below which matches are no finding."""
    fewest: int = Field(default=0, ge=0)
    """Distinct values that must match; fewer are no finding."""
    at_most: Level = Level.CERTAIN
    """The surest that a finding of this rule can be."""
    proof: bool = False
    """Values that are only possible count only in a field where others are more than that."""
    prose_only: bool = False
    """Applies to fields of prose only, neither to logs nor to structured fields."""
    auxiliary: bool = False
    """Says nothing of a person by itself: recognised so that nothing else is read into it, listed among the matches,
    and never a finding."""
    priority: int = 50
    """Of two overlapping matches of one level the higher priority wins."""
    mask: Mask = Mask.FIRST
    spelling: Spelling | None = None
    """How its values are held against each other, for rules whose values tell one person or thing from others: fields
    that share them are then told. None where equal values say nothing, as with a gender, a country or an age."""
    countries: tuple[str, ...] = ()
    """ISO 3166 codes of the countries that issue it; none for what is found anywhere."""
    recognizer: str | None = None
    """For `recognizer`: one of presidio-analyzer, see `scanner.detector.recognizers.resolve`."""
    check: str | None = None
    """For `recognizer`: a module of python-stdnum, such as `br.cpf`, whose check what `pattern` finds must pass."""
    beside_others: bool = False
    """Its matches stand beside those of other rules: parts of a value that another finds, or values that hold more."""
    container: str | None = None
    """For rules that recognise a field of free text: the `content.*` category that the field is."""
    references: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    near_misses: tuple[Example, ...] = ()

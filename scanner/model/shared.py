"""What fields hold together: the same values in several, and what identifies a person only side by side."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.data import Origin


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the distinct values of a field, and the bounds between which it lies (95 %); rounded."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SameValues:
    """Two fields of one category that hold largely the same values, however spelled.

    a_in_b: the share of the distinct values of `a` that are in `b` too, the larger of the two. shared: how many those
    are. exact: whether all distinct values were held against each other, rather than a sample of them.
    """

    category: str | None
    a: Origin
    b: Origin
    shared: int
    a_in_b: Share
    b_in_a: Share
    exact: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a table, and what it says of a person: `birth_date`, `postcode` …"""

    field: str
    says: str


@dataclass(frozen=True, slots=True)
class Together:
    """A table that names nobody, with fields that identify a person only together.

    why: what is known of such fields, in a sentence. records: those of the table that were looked at. combinations:
    how many different ones its values could make, 0 where that is not known.
    """

    origin: Origin
    """Without a field."""
    parts: tuple[Part, ...]
    why: str
    records: int
    combinations: int
    references: tuple[str, ...] = ()

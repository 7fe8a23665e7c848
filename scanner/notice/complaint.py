"""What `notice lint` says of a notice file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a complaint matters, worst first."""

    ERROR = "error"
    """Wrong for certain: verdicts would rest on it."""
    WARNING = "warning"
    """Likely wrong; a person should look."""
    ADVICE = "advice"
    """May be better otherwise."""


Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One fact about a notice file, and what to do."""

    check: str
    severity: Severity
    location: Location
    """Keys and positions in the file."""
    clause: str
    """Id of the clause; empty where it is about the file."""
    fact: str
    next_step: str


def at(part: str, number: int, key: str) -> Location:
    """Where a key of a clause stands in the file; `part` as `Notice.passages` names it."""
    return (*part.split("."), number, key)

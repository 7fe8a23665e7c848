"""Where a value was found."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.find.exact import How
from scanner.model.data import Origin


@dataclass(frozen=True, slots=True)
class Place:
    """One value of one person at one place; `row` is the 1-based record, line or page. term: its number."""

    term: int
    how: How
    origin: Origin
    row: int

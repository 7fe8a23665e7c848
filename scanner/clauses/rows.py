"""All rows about a notice's clauses, in the order in which reports show them: broken ones first."""

from __future__ import annotations

from scanner.clauses.data import disposal, provenance, retention, suppression
from scanner.clauses.facts import Facts
from scanner.clauses.labelled import prohibitions, purposes, transfers
from scanner.model.judged import ClauseRow, State

_CHECKS = (prohibitions, purposes, transfers, provenance, retention, disposal, suppression)
_ORDER = list(State)


def clause_rows(facts: Facts) -> tuple[ClauseRow, ...]:
    """What each clause beyond categories comes to."""
    rows = [row for check in _CHECKS for row in check(facts)]
    return tuple(sorted(rows, key=lambda row: _ORDER.index(row.state)))

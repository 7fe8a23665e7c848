"""What fails in an earlier report, so that of a later one only what is new or worse does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.identity import fingerprint
from scanner.model.judged import ClauseRow, Judged, Report, State, Verdict

RANK = {verdict: rank for rank, verdict in enumerate(Verdict)}
"""The worst verdict has the lowest."""
ClauseKey = tuple[str, str, str]


def clause_key(row: ClauseRow) -> ClauseKey:
    """What tells a row on a clause from others: its kind, the clause's id or words, and the version of the notice."""
    return row.kind, row.clause.id or row.clause.quote, row.notice or ""


@dataclass(frozen=True, slots=True)
class Known:
    """What fails in an earlier report: how badly each group of findings does, and which clauses are broken."""

    findings: Mapping[str, Verdict] = field(default_factory=dict)
    clauses: frozenset[ClauseKey] = frozenset()

    def has(self, judged: Judged) -> bool:
        """Whether such a finding failed before, and no less badly."""
        worst = self.findings.get(fingerprint(judged.finding)) if self.findings else None
        return worst is not None and judged.verdict is not None and RANK[worst] <= RANK[judged.verdict]


def known(report: Report, failing: frozenset[str]) -> Known:
    """What fails in a report where these verdicts do."""
    worst: dict[str, Verdict] = {}
    for each in report.findings:
        if each.verdict and each.fails(failing):
            print_ = fingerprint(each.finding)
            worst[print_] = min(worst.get(print_, each.verdict), each.verdict, key=RANK.__getitem__)
    return Known(worst, frozenset(clause_key(row) for row in report.clauses if row.state is State.BROKEN))

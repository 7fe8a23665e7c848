"""What a run knows that clauses can be held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scanner.model.found import Confidence
from scanner.model.judged import Clause, ClauseRow, Judged, State, Telling, Verdict
from scanner.notice.model import Notice, Passage
from scanner.notice.unseen import clauses_of

MOST_PLACES = 12
"""Places that a row lists; how many more there are it says in words."""


@dataclass(frozen=True, slots=True)
class Facts:
    """judged: findings with their labels, each once. anonymous: assets named as such. day: that of the scan."""

    notice: Notice
    judged: tuple[Judged, ...]
    anonymous: tuple[str, ...]
    telling: tuple[Telling, ...]
    day: date | None
    suppression: bool
    """Whether a list of persons who object was given."""

    @property
    def applicable(self) -> tuple[Judged, ...]:
        """Findings of which the notice speaks, that are surer than possible."""
        return tuple(
            each
            for each in self.judged
            if each.verdict not in (None, Verdict.NOT_APPLICABLE, Verdict.UNMAPPED)
            and each.finding.confidence > Confidence.POSSIBLE
        )

    def row(
        self, kind: str, passage: Passage | None, state: State, reason: str, concerned: Iterable[str] = ()
    ) -> ClauseRow:
        """A row about a clause; without one, about what the notice lacks."""
        clause = clauses_of([passage])[0] if passage else Clause("", "")
        places = list(dict.fromkeys(concerned))
        more = [f"and {len(places) - MOST_PLACES} more"] if len(places) > MOST_PLACES else []
        return ClauseRow(kind, clause, state, reason, (*places[:MOST_PLACES], *more), self.notice.id)


def place(judged: Judged) -> str:
    """A finding's place and category, as rows name it."""
    return f"{judged.finding.origin} ({judged.finding.category})"

"""How a report is to be shown, beside what it holds: what the command line knows and forms may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from scanner.baseline import Known, clause_key
from scanner.model.judged import FAILING, ClauseRow, Judged, Report, State
from scanner.model.problems import Status
from scanner.notice.categories import Categories
from scanner.notice.model import Notice

CLAUSES = "clauses"
"""Stands for broken clauses among the verdicts that fail."""
USUAL = frozenset({*FAILING, CLAUSES})


@dataclass(frozen=True, slots=True)
class View:
    """What a rendering may depend on; the defaults fit every form."""

    categories: Categories = field(default_factory=Categories.shipped)
    failing: frozenset[str] = USUAL
    """Verdicts that fail, as `--fail-on` has them."""
    everything: bool = False
    """Long lists for people are not folded."""
    rest: str = ""
    """The command that shows what is folded."""
    colours: bool = False
    notice: Notice | None = None
    """For the record of processing activities."""
    datasets: tuple[tuple[str, str], ...] = ()
    """Globs on assets, and templates of the names that catalogues have for them."""
    document: Callable[[], Iterable[bytes]] | None = None
    """Gives the report as JSON where it was written already, as that of a kept run is."""
    known: Known = field(default_factory=Known)
    """What failed in the baseline, and so does not fail now."""

    def usual(self) -> View:
        """The same for people, whom verdicts tell what fails, whatever `--fail-on` makes of the exit status."""
        return replace(self, failing=USUAL)

    def label(self, category: str | None) -> str:
        """The name of a category for people; its id where it is not known here."""
        if not category:
            return "(no category)"
        return self.categories.get(category).label if category in self.categories else category

    def fails(self, judged: Judged) -> bool:
        """Whether the finding fails; what is merely possible, accepted, or in the baseline, never does."""
        return judged.fails(self.failing) and not self.known.has(judged)

    def breaks(self, row: ClauseRow) -> bool:
        """Whether a clause beyond categories fails: it is broken, and was not in the baseline."""
        return CLAUSES in self.failing and row.state is State.BROKEN and clause_key(row) not in self.known.clauses

    def broken(self, report: Report) -> int:
        """How many clauses beyond categories fail."""
        return sum(self.breaks(row) for row in report.clauses)


def standing(judged: Judged) -> str:
    """How a finding stands in one word: its verdict, `test_data`, or `not_judged` without a notice."""
    if judged.finding.test_data:
        return "test_data"
    return str(judged.verdict) if judged.verdict else "not_judged"


def amount(report: Report) -> tuple[int, int]:
    """How much was read: bytes of the assets that were, and records."""
    size = rows = 0
    for each in report.coverage:
        size += each.bytes if each.status is not Status.SKIPPED else 0
        rows += each.rows
    return size, rows

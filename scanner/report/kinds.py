"""How findings stand: each in exactly one kind, and what verdicts mean in words. All forms for people go by it."""

from __future__ import annotations

from enum import StrEnum

from scanner.model.found import Confidence
from scanner.model.judged import Judged, Report, Verdict
from scanner.report.view import View

MEANS = {
    "contradicts": "the notice says that this is not held",
    "undeclared": "no clause of the notice covers it",
    "out_of_scope": "declared, but not for data with these labels",
    "broad_only": "only an open phrase of the notice covers it",
    "wider_term": "only a wider term of the notice covers it",
    "declared": "the notice declares it",
    "not_applicable": "labels put the data outside of the notice",
    "unmapped": "the rule that found it has no category that a notice could declare",
    "test_data": "nothing but test values, which nobody has; not judged",
    "not_judged": "found, and held against no notice",
}
"""Of each word of `view.standing`."""


class Kind(StrEnum):
    """What a finding is to its reader. It is the first of these that fits."""

    TEST_DATA = "test_data"
    ACCEPTED = "accepted"
    POSSIBLE = "possible"
    FAILS = "fails"
    KNOWN = "known"
    """It would fail, and did so in the baseline."""
    COVERED = "covered"
    """Only by a wider term or an open phrase."""
    DECLARED = "declared"
    OTHER = "other"


_OF_VERDICT = {
    Verdict.BROAD_ONLY: Kind.COVERED,
    Verdict.WIDER_TERM: Kind.COVERED,
    Verdict.DECLARED: Kind.DECLARED,
}


def kind(judged: Judged, view: View) -> Kind:
    """The kind of a finding, by what the view says that fails."""
    if judged.finding.test_data:
        return Kind.TEST_DATA
    if judged.accepted:
        return Kind.ACCEPTED
    if judged.finding.confidence is Confidence.POSSIBLE:
        return Kind.POSSIBLE
    if judged.fails(view.failing):
        return Kind.FAILS if view.fails(judged) else Kind.KNOWN
    return _OF_VERDICT.get(judged.verdict, Kind.OTHER) if judged.verdict else Kind.OTHER


def kinds(report: Report, view: View) -> dict[Kind, list[Judged]]:
    """All findings by kind, each in the order of the report; a kind that none is of is empty."""
    found: dict[Kind, list[Judged]] = {each: [] for each in Kind}
    for each in report.findings:
        found[kind(each, view)].append(each)
    return found

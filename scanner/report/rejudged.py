"""Which findings of a saved report another notice would judge otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.hold import found_in
from scanner.judge import LabelsOf, judge
from scanner.model.data import Origin
from scanner.model.found import Finding
from scanner.model.judged import Judged, Labels, Report, Verdict
from scanner.notice.categories import Categories
from scanner.notice.model import Notice

Key = tuple[Origin, str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A finding with its verdicts under both notices, and why the second judges so."""

    origin: Origin
    category: str | None
    before: tuple[Verdict, ...]
    after: tuple[Verdict, ...]
    reason: str


def verdict_changes(report: Report, before: Notice, after: Notice, categories: Categories) -> list[VerdictChange]:
    """The findings whose verdicts differ, in the order of the report; its labels hold for both."""
    findings = found_in(report)
    known = {each.finding.origin: each.labels for each in report.findings}

    def labels(origin: Origin) -> Labels:
        return known[origin]

    old, new = (_judged(findings, notice, categories, labels) for notice in (before, after))
    changes = []
    for finding in findings:
        key = _key(finding)
        was, is_ = _verdicts(old[key]), _verdicts(new[key])
        if was != is_:
            reason = " ".join(each.reason for each in new[key] if each.verdict not in was)
            changes.append(VerdictChange(finding.origin, finding.category, was, is_, reason or new[key][0].reason))
    return changes


def _key(finding: Finding) -> Key:
    return finding.origin, finding.category, finding.entities


def _judged(
    findings: Iterable[Finding], notice: Notice, categories: Categories, labels: LabelsOf
) -> dict[Key, list[Judged]]:
    """All verdicts of each finding; birth dates may have two."""
    judged, _ = judge(findings, notice, categories, frozenset(), labels)
    found: dict[Key, list[Judged]] = {}
    for each in judged:
        found.setdefault(_key(each.finding), []).append(each)
    return found


def _verdicts(judged: Iterable[Judged]) -> tuple[Verdict, ...]:
    return tuple(each.verdict for each in judged if each.verdict is not None)

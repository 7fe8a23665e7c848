"""A report held against a notice, or against several versions of it: after a scan, and again whenever one likes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from scanner.clauses.data import says_anonymous
from scanner.clauses.facts import Facts
from scanner.clauses.rows import clause_rows
from scanner.judge import LabelsOf, judge, newest, open_labels, unjudged
from scanner.model.found import Finding
from scanner.model.judged import ClauseRow, Judged, Report, State
from scanner.notice.categories import Categories
from scanner.notice.model import Notice
from scanner.verdicts.bench import with_remark

_BY_DATA = frozenset({"retention", "disposal", "provenance", "suppression"})
"""Kinds of clauses that what was found in the data decides."""
_SAMPLE = "of some of the data only a sample was looked at"


def held_against(report: Report, findings: Iterable[Finding], notices: Sequence[Notice], labels: LabelsOf) -> Report:
    """The report with these findings judged; what else is needed stands in it.

    `run.looks_for` holds the categories that its rules could find, `run.day` the day of the scan, `run.suppression`
    whether a list of persons who object was given.
    """
    if not notices:
        return replace(report, notice=None, findings=unjudged(findings, labels), not_found=(), clauses=(), open=())
    looks_for = report.run.get("looks_for")
    able = frozenset(looks_for) if isinstance(looks_for, (list, tuple)) else frozenset[str]()
    judged, not_found = judge(findings, notices, Categories.shipped(), able, labels)
    day = report.run.get("day")
    facts = Facts(
        notice=newest(notices),
        judged=judged,
        anonymous=tuple(each.asset for each in report.coverage if says_anonymous(each.asset)),
        telling=report.telling,
        day=date.fromisoformat(day) if isinstance(day, str) else None,
        suppression=bool(report.run.get("suppression")),
    )
    rows, part = clause_rows(facts), bool(report.sampled)
    return replace(
        report,
        notice=_about(notices),
        findings=judged,
        not_found=tuple(replace(each, sampled=part) for each in not_found),
        clauses=tuple(_of_a_sample(row) for row in rows) if part else rows,
        open=open_labels(judged),
    )


def _of_a_sample(row: ClauseRow) -> ClauseRow:
    """A clause that is held as far as a sample tells."""
    held = row.state is State.HELD and row.kind in _BY_DATA
    return replace(row, reason=with_remark(row.reason, _SAMPLE)) if held else row


def found_in(report: Report) -> tuple[Finding, ...]:
    """The findings of a report, each once: it was judged more than once where its parts differ."""
    known = {_key(each): each.finding for each in report.findings}
    return tuple(known.values())


def _key(judged: Judged) -> tuple[object, ...]:
    finding = judged.finding
    return finding.origin, finding.category, finding.entities, finding.test_data


def _about(notices: Sequence[Notice]) -> dict[str, object]:
    """What a report says of the notice: of the newest version, and the ids of all where there are several."""
    last = newest(notices)
    about: dict[str, object] = {"id": last.id, "company": last.company, "updated": last.updated.isoformat()}
    if len(notices) > 1:
        about["versions"] = sorted(notice.id for notice in notices)
    return about

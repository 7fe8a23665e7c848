"""The report as JSON (`fairnotice-report/1`): the one document, written and read back without loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson

from scanner.errors import UsageError
from scanner.model import (
    Clause,
    Confidence,
    Coverage,
    Finding,
    Judged,
    NotFound,
    Origin,
    Problem,
    Reason,
    Report,
    Status,
    Verdict,
)

FORMAT = "fairnotice-report/1"
Json = dict[str, Any]


def to_json(report: Report) -> bytes:
    """The report as indented JSON, keys in a fixed order, ending with a newline."""
    document = {
        "format": FORMAT,
        "run": dict(report.run),
        "notice": dict(report.notice) if report.notice else None,
        "totals": totals(report),
        "findings": [_judged(each) for each in report.findings],
        "not_found": [_not_found(each) for each in report.not_found],
        "coverage": [_coverage(each) for each in report.coverage],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def from_json(data: bytes, name: str = "report") -> Report:
    """A report that `to_json` wrote. Raises `UsageError` where it is something else."""
    try:
        document = orjson.loads(data)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise UsageError(f"{name}: this is not a report of `fairnotice scan --format json`. Name one that is.")
        return Report(
            run=document["run"],
            notice=document["notice"],
            findings=tuple(_judged_of(each) for each in document["findings"]),
            not_found=tuple(_not_found_of(each) for each in document["not_found"]),
            coverage=tuple(_coverage_of(each) for each in document["coverage"]),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{name}: this report is damaged ({type(error).__name__}). Scan again.") from None


def totals(report: Report) -> Json:
    """How much there is of everything, in the order in which it matters."""
    verdicts = Counter(str(each.verdict) if each.verdict else "not_judged" for each in report.findings)
    states = Counter(str(each.status) for each in report.coverage)
    return {
        "findings": len(report.findings),
        "verdicts": dict(sorted(verdicts.items())),
        "assets": {str(status): states.get(str(status), 0) for status in Status},
        "bytes": sum(each.bytes for each in report.coverage if each.status != Status.SKIPPED),
        "rows": sum(each.rows for each in report.coverage),
    }


def _judged(judged: Judged) -> Json:
    finding = judged.finding
    return {
        "asset": finding.origin.asset,
        "member": finding.origin.member or None,
        "table": finding.origin.table or None,
        "field": finding.origin.field or None,
        "category": finding.category,
        "entities": list(finding.entities),
        "verdict": judged.verdict,
        "confidence": finding.confidence.word,
        "evidence": list(finding.evidence),
        "scanned": finding.scanned,
        "matched": finding.matched,
        "concerned": judged.matched,
        "distinct": finding.distinct,
        "samples": list(finding.samples),
        "places": [{"row": row} for row in finding.places],
        "free_text": finding.free_text,
        "container": finding.container,
        "ages": {str(age): count for age, count in finding.ages.items()},
        "declarations": [clause.id for clause in judged.clauses],
        "clauses": [_clause(clause) for clause in judged.clauses],
        "distance": judged.distance,
        "conditions": judged.conditions,
        "reason": judged.reason,
        "why": finding.why,
    }


def _judged_of(entry: Json) -> Judged:
    finding = Finding(
        origin=Origin(entry["asset"], entry["member"] or "", entry["table"] or "", entry["field"] or ""),
        category=entry["category"],
        entities=tuple(entry["entities"]),
        confidence=Confidence[entry["confidence"].upper()],
        evidence=tuple(entry["evidence"]),
        scanned=entry["scanned"],
        matched=entry["matched"],
        distinct=entry["distinct"],
        samples=tuple(entry["samples"]),
        places=tuple(place["row"] for place in entry["places"]),
        free_text=entry["free_text"],
        container=entry["container"],
        ages={int(age): count for age, count in entry["ages"].items()},
        why=entry["why"],
    )
    return Judged(
        finding=finding,
        verdict=Verdict(entry["verdict"]) if entry["verdict"] else None,
        clauses=tuple(_clause_of(each) for each in entry["clauses"]),
        reason=entry["reason"],
        distance=entry["distance"],
        conditions=entry["conditions"],
        matched=entry["concerned"],
    )


def _not_found(entry: NotFound) -> Json:
    return {
        "category": entry.category,
        "looked_for": entry.looked_for,
        "declarations": [clause.id for clause in entry.clauses],
        "clauses": [_clause(clause) for clause in entry.clauses],
    }


def _not_found_of(entry: Json) -> NotFound:
    return NotFound(entry["category"], tuple(_clause_of(each) for each in entry["clauses"]), entry["looked_for"])


def _clause(clause: Clause) -> Json:
    return {"id": clause.id, "quote": clause.quote, "section": clause.section}


def _clause_of(entry: Mapping[str, str]) -> Clause:
    return Clause(entry["id"], entry["quote"], entry["section"])


def _coverage(entry: Coverage) -> Json:
    return {
        "asset": entry.asset,
        "status": entry.status,
        "source": entry.source or None,
        "bytes": entry.bytes,
        "rows": entry.rows,
        "problems": [
            {"reason": each.reason, "fact": each.fact, "count": each.count, "row": each.row} for each in entry.problems
        ],
    }


def _coverage_of(entry: Json) -> Coverage:
    problems = tuple(
        Problem(Reason(each["reason"]), each["fact"], each["count"], each["row"]) for each in entry["problems"]
    )
    return Coverage(
        entry["asset"], Status(entry["status"]), entry["source"] or "", entry["bytes"], entry["rows"], problems
    )

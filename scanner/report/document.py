"""The report as JSON (`fairnotice-report/1`): the one document as it is written; `saved` reads it without loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

from scanner.model.data import Origin
from scanner.model.found import Allowed, Reading, Recorded
from scanner.model.judged import (
    Acceptance,
    Accepted,
    Clause,
    ClauseRow,
    Judged,
    NotFound,
    Report,
    Sampled,
    State,
    Telling,
)
from scanner.model.problems import Coverage, Problem, Status
from scanner.model.shared import SameValues, Share, Together
from scanner.report.view import View, amount

FORMAT = "fairnotice-report/1"
Json = dict[str, Any]
_AT_ONCE = 1024
"""Findings, lines of coverage and the like that are written together."""


def render(report: Report, view: View) -> Iterable[bytes]:
    """See `parts`."""
    return view.document() if view.document else parts(report)


def to_json(report: Report) -> bytes:
    """The report as indented JSON, keys in a fixed order, ending with a newline."""
    return b"".join(parts(report))


def parts(report: Report) -> Iterator[bytes]:
    """The same, in parts."""
    opening = b"{\n"
    for key, value in _document(report):
        yield opening + b"  " + orjson.dumps(key) + b": "
        if isinstance(value, Iterator):
            yield from _list(value)
        else:
            yield _indented(value).replace(b"\n", b"\n  ")
        opening = b",\n"
    yield b"\n}\n"


def _document(report: Report) -> Iterator[tuple[str, Any]]:
    """The keys of the document with what stands under them; what may be very many is an iterator."""
    yield "format", FORMAT
    yield "run", dict(report.run)
    yield "notice", dict(report.notice) if report.notice else None
    yield "totals", totals(report)
    yield "findings", map(judged_json, report.findings)
    yield "not_found", map(_not_found, report.not_found)
    yield "clauses", map(_row, report.clauses)
    yield "open", ({"label": each.label, "findings": each.findings, "why": each.why} for each in report.open)
    yield "telling", map(_telling, report.telling)
    yield "same_values", map(same_json, report.same_values)
    yield "together", map(together_json, report.together)
    yield "allowed", map(_allowed, report.allowed)
    yield "acceptances", map(_acceptance, report.acceptances)
    yield "sampled", map(sampled_json, report.sampled)
    yield "coverage", map(coverage_json, report.coverage)
    yield "rules", {id_: dict(about) for id_, about in report.rules.items()}


def _list(items: Iterator[Json]) -> Iterator[bytes]:
    opening = b"[\n"
    while some := list(islice(items, _AT_ONCE)):
        inner = _indented(some).removeprefix(b"[\n").removesuffix(b"\n]")
        yield opening + b"  " + inner.replace(b"\n", b"\n  ")
        opening = b",\n"
    yield b"[]" if opening == b"[\n" else b"\n  ]"


def _indented(document: object) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def totals(report: Report) -> Json:
    """How much there is of everything, in the order in which it matters."""
    verdicts = Counter(str(each.verdict) if each.verdict else "not_judged" for each in report.findings)
    test_data = sum(each.finding.test_data for each in report.findings)
    size, rows = amount(report)
    states = Counter(str(each.status) for each in report.coverage)
    return {
        "findings": len(report.findings),
        "test_data": test_data,
        "accepted": sum(each.accepted is not None for each in report.findings),
        "verdicts": dict(sorted(verdicts.items())),
        "clauses": {str(state): sum(each.state is state for each in report.clauses) for state in State},
        "assets": {str(status): states.get(str(status), 0) for status in Status},
        "bytes": size,
        "rows": rows,
    }


def judged_json(judged: Judged) -> Json:
    """One finding with its verdict, as it stands in the report."""
    finding = judged.finding
    return {
        "asset": finding.origin.asset,
        "member": finding.origin.member or None,
        "table": finding.origin.table or None,
        "field": finding.origin.field or None,
        "category": finding.category,
        "entities": list(finding.entities),
        "verdict": judged.verdict,
        "accepted": _accepted(judged.accepted) if judged.accepted else None,
        "confidence": finding.confidence.word,
        "evidence": list(finding.evidence),
        "scanned": finding.scanned,
        "matched": finding.matched,
        "concerned": judged.matched,
        "distinct": finding.distinct,
        "test_data": finding.test_data,
        "test_values": finding.test_values,
        "test_reasons": list(finding.test_reasons),
        "allowed": finding.allowed,
        "samples": list(finding.samples),
        "places": [{"row": row} for row in finding.places],
        "files": list(finding.files),
        "free_text": finding.free_text,
        "container": finding.container,
        "ages": {str(age): count for age, count in finding.ages.items()},
        "recorded": _recorded(finding.recorded) if finding.recorded else None,
        "suppressed": finding.suppressed,
        "share_read": finding.share_read,
        "in_pass": finding.in_pass,
        "declarations": [clause.id for clause in judged.clauses],
        "clauses": [_clause(clause) for clause in judged.clauses],
        "distance": judged.distance,
        "conditions": judged.conditions,
        "unchecked": list(judged.unchecked),
        "notice": judged.notice,
        "labels": {
            key: {"value": value, "from": judged.labels.told_by.get(key, "")} for key, value in judged.labels.items()
        },
        "reason": judged.reason,
        "why": finding.why,
        "name_says": list(finding.name_says),
        "name_agrees": finding.name_agrees,
        "readings": [_reading(each) for each in finding.readings],
        "also_read": [
            {"rule": each.rule, "entity": each.entity, "level": each.level.word, "values": each.values}
            for each in finding.also_read
        ],
    }


def _recorded(recorded: Recorded) -> Json:
    return {
        "by": recorded.by,
        "first": recorded.first,
        "last": recorded.last,
        "counts": dict(recorded.counts),
    }


def _row(row: ClauseRow) -> Json:
    return {
        "kind": row.kind,
        "clause": row.clause.id or None,
        "quote": row.clause.quote,
        "section": row.clause.section,
        "state": row.state,
        "reason": row.reason,
        "concerned": list(row.concerned),
        "notice": row.notice,
    }


def _telling(each: Telling) -> Json:
    place = each.origin
    return {
        "kind": each.kind,
        "asset": place.asset,
        "member": place.member or None,
        "table": place.table or None,
        "field": place.field,
        "values": each.values,
        "meant": each.meant,
    }


def same_json(each: SameValues) -> Json:
    """Two fields with the same values, as they stand in the report."""
    return {
        "category": each.category,
        "a": _place(each.a),
        "b": _place(each.b),
        "shared": each.shared,
        "a_in_b": _share(each.a_in_b),
        "b_in_a": _share(each.b_in_a),
        "exact": each.exact,
    }


def _place(origin: Origin) -> Json:
    return {
        "asset": origin.asset,
        "member": origin.member or None,
        "table": origin.table or None,
        "field": origin.field or None,
    }


def _share(share: Share) -> Json:
    return {"share": share.share, "low": share.low, "high": share.high}


def together_json(each: Together) -> Json:
    """A table whose fields identify together, as it stands in the report."""
    place = _place(each.origin)
    del place["field"]
    return {
        **place,
        "fields": [{"field": part.field, "says": part.says} for part in each.parts],
        "why": each.why,
        "records": each.records,
        "combinations": each.combinations,
        "references": list(each.references),
    }


def _reading(reading: Reading) -> Json:
    return {
        "rule": reading.rule,
        "confidence": reading.confidence.word,
        "matched": reading.matched,
        "distinct": reading.distinct,
        "tried": reading.tried,
        "by_chance": reading.by_chance,
        "evidence": [
            {"flags": list(flags), "level": level.word, "matches": matches}
            for flags, level, matches in reading.evidence
        ],
    }


def _allowed(entry: Allowed) -> Json:
    return {"entry": entry.entry, "reason": entry.reason, "values": entry.values, "fields": entry.fields}


def _accepted(accepted: Accepted) -> Json:
    return {
        "entry": accepted.entry,
        "reason": accepted.reason,
        "owner": accepted.owner,
        "expires": accepted.expires,
        "false_positive": accepted.false_positive,
    }


def _acceptance(each: Acceptance) -> Json:
    return {**_accepted(each.accepted), "use": each.use, "findings": each.findings}


def _not_found(entry: NotFound) -> Json:
    return {
        "category": entry.category,
        "looked_for": entry.looked_for,
        "sampled": entry.sampled,
        "declarations": [clause.id for clause in entry.clauses],
        "clauses": [_clause(clause) for clause in entry.clauses],
    }


def _clause(clause: Clause) -> Json:
    return {"id": clause.id, "quote": clause.quote, "section": clause.section}


def sampled_json(each: Sampled) -> Json:
    """A table of a sample, as it stands in the report."""
    return {
        "asset": each.origin.asset,
        "member": each.origin.member or None,
        "table": each.origin.table or None,
        "records": each.records,
        "of": each.of,
        "share": each.share,
        "measure": each.measure,
        "blocks": each.blocks,
        "of_blocks": each.of_blocks,
        "missed_blocks": each.missed_blocks,
        "in_pass": each.in_pass,
        "fields": [
            {"field": field.field or None, "values": field.values, "missed": field.missed} for field in each.fields
        ],
    }


def coverage_json(entry: Coverage) -> Json:
    """A line of coverage, as it stands in the report."""
    return {
        "asset": entry.asset,
        "status": entry.status,
        "source": entry.source or None,
        "bytes": entry.bytes,
        "rows": entry.rows,
        "problems": [_problem(each) for each in entry.problems],
        "unchanged_since": entry.since or None,
        "identity": entry.identity or None,
    }


def _problem(problem: Problem) -> Json:
    return {
        "reason": problem.reason,
        "fact": problem.fact,
        "count": problem.count,
        "row": problem.row,
        "member": problem.member or None,
    }

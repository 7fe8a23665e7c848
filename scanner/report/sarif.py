"""SARIF 2.1.0, as code scanning reads it: a result for each finding, a rule for each verdict on each category.

What GitHub takes is kept to: 25,000 results a run and 10 MB when compressed; the worst come first, and the run says
how many were left out. A region is given only where a record is a line of the file as it lies there.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import orjson

from scanner.identity import fingerprint
from scanner.model.found import Confidence
from scanner.model.judged import Judged, Report, Verdict
from scanner.model.problems import HOLES, Coverage, Reason
from scanner.report.accepted import who
from scanner.report.lines import harmless
from scanner.report.sarif_rules import rule, rule_id
from scanner.report.view import View

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
MOST_BYTES = 10_000_000
"""When compressed."""
_MOST_NOTES = 200
_LINES = frozenset({"text"})
"""Sources whose records are the lines of the file."""
_COMPRESSED = (".gz", ".zst", ".bz2", ".xz", ".lz4", ".br", ".z", ".tgz")
_LEVELS = {"error": 0, "warning": 1, "note": 2, "none": 3}
Json = dict[str, Any]


def render(report: Report, view: View) -> bytes:
    """One run; fewer results where they would be too many, or too much."""
    ranked = sorted(report.findings, key=lambda each: (_LEVELS[_level(each, view)], -each.finding.confidence))
    shown = ranked[:MOST_RESULTS]
    while True:
        written = orjson.dumps(_log(report, shown, view), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        if not shown or len(gzip.compress(written)) <= MOST_BYTES:
            return written
        shown = shown[: len(shown) * 3 // 4]


def _log(report: Report, shown: Sequence[Judged], view: View) -> Json:
    rules = {rule_id(each): rule(each, view) for each in shown}
    order = {id_: place for place, id_ in enumerate(rules)}
    texts = frozenset(each.asset for each in report.coverage if _is_lines(each))
    seen = Counter[str]()
    results = []
    for each in shown:
        print_ = fingerprint(each.finding)
        seen[print_] += 1
        results.append(_result(each, order, view) | _marks(print_, seen[print_]) | _locations(each, report, texts))
    left_out = len(report.findings) - len(shown)
    name, _, version = str(report.run.get("tool", "fairnotice")).partition(" ")
    driver = {"name": name, **({"version": version} if version else {}), "rules": list(rules.values())}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, left_out)],
        "results": results,
        "properties": {"findings": len(report.findings), "leftOut": left_out, "notice": dict(report.notice or {})},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _level(judged: Judged, view: View) -> str:
    """`error` where it fails; `none` for what the notice declares or does not speak of, which is no problem."""
    if view.fails(judged):
        return "error"
    if judged.finding.test_data or judged.verdict is None:
        return "note"
    if judged.verdict in (Verdict.DECLARED, Verdict.NOT_APPLICABLE):
        return "none"
    sure = judged.finding.confidence > Confidence.POSSIBLE
    return "warning" if sure and judged.verdict in (Verdict.WIDER_TERM, Verdict.BROAD_ONLY) else "note"


def _result(judged: Judged, order: dict[str, int], view: View) -> Json:
    finding, level, id_ = judged.finding, _level(judged, view), rule_id(judged)
    matched = finding.matched if judged.matched is None else judged.matched
    parts = [
        f"{view.label(finding.category)} in {finding.origin}: {matched:,} of {finding.scanned:,} values.",
        judged.reason,
        *(f"“{clause.quote}”" for clause in judged.clauses),
        f"{finding.confidence.word.capitalize()}: {finding.why}" if finding.why else "",
    ]
    return {
        "ruleId": id_,
        "ruleIndex": order[id_],
        "kind": "pass" if level == "none" else "fail",
        "level": level,
        "message": {"text": harmless(" ".join(part for part in parts if part))},
        "occurrenceCount": max(matched, 1),
        **_suppressions(judged),
        "properties": {
            "confidence": finding.confidence.word,
            "entities": list(finding.entities),
            "evidence": list(finding.evidence),
            "scanned": finding.scanned,
            "matched": finding.matched,
            "samples": list(finding.samples),
            "declarations": [clause.id for clause in judged.clauses],
        },
    }


def _suppressions(judged: Judged) -> Json:
    """Who accepted it, as code scanning shows an alert that was dismissed."""
    if judged.accepted is None:
        return {}
    justification = harmless(who(judged.accepted))
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": justification}]}


def _marks(print_: str, number: int) -> Json:
    """What makes it the same alert tomorrow; code scanning on GitHub goes by `primaryLocationLineHash` alone."""
    return {"partialFingerprints": {"fairnotice/v1": print_, "primaryLocationLineHash": f"{print_}:{number}"}}


def _locations(judged: Judged, report: Report, texts: frozenset[str]) -> Json:
    origin = judged.finding.origin
    physical: Json = {"artifactLocation": _artifact(origin.asset, report)}
    lines = origin.asset in texts and not origin.member and not origin.field
    if lines and judged.finding.places:
        physical["region"] = {"startLine": max(judged.finding.places[0], 1)}
    logical = {"fullyQualifiedName": harmless(str(origin)), "kind": "field" if origin.field else "file"}
    if origin.field:
        logical["name"] = harmless(origin.field)
    return {"locations": [{"physicalLocation": physical, "logicalLocations": [logical]}]}


def _artifact(asset: str, report: Report) -> Json:
    """An address relative to where the command was run; an absolute one where the asset is named so."""
    if "://" in asset:
        return {"uri": quote(asset, safe="/:@!$&'()*+,;=~%?[]-._")}
    path = _from_here(asset, report.run.get("paths"))
    return {"uri": f"file://{quote(path)}"} if path.startswith("/") else {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _from_here(asset: str, roots: object) -> str:
    """Assets of a single root are named from that root on; its own name is put before them, or is their name."""
    root = str(roots[0]).rstrip("/") if isinstance(roots, list) and len(roots) == 1 else ""
    if root in ("", ".", "-") or "://" in root or root.startswith(("..", "/")):
        return asset
    root = root.removeprefix("./")
    return root if root.rpartition("/")[2] == asset else f"{root}/{asset}"


def _is_lines(coverage: Coverage) -> bool:
    return coverage.source in _LINES and not coverage.asset.lower().endswith(_COMPRESSED)


def _invocation(report: Report, left_out: int) -> Json:
    notes = list(_notes(report.coverage))
    more = len(notes) - _MOST_NOTES
    if more > 0:
        notes = [*notes[:_MOST_NOTES], _note("warning", f"{more:,} more lines of coverage are in the JSON report.")]
    if left_out:
        limits = f"{MOST_RESULTS:,} results or {MOST_BYTES // 1_000_000} MB compressed are taken at once"
        text = f"{left_out:,} findings, the least severe, were left out: {limits}. The JSON report has all."
        notes.insert(0, _note("warning", text))
    return {
        "executionSuccessful": bool(report.run.get("complete", True)),
        **({"toolExecutionNotifications": notes} if notes else {}),
    }


def _notes(coverage: Iterable[Coverage]) -> Iterable[Json]:
    """What was not scanned: without it, no result would look like a clean one."""
    for each in coverage:
        for problem in each.problems:
            if problem.reason in HOLES or problem.reason in (Reason.SAMPLED, Reason.OTHER_DAYS):
                place = f"{each.asset}!{problem.member}" if problem.member else each.asset
                yield _note("warning", f"{place}: {problem.fact} ({each.status})", str(problem.reason))


def _note(level: str, text: str, id_: str = "left_out") -> Json:
    return {"level": level, "message": {"text": harmless(text)}, "descriptor": {"id": id_}}

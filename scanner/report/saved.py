"""A saved report, as `document` wrote it: JSON → the one document, without loss.

What older versions did not write is taken as not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from scanner.compact import Compact
from scanner.errors import UsageError
from scanner.model.data import Origin
from scanner.model.found import Allowed, AlsoRead, Confidence, Finding, Reading, Recorded
from scanner.model.judged import (
    Acceptance,
    Accepted,
    Clause,
    ClauseRow,
    Judged,
    Labels,
    NotFound,
    Open,
    Report,
    Sampled,
    SampledField,
    State,
    Telling,
    Use,
    Verdict,
)
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.model.shared import Part, SameValues, Share, Together
from scanner.report.document import FORMAT

Json = dict[str, Any]


def from_json(data: bytes, name: str = "report") -> Report:
    """A report that `to_json` wrote. Raises `UsageError` where it is something else."""
    try:
        document = orjson.loads(data)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise UsageError(f"{name}: this is not a report of `fairnotice scan --format json`. Name one that is.")
        return Report(
            run=dict(document["run"]),
            notice=dict(document["notice"]) if document["notice"] else None,
            findings=tuple(_judged_of(each) for each in document["findings"]),
            not_found=tuple(_not_found_of(each) for each in document["not_found"]),
            coverage=Compact(_coverage_of(each) for each in document["coverage"]),
            allowed=tuple(Allowed(**each) for each in document.get("allowed", [])),
            clauses=tuple(_row_of(each) for each in document.get("clauses", [])),
            open=tuple(Open(**each) for each in document.get("open", [])),
            acceptances=tuple(_acceptance_of(each) for each in document.get("acceptances", [])),
            telling=tuple(_telling_of(each) for each in document.get("telling", [])),
            same_values=tuple(_same_of(each) for each in document.get("same_values", [])),
            together=tuple(_together_of(each) for each in document.get("together", [])),
            rules=dict(document.get("rules", {})),
            sampled=tuple(_sampled_of(each) for each in document.get("sampled", [])),
        )
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{name}: this report is damaged ({type(error).__name__}). Scan again.") from None


def _judged_of(entry: Json) -> Judged:
    finding = Finding(
        origin=Origin(entry["asset"], entry["member"] or "", entry["table"] or "", entry["field"] or ""),
        category=entry["category"],
        entities=tuple(entry["entities"]),
        confidence=_level(entry["confidence"]),
        evidence=tuple(entry["evidence"]),
        scanned=entry["scanned"],
        matched=entry["matched"],
        distinct=entry["distinct"],
        samples=tuple(entry["samples"]),
        places=tuple(place["row"] for place in entry["places"]),
        files=tuple(entry.get("files", ())),
        free_text=entry["free_text"],
        container=entry["container"],
        ages={int(age): count for age, count in entry["ages"].items()},
        why=entry["why"],
        test_values=entry.get("test_values", 0),
        test_reasons=tuple(entry.get("test_reasons", ())),
        test_data=entry.get("test_data", False),
        allowed=entry.get("allowed", 0),
        readings=tuple(_reading_of(each) for each in entry.get("readings", ())),
        also_read=tuple(
            AlsoRead(each["rule"], each["entity"], _level(each["level"]), each["values"])
            for each in entry.get("also_read", ())
        ),
        name_says=tuple(entry.get("name_says", ())),
        name_agrees=entry.get("name_agrees"),
        recorded=Recorded(**entry["recorded"]) if entry.get("recorded") else None,
        suppressed=entry.get("suppressed"),
        share_read=entry.get("share_read"),
        in_pass=entry.get("in_pass"),
    )
    return Judged(
        finding=finding,
        verdict=Verdict(entry["verdict"]) if entry["verdict"] else None,
        clauses=tuple(_clause_of(each) for each in entry["clauses"]),
        reason=entry["reason"],
        distance=entry["distance"],
        conditions=entry["conditions"],
        matched=entry["concerned"],
        labels=_labels_of(entry.get("labels", {})),
        notice=entry.get("notice"),
        unchecked=tuple(entry.get("unchecked", ())),
        accepted=Accepted(**entry["accepted"]) if entry.get("accepted") else None,
    )


def _labels_of(entry: Mapping[str, Json]) -> Labels:
    values = {key: told["value"] for key, told in entry.items()}
    return Labels(**values, told_by={key: told["from"] for key, told in entry.items()})


def _row_of(entry: Json) -> ClauseRow:
    clause = Clause(entry["clause"] or "", entry["quote"], entry["section"])
    return ClauseRow(
        entry["kind"], clause, State(entry["state"]), entry["reason"], tuple(entry["concerned"]), entry["notice"]
    )


def _telling_of(entry: Json) -> Telling:
    place = Origin(entry["asset"], entry["member"] or "", entry["table"] or "", entry["field"])
    return Telling(entry["kind"], place, entry["values"], entry["meant"])


def _sampled_of(entry: Json) -> Sampled:
    told = {key: value for key, value in entry.items() if key not in ("asset", "member", "table", "fields")}
    fields = tuple(SampledField(each["field"] or "", each["values"], each["missed"]) for each in entry["fields"])
    return Sampled(Origin(entry["asset"], entry["member"] or "", entry["table"] or ""), **told, fields=fields)


def _same_of(entry: Json) -> SameValues:
    a, b = (
        Origin(each["asset"], *(each[key] or "" for key in ("member", "table", "field")))
        for each in (entry["a"], entry["b"])
    )
    shares = Share(**entry["a_in_b"]), Share(**entry["b_in_a"])
    return SameValues(entry["category"], a, b, entry["shared"], *shares, entry["exact"])


def _together_of(entry: Json) -> Together:
    place = Origin(entry["asset"], entry["member"] or "", entry["table"] or "")
    parts = tuple(Part(**each) for each in entry["fields"])
    told = entry["why"], entry["records"], entry["combinations"], tuple(entry["references"])
    return Together(place, parts, *told)


def _reading_of(entry: Json) -> Reading:
    evidence = ((tuple(each["flags"]), _level(each["level"]), each["matches"]) for each in entry["evidence"])
    return Reading(
        entry["rule"],
        _level(entry["confidence"]),
        entry["matched"],
        entry["distinct"],
        entry["tried"],
        entry["by_chance"],
        tuple(evidence),
    )


def _level(word: str) -> Confidence:
    return Confidence[word.upper()]


def _acceptance_of(entry: Json) -> Acceptance:
    said = {key: value for key, value in entry.items() if key not in ("use", "findings")}
    return Acceptance(Accepted(**said), Use(entry["use"]), entry["findings"])


def _not_found_of(entry: Json) -> NotFound:
    clauses = tuple(_clause_of(each) for each in entry["clauses"])
    return NotFound(entry["category"], clauses, entry["looked_for"], entry.get("sampled", False))


def _clause_of(entry: Mapping[str, str]) -> Clause:
    return Clause(entry["id"], entry["quote"], entry["section"])


def _coverage_of(entry: Json) -> Coverage:
    problems = tuple(_problem_of(each) for each in entry["problems"])
    return Coverage(
        entry["asset"],
        Status(entry["status"]),
        entry["source"] or "",
        entry["bytes"],
        entry["rows"],
        problems,
        entry.get("unchanged_since") or "",
        entry.get("identity") or "",
    )


def _problem_of(entry: Json) -> Problem:
    return Problem(Reason(entry["reason"]), entry["fact"], entry["count"], entry["row"], entry.get("member") or "")

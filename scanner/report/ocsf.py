"""OCSF 1.6.0 Data Security Findings (class 2006), an event a line: what is held, where, and which clause decided."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import orjson

from scanner.identity import fingerprint
from scanner.model.found import Confidence
from scanner.model.judged import Judged, Report, Verdict
from scanner.report.accepted import who
from scanner.report.view import View, standing

VERSION = "1.6.0"
_CREATE, _CLASS = 1, 2006
_SEVERITY = {
    Verdict.CONTRADICTS: (5, "Critical"),
    Verdict.UNDECLARED: (4, "High"),
    Verdict.OUT_OF_SCOPE: (4, "High"),
    Verdict.BROAD_ONLY: (2, "Low"),
    Verdict.WIDER_TERM: (2, "Low"),
}
_INFORMATIONAL = (1, "Informational")
_NEW, _SUPPRESSED = (1, "New"), (3, "Suppressed")
"""A finding that people have accepted is suppressed."""
_CONFIDENCE = {Confidence.POSSIBLE: (1, "Low"), Confidence.LIKELY: (2, "Medium"), Confidence.CERTAIN: (3, "High")}
_CATEGORIES = {"government_id": (2, "Governmental"), "financial": (3, "Financial"), "credentials": (6, "Security")}
_PERSONAL = (1, "Personal")
_CLASSIFICATION = (4, "Data Discovery & Classification")
_AT_REST = (1, "Data at-Rest")
Json = dict[str, Any]


def render(report: Report, view: View) -> bytes:
    """The findings as events, in the order of the report."""
    head = _head(report)
    events = (head | _event(each, report, view) for each in report.findings)
    return b"".join(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in events)


def _head(report: Report) -> Json:
    """What all events of a run share. The time is midnight, in UTC, of the day of the scan."""
    name, _, version = str(report.run.get("tool", "fairnotice")).partition(" ")
    product = {
        "name": "Fairnotice",
        "vendor_name": "Fairnotice",
        "uid": name,
        **({"version": version} if version else {}),
    }
    return {
        "activity_id": _CREATE,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": _CLASS,
        "class_name": "Data Security Finding",
        "type_uid": 100 * _CLASS + _CREATE,
        "type_name": "Data Security Finding: Create",
        "time": _time(report),
        "metadata": {"version": VERSION, "product": product},
    }


def _time(report: Report) -> int:
    day = report.run.get("day")
    known = isinstance(day, str) and day
    return int(datetime.fromisoformat(str(day)).replace(tzinfo=UTC).timestamp() * 1000) if known else 0


def _event(judged: Judged, report: Report, view: View) -> Json:
    finding = judged.finding
    sure = finding.confidence > Confidence.POSSIBLE
    severity_id, severity = _SEVERITY.get(judged.verdict, _INFORMATIONAL) if sure and judged.verdict else _INFORMATIONAL
    confidence_id, confidence = _CONFIDENCE[finding.confidence]
    status_id, status = _SUPPRESSED if judged.accepted else _NEW
    origin = finding.origin
    event = {
        "severity_id": severity_id,
        "severity": severity,
        "confidence_id": confidence_id,
        "confidence": confidence,
        "status_id": status_id,
        "status": status,
        "is_alert": view.fails(judged),
        "message": judged.reason or finding.why,
        "finding_info": {
            "uid": f"{fingerprint(finding)}/{standing(judged)}",
            "title": f"{view.label(finding.category)} in {origin}",
            "desc": " ".join(part for part in (judged.reason, finding.why) if part),
            "types": [standing(judged)],
        },
        "data_security": _data(judged, report, view),
        "resources": [_resource(judged)],
        "unmapped": {
            "fairnotice": {
                "category": finding.category,
                "entities": list(finding.entities),
                "verdict": standing(judged),
                "scanned": finding.scanned,
                "share_read": finding.share_read,
                "clauses": [clause.id for clause in judged.clauses],
            }
        },
    }
    if judged.accepted:
        event["status_detail"] = who(judged.accepted)
    if origin.table:
        event["table"] = {"name": origin.table}
    if "://" not in origin.asset and origin.asset != "-":
        path = "!".join(part for part in (origin.asset, origin.member) if part)
        known = (1, "Regular File") if PurePosixPath(path).suffix else (0, "Unknown")
        event["file"] = {"name": PurePosixPath(path).name, "path": path, "type_id": known[0], "type": known[1]}
    return event


def _data(judged: Judged, report: Report, view: View) -> Json:
    """What kind of data it is, how it was found, and the clause that decided as the policy."""
    finding = judged.finding
    category_id, category = _CATEGORIES.get((finding.category or "").partition(".")[0], _PERSONAL)
    data: Json = {
        "category_id": category_id,
        "category": category,
        "data_lifecycle_state_id": _AT_REST[0],
        "data_lifecycle_state": _AT_REST[1],
        "detection_system_id": _CLASSIFICATION[0],
        "detection_system": _CLASSIFICATION[1],
        "detection_pattern": ", ".join(finding.entities),
        "pattern_match": "   ".join(finding.samples),
        "total": finding.matched,
        "discovery_details": [
            {"type": view.label(finding.category), "count": finding.matched},
        ],
    }
    if report.notice:
        clause = judged.clauses[0] if judged.clauses else None
        data["policy"] = {
            "name": str(report.notice["id"]),
            "type": "privacy notice",
            **({"uid": clause.id, "desc": clause.quote} if clause else {}),
        }
    return data


def _resource(judged: Judged) -> Json:
    origin = judged.finding.origin
    labels = [f"{key}:{value}" for key, value in judged.labels.items()]
    kind = "field" if origin.field else "table" if origin.table else "file"
    return {"name": str(origin), "uid": origin.asset, "type": kind, **({"labels": labels} if labels else {})}

"""Proof of coverage: every asset with what was read of it, a line each, chained by hashes.

Each line holds the SHA-256 of the line before, and its own over all else that it holds; the last line counts them. So
a line that is changed, added, moved or taken out is seen, by `verify` or with any tool that hashes. What it cannot show
is that the whole was not written anew: keep the last hash elsewhere for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import orjson

from scanner.model.judged import Report
from scanner.report.document import coverage_json, sampled_json, totals
from scanner.report.view import View

FORMAT = "fairnotice-coverage/1"
Line = dict[str, object]


def render(report: Report, view: View) -> Iterator[bytes]:  # noqa: ARG001 - as all forms
    """The chain as JSON lines."""
    before = ""
    for line in _lines(report):
        sealed = {**line, "previous": before}
        before = digest(sealed)
        yield _canonical({**sealed, "sha256": before}) + b"\n"


def _lines(report: Report) -> Iterator[Line]:
    told = (
        "id",
        "tool",
        "paths",
        "day",
        "versions",
        "complete",
        "sample",
        "seed",
        "second_pass",
        "names_in_text",
        "gone",
    )
    notice = report.notice and {key: report.notice.get(key) for key in ("id", "company", "updated")}
    yield {
        "line": 0,
        "format": FORMAT,
        "run": {key: report.run[key] for key in told if key in report.run},
        "notice": notice,
    }
    sampled: dict[str, list[Line]] = {}
    for table in report.sampled:
        sampled.setdefault(table.origin.asset, []).append(sampled_json(table))
    for number, each in enumerate(report.coverage, 1):
        part = {"sampled": sampled[each.asset]} if each.asset in sampled else {}
        yield {"line": number, **coverage_json(each), **part}
    yield {"line": len(report.coverage) + 1, "lines": len(report.coverage) + 2, "totals": totals(report)}


def digest(line: Line) -> str:
    """The SHA-256 of a line without its own hash: of its JSON with sorted keys and no blanks, in UTF-8."""
    return hashlib.sha256(_canonical({key: value for key, value in line.items() if key != "sha256"})).hexdigest()


def _canonical(line: Line) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_SORT_KEYS)


def verify(data: bytes) -> str:
    """What is wrong with a chain, in words; empty where nothing is."""
    before = ""
    lines = data.splitlines()
    for number, text in enumerate(lines):
        try:
            line = orjson.loads(text)
        except orjson.JSONDecodeError:
            return f"line {number + 1} is no JSON"
        if not isinstance(line, dict) or line.get("line") != number:
            return f"line {number + 1} is not where it was written: a line is missing, added or moved"
        if line.get("sha256") != digest(line):
            return f"line {number + 1} was changed"
        if line.get("previous") != before:
            return f"line {number + 1} does not follow the one before it, which was written anew"
        before = str(line["sha256"])
    if not lines or orjson.loads(lines[0]).get("format") != FORMAT:
        return "it does not begin as a proof of coverage does"
    return "" if orjson.loads(lines[-1]).get("lines") == len(lines) else "it ends too early: lines are missing"

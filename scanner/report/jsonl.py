"""Findings as JSON lines: each as it stands in `report.json`, with the fingerprint that names it tomorrow."""

from __future__ import annotations

import orjson

from scanner.identity import fingerprint
from scanner.model.judged import Report
from scanner.report.document import judged_json
from scanner.report.view import View


def render(report: Report, view: View) -> bytes:  # noqa: ARG001 - all forms are called alike
    """A finding a line, in the order of the report."""
    return b"".join(
        orjson.dumps({"fingerprint": fingerprint(each.finding), **judged_json(each)}, option=orjson.OPT_APPEND_NEWLINE)
        for each in report.findings
    )

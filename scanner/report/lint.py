"""Complaints about a notice file, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import orjson

from scanner.notice.complaint import Complaint, Location, Severity

FORMAT = "fairnotice-lint/1"
Where = Callable[[Location], str]
"""`file:line` of a place in the notice file."""


def lint_text(notice: str, complaints: Sequence[Complaint], where: Where) -> str:
    """One line a complaint, then how many there are."""
    lines = [
        f"{where(each.location)}: {each.severity}: {f'`{each.clause}`: ' if each.clause else ''}{each.fact}. "
        f"{each.next_step}"
        for each in complaints
    ]
    counts = Counter(each.severity for each in complaints)
    told = [_counted(counts[severity], severity) for severity in Severity]
    return "\n".join([*lines, f"{notice}: {', '.join(told)}"]) + "\n"


def lint_json(notice: str, complaints: Sequence[Complaint], where: Where) -> bytes:
    """The same as data."""
    document = {
        "format": FORMAT,
        "notice": notice,
        "complaints": [
            {
                "where": where(each.location),
                "severity": each.severity,
                "check": each.check,
                "clause": each.clause or None,
                "fact": each.fact,
                "next_step": each.next_step,
            }
            for each in complaints
        ],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _counted(count: int, severity: Severity) -> str:
    plural = "s" if count != 1 and severity is not Severity.ADVICE else ""
    return f"{count} {severity}{plural}"

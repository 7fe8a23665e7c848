"""What was copied, for people and for programs."""

from __future__ import annotations

import orjson

from scanner.model.problems import HOLES
from scanner.redact.run import Outcome
from scanner.report.lines import harmless

FORMAT = "fairnotice-copies/1"


def to_text(outcome: Outcome) -> str:
    """A line for each file, and what was not read or not copied."""
    written = sum(each.written for each in outcome.copies)
    replaced = sum(each.replaced for each in outcome.copies)
    lines = [f"Copied {written} of {len(outcome.copies)} assets; {replaced:,} values and matches replaced.", ""]
    if not outcome.complete:
        lines[:0] = ["INTERRUPTED: what is not named here was not copied."]
    for each in outcome.copies:
        if each.written:
            lines.append(f"  {each.asset}: {each.replaced:,} replaced")
        lines += [f"  {each.asset}: {problem.fact}" for problem in each.problems]
    holes = [(each.asset, one) for each in outcome.report.coverage for one in each.problems if one.reason in HOLES]
    if holes:
        lines += ["", "Not read whole:"]
        lines += [f"  {'!'.join(part for part in (asset, one.member) if part)}: {one.fact}" for asset, one in holes]
    return "\n".join(map(harmless, lines)) + "\n"


def to_json(outcome: Outcome) -> bytes:
    """The same as a document."""
    copies = [
        {
            "asset": each.asset,
            "written": each.written,
            "replaced": each.replaced,
            "problems": [{"reason": one.reason.value, "fact": one.fact, "count": one.count} for one in each.problems],
        }
        for each in outcome.copies
    ]
    return orjson.dumps({"format": FORMAT, "whole": outcome.whole, "copies": copies}) + b"\n"

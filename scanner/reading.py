"""What the report says of names and places in free text: with what they were looked for, in how much, or why not."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from scanner.detector.freetext import SAMPLE, Budget
from scanner.detector.language import Reading
from scanner.summary import Summary

OFF = "it was switched off"
NO_MODEL = "no language model is installed"


def names_in_text(summary: Summary, budget: Budget) -> dict[str, Any]:
    """The part of a report's `run` on this. `in_part` names the fields of which a sample was read."""
    if not budget.reads:
        fields = summary.quiet.prose + sum(tally.mostly_prose for tally in summary.fields.values())
        why = OFF if budget.reading is Reading.OFF else NO_MODEL
        return {"looked_for": False, "reading": str(budget.reading), "why_not": why, "fields": fields}
    held = {origin: tally.free for origin, tally in sorted(summary.fields.items()) if tally.free.passages}
    total = reduce(add, held.values(), summary.quiet.free)
    return {
        "looked_for": True,
        "reading": str(budget.reading),
        "model": budget.model.name if budget.model else None,
        "passages_per_field": SAMPLE if budget.reading is Reading.SAMPLE else None,
        "fields": len(held) + summary.quiet.read,
        "passages": total.passages,
        "read": total.read,
        "bytes": total.bytes,
        "bytes_read": total.bytes_read,
        "passed_over": total.passed_over,
        "in_part": [
            {
                "asset": origin.asset,
                "member": origin.member or None,
                "table": origin.table or None,
                "field": origin.field or None,
                "passages": amount.passages,
                "read": amount.read,
            }
            for origin, amount in held.items()
            if amount.read < amount.passages
        ],
    }

"""How a report words what a sample has looked at: never so that what was not looked at seems clean."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, log10

from scanner.model.judged import Judged, Report, Sampled
from scanner.report.lines import plural

_MEASURES = {"records": "", "bytes": " of the bytes", "estimate": " of as many as the database estimates"}


def note(report: Report) -> str:
    """One sentence on what was only sampled; empty where nothing was."""
    tables = len(report.sampled)
    again = report.run.get("looked_at_again")
    passes = ""
    if isinstance(again, int):
        share = report.run.get("second_pass")
        more = "whole" if share == "whole" else f"in a larger sample ({share})"
        passes = f"Looked at again, {more}: {again:,} {plural(again, 'file', 'files')} in which something stirred."
    if not tables:
        return passes
    what = f"{tables:,} {plural(tables, 'table or file', 'tables or files')}"
    found = f"Of {what} only a sample was looked at: what was not found there may be in the rest."
    return f"{found} {passes}".rstrip()


def of_days(report: Report) -> str:
    """One sentence on assets of which records of some days only were looked at; empty where there are none."""
    few = sum(each.of_days for each in report.coverage)
    days = report.run.get("days")
    what = f"{few:,} {plural(few, 'asset')}"
    return f"Of {what} only records of the days asked for ({days}) were looked at." if few else ""


def in_sample(report: Report) -> str:
    """What is added to a statement that something is not there."""
    return " in the sample" if report.sampled else ""


def share_read(judged: Judged) -> str:
    """What follows the counts of a finding."""
    share = judged.finding.share_read
    return "" if share is None else f" in a sample of {percent(share)}"


def told(table: Sampled) -> Iterator[str]:
    """Sentences on one table: how much was looked at, and what that may have missed."""
    of = "" if table.of is None else f" of {table.of:,}"
    share = "" if table.share is None else f" ({percent(table.share)}{_MEASURES[table.measure]})"
    blocks = f", from {table.blocks:,} of {table.of_blocks:,} blocks" if table.of_blocks else ""
    yield f"{table.records:,}{of} {plural(table.of or table.records, 'record')} looked at{share}{blocks}."
    bounds = sorted((field.missed, field.field) for field in table.fields)
    if not bounds:
        yield "No field had a value in them."
        return
    (least, _), (most, field) = bounds[0], bounds[-1]
    named = f" (most of all in {field})" if field and most > least else ""
    values = f"in up to {percent(most, up=True)} of the values of a field{named} if it is spread evenly"
    clustered = ""
    if table.missed_blocks is not None:
        most_blocks = percent(table.missed_blocks, up=True)
        clustered = f", and in up to {most_blocks} of the blocks if it lies in some of them only"
    yield f"What was not found may still be there: {values}{clustered} (at 95 % confidence)."


def percent(share: float, *, up: bool = False) -> str:
    """A share with two digits that count; a bound is never rounded down."""
    if not share:
        return "0 %"
    value = 100 * share
    unit = 10.0 ** (floor(log10(value)) - 1)
    digits = max(1 - floor(log10(value)), 0)
    steps = ceil(value / unit - 1e-6) if up else round(value / unit)
    if not up and 99.5 <= value < 100:
        return "over 99 %"
    shown = f"{steps * unit:.{digits}f}"
    return f"{shown.rstrip('0').rstrip('.') if digits else shown} %"

"""The report for a person at a terminal: what fails first, what was scanned always."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise
from typing import Any

from scanner.model.judged import Judged, Report, Sampled
from scanner.model.problems import HOLES, Coverage, Problem, Reason, Status
from scanner.report.accepted import accepted_parts
from scanner.report.kinds import MEANS, Kind, kind, kinds
from scanner.report.lines import count, harmless, painted, plural, title, volume, wrapped
from scanner.report.sampled import in_sample, note, of_days, told
from scanner.report.shared import shared_parts
from scanner.report.text_parts import folded, short
from scanner.report.text_verdicts import headline, judged_parts
from scanner.report.view import View, amount


def render(report: Report, view: View) -> bytes:
    """See `to_text`."""
    return to_text(report, view).encode("utf-8", "backslashreplace")


def to_text(report: Report, view: View) -> str:
    """The whole report as text that fits 80 columns but for long names, ending with a newline."""
    view = view.usual()
    found = kinds(report, view)
    parts = [
        *_head(report),
        *_coverage_line(report),
        *_carried(report),
        *_names_in_text(report),
        *headline(report, found),
        "",
    ]
    parts += judged_parts(report, found, view) if report.notice else _inventory(report, view)
    parts += shared_parts(report, found, view)
    parts += accepted_parts(report, view)
    parts += _test_data(found[Kind.TEST_DATA], view)
    parts += _allowed(report, view)
    parts += _sampled(report, view)
    parts += _holes(report.coverage, view)
    lines = _once_blank(harmless(part) for part in parts)
    return "\n".join(painted(lines) if view.colours else lines).rstrip() + "\n"


def _once_blank(lines: Iterable[str]) -> list[str]:
    """The lines without blank ones that follow blank ones."""
    return [line for before, line in pairwise(["", *lines]) if line or before]


def _head(report: Report) -> Iterator[str]:
    if report.notice:
        updated = f", updated {report.notice['updated']}" if report.notice.get("updated") else ""
        yield from wrapped(f"Held against {report.notice['id']}: the notice of {report.notice['company']}{updated}", "")
        versions: Any = report.notice.get("versions", ())
        if versions:
            yield from wrapped(f"Versions, each for the records made while it was in force: {', '.join(versions)}", "")
    else:
        yield "Inventory: no notice was named, so nothing is judged."
        yield from wrapped(
            "`fairnotice notice list` shows the notices there are; name one, or your own file, with --notice.", ""
        )
    if not report.run.get("complete", True):
        yield "INTERRUPTED: this report covers only what was scanned until then."


def _coverage_line(report: Report) -> Iterator[str]:
    counted = Counter(_how(each) for each in report.coverage)
    scanned = counted.total() - counted[""]
    by_sample, by_days, missing = counted["sample"], counted["days"], counted[""]
    size, rows = amount(report)
    rest = f"; {missing:,} not or not whole, see the end" if missing else ""
    assets = f"{scanned - by_sample - by_days:,} of {count(report.coverage, 'asset')} whole"
    records = f"{rows:,} {plural(rows, 'record')}"
    read = f"{by_sample:,} by a sample, as you asked: {records} of" if by_sample else ""
    told = f"{assets}, {read} {volume(size)}" if by_sample else f"{assets}, {volume(size)}, {records}"
    yield from wrapped(f"Scanned {told}{rest}.", "")
    yield from wrapped(of_days(report), "")


def _how(each: Coverage) -> str:
    """How an asset was scanned; empty where it was not, or not as it was to be."""
    if each.status is not Status.SCANNED:
        return ""
    return "sample" if each.sampled else "days" if each.of_days else "whole"


def _carried(report: Report) -> Iterator[str]:
    """What was taken over from a kept run, and what that had and is not there any more."""
    since = Counter(each.since for each in report.coverage if each.since)
    gone: Any = report.run.get("gone", ())
    if since:
        runs = f"run {max(since)}" if len(since) == 1 else f"earlier runs, the last {max(since)}"
        assets = f"{since.total():,} {plural(since.total(), 'asset')}"
        told = f"{assets} unchanged since {runs}: what was found then stands; --full scans all."
        yield from wrapped(told, "")
    if gone:
        yield from wrapped(f"Not there any more: {count(gone, 'asset')} of the run before.", "")


def _names_in_text(report: Report) -> Iterator[str]:
    """What was read of the free text for names and places; reports of older versions do not say."""
    told: Any = report.run.get("names_in_text")
    if not told:
        return
    what = "Names and places in free text"
    if not told["looked_for"]:
        advice = " Install the extra `fairnotice[ner]`." if told["reading"] != "off" else ""
        held = (
            f" ({told['fields']:,} field{'s hold' if told['fields'] > 1 else ' holds'} some)" if told["fields"] else ""
        )
        yield from wrapped(f"{what}{held} were not looked for: {told['why_not']}.{advice}", "")
    elif told["passages"]:
        share = 100 * told["bytes_read"] / max(told["bytes"], 1)
        percent = f"{share:.0f} %" if share >= 1 else "under 1 %"
        whole = told["read"] == told["passages"]
        much = "all" if whole else f"{told['read']:,} of"
        rest = "" if whole else f" ({percent} of the text), a sample; `--ner all` reads the rest"
        fields = f"{told['fields']:,} {plural(told['fields'], 'field')}"
        over = told["passed_over"]
        other = f" {over:,} were passed over as code or another language." if over else ""
        model = f"Model: {told['model']}."
        yield from wrapped(f"{what}: read {much} {told['passages']:,} passages of {fields}{rest}.{other} {model}", "")


def _inventory(report: Report, view: View) -> Iterator[str]:
    held = (each for each in report.findings if kind(each, view) not in (Kind.TEST_DATA, Kind.ACCEPTED))
    by_category = sorted(held, key=lambda each: (each.finding.category or "", each.finding.origin))
    if not by_category:
        yield f"No personal data was found{in_sample(report)}."
        yield ""
    for category, group in groupby(by_category, key=lambda each: each.finding.category):
        members = list(group)
        yield from title(view.label(category), f"{category or ''}  {count(members, 'finding')}")
        yield from folded(members, 20, view, lambda each: short(each, None))
        yield ""


def _test_data(members: Sequence[Judged], view: View) -> Iterator[str]:
    if members:
        yield from title("Test data", f"{count(members, 'finding')}; {MEANS['test_data']}")
        yield from folded(members, 20, view, lambda each: short(each, view))
        yield ""
        reasons = dict.fromkeys(reason for each in members for reason in each.finding.test_reasons)
        for reason in reasons:
            yield from wrapped(reason, "  ")
        yield ""


def _allowed(report: Report, view: View) -> Iterator[str]:
    used = [each for each in report.allowed if each.values]
    unused = [each for each in report.allowed if not each.values]
    if used:
        yield from title("Allowed by your lists", count(used, "entry"))
        for each in used:
            counts = f"{each.values:,} {plural(each.values, 'value')} in {each.fields:,} {plural(each.fields, 'field')}"
            yield from wrapped(f"{each.entry}: {counts}: {each.reason}", "  ")
        yield ""
    if unused:
        yield from title("Entries of your lists that allowed nothing", f"{len(unused):,}; take them out if you can")
        yield from folded(unused, 20, view, lambda each: wrapped(f"{each.entry}: {each.reason}", "  "))
        yield ""
    minimum = report.run.get("minimum")
    left_out = minimum.get("left_out") if isinstance(minimum, dict) else 0
    if left_out:
        what = f"Left out: {left_out:,} {plural(left_out, 'finding')}"
        yield from wrapped(f"{what} with less than --min-count or --min-share asks.", "")
        yield ""


def _sampled(report: Report, view: View) -> Iterator[str]:
    if report.sampled:
        yield from title("Looked at by a sample", "docs/sampling.md says how it was chosen")
        yield from wrapped(note(report), "  ")
        yield from folded(report.sampled, 10, view, _table)
        yield ""


def _table(table: Sampled) -> Iterator[str]:
    return chain([f"  {table.origin}"], wrapped(" ".join(told(table)), "      "))


def _holes(coverage: Sequence[Coverage], view: View) -> Iterator[str]:
    told = [each for each in coverage if each.problems or each.status != Status.SCANNED]
    holes = [each for each in told if each.status != Status.SCANNED]
    scanned = [each for each in told if each.status == Status.SCANNED]
    notes = [each for each in scanned if any(problem.reason is not Reason.SAMPLED for problem in each.problems)]
    if holes:
        yield from title("Not scanned, or not whole", f"{len(holes):,}; the findings above say nothing of these")
        yield from folded(holes, 30, view, lambda each: _asset(each, view))
        yield ""
    if notes:
        yield from title("Worth knowing of what was scanned", count(notes, "asset"))
        yield from folded(notes, 10, view, lambda each: _asset(each, view))
        yield ""


def _asset(entry: Coverage, view: View) -> Iterator[str]:
    lines = folded(entry.problems, 5, view, _problem)
    return chain([f"  {entry.asset}  ({entry.status})"], lines)


def _problem(problem: Problem) -> Iterator[str]:
    mark = "" if problem.reason in HOLES else "note: "
    times = f"{problem.count:,} × " if problem.count > 1 else ""
    where = f", first in row {problem.row:,}" if problem.row else ""
    member = f"{problem.member}: " if problem.member else ""
    return wrapped(f"{mark}{member}{times}{problem.fact}{where} [{problem.reason}]", "      ")

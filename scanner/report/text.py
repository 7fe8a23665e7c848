"""The report for a person at a terminal: what fails first, what was scanned always."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any

from scanner.model.found import Confidence
from scanner.model.judged import FAILING, ClauseRow, Judged, NotFound, Report, State, Verdict
from scanner.model.problems import HOLES, Coverage, Reason, Status

WIDTH = 100
_LABEL = 9
_MEANS = {
    Verdict.CONTRADICTS: "the notice says that this is not held",
    Verdict.UNDECLARED: "no clause of the notice covers it",
    Verdict.OUT_OF_SCOPE: "declared, but not for data with these labels",
}
_HARMLESS = dict.fromkeys([*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
"""Names of files and fields come from outside: nothing in them may steer a terminal or turn its text around."""
CategoryLabel = Callable[[str | None], str]


def to_text(report: Report, label: CategoryLabel) -> str:
    """The whole report as plain text, lines of at most about 100 characters, ending with a newline."""
    parts = [*_head(report), *_coverage_line(report), *_names_in_text(report), ""]
    if report.notice is None:
        parts += _inventory([each for each in report.findings if not each.finding.test_data], label)
    else:
        parts += _judged_parts(report, label)
    parts += _test_data([each for each in report.findings if each.finding.test_data], label)
    parts += _allowed(report)
    parts += _holes(report.coverage)
    return "\n".join(harmless(part) for part in parts).rstrip() + "\n"


def harmless(line: str) -> str:
    """The line without what could steer a terminal."""
    return line.translate(_HARMLESS)


def _head(report: Report) -> Iterator[str]:
    if report.notice:
        updated = f", updated {report.notice['updated']}" if report.notice.get("updated") else ""
        yield f"Held against {report.notice['id']}: the notice of {report.notice['company']}{updated}"
        versions: Any = report.notice.get("versions", ())
        if versions:
            yield from _wrapped(f"Versions, each for the records made while it was in force: {', '.join(versions)}", "")
    else:
        yield "Inventory: no notice was named, so nothing is judged."
        yield "`fairnotice notice list` shows the notices there are; name one, or your own file, with --notice."
    if not report.run.get("complete", True):
        yield "INTERRUPTED: this report covers only what was scanned until then."


def _coverage_line(report: Report) -> Iterator[str]:
    scanned = [each for each in report.coverage if each.status == Status.SCANNED]
    sampled = sum(any(problem.reason is Reason.SAMPLED for problem in each.problems) for each in scanned)
    size = sum(each.bytes for each in report.coverage if each.status != Status.SKIPPED)
    rows = sum(each.rows for each in report.coverage)
    missing = len(report.coverage) - len(scanned)
    rest = f"; {sampled} by a sample, as you asked" if sampled else ""
    rest += f"; {missing} not or not whole, see the end" if missing else ""
    whole = len(scanned) - sampled
    yield f"Scanned {whole} of {len(report.coverage)} assets whole, {_bytes(size)}, {rows:,} records{rest}."


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
        yield from _wrapped(f"{what}{held} were not looked for: {told['why_not']}.{advice}", "")
    elif told["passages"]:
        share = 100 * told["bytes_read"] / max(told["bytes"], 1)
        percent = f"{share:.0f} %" if share >= 1 else "under 1 %"
        whole = told["read"] == told["passages"]
        much = "all" if whole else f"{told['read']:,} of"
        rest = "" if whole else f" ({percent} of the text), a sample; `--ner all` reads the rest"
        fields = f"{told['fields']:,} field{'' if told['fields'] == 1 else 's'}"
        over = told["passed_over"]
        other = f" {over:,} were passed over as code or another language." if over else ""
        model = f"Model: {told['model']}."
        yield from _wrapped(f"{what}: read {much} {told['passages']:,} passages of {fields}{rest}.{other} {model}", "")


def _judged_parts(report: Report, label: CategoryLabel) -> Iterator[str]:
    held = [each for each in report.findings if not each.finding.test_data]
    sure = [each for each in held if each.finding.confidence > Confidence.POSSIBLE]
    unsure = [each for each in held if each.finding.confidence == Confidence.POSSIBLE]
    failing = [each for each in sure if each.verdict in FAILING]
    if not failing and not any(row.state is State.BROKEN for row in report.clauses):
        yield from _title("Nothing fails", "")
        outside = any(each.verdict is Verdict.NOT_APPLICABLE for each in sure)
        what = "Everything that the notice speaks of" if outside else "Everything found"
        yield f"  {what} is declared, or covered by a wider term or an open phrase."
        yield ""
    for verdict, group in groupby(failing, key=lambda each: each.verdict):
        members = list(group)
        yield from _title(f"FAILS: {verdict}", f"{_count(members, 'finding')}; {_MEANS[verdict or Verdict.UNDECLARED]}")
        for each in members:
            yield from _detail(each, label)
    covered = [each for each in sure if each.verdict in (Verdict.BROAD_ONLY, Verdict.WIDER_TERM)]
    if covered:
        yield from _title("Covered only by a wider term or an open phrase", _count(covered, "finding"))
        for each in covered:
            yield from _detail(each, label, samples=False)
    yield from _declared([each for each in sure if each.verdict == Verdict.DECLARED], label)
    others = [each for each in sure if each.verdict in (Verdict.UNMAPPED, Verdict.NOT_APPLICABLE)]
    if others:
        yield from _title("Not judged", _count(others, "finding"))
        yield from (f"  {each.finding.origin}  ({label(each.finding.category)}, {each.verdict})" for each in others)
        yield ""
    yield from _broken(report.clauses)
    yield from _not_found(report.not_found, label)
    yield from _other_clauses(report.clauses)
    yield from _open(report)
    if unsure:
        yield from _title("Possible", f"{_count(unsure, 'finding')}; too weak to fail, worth a look")
        yield from _short(unsure, label)


def _detail(judged: Judged, label: CategoryLabel, samples: bool = True) -> Iterator[str]:
    """One finding in full: where, what, how much, why, by which clause."""
    finding = judged.finding
    yield f"  {finding.origin}"
    matched = finding.personal if judged.matched is None else judged.matched
    values = "lines" if finding.free_text and not finding.origin.field else "values"
    what = f"{label(finding.category)} · {matched:,} of {finding.scanned:,} {values} · {finding.confidence.word}"
    yield f"    {what}"
    yield from _labelled("why", finding.why)
    yield from _labelled("verdict", judged.reason)
    yield from _labelled("labels", ", ".join(f"{key}: {value}" for key, value in judged.labels.items()))
    for clause in judged.clauses:
        section = f" ({clause.section})" if clause.section else ""
        yield from _labelled("notice", f"“{clause.quote}”{section}")
    if samples and finding.samples:
        places = ", ".join(f"{row:,}" for row in finding.places)
        what = "lines" if finding.free_text and not finding.origin.field else "rows"
        yield from _labelled("samples", f"{'   '.join(finding.samples)}   (first in {what} {places})")
    yield ""


def _declared(declared: Sequence[Judged], label: CategoryLabel) -> Iterator[str]:
    if not declared:
        return
    yield from _title("Declared", _count(declared, "finding"))
    by_category = sorted(declared, key=lambda each: (each.finding.category or "", each.finding.origin))
    for category, group in groupby(by_category, key=lambda each: each.finding.category):
        members = list(group)
        quotes = dict.fromkeys(clause.quote for each in members for clause in each.clauses)
        yield from _wrapped(f"{label(category)}: {'; '.join(f'“{quote}”' for quote in list(quotes)[:3])}", "  ")
        yield from _wrapped(", ".join(_place(each) for each in members), "      ")
    unchecked = sum(each.conditions == "not_checked" for each in declared)
    if unchecked:
        conditions = "(source, subject, purpose) were not checked: no label tells them"
        yield from _wrapped(f"The conditions of {unchecked} of these {conditions}.", "  ")
    yield ""


def _broken(rows: Iterable[ClauseRow]) -> Iterator[str]:
    broken = [row for row in rows if row.state is State.BROKEN]
    if broken:
        yield from _title("FAILS: clauses", f"{len(broken)}; more than categories, and broken")
        for (kind, reason, concerned), group in groupby(broken, key=lambda row: (row.kind, row.reason, row.concerned)):
            clauses = [row.clause for row in group if row.clause.id]
            ids = ", ".join(clause.id for clause in clauses)
            yield f"  {kind} [{ids}]" if ids else f"  {kind}"
            yield from _labelled("why", reason)
            for clause in clauses:
                section = f" ({clause.section})" if clause.section else ""
                yield from _labelled("notice", f"“{clause.quote}”{section}")
            yield from _labelled("where", "; ".join(concerned))
            yield ""


def _other_clauses(rows: Sequence[ClauseRow]) -> Iterator[str]:
    others = [row for row in rows if row.state is not State.BROKEN]
    if others:
        yield from _title("Clauses beyond categories", "as far as data and labels can tell")
        for (state, kind, reason), group in groupby(others, key=lambda row: (row.state, row.kind, row.reason)):
            names = ", ".join(row.clause.id for row in group)
            yield from _wrapped(f"{str(state).replace('_', ' ')}: {kind} [{names}]: {reason}", "  ")
        yield ""


def _open(report: Report) -> Iterator[str]:
    if report.open:
        yield from _title("What you could tell us", "labels that would settle conditions: docs/labels.md")
        for each in report.open:
            yield f"  {each.label}: {each.why}; {each.findings} {_plural(each.findings, 'finding')}"
        yield ""


def _not_found(entries: Sequence[NotFound], label: CategoryLabel) -> Iterator[str]:
    looked = [entry for entry in entries if entry.looked_for]
    blind = [entry for entry in entries if not entry.looked_for]
    if looked:
        yield from _title("Declared and not found", f"{len(looked)}; looked for, and not seen in what was scanned")
        for entry in looked:
            yield from _wrapped(f"{label(entry.category)}: “{entry.clauses[0].quote}”", "  ")
        yield ""
    if blind:
        yield from _title("Declared and not looked for", f"{len(blind)}; no rule in use could have found these")
        yield from _wrapped(", ".join(label(entry.category) for entry in blind), "  ")
        yield ""


def _inventory(findings: Iterable[Judged], label: CategoryLabel) -> Iterator[str]:
    by_category = sorted(findings, key=lambda each: (each.finding.category or "", each.finding.origin))
    if not by_category:
        yield "No personal data was found."
        yield ""
    for category, group in groupby(by_category, key=lambda each: each.finding.category):
        members = list(group)
        yield from _title(label(category), category or "")
        yield from _short(members, None)


def _short(members: Iterable[Judged], label: CategoryLabel | None) -> Iterator[str]:
    for each in members:
        finding = each.finding
        what = f"{label(finding.category)}, " if label else ""
        yield f"  {finding.origin}"
        matched = finding.matched if finding.test_data else finding.personal
        counts = f"{matched:,} of {finding.scanned:,}, {finding.confidence.word}"
        yield f"      {what}{counts}: {_few(finding.samples)}"
    yield ""


def _test_data(members: Sequence[Judged], label: CategoryLabel) -> Iterator[str]:
    if members:
        yield from _title("Test data", f"{_count(members, 'finding')}; nothing but test values, which nobody has")
        yield from _short(members, label)
        reasons = dict.fromkeys(reason for each in members for reason in each.finding.test_reasons)
        for reason in reasons:
            yield from _wrapped(reason, "  ")
        yield ""


def _allowed(report: Report) -> Iterator[str]:
    used = [each for each in report.allowed if each.values]
    unused = [each for each in report.allowed if not each.values]
    if used:
        yield from _title("Allowed by your lists", _count(used, "entry", "entries"))
        for each in used:
            counts = f"{each.values:,} {_plural(each.values, 'value')} in {each.fields} {_plural(each.fields, 'field')}"
            yield from _wrapped(f"{each.entry}: {counts}: {each.reason}", "  ")
        yield ""
    if unused:
        yield from _title("Entries of your lists that allowed nothing", f"{len(unused)}; take them out if you can")
        for each in unused:
            yield from _wrapped(f"{each.entry}: {each.reason}", "  ")
        yield ""
    minimum = report.run.get("minimum")
    left_out = minimum.get("left_out") if isinstance(minimum, dict) else 0
    if left_out:
        yield f"Left out: {left_out} {_plural(left_out, 'finding')} with less than --min-count or --min-share asks."
        yield ""


def _holes(coverage: Iterable[Coverage]) -> Iterator[str]:
    holes = [each for each in coverage if each.status != Status.SCANNED]
    notes = [each for each in coverage if each.status == Status.SCANNED and each.problems]
    if holes:
        yield from _title("Not scanned, or not whole", f"{len(holes)}; the findings above say nothing of these")
        yield from _problems(holes)
    if notes:
        yield from _title("Worth knowing of what was scanned", "")
        yield from _problems(notes)


def _problems(entries: Iterable[Coverage]) -> Iterator[str]:
    for each in entries:
        yield f"  {each.asset}  ({each.status})"
        for problem in each.problems:
            mark = "" if problem.reason in HOLES else "note: "
            count = f"{problem.count:,} × " if problem.count > 1 else ""
            where = f", first in row {problem.row:,}" if problem.row else ""
            member = f"{problem.member}: " if problem.member else ""
            yield from _wrapped(f"{mark}{member}{count}{problem.fact}{where} [{problem.reason}]", "      ")
    yield ""


# --- words and lines ----------------------------------------------------------------------------


def _title(title: str, rest: str) -> Iterator[str]:
    line = f"{title}  {rest}".rstrip()
    yield line
    yield "─" * min(len(line), WIDTH)


def _labelled(name: str, text: str) -> Iterator[str]:
    if text:
        lines = wrap(text, WIDTH - 4 - _LABEL, break_long_words=False) or [""]
        yield f"    {name:<{_LABEL}}{lines[0]}"
        yield from (f"    {'':<{_LABEL}}{line}" for line in lines[1:])


def _wrapped(text: str, indent: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)


def _place(judged: Judged) -> str:
    return f"{judged.finding.origin} ({judged.finding.personal:,})"


def _few(samples: Sequence[str]) -> str:
    return "   ".join(samples[:3])


def _count(members: Sequence[object], noun: str, nouns: str = "") -> str:
    return f"{len(members)} {_plural(len(members), noun, nouns)}"


def _plural(count: int, noun: str, nouns: str = "") -> str:
    return noun if count == 1 else nouns or f"{noun}s"


def _bytes(size: int) -> str:
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"

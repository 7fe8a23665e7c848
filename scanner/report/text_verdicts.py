"""The report for a terminal, where a notice was given: findings by verdict, clauses, and what was not found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from scanner.model.judged import ClauseRow, Judged, NotFound, Report, State, Verdict
from scanner.report.kinds import MEANS, Kind
from scanner.report.lines import count, labelled, plural, title, wrapped
from scanner.report.sampled import in_sample, note
from scanner.report.text_parts import few, folded, full, quoted, short
from scanner.report.view import View

Found = Mapping[Kind, Sequence[Judged]]
_COUNTED = {
    Kind.FAILS: "fail",
    Kind.KNOWN: "known from the baseline",
    Kind.ACCEPTED: "accepted",
    Kind.COVERED: "covered only by a wider term or an open phrase",
    Kind.DECLARED: "declared",
    Kind.OTHER: "not judged",
    Kind.POSSIBLE: "merely possible",
    Kind.TEST_DATA: "test data",
}


def headline(report: Report, found: Found) -> Iterator[str]:
    """How many findings there are of each kind, in the order of the parts below; nothing without a notice."""
    if not report.notice or not report.findings:
        return
    told = ", ".join(f"{len(found[kind]):,} {what}" for kind, what in _COUNTED.items() if found[kind])
    yield from wrapped(f"{count(report.findings, 'finding')}: {told}.", "")


def judged_parts(report: Report, found: Found, view: View) -> Iterator[str]:
    """Everything that a notice says something of, what fails first."""
    failing, known, others, unsure = (found[each] for each in (Kind.FAILS, Kind.KNOWN, Kind.OTHER, Kind.POSSIBLE))
    if not failing and not view.broken(report):
        yield from title(f"Nothing fails{in_sample(report)}", "")
        outside = any(each.verdict is Verdict.NOT_APPLICABLE for each in others)
        what = "Everything that the notice speaks of" if outside else "Everything found"
        accepted = ", or accepted" if found[Kind.ACCEPTED] else ""
        before = ", or known from the baseline" if known else ""
        yield from wrapped(f"{what} is declared, or covered by a wider term or an open phrase{accepted}{before}.", "  ")
        yield from wrapped(note(report), "  ")
        yield ""
    for verdict, group in groupby(failing, key=lambda each: each.verdict):
        members = list(group)
        yield from title(f"FAILS: {verdict}", f"{count(members, 'finding')}; {MEANS[str(verdict)]}")
        yield from folded(members, 30, view, lambda each: full(each, view))
        yield ""
    if known:
        yield from title("Known from the baseline", f"{count(known, 'finding')}; no worse than there, so none fails")
        yield from folded(known, 20, view, lambda each: short(each, view))
        yield ""
    covered = found[Kind.COVERED]
    if covered:
        yield from title("Covered only by a wider term or an open phrase", count(covered, "finding"))
        yield from folded(covered, 15, view, lambda each: full(each, view, samples=False))
        yield ""
    yield from _declared(found[Kind.DECLARED], view)
    if others:
        yield from title("Not judged", count(others, "finding"))
        yield from folded(others, 20, view, lambda each: [_unjudged(each, view)])
        yield ""
    yield from _broken(report.clauses, view)
    yield from _not_found(report.not_found, view)
    yield from _other_clauses(report.clauses)
    yield from _open(report)
    if unsure:
        yield from title("Possible", f"{count(unsure, 'finding')}; too weak to fail, worth a look")
        yield from folded(unsure, 20, view, lambda each: short(each, view))
        yield ""


def _unjudged(judged: Judged, view: View) -> str:
    return f"  {judged.finding.origin}  ({view.label(judged.finding.category)}, {judged.verdict})"


def _declared(declared: Sequence[Judged], view: View) -> Iterator[str]:
    if not declared:
        return
    yield from title("Declared", f"{count(declared, 'finding')}; in brackets how many values each has")
    by_category = sorted(declared, key=lambda each: (each.finding.category or "", each.finding.origin))
    for category, group in groupby(by_category, key=lambda each: each.finding.category):
        members = list(group)
        quotes = dict.fromkeys(clause.quote for each in members for clause in each.clauses)
        yield from wrapped(f"{view.label(category)}: {'; '.join(f'“{quote}”' for quote in list(quotes)[:3])}", "  ")
        places = [f"{each.finding.origin} ({each.finding.personal:,})" for each in members]
        yield from wrapped(few(places, view), "      ")
    unchecked = sum(each.conditions == "not_checked" for each in declared)
    if unchecked:
        conditions = "(source, subject, purpose) were not checked: no label tells them"
        yield from wrapped(f"The conditions of {unchecked:,} of these {conditions}.", "  ")
    yield ""


def _broken(rows: Iterable[ClauseRow], view: View) -> Iterator[str]:
    all_broken = [row for row in rows if row.state is State.BROKEN]
    for heading, means, fails in (
        ("FAILS: clauses", "more than categories, and broken", True),
        ("Clauses broken in the baseline too", "more than categories; known, so they do not fail", False),
    ):
        broken = [row for row in all_broken if view.breaks(row) is fails]
        if broken:
            yield from title(heading, f"{len(broken):,}; {means}")
        for (kind, reason, concerned), group in groupby(broken, key=lambda row: (row.kind, row.reason, row.concerned)):
            clauses = [row.clause for row in group if row.clause.id]
            ids = ", ".join(clause.id for clause in clauses)
            yield from wrapped(f"{kind} [{ids}]" if ids else kind, "  ")
            yield from labelled("why", reason)
            for clause in clauses:
                yield from labelled("notice", quoted(clause))
            yield from labelled("where", few(concerned, view))
            yield ""


def _other_clauses(rows: Sequence[ClauseRow]) -> Iterator[str]:
    others = [row for row in rows if row.state is not State.BROKEN]
    if others:
        yield from title("Clauses beyond categories", "as far as data and labels can tell")
        for (state, kind, reason), group in groupby(others, key=lambda row: (row.state, row.kind, row.reason)):
            names = ", ".join(row.clause.id for row in group)
            yield from wrapped(f"{str(state).replace('_', ' ')}: {kind} [{names}]: {reason}", "  ")
        yield ""


def _open(report: Report) -> Iterator[str]:
    if report.open:
        yield from title("What you could tell us", "labels that would settle conditions: docs/labels.md")
        for each in report.open:
            findings = f"{each.findings:,} {plural(each.findings, 'finding')}"
            yield from wrapped(f"{each.label}: {each.why}; {findings}", "  ")
        yield ""


def _not_found(entries: Sequence[NotFound], view: View) -> Iterator[str]:
    looked = [entry for entry in entries if entry.looked_for]
    blind = [entry for entry in entries if not entry.looked_for]
    if looked:
        sampled = any(entry.sampled for entry in looked)
        where = "the sample: they may be in the rest" if sampled else "what was scanned"
        yield from title("Declared and not found", f"{len(looked):,}; looked for, and not seen in {where}")
        for entry in looked:
            yield from wrapped(f"{view.label(entry.category)}: “{entry.clauses[0].quote}”", "  ")
        yield ""
    if blind:
        yield from title("Declared and not looked for", f"{len(blind):,}; no rule in use could have found these")
        yield from wrapped(", ".join(view.label(entry.category) for entry in blind), "  ")
        yield ""

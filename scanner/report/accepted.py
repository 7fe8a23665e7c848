"""What was accepted, by whom and why, and entries of acceptances that did nothing."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.judged import Acceptance, Accepted, Judged, Report, Use
from scanner.report.lines import count, harmless, plural, title, wrapped
from scanner.report.text_parts import folded, short
from scanner.report.view import View, standing


def who(accepted: Accepted) -> str:
    """Reason, owner and last day in one line."""
    what = "false positive: " if accepted.false_positive else ""
    until = f", until {accepted.expires}" if accepted.expires else ""
    return f"{what}{accepted.reason} ({accepted.owner}{until})"


def accepted_parts(report: Report, view: View) -> Iterator[str]:
    """Accepted findings, and the entries to look at."""
    members = [each for each in report.findings if each.accepted]
    if members:
        yield from title("Accepted", f"{count(members, 'finding')}; they do not fail, as people have said")
        yield from folded(members, 20, view, lambda each: _lines(each, view))
        yield ""
    notes = list(acceptance_notes(report))
    if notes:
        yield from title("Acceptances to look at", count(notes, "entry", "entries"))
        yield from folded(notes, 20, view, lambda each: wrapped(each, "  "))
        yield ""


def _lines(judged: Judged, view: View) -> Iterator[str]:
    yield from short(judged, view)
    if judged.accepted:
        yield from wrapped(f"{standing(judged).replace('_', ' ')}; {who(judged.accepted)}", "      ")


def acceptance_notes(report: Report) -> Iterator[str]:
    """A line for each entry that has expired, was not used, or has no end."""
    for each in report.acceptances:
        note = _note(each)
        if note:
            yield harmless(f"{each.accepted.entry}: {note}")


def _note(each: Acceptance) -> str:
    findings = f"{each.findings:,} {plural(each.findings, 'finding')}"
    if each.use is Use.EXPIRED:
        again = f"; {findings} of it {plural(each.findings, 'is', 'are')} open again" if each.findings else ""
        return f"expired on {each.accepted.expires}{again}. Renew it, or take it out."
    if each.use is Use.UNUSED:
        return "no open finding of this run fits it. Take it out, if that was all of the data."
    if each.use is Use.TODO:
        return f"to do, {each.accepted.owner}: {findings}: {each.accepted.reason}"
    endless = each.accepted.expires is None and not each.accepted.false_positive
    return "it has no end. Give it one: `expires: YEAR-MONTH-DAY`." if endless else ""

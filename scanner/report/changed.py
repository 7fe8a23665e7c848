"""The changes between two reports, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from scanner.changes import Change, Changes, Elsewhere, Kind
from scanner.model.judged import Judged, Report
from scanner.report.lines import count, harmless, painted, plural, title, wrapped
from scanner.report.text_parts import folded
from scanner.report.view import View, standing

FORMAT = "fairnotice-diff/1"
_VERDICT = frozenset({"verdict", "accepted"})
_GROWTH = frozenset({"values"})
_ELSEWHERE = {
    (Kind.NEW, Elsewhere.ABSENT): "its asset is new",
    (Kind.NEW, Elsewhere.NOT_WHOLE): "its asset was not scanned whole before, so it may be older",
    (Kind.GONE, Elsewhere.ABSENT): "its asset is not there any more",
    (Kind.GONE, Elsewhere.NOT_WHOLE): "its asset was not scanned whole this time, so it may still be there",
}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two reports and all that differs. names: what the user calls them."""

    names: tuple[str, str]
    before: Report
    after: Report
    changes: Changes


def changed_text(compared: Compared, view: View) -> str:
    """What is new and fails first; then the rest, by what became of it."""
    parts = [harmless(line) for line in _parts(compared, view)]
    return "\n".join(painted(parts) if view.colours else parts).rstrip() + "\n"


def changed_json(compared: Compared, view: View) -> bytes:
    """The same as data, with all findings of both sides named."""
    found = compared.changes
    document = {
        "format": FORMAT,
        "before": _run(compared.before),
        "after": _run(compared.after),
        "same": not found,
        "totals": {str(kind): len(_of(kind, found.findings)) for kind in Kind}
        | {"failing": len(_failing(found.findings, view))},
        "findings": [_change(each, view) for each in found.findings],
        "clauses": [
            {"kind": each.key[0], "clause": each.key[1], "notice": each.key[2] or None}
            | {"before": each.before, "after": each.after}
            for each in found.clauses
        ],
        "coverage": [{"asset": each.asset, "before": each.before, "after": each.after} for each in found.assets],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _of(kind: Kind, found: Iterable[Change]) -> list[Change]:
    return [each for each in found if each.kind is kind]


def _failing(found: Iterable[Change], view: View) -> list[Change]:
    """Those with a finding that fails now and did not before; the view knows what did."""
    return [each for each in found if any(view.fails(judged) for judged in each.after)]


# --- as text ------------------------------------------------------------------------------------


def _parts(compared: Compared, view: View) -> Iterator[str]:
    found = compared.changes
    yield from wrapped(f"{compared.names[0]} → {compared.names[1]}", "")
    yield from wrapped(_headline(compared, view), "")
    yield ""
    failing = _failing(found.findings, view)
    rest = [each for each in found.findings if each not in failing]
    changed = _of(Kind.CHANGED, rest)
    grown = [each for each in changed if _names(each) <= _GROWTH]
    judged = [each for each in changed if _names(each) & _VERDICT]
    others = [each for each in changed if each not in grown and each not in judged]
    yield from _section("FAILS: new, or worse than before", failing, view)
    yield from _section("New", _of(Kind.NEW, rest), view)
    yield from _section("Gone", _of(Kind.GONE, rest), view)
    yield from _section("Judged otherwise", judged, view)
    yield from _section("Changed", others, view)
    yield from _section("Only the number of values differs", grown, view)
    if found.clauses:
        yield from title("Clauses", count(found.clauses, "change"))
        for clause in found.clauses:
            yield from wrapped(f"{clause.key[0]} [{clause.key[1]}]: {_step(clause.before, clause.after)}", "  ")
        yield ""
    if found.assets:
        yield from title("Coverage", count(found.assets, "change"))
        yield from folded(
            found.assets, 30, view, lambda each: wrapped(f"{each.asset}: {_step(each.before, each.after)}", "  ")
        )


def _headline(compared: Compared, view: View) -> str:
    found = compared.changes
    if not found:
        return "Nothing differs."
    kinds = ", ".join(f"{len(_of(kind, found.findings)):,} {kind}" for kind in Kind)
    failing = len(_failing(found.findings, view))
    broken = view.broken(compared.after)
    clauses = f" {broken:,} {plural(broken, 'clause is', 'clauses are')} newly broken." if broken else ""
    return f"Findings: {kinds}; {failing:,} of the new and changed ones {plural(failing, 'fails', 'fail')}.{clauses}"


def _section(name: str, members: Sequence[Change], view: View) -> Iterator[str]:
    if members:
        yield from title(name, count(members, "finding"))
        yield from folded(members, 30, view, lambda each: _lines(each, view))
        yield ""


def _lines(change: Change, view: View) -> Iterator[str]:
    judged = change.shown
    members = change.after or change.before
    more = f" and {len(members) - 1:,} more of the same" if len(members) > 1 else ""
    yield f"  {judged.finding.origin}{more}"
    what = f"{view.label(judged.finding.category)}, {_standing(judged)}, {judged.finding.confidence.word}"
    yield from wrapped(f"{what}  [{change.fingerprint[:12]}]", "      ")
    for each in change.aspects:
        yield from wrapped(f"{each.name}: {each.before or 'none'} → {each.after or 'none'}", "      ")
    elsewhere = _ELSEWHERE.get((change.kind, change.elsewhere))
    if elsewhere:
        yield from wrapped(elsewhere, "      ")


def _standing(judged: Judged) -> str:
    return f"{standing(judged)}{', accepted' if judged.accepted else ''}".replace("_", " ")


def _names(change: Change) -> set[str]:
    return {each.name for each in change.aspects}


def _step(before: object, after: object) -> str:
    if before is None:
        return f"new, {after}".replace("_", " ")
    return f"{before} → {'gone' if after is None else after}".replace("_", " ")


# --- as data ------------------------------------------------------------------------------------


def _run(report: Report) -> Json:
    notice = report.notice or {}
    return {"id": report.run.get("id"), "day": report.run.get("day"), "notice": notice.get("id")}


def _change(change: Change, view: View) -> Json:
    return {
        "kind": change.kind,
        "fingerprint": change.fingerprint,
        "category": change.shown.finding.category,
        "fails": any(view.fails(each) for each in change.after),
        "asset_elsewhere": None if change.kind is Kind.CHANGED else change.elsewhere,
        "aspects": {each.name: {"before": each.before, "after": each.after} for each in change.aspects},
        "before": [_side(each) for each in change.before],
        "after": [_side(each) for each in change.after],
    }


def _side(judged: Judged) -> Json:
    finding, origin = judged.finding, judged.finding.origin
    return {
        "asset": origin.asset,
        "member": origin.member or None,
        "table": origin.table or None,
        "field": origin.field or None,
        "standing": standing(judged),
        "accepted": judged.accepted is not None,
        "confidence": finding.confidence.word,
        "scanned": finding.scanned,
        "matched": finding.matched if judged.matched is None else judged.matched,
    }

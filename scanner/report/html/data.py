"""What the page shows, as compact JSON: findings are columns of numbers that point into tables of what repeats."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Generic, TypeVar

import orjson

from scanner.identity import fingerprint
from scanner.model.judged import Clause, ClauseRow, Judged, NotFound, Report
from scanner.model.problems import HOLES, Coverage, Problem
from scanner.notice.categories import Categories
from scanner.report.accepted import who
from scanner.report.html.signs import SIGNS, sign_of
from scanner.report.lines import harmless
from scanner.report.sampled import note, share_read
from scanner.report.sampled import told as words
from scanner.report.shared import Shared, shared_by_field
from scanner.report.view import View

Json = dict[str, Any]
Row = TypeVar("Row", bound=Hashable)
_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""JSON with these escapes is the same JSON, and nothing in it can end the element that holds it."""
_CONCERNED = 200
"""So many places that decided on a clause are named on the page."""
_SAMPLED = 50
"""So many tables of a sample."""


class Table(Generic[Row]):
    """Gives each different row a number."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._numbers: dict[Row, int] = {}
        for row in rows:
            self.number(row)

    def number(self, row: Row) -> int:
        """The row's number, a new one where it was not seen before."""
        return self._numbers.setdefault(row, len(self._numbers))

    def rows(self) -> list[Row]:
        """All rows, by number."""
        return list(self._numbers)


@dataclass(frozen=True, slots=True)
class Tables:
    """What findings point into. Texts are harmless ones: nothing in them turns the text around them about."""

    texts: Table[str] = field(default_factory=Table)
    clauses: Table[tuple[str, str, str, str]] = field(default_factory=Table)
    assets: Table[str] = field(default_factory=Table)
    categories: Table[str] = field(default_factory=Table)
    rules: Table[str] = field(default_factory=Table)

    def text(self, value: str | None) -> int:
        """The number of a text."""
        return self.texts.number(harmless(value or ""))

    def all_texts(self, values: Iterable[str]) -> list[int]:
        """The numbers of several."""
        return [self.text(each) for each in values]

    def clause(self, clause: Clause, notice: str | None) -> int:
        """The number of a clause of one version of a notice."""
        id_, quote, section = (harmless(each) for each in (clause.id, clause.quote, clause.section))
        return self.clauses.number((id_, quote, section, harmless(notice or "")))

    def category(self, category: str | None) -> int:
        """The number of a category, -1 for none."""
        return -1 if category is None else self.categories.number(category)


def embedded(report: Report, view: View) -> str:
    """The JSON as it stands in the page."""
    return orjson.dumps(document(report, view)).decode().translate(_ESCAPED)


def document(report: Report, view: View) -> Json:
    """Everything that the page shows."""
    categories = view.categories
    named = {each.asset for each in report.coverage} | {each.finding.origin.asset for each in report.findings}
    present = {each.finding.category for each in report.findings} | {each.category for each in report.not_found}
    tables = Tables(assets=Table(sorted(named)), categories=Table(_ordered(present, categories)))
    notice = str(report.notice["id"]) if report.notice else None
    shared = shared_by_field(report)
    rest: Json = {
        "run": _run(report),
        "notice": _harmless(dict(report.notice)) if report.notice else None,
        "signs": [asdict(each) for each in SIGNS],
        "findings": _columns([_finding(each, tables, notice, view, shared) for each in report.findings]),
        "not_found": [_not_found(each, tables, notice) for each in report.not_found],
        "rows": [_row(each, view) for each in report.clauses],
        "open": [_harmless(asdict(each)) for each in report.open],
        "allowed": [_harmless(asdict(each)) for each in report.allowed],
        "coverage": [_coverage(each, tables) for each in report.coverage],
    }
    return rest | {
        "rules": [_rule(each, report.rules.get(each, {})) for each in tables.rules.rows()],
        "categories": [_category(each, categories) for each in tables.categories.rows()],
        "assets": [harmless(each) for each in tables.assets.rows()],
        "clauses": tables.clauses.rows(),
        "texts": tables.texts.rows(),
    }


def _columns(rows: Sequence[Json]) -> dict[str, list[Any]]:
    return {key: [row[key] for row in rows] for key in rows[0]} if rows else {"sign": []}


def _ordered(present: set[str | None], categories: Categories) -> list[str]:
    """In the order of the categories' file, which keeps families together; unknown ones last."""
    named = {each for each in present if each is not None}
    return [each.id for each in categories if each.id in named] + sorted(
        each for each in named if each not in categories
    )


# --- findings -----------------------------------------------------------------------------------


def _finding(judged: Judged, tables: Tables, notice: str | None, view: View, shared: Shared) -> Json:
    finding = judged.finding
    origin = finding.origin
    return {
        "sign": sign_of(judged, view),
        "verdict": tables.text(str(judged.verdict) if judged.verdict else ""),
        "category": tables.category(finding.category),
        "asset": tables.assets.number(origin.asset),
        "member": tables.text(origin.member),
        "table": tables.text(origin.table),
        "field": tables.text(origin.field),
        "confidence": int(finding.confidence),
        "values": _values(judged),
        "clauses": [tables.clause(each, judged.notice or notice) for each in judged.clauses],
        "reason": tables.text(judged.reason),
        "accepted": tables.text(who(judged.accepted) if judged.accepted else ""),
        "unchecked": tables.all_texts(judged.unchecked),
        "shared": tables.all_texts(shared.get((origin, finding.category), ())),
        "labels": [
            [tables.text(each) for each in (key, value, judged.labels.told_by.get(key, ""))]
            for key, value in judged.labels.items()
        ],
        **_evidence(judged, tables),
    }


def _values(judged: Judged) -> int:
    finding = judged.finding
    if judged.matched is not None:
        return judged.matched
    return finding.matched if finding.test_data else finding.personal


def _evidence(judged: Judged, tables: Tables) -> Json:
    finding = judged.finding
    made = finding.recorded
    return {
        "entities": tables.all_texts(finding.entities),
        "evidence": tables.all_texts(finding.evidence),
        "scanned": finding.scanned,
        "matched": finding.matched,
        "distinct": finding.distinct,
        "tests": finding.test_values,
        "test_reasons": tables.all_texts(finding.test_reasons),
        "allowed": finding.allowed,
        "samples": tables.all_texts(finding.samples),
        "share_read": tables.text(share_read(judged)),
        "places": finding.places,
        "files": tables.all_texts(finding.files),
        "lines": int(finding.free_text and not finding.origin.field),
        "why": tables.text(finding.why),
        "ages": [min(finding.ages), max(finding.ages)] if finding.ages else 0,
        "recorded": tables.all_texts((made.by, made.first, made.last)) if made else 0,
        "suppressed": finding.suppressed or 0,
        "readings": [
            [tables.rules.number(each.rule), int(each.confidence), each.matched, each.distinct, int(each.by_chance)]
            for each in finding.readings
        ],
        "also_read": [[tables.rules.number(each.rule), int(each.level), each.values] for each in finding.also_read],
        "fingerprint": fingerprint(finding),
    }


def _rule(id_: str, about: Mapping[str, object]) -> Json:
    known = {key: harmless(str(about.get(key, ""))) for key in ("label", "description")}
    return {"id": harmless(id_), **known}


def _category(id_: str, categories: Categories) -> Json:
    known = categories.by_id.get(id_)
    family = id_.partition(".")[0]
    above = categories.by_id.get(family)
    return {
        "id": harmless(id_),
        "label": known.label if known else harmless(id_),
        "family": above.label if above else harmless(family).capitalize(),
        "special": bool(known and known.special),
    }


# --- the rest -----------------------------------------------------------------------------------


def _run(report: Report) -> Json:
    """What is told of the run, without lists that other parts of the page have."""
    run = report.run
    told = {key: run.get(key) for key in ("tool", "day", "paths", "complete", "names_in_text", "sample", "minimum")}
    tables = [[str(each.origin), " ".join(words(each))] for each in report.sampled[:_SAMPLED]]
    return dict(
        _harmless(
            {**told, "sampled": {"note": note(report), "tables": tables, "more": len(report.sampled) - len(tables)}}
        )
    )


def _not_found(entry: NotFound, tables: Tables, notice: str | None) -> Json:
    return {
        "category": tables.category(entry.category),
        "looked_for": entry.looked_for,
        "clauses": [tables.clause(each, notice) for each in entry.clauses],
    }


def _row(row: ClauseRow, view: View) -> Json:
    concerned = row.concerned[:_CONCERNED]
    more = len(row.concerned) - len(concerned)
    told = {**asdict(row), "state": str(row.state), "fails": view.breaks(row), "concerned": concerned, "more": more}
    return dict(_harmless(told))


def _coverage(entry: Coverage, tables: Tables) -> list[Any]:
    problems = [_problem(each, tables) for each in entry.problems]
    asset = tables.assets.number(entry.asset)
    return [asset, str(entry.status), tables.text(entry.source), entry.bytes, entry.rows, problems]


def _problem(problem: Problem, tables: Tables) -> list[Any]:
    texts = tables.all_texts((str(problem.reason), problem.fact, problem.member))
    return [*texts, problem.count, problem.row or 0, int(problem.reason in HOLES)]


def _harmless(value: Any) -> Any:
    """The same with every text in it made harmless."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Mapping):
        return {harmless(str(key)): _harmless(each) for key, each in value.items()}
    return [_harmless(each) for each in value] if isinstance(value, list | tuple) else value

"""Clauses that data themselves can be held against: retention, disposal, where records come from, who objects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from scanner.clauses.facts import Facts, place
from scanner.labels.model import day_of
from scanner.labels.words import words
from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding
from scanner.model.judged import ClauseRow, Judged, State, Telling, Verdict
from scanner.notice.categories import Categories
from scanner.notice.model import Retention
from scanner.notice.yaml_file import read_yaml
from scanner.verdicts.scope import plain

_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_OBJECTIONS = {
    "objection": ("contact.email", "contact.phone"),
    "contact_removal": ("contact.email", "contact.phone"),
    "unsubscribe": ("contact.email",),
    "do_not_call": ("contact.phone",),
}
"""Rights to be left alone → by what a person who uses one is told."""

# --- retention ----------------------------------------------------------------------------------


def retention(facts: Facts) -> Iterator[ClauseRow]:
    """Oldest and newest records per field; only a period in the notice file can be broken."""
    dated = [(each, *span) for each in facts.applicable if (span := _span(each))]
    for clause in facts.notice.retention:
        if clause.disposal and clause.period is None:
            continue
        mine = [one for one in dated if _concerns(clause, one[0])]
        spans = [f"{place(each)}: {first} to {last}" for each, first, last in sorted(mine, key=lambda one: one[1])]
        if not mine:
            reason = "No table with a field of this kind says when its records were made, and no label does."
            yield facts.row("retention", clause, State.NOT_CHECKABLE, reason)
            continue
        oldest = min(first for _, first, _ in mine)
        if clause.period is None or facts.day is None:
            why = (
                "The notice gives a criterion and no time"
                if clause.period is None
                else "The day of the scan is unknown"
            )
            reason = f"{why}; the oldest record with such data is of {oldest}."
            yield facts.row("retention", clause, State.NOT_CHECKABLE, reason, spans)
            continue
        limit = before(facts.day, clause.period)
        old = [f"{place(each)}: from {first}" for each, first, _ in mine if first < limit]
        if old:
            reason = (
                f"The oldest record is of {oldest}, older than {clause.period} on {facts.day}, the day of the scan."
            )
            yield facts.row("retention", clause, State.BROKEN, reason, old)
        else:
            reason = f"No record with a date is older than {clause.period}; the oldest is of {oldest}."
            yield facts.row("retention", clause, State.HELD, reason, spans)


def _span(judged: Judged) -> tuple[date, date] | None:
    """First and last day of the records that a finding is about."""
    recorded, day = judged.finding.recorded, day_of(judged.labels.collected_at)
    if day is not None:
        return day, day
    return (date.fromisoformat(recorded.first), date.fromisoformat(recorded.last)) if recorded else None


def _concerns(clause: Retention, judged: Judged) -> bool:
    category = judged.finding.category or ""
    wider = {category, *(wide for wide, _ in Categories.shipped().wider(category))}
    return not clause.categories or bool(wider.intersection(clause.categories))


def before(day: date, period: str) -> date:
    """The day that lies an ISO 8601 period before another."""
    years, months, weeks, days = (int(part or 0) for part in _PERIOD.fullmatch(period).groups())  # type: ignore[union-attr]
    month = day.year * 12 + day.month - 1 - 12 * years - months
    if month < 12:
        return date.min
    start = date(month // 12, month % 12 + 1, 1)
    last = (date(start.year + start.month // 12, start.month % 12 + 1, 1) - timedelta(1)).day
    try:
        return start.replace(day=min(day.day, last)) - timedelta(weeks=weeks, days=days)
    except OverflowError:
        return date.min


# --- disposal -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Disposal:
    names: re.Pattern[str]
    direct: frozenset[str]


@cache
def _disposal() -> _Disposal:
    data = read_yaml(Path(str(files("rules"))) / "disposal.yaml").data
    names = "|".join(re.escape(name) for name in data["names"])
    return _Disposal(re.compile(rf"(?:^|\s)(?:{names})(?:\s|$)"), frozenset(data["direct"]))


def says_anonymous(name: str) -> bool:
    """Whether the name of a file or table says that what is in it is anonymised."""
    return bool(_disposal().names.search(" ".join(_WORDS.findall(name)).lower()))


def disposal(facts: Facts) -> Iterator[ClauseRow]:
    """Files and tables that are named as anonymised, and what they still hold."""
    clauses = [each for each in facts.notice.retention if each.disposal]
    if not clauses:
        return
    tables = {(each.finding.origin.asset, each.finding.origin.table) for each in facts.judged}
    named = sorted(set(facts.anonymous) | {
        f"{asset}: {table}" for asset, table in tables if table and says_anonymous(table)
    })  # fmt: skip
    left = [each for each in facts.applicable if _is_named(each.finding.origin) and _is_direct(each.finding)]
    digests = [each for each in facts.telling if each.kind == "hashed" and each.meant]
    hashed = [f"{each.origin}: {each.meant:,} of {each.values:,} values are digests" for each in digests]
    for clause in clauses:
        if left:
            reason = "What is named as anonymised still holds what identifies a person directly."
            yield facts.row("disposal", clause, State.BROKEN, reason, map(place, left))
        elif hashed:
            reason = (
                "Digests of what has few possible values can be undone by trying them all, unless they were keyed; "
                "data do not show whether they were."
            )
            yield facts.row("disposal", clause, State.NOT_CHECKABLE, reason, hashed)
        elif named:
            reason = "No direct identifier was found in what is named as anonymised; more than that data do not show."
            yield facts.row("disposal", clause, State.HELD, reason, named)
        else:
            reason = "Nothing is named as anonymised, and what was deleted data do not show."
            yield facts.row("disposal", clause, State.NOT_CHECKABLE, reason)


def _is_named(origin: Origin) -> bool:
    return any(says_anonymous(name) for name in (origin.asset, origin.member, origin.table))


def _is_direct(finding: Finding) -> bool:
    return finding.category in _disposal().direct and finding.confidence > Confidence.POSSIBLE


# --- where records come from --------------------------------------------------------------------


def provenance(facts: Facts) -> Iterator[ClauseRow]:
    """Tables with a column that says that records come from third parties, against what is declared of these."""
    declared = [each for each in facts.notice.held if each.source == "third_party" and each.explicitness != "broad"]
    known = {each.category for each in declared}
    clause = declared[0] if declared else None
    by_table: dict[tuple[str, str, str], list[Judged]] = defaultdict(list)
    for each in facts.applicable:
        by_table[_table(each.finding.origin)].append(each)
    for column in facts.telling:
        found = by_table.get(_table(column.origin), [])
        if column.kind != "provenance" or not column.meant or not found:
            continue
        told = (
            f"Of {column.values:,} records {column.meant:,} say in `{column.origin.field}` that they are third parties'"
        )
        undeclared = [each for each in found if not _from_third_parties(each, known)]
        if undeclared and any(each.labels.source not in (None, "third_party") for each in undeclared):
            reason = f"{told}, while a label says another source; which is right, data do not show."
            yield facts.row("provenance", clause, State.NOT_CHECKABLE, reason, _with(column, undeclared))
        elif undeclared:
            names = ", ".join(Categories.shipped().get(name).phrase for name in dict.fromkeys(_categories(undeclared)))
            reason = f"{told}; of these the notice does not say that it gets {names} from third parties."
            yield facts.row("provenance", clause, State.BROKEN, reason, _with(column, undeclared))
        else:
            reason = f"{told}, and the notice says of all that was found beside it that third parties give it."
            yield facts.row("provenance", clause, State.HELD, reason, _with(column, found))


def _from_third_parties(judged: Judged, known: set[str]) -> bool:
    category = judged.finding.category or ""
    wider = {wide for wide, _ in Categories.shipped().wider(category)}
    return category in known or bool(known & wider)


def _categories(found: list[Judged]) -> Iterator[str]:
    return (each.finding.category for each in found if each.finding.category)


def _with(column: Telling, found: list[Judged]) -> list[str]:
    return [str(column.origin), *map(place, found)]


def _table(origin: Origin) -> tuple[str, str, str]:
    return origin.asset, origin.member, origin.table


# --- who objects --------------------------------------------------------------------------------


def suppression(facts: Facts) -> Iterator[ClauseRow]:
    """Datasets for marketing that hold persons who object to it."""
    marketing = [
        each
        for each in facts.judged
        if words().means(each.labels.purpose, "marketing") and each.verdict is not Verdict.NOT_APPLICABLE
    ]
    compared = [each for each in marketing if each.finding.suppressed is not None]
    for clause in facts.notice.rights:
        if clause.right not in _OBJECTIONS:
            continue
        checked = [each for each in compared if each.finding.category in _OBJECTIONS[clause.right]]
        hit = [each for each in checked if each.finding.suppressed]
        concerned = [f"{place(each)}: {each.finding.suppressed:,} of the list" for each in hit]
        if not facts.suppression:
            state, reason = State.NOT_CHECKABLE, "No list of persons who object was given: `--suppressed FILE`."
        elif not marketing:
            state, reason = State.NOT_CHECKABLE, "No data are labelled with a purpose such as marketing."
        elif not checked:
            state, reason = State.NOT_CHECKABLE, "The data for marketing hold no addresses or numbers to compare."
        elif hit:
            state, reason = (
                State.BROKEN,
                f"Data labelled {_purposes(hit)} hold persons on the list of those who object.",
            )
        else:
            state, reason = (
                State.HELD,
                f"Data labelled {_purposes(checked)} hold nobody on the list of those who object.",
            )
        yield facts.row("suppression", clause, state, reason, concerned)


def _purposes(found: list[Judged]) -> str:
    return " and ".join(sorted({plain(each.labels.purpose) for each in found}))

"""What differs between two reports: findings that are new, gone or changed, clauses, and what was scanned.

Findings are told by their fingerprints. Several may share one (deliveries of the same data, or one field with a verdict
on the whole and another on a part), so groups are compared. The changes from B to A are those from A to B with both
sides exchanged, in an order of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from scanner.baseline import RANK, ClauseKey, clause_key
from scanner.identity import fingerprint, steady
from scanner.model.judged import Judged, Report, State, Verdict
from scanner.model.problems import Coverage, Status


class Kind(StrEnum):
    """What became of a group of findings."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


MIRRORED = {Kind.NEW: Kind.GONE, Kind.GONE: Kind.NEW, Kind.CHANGED: Kind.CHANGED}


class Elsewhere(StrEnum):
    """How the asset of a new or gone finding stands in the report that does not have it."""

    ABSENT = "absent"
    NOT_WHOLE = "not_whole"
    """It was there and not, or not whole, scanned: the finding may have been there too."""
    SCANNED = "scanned"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that differs between the two sides of a group, in words: `verdict`, `declared` → `undeclared`."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A group of findings with one fingerprint, as it is in both reports; one side is empty where it is new or gone."""

    kind: Kind
    fingerprint: str
    before: tuple[Judged, ...]
    after: tuple[Judged, ...]
    aspects: tuple[Aspect, ...] = ()
    elsewhere: Elsewhere = Elsewhere.SCANNED

    @property
    def shown(self) -> Judged:
        """The finding that stands for the group: the worst there is now, or was."""
        return min(self.after or self.before, key=badness)

    def mirrored(self) -> Change:
        """The same change, seen from the other side."""
        aspects = tuple(Aspect(each.name, each.after, each.before) for each in self.aspects)
        return replace(self, kind=MIRRORED[self.kind], before=self.after, after=self.before, aspects=aspects)


@dataclass(frozen=True, slots=True)
class AssetChange:
    """An asset whose status differs; None where it is not there."""

    asset: str
    before: Status | None
    after: Status | None


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause beyond categories whose state differs; None where no row speaks of it."""

    key: ClauseKey
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs, each part in a fixed order."""

    findings: tuple[Change, ...] = ()
    clauses: tuple[ClauseChange, ...] = ()
    assets: tuple[AssetChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.findings or self.clauses or self.assets)


def changes(before: Report, after: Report) -> Changes:
    """What differs between two reports, whatever their order of findings."""
    return Changes(tuple(_findings(before, after)), tuple(_clauses(before, after)), tuple(_assets(before, after)))


def groups(findings: Iterable[Judged]) -> dict[str, tuple[Judged, ...]]:
    """Findings by their fingerprints."""
    grouped = defaultdict[str, list[Judged]](list)
    for each in findings:
        grouped[fingerprint(each.finding)].append(each)
    return {print_: tuple(members) for print_, members in grouped.items()}


def badness(judged: Judged) -> tuple[object, ...]:
    """To sort findings by: the worst verdict first, then the surest; accepted ones last."""
    rank = len(RANK) if judged.verdict is None else RANK[judged.verdict]
    return judged.accepted is not None, rank, -judged.finding.confidence, judged.finding.origin


def _findings(before: Report, after: Report) -> Iterable[Change]:
    old, new = groups(before.findings), groups(after.findings)
    covered = {Kind.NEW: _statuses(before.coverage), Kind.GONE: _statuses(after.coverage)}
    found = []
    for print_ in sorted(old.keys() | new.keys()):
        sides = old.get(print_, ()), new.get(print_, ())
        aspects = _aspects(*sides)
        if all(sides) and not aspects:
            continue
        kind = Kind.CHANGED if all(sides) else Kind.NEW if sides[1] else Kind.GONE
        elsewhere = _elsewhere(sides[0] or sides[1], covered[kind]) if kind in covered else Elsewhere.SCANNED
        found.append(Change(kind, print_, *sides, aspects if all(sides) else (), elsewhere))
    return sorted(found, key=lambda each: (badness(each.shown), each.fingerprint))


def _statuses(coverage: Iterable[Coverage]) -> Mapping[str, bool]:
    """Assets without what names one delivery → whether all of them were scanned whole."""
    whole: dict[str, bool] = {}
    for each in coverage:
        name = steady(each.asset)
        whole[name] = whole.get(name, True) and each.whole
    return whole


def _elsewhere(members: Iterable[Judged], whole: Mapping[str, bool]) -> Elsewhere:
    known = [whole[name] for name in (steady(each.finding.origin.asset) for each in members) if name in whole]
    if not known:
        return Elsewhere.ABSENT
    return Elsewhere.SCANNED if all(known) else Elsewhere.NOT_WHOLE


def _aspects(before: tuple[Judged, ...], after: tuple[Judged, ...]) -> tuple[Aspect, ...]:
    sides = _told(before), _told(after)
    return tuple(Aspect(name, sides[0][name], sides[1][name]) for name in sides[0] if sides[0][name] != sides[1][name])


def _told(members: tuple[Judged, ...]) -> dict[str, str]:
    """What is compared of a group, in words; the verdict first."""
    return {
        "verdict": _listed(verdict for verdict in Verdict if any(each.verdict is verdict for each in members)),
        "accepted": _listed(sorted({each.accepted.reason for each in members if each.accepted})),
        "confidence": max(each.finding.confidence for each in members).word if members else "",
        "entities": _listed(sorted({entity for each in members for entity in each.finding.entities})),
        "clauses": _listed(sorted({clause.id for each in members for clause in each.clauses})),
        "values": f"{sum(_values(each) for each in members):,}",
    }


def _values(judged: Judged) -> int:
    return judged.finding.matched if judged.matched is None else judged.matched


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


_STATES = (State.BROKEN, State.NOT_CHECKABLE, State.HELD)


def _states(report: Report) -> dict[ClauseKey, State]:
    """The worst state of each clause."""
    states: dict[ClauseKey, State] = {}
    for row in report.clauses:
        key = clause_key(row)
        states[key] = min(states.get(key, row.state), row.state, key=_STATES.index)
    return states


def _clauses(before: Report, after: Report) -> Iterable[ClauseChange]:
    old, new = _states(before), _states(after)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) is not new.get(key):
            yield ClauseChange(key, old.get(key), new.get(key))


def _assets(before: Report, after: Report) -> Iterable[AssetChange]:
    old = {each.asset: each.status for each in before.coverage}
    new = {each.asset: each.status for each in after.coverage}
    for asset in sorted(old.keys() | new.keys()):
        if old.get(asset) is not new.get(asset):
            yield AssetChange(asset, old.get(asset), new.get(asset))

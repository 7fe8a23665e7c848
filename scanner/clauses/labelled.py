"""Clauses that only labels can be held against: what is denied, purposes, countries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scanner.clauses.facts import Facts, place
from scanner.labels.words import words
from scanner.model.judged import ClauseRow, Judged, State, Verdict
from scanner.verdicts.scope import declared_countries

_DENIED = {"not_sell": "sale", "not_share": "sharing"}
_WANTED = {"not_transfer": "country"}


def prohibitions(facts: Facts) -> Iterator[ClauseRow]:
    """What the notice says is not done with data: to sell, share, use or move them."""
    for each in facts.notice.prohibitions:
        if each.rule == "not_collect":
            continue
        broken = [one for one in facts.judged if _contradicts(one, each.id)]
        key = _WANTED.get(each.rule, "purpose")
        told = [one for one in facts.applicable if getattr(one.labels, key) is not None]
        if broken:
            reason = f"Labels say otherwise of {_findings(broken)}."
            yield facts.row("prohibition", each, State.BROKEN, reason, map(place, broken))
        elif told and len(told) == len(facts.applicable):
            reason = f"Every finding has a label `{key}`, and none says otherwise."
            yield facts.row("prohibition", each, State.HELD, reason)
        else:
            untold = len(facts.applicable) - len(told)
            reason = (
                f"Data do not tell it, and no label `{key}` does for {untold:,} of {len(facts.applicable):,} findings."
            )
            yield facts.row("prohibition", each, State.NOT_CHECKABLE, reason)


def _contradicts(judged: Judged, id_: str) -> bool:
    return judged.verdict is Verdict.CONTRADICTS and any(clause.id == id_ for clause in judged.clauses)


def purposes(facts: Facts) -> Iterator[ClauseRow]:
    """Purposes that labels name, and whether the notice names them; those that it denies are told elsewhere."""
    by_purpose: dict[str, list[Judged]] = defaultdict(list)
    for each in facts.applicable:
        if each.labels.purpose is not None and not _is_denied(facts, each.labels.purpose):
            by_purpose[each.labels.purpose].append(each)
    known = {each.id: each for each in facts.notice.purposes}
    for purpose, found in sorted(by_purpose.items()):
        if purpose in known:
            reason = f"Labelled of {_findings(found)}, and the notice names it."
            yield facts.row("purpose", known[purpose], State.HELD, reason)
        elif known:
            reason = f"The notice names no purpose `{purpose}`, which labels say of {_findings(found)}."
            yield facts.row("purpose", None, State.BROKEN, reason, map(place, found))
        else:
            reason = f"The notice lists no purposes, so `{purpose}` cannot be held against them."
            yield facts.row("purpose", None, State.NOT_CHECKABLE, reason)


def _is_denied(facts: Facts, purpose: str) -> bool:
    rules = {each.rule for each in facts.notice.prohibitions}
    return any(rule in rules and words().means(purpose, group) for rule, group in _DENIED.items())


def transfers(facts: Facts) -> Iterator[ClauseRow]:
    """Countries that labels name, against those that the notice names."""
    named = declared_countries(facts.notice)
    open_ = any(each.open for each in facts.notice.transfers)
    told = [each for each in facts.applicable if each.labels.country is not None]
    judged = [each for each in facts.judged if each.labels.country not in (None, *named)]
    away = [each for each in judged if each.verdict not in (Verdict.NOT_APPLICABLE, Verdict.UNMAPPED, None)]
    elsewhere = ", ".join(sorted({each.labels.country or "" for each in away}))
    for clause in facts.notice.transfers:
        if clause.safeguard is not None and not clause.countries:
            reason = "Data do not show by what safeguard they were moved."
            yield facts.row("transfer", clause, State.NOT_CHECKABLE, reason)
        elif not told:
            reason = "No label `country` tells where the data are kept."
            yield facts.row("transfer", clause, State.NOT_CHECKABLE, reason)
        elif clause.open:
            says = (
                f"Only this open phrase could mean {elsewhere}."
                if away
                else "No label names a country beyond those named."
            )
            state = State.NOT_CHECKABLE if away else State.HELD
            yield facts.row("transfer", clause, state, says, map(place, away))
        elif clause.countries and away and not open_:
            reason = f"Labels say {elsewhere}, and the notice names {', '.join(named)} alone."
            yield facts.row("transfer", clause, State.BROKEN, reason, map(place, away))
        elif clause.countries and away:
            reason = f"Labels also say {elsewhere}, which is not among these; an open phrase speaks of other countries."
            yield facts.row("transfer", clause, State.NOT_CHECKABLE, reason, map(place, away))
        elif clause.countries:
            countries = ", ".join(sorted({each.labels.country or "" for each in told}))
            untold = len(facts.applicable) - len(told)
            rest = f" {untold:,} findings have no label." if untold else ""
            reason = f"Labels say {countries}, which the notice names.{rest}"
            yield facts.row("transfer", clause, State.HELD, reason)


def _findings(found: list[Judged]) -> str:
    return f"{len(found):,} finding{'' if len(found) == 1 else 's'}"

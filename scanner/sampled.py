"""What a sample has looked at and may have missed, table by table, from the summary of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from scanner.missed import largest_missed
from scanner.model.data import Origin
from scanner.model.found import Finding
from scanner.model.judged import Sampled, SampledField
from scanner.model.problems import Coverage, Problem, Reason, sum_problems
from scanner.model.sample import SAMPLED, Drawn
from scanner.summary import Summary


def sampled(summary: Summary) -> tuple[Sampled, ...]:
    """The tables of which not all was looked at, in order."""
    fields: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for origin, tally in sorted(summary.fields.items()):
        fields.setdefault((origin.asset, origin.member, origin.table), []).append((origin.field, tally.scanned))
    return tuple(
        _table(Origin(*table), drawn, fields.get(table, ()))
        for table, drawn in sorted(summary.drawn.items())
        if not drawn.whole
    )


def _table(origin: Origin, drawn: Drawn, fields: Iterable[tuple[str, int]]) -> Sampled:
    blocks = drawn.blocks + drawn.left
    by_blocks = drawn.left > 0
    return Sampled(
        origin=origin,
        records=drawn.looked,
        of=drawn.records,
        share=None if drawn.share is None else round(drawn.share, 6),
        measure=drawn.measure,
        blocks=drawn.blocks if by_blocks else 0,
        of_blocks=blocks if by_blocks else 0,
        missed_blocks=largest_missed(drawn.blocks, blocks) if by_blocks else None,
        fields=tuple(SampledField(name, values, _missed(values, drawn)) for name, values in fields),
    )


def _missed(values: int, drawn: Drawn) -> float:
    """The bound for one field. Of the records looked at, those without a value in it are known not to have one.

    So there are at most as many values as records that were not looked at and values that were; where lists have
    several values in a record, there is no such bound. Records beyond the share, which make each partition have one, do
    not count: of what lies elsewhere they tell nothing.
    """
    there = drawn.records
    of = None if there is None or values > drawn.looked else there - drawn.looked + values
    return largest_missed(max(values - drawn.spare, 0) if of is None or values < of else values, of)


def with_shares(findings: Iterable[Finding], tables: Sequence[Sampled]) -> tuple[Finding, ...]:
    """The findings, each with the share of its table that was looked at."""
    if not tables:
        return tuple(findings)
    shares = {each.origin: each.share for each in tables}
    return tuple(replace(each, share_read=shares.get(replace(each.origin, field=""))) for each in findings)


def with_passes(
    findings: Sequence[Finding], tables: Sequence[Sampled], passes: Mapping[str, int]
) -> tuple[tuple[Finding, ...], tuple[Sampled, ...]]:
    """Both, each with the pass that its asset's results are of. passes: by asset, empty where there was one only."""
    if not passes:
        return tuple(findings), tuple(tables)
    return (
        tuple(replace(each, in_pass=passes.get(each.origin.asset)) for each in findings),
        tuple(replace(each, in_pass=passes.get(each.origin.asset)) for each in tables),
    )


def with_notes(coverage: Iterable[Coverage], tables: Sequence[Sampled]) -> Iterator[Coverage]:
    """Coverage that says of which assets a sample was scanned."""
    assets = {each.origin.asset for each in tables}
    return (_noted(each) if each.asset in assets else each for each in coverage)


def _noted(entry: Coverage) -> Coverage:
    others = [problem for problem in entry.problems if problem.reason is not Reason.SAMPLED]
    return replace(entry, problems=sum_problems([*others, Problem(Reason.SAMPLED, SAMPLED)]))

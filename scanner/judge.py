"""Findings held against a notice, or against the version of it that was in force: the verdicts.

This reads no data: it needs findings, notices and labels, so a saved report is judged again in a moment. How one
finding is judged is told in `scanner.verdicts.bench`, which version judges it in `scanner.verdicts.versions`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.model.data import Origin
from scanner.model.found import Finding
from scanner.model.judged import FAILING, Judged, Labels, NotFound, Open, Verdict
from scanner.notice.unseen import unseen
from scanner.verdicts.bench import Bench, with_remark
from scanner.verdicts.versions import Share, Versions

if TYPE_CHECKING:
    from scanner.notice.categories import Categories
    from scanner.notice.model import Notice

LabelsOf = Callable[[Origin], Labels]

_TEST_DATA = "All of it is test values, which are nobody's data; a notice says nothing of these."

_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}

_WHY_OPEN = {
    "source": "where the data come from",
    "subject": "whose data they are",
    "purpose": "what they are used for",
    "collected_at": "when they were collected, which tells the version of the notice",
    "condition": "conditions in the words of the notice, which no label tells",
}


def judge(
    findings: Iterable[Finding],
    notice: Notice | Sequence[Notice],
    categories: Categories,
    detectable: Set[str],
    labels: LabelsOf | None = None,
) -> tuple[tuple[Judged, ...], tuple[NotFound, ...]]:
    """The findings with their verdicts, worst first, and what the notice declares that was not found.

    A finding whose birth dates make children is judged twice: for the children, and as such; one whose records fall
    under several versions of a notice once for each, where these differ. Test data are not judged, and hold nothing
    that a notice declares. `detectable` holds the categories that the rules in use can find.
    """
    every = tuple(findings)
    held = [finding for finding in every if not finding.test_data]
    bench = _Benches(_several(notice), categories)
    judged = [each for finding in held for each in bench.judge(finding, labels(finding.origin) if labels else Labels())]
    judged += [Judged(finding, reason=_TEST_DATA) for finding in every if finding.test_data]
    judged.sort(key=_order)
    return tuple(judged), unseen(held, bench.newest, categories, detectable)


def unjudged(findings: Iterable[Finding], labels: LabelsOf) -> tuple[Judged, ...]:
    """The findings of a run without a notice, with their labels."""
    return tuple(Judged(finding, labels=labels(finding.origin)) for finding in findings)


def open_labels(judged: Iterable[Judged]) -> tuple[Open, ...]:
    """What could be told that would settle conditions: for each label, of how many findings."""
    sure = {(each.finding.origin, each.finding.category): each.unchecked for each in judged if each.unchecked}
    counts = Counter(key for keys in sure.values() for key in keys)
    return tuple(Open(key, counts[key], why) for key, why in _WHY_OPEN.items() if counts[key])


def newest(notice: Notice | Sequence[Notice]) -> Notice:
    """The version that came into force last."""
    return Versions(_several(notice)).notices[-1]


def _several(notice: Notice | Sequence[Notice]) -> tuple[Notice, ...]:
    return tuple(notice) if isinstance(notice, Sequence) else (notice,)


class _Benches:
    """The versions of a notice, each ready to judge."""

    def __init__(self, notices: tuple[Notice, ...], categories: Categories) -> None:
        self._versions = Versions(notices)
        self._benches = [Bench(notice, categories) for notice in self._versions.notices]
        self.newest = self._versions.notices[-1]

    def judge(self, finding: Finding, labels: Labels) -> Iterator[Judged]:
        """The verdicts of a finding: of all of it where the versions agree, else of each version's share."""
        by_share = [(share, list(self._of(share, finding, labels))) for share in self._versions.shares(finding, labels)]
        verdicts = {tuple((each.verdict, each.matched) for each in judged) for _, judged in by_share}
        if len(verdicts) == 1:
            share, judged = by_share[-1]
            yield from (_told(each, share) for each in judged)
            return
        for share, judged in by_share:
            for each in judged:
                counts = [count for count in (share.values, each.matched) if count is not None]
                yield _told(replace(each, matched=min(counts, default=None)), share)

    def _of(self, share: Share, finding: Finding, labels: Labels) -> Iterator[Judged]:
        bench = self._benches[share.version]
        several = len(self._benches) > 1
        for judged in bench.judge(finding, labels, share.in_force):
            wants_date = several and not share.dated and judged.verdict is not Verdict.UNMAPPED
            asked = ("collected_at",) if wants_date else ()
            yield replace(
                judged,
                labels=labels,
                notice=bench.notice.id if several else None,
                unchecked=(*judged.unchecked, *asked),
            )


def _told(judged: Judged, share: Share) -> Judged:
    """The verdict with what is to be said of the choice of the version."""
    if judged.verdict is Verdict.UNMAPPED:
        return judged
    reason = judged.reason
    for remark in share.remarks:
        reason = with_remark(reason, remark)
    unsettled = share.dated and bool(share.remarks) and judged.verdict not in FAILING
    return replace(judged, reason=reason, conditions="not_checked" if unsettled else judged.conditions)


def _order(judged: Judged) -> tuple[int, str, str, str, str, str, str]:
    """Worst first, then by place."""
    place, verdict = judged.finding.origin, judged.verdict
    rank = len(_ORDER) if verdict is None else _ORDER[verdict]
    category = judged.finding.category or ""
    return rank, place.asset, place.table, place.field, place.member, category, judged.notice or ""

"""Findings held against a notice: the verdicts.

For each finding the first of these that applies decides:

    a prohibition covers it              contradicts (children: for their share of the birth dates alone)
    its category is named                declared
    a wider category is named            wider_term      not for special categories
    its text is what an open phrase means  broad_only    not for special categories or structured fields
    it is declared, from another source  out_of_scope    only where a label tells the source
    nothing of these                     undeclared

Labels tell what bytes do not. Without them a condition of a clause is not checked, and never assumed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.model import Finding, Judged, Labels, NotFound, Origin, Verdict
from scanner.notice.unseen import clauses_of, unseen

if TYPE_CHECKING:
    from scanner.notice.categories import Categories
    from scanner.notice.model import Declaration, Notice, Prohibition

LabelsOf = Callable[[Origin], Labels]

FIRST_HAND = frozenset({"data_subject", "automatic"})
"""Sources that do not contradict each other: both collect from the person (GDPR Art. 13, as against Art. 14)."""

_TEST_DATA = "All of it is test values, which are nobody's data; a notice says nothing of these."

_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


def judge(
    findings: Iterable[Finding],
    notice: Notice,
    categories: Categories,
    detectable: Set[str],
    labels: LabelsOf | None = None,
) -> tuple[tuple[Judged, ...], tuple[NotFound, ...]]:
    """The findings with their verdicts, worst first, and what the notice declares that was not found.

    A finding whose birth dates make children is judged twice: for the children, and as such. Test data are not
    judged, and hold nothing that a notice declares. `detectable` holds the categories that the rules in use can find.
    """
    every = tuple(findings)
    held = [finding for finding in every if not finding.test_data]
    bench = _Bench(notice, categories)
    judged = [each for finding in held for each in bench.judge(finding, labels(finding.origin) if labels else Labels())]
    judged += [Judged(finding, reason=_TEST_DATA) for finding in every if finding.test_data]
    judged.sort(key=_order)
    return tuple(judged), unseen(held, notice, categories, detectable)


def _order(judged: Judged) -> tuple[int, str, str, str, str, str]:
    """Worst first, then by place."""
    place, verdict = judged.finding.origin, judged.verdict
    rank = len(_ORDER) if verdict is None else _ORDER[verdict]
    return rank, place.asset, place.table, place.field, place.member, judged.finding.category or ""


# --- one finding --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Level:
    """Clauses that would decide a finding in the same way."""

    verdict: Verdict
    declarations: tuple[Declaration, ...]
    distance: int | None = None


class _Bench:
    """A notice made ready to be asked about categories."""

    def __init__(self, notice: Notice, categories: Categories) -> None:
        self._notice = notice
        self._categories = categories
        self._named: dict[str, list[Declaration]] = defaultdict(list)
        self._open: list[Declaration] = []
        for declaration in notice.held:
            if declaration.explicitness == "broad":
                self._open.append(declaration)
            else:
                self._named[declaration.category].append(declaration)

    def judge(self, finding: Finding, labels: Labels) -> Iterator[Judged]:
        """One or two verdicts of a finding."""
        category = finding.category
        if category is None:
            yield Judged(finding, Verdict.UNMAPPED, reason="The rule names no category that a notice could declare.")
            return
        if category not in self._categories:
            reason = f"The rule names the category {category}, which is not among the categories of notices."
            yield Judged(finding, Verdict.UNMAPPED, reason=reason)
            return
        for prohibition in self._notice.prohibitions:
            if self._forbids(prohibition, category):
                reason = f"The notice says that it does not collect {self._phrase(category)}."
                yield Judged(finding, Verdict.CONTRADICTS, clauses_of([prohibition]), reason)
                return
        yield from self._children(finding)
        yield self._ordinary(finding, category, labels)

    def _forbids(self, prohibition: Prohibition, category: str) -> bool:
        """Whether it denies collecting this category as a whole, whoever the person is."""
        if prohibition.rule != "not_collect":
            return False
        if prohibition.category is None:
            return prohibition.subject == "child" and category == "children"
        narrow = prohibition.subject is not None or prohibition.age_under is not None
        within = category == prohibition.category or prohibition.category in _ids(self._categories.wider(category))
        return within and not narrow

    def _children(self, finding: Finding) -> Iterator[Judged]:
        """The share of the birth dates that makes persons younger than the notice accepts."""
        for prohibition in self._notice.prohibitions:
            limit = prohibition.age_under
            if prohibition.rule != "not_collect" or limit is None:
                continue
            if prohibition.category is not None and prohibition.category != finding.category:
                continue
            children = sum(count for age, count in finding.ages.items() if 0 <= age < limit)
            if children:
                reason = _children_reason(prohibition, limit, children, finding.matched)
                yield Judged(finding, Verdict.CONTRADICTS, clauses_of([prohibition]), reason, matched=children)

    def _ordinary(self, finding: Finding, category: str, labels: Labels) -> Judged:
        refused: list[Declaration] = []
        for level in self._levels(finding, category):
            fit = [each for each in level.declarations if _source_fits(each, labels)]
            if fit:
                return self._covered(finding, category, _Level(level.verdict, tuple(fit), level.distance), labels)
            if level.verdict is not Verdict.BROAD_ONLY:
                refused.extend(level.declarations)
        if refused:
            reason = (
                f"The notice declares {self._phrase(category)} only from {_sources(refused)}; "
                f"this dataset's label says {_SOURCES.get(labels.source or '', labels.source)}."
            )
            return Judged(finding, Verdict.OUT_OF_SCOPE, clauses_of(refused), reason)
        return Judged(finding, Verdict.UNDECLARED, reason=self._why_undeclared(finding, category))

    def _levels(self, finding: Finding, category: str) -> Iterator[_Level]:
        """What could cover the finding, best first."""
        same = self._named.get(category, [])
        special = self._categories.special(category)
        # A wide word that is mapped to a wide category names it ("billing data"); mapped to a narrow one it does not.
        wide = not special and bool(self._categories.narrower(category))
        named = tuple(each for each in same if wide or each.explicitness == "explicit")
        if named:
            yield _Level(Verdict.DECLARED, named)
        if special:
            return
        hinted = tuple(each for each in same if each not in named)
        if hinted:
            yield _Level(Verdict.WIDER_TERM, hinted, 0)
        for wider, distance in self._categories.wider(category):
            if wider in self._named:
                yield _Level(Verdict.WIDER_TERM, tuple(self._named[wider]), distance)
        phrases = self._phrases_for(finding)
        if phrases:
            yield _Level(Verdict.BROAD_ONLY, phrases)

    def _phrases_for(self, finding: Finding) -> tuple[Declaration, ...]:
        """Open phrases that name the free text in which the finding is."""
        if not finding.free_text or finding.container is None:
            return ()
        texts = {finding.container, *_ids(self._categories.wider(finding.container))}
        return tuple(each for each in self._open if texts.intersection(each.containers))

    def _covered(self, finding: Finding, category: str, level: _Level, labels: Labels) -> Judged:
        confirmed = any(_confirmed(each, labels) for each in level.declarations)
        phrase, quote = self._phrase(category), level.declarations[0].words
        reason = {
            Verdict.DECLARED: f"The notice names {phrase}.",
            Verdict.WIDER_TERM: f"Only the wider term “{quote}” covers {phrase}.",
            Verdict.BROAD_ONLY: f"Only the open phrase “{quote}” covers {phrase} in such a text.",
        }[level.verdict]
        return Judged(
            finding,
            level.verdict,
            clauses_of(level.declarations),
            reason,
            level.distance,
            None if confirmed else "not_checked",
        )

    def _why_undeclared(self, finding: Finding, category: str) -> str:
        parts = [f"No clause of the notice covers {self._phrase(category)}"]
        nearest = self._nearest(category)
        if nearest is not None:
            parts.append(f"the nearest is “{nearest.words}”")
        if self._categories.special(category):
            parts.append("a special category of data has to be named")
        elif self._open and not finding.free_text:
            parts.append("an open phrase does not cover a structured field")
        elif self._open:
            parts.append("no open phrase names this kind of text")
        return "; ".join(parts) + "."

    def _nearest(self, category: str) -> Declaration | None:
        """The first declaration with which the category shares its nearest wider category."""
        for wider, _ in self._categories.wider(category):
            family = {wider, *self._categories.narrower(wider)}
            near = [each for each in self._notice.held if each.category in family and each.explicitness != "broad"]
            if near:
                return near[0]
        return None

    def _phrase(self, category: str) -> str:
        return self._categories.get(category).phrase


# --- labels -------------------------------------------------------------------------------------

_SOURCES = {
    "data_subject": "the persons themselves",
    "automatic": "automatic collection",
    "third_party": "third parties",
    "other_person": "other persons",
}


def _source_fits(declaration: Declaration, labels: Labels) -> bool:
    """False only where a label says that the data came from elsewhere."""
    told = labels.source
    return told is None or told == declaration.source or FIRST_HAND.issuperset({told, declaration.source})


def _confirmed(declaration: Declaration, labels: Labels) -> bool:
    """Whether labels leave none of the clause's conditions open; words of a condition always stay open."""
    if labels.source is None or (declaration.purposes and labels.purpose not in declaration.purposes):
        return False
    when = declaration.when
    return when is None or (when.condition is None and when.subject == labels.subject)


def _sources(declarations: Iterable[Declaration]) -> str:
    return " and ".join(dict.fromkeys(_SOURCES[each.source] for each in declarations))


# --- small things -------------------------------------------------------------------------------


def _children_reason(prohibition: Prohibition, limit: int, children: int, values: int) -> str:
    knowingly = "knowingly " if prohibition.knowingly else ""
    make = "makes a person" if children == 1 else "make persons"
    says = f"The notice says that data of persons under {limit} are not {knowingly}collected"
    return f"{says}, but {children:,} of {values:,} values {make} younger than that."


def _ids(wider: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(category for category, _ in wider)

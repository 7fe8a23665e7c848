"""One notice against one finding: the verdict, the clauses that decided, one sentence of reason.

For each finding the first of these that applies decides:

    labels put the dataset outside the notice   not_applicable
    a prohibition covers it                     contradicts (children: for their share of the birth dates alone)
    its category is named                       declared
    a wider category is named                   wider_term      not for special categories
    its text is what an open phrase means       broad_only      not for special categories or structured fields
    it is declared, and labels contradict it    out_of_scope    by source, subject, purpose, country, date
    all of its parts are covered                as the least covered of them
    nothing of these                            undeclared

Where a notice both names a category and denies collecting it, that is a fault of the notice, which `notice lint` tells
once: the finding is judged by what is named, and the reason says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from scanner.model.found import Finding
from scanner.model.judged import Judged, Labels, Verdict
from scanner.notice.categories import Categories
from scanner.notice.model import Declaration, Notice
from scanner.notice.unseen import clauses_of
from scanner.verdicts.prohibited import denied, denies_category
from scanner.verdicts.scope import elsewhere, misfits, out_of_scope_reason, outside, unchecked

COVERED = frozenset({Verdict.DECLARED, Verdict.WIDER_TERM, Verdict.BROAD_ONLY})
_LEAST = (Verdict.DECLARED, Verdict.WIDER_TERM, Verdict.BROAD_ONLY)


@dataclass(frozen=True, slots=True)
class _Level:
    """Clauses that would decide a finding in the same way."""

    verdict: Verdict
    declarations: tuple[Declaration, ...]
    distance: int | None = None


class Bench:
    """A notice made ready to be asked about categories."""

    def __init__(self, notice: Notice, categories: Categories) -> None:
        self.notice = notice
        self._categories = categories
        self._named: dict[str, list[Declaration]] = defaultdict(list)
        self._open: list[Declaration] = []
        for declaration in notice.held:
            if declaration.explicitness == "broad":
                self._open.append(declaration)
            else:
                self._named[declaration.category].append(declaration)

    def judge(self, finding: Finding, labels: Labels, in_force: bool = True) -> Iterator[Judged]:
        """One or several verdicts of a finding. in_force: whether the notice held when the records were made."""
        category = finding.category
        if category is None:
            yield Judged(finding, Verdict.UNMAPPED, reason="The rule names no category that a notice could declare.")
            return
        if category not in self._categories:
            reason = f"The rule names the category {category}, which is not among the categories of notices."
            yield Judged(finding, Verdict.UNMAPPED, reason=reason)
            return
        out = outside(self.notice, labels)
        if out:
            yield Judged(finding, Verdict.NOT_APPLICABLE, out.clauses, out.reason)
            return
        for each in denied(self.notice, self._categories, finding, category, labels) if in_force else ():
            if denies_category(each.prohibition) and self._names(category):
                continue
            yield Judged(
                finding, Verdict.CONTRADICTS, clauses_of([each.prohibition]), each.reason, matched=each.matched
            )
            if each.matched is None:
                return
        yield self._ordinary(finding, category, labels, in_force)

    def _names(self, category: str) -> bool:
        """Whether a declaration names just this category."""
        return any(each.explicitness == "explicit" for each in self._named.get(category, ()))

    def _ordinary(self, finding: Finding, category: str, labels: Labels, in_force: bool) -> Judged:
        judged = self._by_levels(finding, category, labels)
        if judged.verdict is Verdict.UNDECLARED:
            judged = self._by_parts(finding, category, labels) or judged
        if judged.verdict not in COVERED:
            return judged
        if not in_force:
            return self._too_old(judged, category)
        away = elsewhere(self.notice, labels)
        if away:
            reason = f"The notice names {self._phrase(category)}, but keeps data {away.reason}"
            return Judged(finding, Verdict.OUT_OF_SCOPE, (*judged.clauses, *away.clauses), reason)
        return self._with_denial(judged, category)

    def _by_levels(self, finding: Finding, category: str, labels: Labels) -> Judged:
        refused: list[Declaration] = []
        for level in self._levels(finding, category):
            fit = tuple(each for each in level.declarations if not misfits(each, labels))
            if fit:
                return self._covered(finding, category, replace(level, declarations=fit), labels)
            if level.verdict is not Verdict.BROAD_ONLY:
                refused.extend(level.declarations)
        if refused:
            reason = out_of_scope_reason(self._phrase(category), refused, labels)
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
        wanted = min((unchecked(each, labels) for each in level.declarations), key=len)
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
            "not_checked" if wanted else None,
            unchecked=wanted,
        )

    # --- what else decides ----------------------------------------------------------------------

    def _by_parts(self, finding: Finding, category: str, labels: Labels) -> Judged | None:
        """A composite value by its parts: covered as the least of them is; None where it has none."""
        parts = tuple(dict.fromkeys(self._categories.get(category).parts))
        if not parts or self._categories.special(category):
            return None
        judged = {part: self._by_levels(finding, part, labels) for part in parts}
        missing = [part for part, each in judged.items() if each.verdict not in COVERED]
        phrase = self._phrase(category)
        if missing:
            names = " and ".join(self._phrase(part) for part in missing)
            worst = judged[missing[0]]
            reason = f"No clause of the notice covers {phrase}, and of its parts {names} are not covered either."
            return Judged(finding, worst.verdict, worst.clauses, reason)
        least = max(judged.values(), key=lambda each: _LEAST.index(each.verdict or Verdict.DECLARED))
        clauses = dict.fromkeys(clause for each in judged.values() for clause in each.clauses)
        names = " and ".join(self._phrase(part) for part in parts)
        open_ = tuple(dict.fromkeys(key for each in judged.values() for key in each.unchecked))
        reason = f"The notice names no {phrase}, but covers all of the parts: {names}."
        return replace(least, clauses=tuple(clauses), reason=reason, unchecked=open_)

    def _too_old(self, judged: Judged, category: str) -> Judged:
        first = min(each.from_ for each in self.notice.effective)
        reason = f"The notice names {self._phrase(category)}, but holds only from {first}; these records are older."
        return Judged(judged.finding, Verdict.OUT_OF_SCOPE, judged.clauses, reason)

    def _with_denial(self, judged: Judged, category: str) -> Judged:
        """The same where the notice also denies what it names, with both quotes."""
        denials = [
            each
            for each in self.notice.prohibitions
            if denies_category(each) and each.category in (category, *_ids(self._categories.wider(category)))
        ]
        if not denials or judged.verdict is not Verdict.DECLARED:
            return judged
        also = f"it also denies collecting them (“{denials[0].words}”), a fault that `notice lint` reports"
        return replace(judged, clauses=(*judged.clauses, *clauses_of(denials)), reason=with_remark(judged.reason, also))

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
            near = [each for each in self.notice.held if each.category in family and each.explicitness != "broad"]
            if near:
                return near[0]
        return None

    def _phrase(self, category: str) -> str:
        return self._categories.get(category).phrase


def with_remark(reason: str, remark: str) -> str:
    """The sentence with something to add at its end."""
    return f"{reason.removesuffix('.')}; {remark}."


def _ids(wider: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(category for category, _ in wider)

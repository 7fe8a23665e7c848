"""What a notice declares and a scan did not see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING

from scanner.model.found import Finding
from scanner.model.judged import Clause, NotFound

if TYPE_CHECKING:
    from scanner.notice.categories import Categories
    from scanner.notice.model import Declaration, Notice, Passage


def unseen(
    findings: Sequence[Finding], notice: Notice, categories: Categories, detectable: Set[str]
) -> tuple[NotFound, ...]:
    """Declared categories of which no finding has this or a narrower one, in the notice's order.

    Open phrases and rejected declarations are left out. `detectable` holds the categories that the rules in
    use can find: for all others `looked_for` is False.
    """
    seen = _with_wider({finding.category for finding in findings if finding.category is not None}, categories)
    seen |= _composed(findings, categories)
    could = _with_wider(detectable, categories)
    clauses: dict[str, list[Declaration]] = defaultdict(list)
    for declaration in notice.held:
        if declaration.explicitness != "broad" and declaration.category not in seen:
            clauses[declaration.category].append(declaration)
    return tuple(
        NotFound(category, clauses_of(declarations), category in could or _by_parts(category, categories, detectable))
        for category, declarations in clauses.items()
    )


def clauses_of(passages: Iterable[Passage]) -> tuple[Clause, ...]:
    """Clauses of a notice file as reports carry them."""
    return tuple(Clause(passage.id, passage.words, passage.section) for passage in passages)


def _with_wider(found: Set[str], categories: Categories) -> set[str]:
    return {*found, *(wider for category in found for wider, _ in categories.wider(category))}


def _composed(findings: Sequence[Finding], categories: Categories) -> set[str]:
    """Composite categories, such as call records, whose parts are fields of one table."""
    tables: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for finding in findings:
        if finding.category is not None and not finding.free_text:
            tables[finding.origin.asset, finding.origin.member, finding.origin.table][finding.category] += 1
    return {each.id for each in categories for table in tables.values() if categories.composed(each.id, table)}


def _by_parts(category: str, categories: Categories, detectable: Set[str]) -> bool:
    parts = categories.get(category).parts
    return bool(parts) and detectable >= set(parts)

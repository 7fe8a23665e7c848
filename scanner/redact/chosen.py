"""What is to be redacted, field by field, from the report of a scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanner.detector.book import Rulebook
from scanner.model.judged import Judged, Report

_NAMED = "field_name"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Kinds of findings: all of these that are given must fit; where none is given, every finding does.

    What says no more than that a field is somebody's free text is chosen by its category alone.
    """

    categories: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    verdicts: frozenset[str] = frozenset()

    def fits(self, judged: Judged) -> bool:
        """Whether a finding is to be redacted."""
        finding = judged.finding
        return (
            (not self.categories or (finding.category or "") in self.categories)
            and (not self.entities or bool(self.entities & {*finding.entities}))
            and (not self.verdicts or (judged.verdict or "") in self.verdicts)
        )


@dataclass(frozen=True, slots=True)
class Field:
    """rules: those whose matches go. whole: the entity for which every value goes, since the field's name says it."""

    rules: frozenset[str]
    whole: str = ""


Fields = Mapping[tuple[str, str], Field]
"""By table and field, those of one asset that hold something to be redacted."""


def fields_of(report: Report, chosen: Chosen, book: Rulebook) -> dict[str, dict[tuple[str, str], Field]]:
    """By asset, what is to be redacted."""
    found: dict[str, dict[tuple[str, str], Field]] = {}
    for judged in report.findings:
        finding = judged.finding
        rules = frozenset(
            rule.id
            for rule in book.rules.values()
            if (rule.category or rule.entity) == (finding.category or finding.entities[0])
            and not rule.auxiliary
            and (not rule.container or rule.category in chosen.categories)
            and (not chosen.entities or rule.entity in chosen.entities)
        )
        if not rules or not chosen.fits(judged):
            continue
        fields = found.setdefault(finding.origin.asset, {})
        place = finding.origin.table, finding.origin.field
        known = fields.get(place, Field(frozenset()))
        named = not finding.free_text and _NAMED in finding.evidence
        fields[place] = Field(known.rules | rules, known.whole or (finding.entities[0] if named else ""))
    return found

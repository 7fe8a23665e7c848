"""Which prohibitions of a notice cover a finding.

`not_collect` is seen in the data themselves. What the others deny, to sell, to share, to use, to move, is seen only in
labels: without one they are no more than not checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.labels.words import words
from scanner.model.found import Finding
from scanner.model.judged import Labels
from scanner.notice.categories import Categories
from scanner.notice.model import Notice, Prohibition
from scanner.verdicts.scope import declared_countries, plain


@dataclass(frozen=True, slots=True)
class Denied:
    """A prohibition that covers a finding, or `matched` values of it, and why."""

    prohibition: Prohibition
    reason: str
    matched: int | None = None


def denied(notice: Notice, categories: Categories, finding: Finding, category: str, labels: Labels) -> Iterator[Denied]:
    """All that cover the finding, in the notice's order."""
    phrase = categories.get(category).phrase
    for prohibition in notice.prohibitions:
        if prohibition.category is None or _within(category, prohibition.category, categories):
            reason = _why(prohibition, notice, category, labels, phrase)
            if reason:
                yield Denied(prohibition, reason)
            elif children := _children(prohibition, finding):
                yield Denied(prohibition, _children_reason(prohibition, children, finding.matched), children)


def denies_category(prohibition: Prohibition) -> bool:
    """Whether it denies collecting a category as such, whoever the person is and whatever for."""
    limited = prohibition.subject or prohibition.age_under or prohibition.purpose
    return prohibition.rule == "not_collect" and prohibition.category is not None and not limited


def _within(category: str, wider: str, categories: Categories) -> bool:
    return category == wider or any(wide == wider for wide, _ in categories.wider(category))


def _why(prohibition: Prohibition, notice: Notice, category: str, labels: Labels, phrase: str) -> str | None:
    """Why the whole finding is what the prohibition denies; None where it is not, or nothing tells."""
    told = f"this dataset's label says {plain(labels.purpose)}"
    of_purpose = prohibition.purpose in (None, labels.purpose)
    match prohibition.rule:
        case "not_collect":
            return _not_collected(prohibition, category, labels, phrase)
        case _ if prohibition.subject not in (None, labels.subject):
            return None
        case "not_sell" if words().means(labels.purpose, "sale"):
            return f"The notice says that {phrase} are not sold; {told}."
        case "not_share" if words().means(labels.purpose, "sharing") or words().means(labels.purpose, "sale"):
            return f"The notice says that {phrase} are not shared; {told}." if of_purpose else None
        case "not_use" if labels.purpose is not None and of_purpose:
            used = f" for {plain(prohibition.purpose)}" if prohibition.purpose else ""
            return f"The notice says that {phrase} are not used{used}; {told}."
        case "not_transfer" if labels.country is not None and of_purpose:
            named = declared_countries(notice)
            if named and labels.country not in named:
                limit = f"are kept in {', '.join(named)} and not moved elsewhere"
                return f"The notice says that {phrase} {limit}; this dataset's label says {labels.country}."
    return None


def _not_collected(prohibition: Prohibition, category: str, labels: Labels, phrase: str) -> str | None:
    knowingly = "knowingly " if prohibition.knowingly else ""
    if prohibition.purpose is not None and prohibition.purpose != labels.purpose:
        return None
    if prohibition.subject is not None or prohibition.age_under is not None:
        if category == "children" and prohibition.subject == "child":
            return f"The notice says that it does not {knowingly}collect {phrase}."
        if labels.subject != (prohibition.subject or "child"):
            return None
        under = f" under {prohibition.age_under}" if prohibition.age_under else ""
        whom = "persons" if under else plain(prohibition.subject)
        says = f"The notice says that data of {whom}{under} are not {knowingly}collected"
        return f"{says}; this dataset's label says {plain(labels.subject)}."
    if prohibition.category is None:
        return None
    return f"The notice says that it does not {knowingly}collect {phrase}."


def _children(prohibition: Prohibition, finding: Finding) -> int:
    """How many of the birth dates make persons younger than the notice accepts."""
    limit = prohibition.age_under
    if prohibition.rule != "not_collect" or limit is None:
        return 0
    return sum(count for age, count in finding.ages.items() if 0 <= age < limit)


def _children_reason(prohibition: Prohibition, children: int, values: int) -> str:
    knowingly = "knowingly " if prohibition.knowingly else ""
    make = "makes a person" if children == 1 else "make persons"
    says = f"The notice says that data of persons under {prohibition.age_under} are not {knowingly}collected"
    return f"{says}, but {children:,} of {values:,} values {make} younger than that."

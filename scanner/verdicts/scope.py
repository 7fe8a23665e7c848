"""What labels say of the conditions of a clause: which they contradict, which they leave open.

A label that is not told contradicts nothing and confirms nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.model.judged import Clause, Labels
from scanner.notice.model import Declaration, Notice
from scanner.notice.unseen import clauses_of

FIRST_HAND = frozenset({"data_subject", "automatic"})
"""Sources that do not contradict each other: both collect from the person (GDPR Art. 13, as against Art. 14)."""

SOURCES = {
    "data_subject": "the persons themselves",
    "automatic": "automatic collection",
    "third_party": "third parties",
    "other_person": "other persons",
}


def misfits(declaration: Declaration, labels: Labels) -> tuple[str, ...]:
    """The labels that contradict a condition of the declaration."""
    return tuple(key for key, wrong in _conditions(declaration, labels) if wrong)


def _conditions(declaration: Declaration, labels: Labels) -> Iterator[tuple[str, bool]]:
    source, subject = labels.source, declaration.when.subject if declaration.when else None
    same = source == declaration.source or FIRST_HAND.issuperset({source, declaration.source})
    yield "source", source is not None and not same
    yield "subject", subject is not None and labels.subject not in (None, subject)
    yield "purpose", bool(declaration.purposes) and labels.purpose not in (None, *declaration.purposes)


def unchecked(declaration: Declaration, labels: Labels) -> tuple[str, ...]:
    """The labels that the declaration's conditions still want; words of a condition always stay open."""
    when = declaration.when
    wanted = {
        "source": labels.source is None,
        "subject": when is not None and when.subject is not None and labels.subject is None,
        "purpose": bool(declaration.purposes) and labels.purpose is None,
        "condition": when is not None and when.condition is not None,
    }
    return tuple(key for key, is_wanted in wanted.items() if is_wanted)


def out_of_scope_reason(phrase: str, refused: Sequence[Declaration], labels: Labels) -> str:
    """Why declarations do not cover what they name."""
    keys = [key for key in ("source", "subject", "purpose") if any(key in misfits(each, labels) for each in refused)]
    only = dict.fromkeys(_limits(each, keys) for each in refused)
    told = [SOURCES.get(value, plain(value)) for key in keys if (value := getattr(labels, key))]
    label = "label says" if len(told) == 1 else "labels say"
    return f"The notice declares {phrase} only {' and '.join(only)}; this dataset's {label} {', '.join(told)}."


def _limits(declaration: Declaration, keys: Iterable[str]) -> str:
    subject = declaration.when.subject if declaration.when else None
    said = {
        "source": f"from {SOURCES[declaration.source]}",
        "subject": f"of {plain(subject)}" if subject else "",
        "purpose": f"for {' or '.join(map(plain, declaration.purposes))}" if declaration.purposes else "",
    }
    return " ".join(said[key] for key in keys if said[key])


# --- the notice as a whole ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outside:
    """Why a dataset lies outside of what a notice speaks of, and the clauses that say so."""

    reason: str
    clauses: tuple[Clause, ...]


def outside(notice: Notice, labels: Labels) -> Outside | None:
    """Whether labels put a dataset outside the notice, by the role of the company or the persons it is about."""
    about = notice.applies_to
    says = "This dataset's label says"
    reason = None
    if about.roles and labels.role not in (None, *about.roles):
        roles = " or ".join(about.roles)
        reason = f"{says} that it is held as {labels.role}; the notice speaks of what the company holds as {roles}."
    elif labels.subject in about.not_:
        reason = f"{says} {plain(labels.subject)}; the notice does not speak of these."
    elif about.subjects and labels.subject not in (None, *about.subjects) and not _of_children(notice, labels):
        known = ", ".join(map(plain, about.subjects))
        reason = f"{says} {plain(labels.subject)}; the notice speaks only of {known}."
    return Outside(reason, clauses_of(about.clauses)) if reason else None


def _of_children(notice: Notice, labels: Labels) -> bool:
    """Whether the label says child, and the notice speaks of children where it says what is not collected."""
    return labels.subject == "child" and any(each.subject == "child" for each in notice.prohibitions)


def elsewhere(notice: Notice, labels: Labels) -> Outside | None:
    """Whether the data are kept in a country to which the notice says of none of its transfers that they may go."""
    named = declared_countries(notice)
    if labels.country is None or not named or labels.country in named or any(each.open for each in notice.transfers):
        return None
    said = [each for each in notice.transfers if each.countries]
    reason = f"only in {', '.join(named)}; this dataset's label says {labels.country}."
    return Outside(reason, clauses_of(said))


def declared_countries(notice: Notice) -> tuple[str, ...]:
    """The countries to which the notice says that data go."""
    return tuple(dict.fromkeys(country for each in notice.transfers for country in each.countries))


def plain(name: str | None) -> str:
    """A name of a label, as a sentence has it."""
    return (name or "").replace("_", " ")

"""A notice as a Fides manifest: one system whose privacy declarations are what the notice declares.

Fides asks for a data use of every declaration. Where the notice ties no purpose to a category, or one that Fides has no
word for, the manifest defines a data use or data subject of its own: nothing is invented to fill the gap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from scanner.notice.categories import Categories
from scanner.notice.interchange import once, readable, term
from scanner.notice.model import Declaration, Notice, Purpose

Json = dict[str, Any]
UNNAMED = "purpose_not_named"
"""Data use of categories to which the notice ties no purpose."""


def to_fides(notice: Notice, categories: Categories) -> Json:
    """Resources of fideslang: a system, and the data uses and data subjects that it needs beside the default ones."""
    declared = list(_declarations(notice, categories))
    subjects = once(subject for each in declared for subject in each["data_subjects"])
    uses = once(each["data_use"] for each in declared)
    return {
        "data_use": [_use(each, notice) for each in uses if each in _own_uses(notice)],
        "data_subject": [_subject(each, notice) for each in subjects if each in _own_subjects(notice)],
        "system": [
            {
                "fides_key": _key(notice.id),
                "name": notice.company,
                "description": f"What the privacy notice of {notice.company}, updated {notice.updated}, declares.",
                "system_type": "Service",
                "legal_name": notice.company,
                "does_international_transfers": bool(notice.transfers),
                "privacy_declarations": declared,
            }
        ],
    }


def _declarations(notice: Notice, categories: Categories) -> Iterator[Json]:
    """One for each purpose and source."""
    grouped: dict[tuple[str, str], list[Declaration]] = defaultdict(list)
    for each in notice.held:
        for named in each.purposes or (UNNAMED,):
            grouped[named, each.source].append(each)
    purposes = {each.id: each for each in notice.purposes}
    for (name, source), members in sorted(grouped.items()):
        purpose = purposes.get(name)
        yield {
            "name": f"{readable(name)}, {readable(source).lower()}",
            "data_categories": once(categories.get(each.category).fideslang for each in members),
            "data_use": _use_key(name),
            "data_subjects": once(_subject_key(each) for each in _subjects(notice, members)),
            **_basis(notice, purpose),
            **_shared(notice, purpose),
            "processes_special_category_data": any(categories.special(each.category) for each in members),
        }


def _basis(notice: Notice, purpose: Purpose | None) -> Json:
    """The legal basis, where the notice ties one to the purpose."""
    ids = {each.id: each.basis for each in notice.legal_bases}
    basis = ids.get(purpose.basis) if purpose and purpose.basis else None
    return {"legal_basis_for_processing": term("legal_bases", "fides", basis)} if basis else {}


def _shared(notice: Notice, purpose: Purpose | None) -> Json:
    """Who gets the data for this purpose, where the notice says so."""
    who = once(each.who for each in notice.recipients if purpose and purpose.id in each.purposes)
    return {"data_shared_with_third_parties": True, "third_parties": ", ".join(who)} if who else {}


def _subjects(notice: Notice, members: Iterable[Declaration]) -> list[str]:
    """Those whom the clauses name, else those of the whole notice."""
    named = [each.when.subject if each.when else None for each in members]
    general = [each for each in notice.applies_to.subjects if each not in notice.applies_to.not_]
    return once([each for each in named if each] + (general if None in named else []))


# --- words that Fides does not have -------------------------------------------------------------


def _own_uses(notice: Notice) -> dict[str, Purpose | None]:
    purposes: dict[str, Purpose | None] = {_use_key(UNNAMED): None}
    purposes.update({_use_key(each.id): each for each in notice.purposes if not term("purposes", "fides", each.id)})
    return purposes


def _own_subjects(notice: Notice) -> set[str]:
    named = {each.when.subject for each in notice.held if each.when and each.when.subject}
    return {_subject_key(each) for each in (*notice.applies_to.subjects, *named) if not term("subjects", "fides", each)}


def _use(key: str, notice: Notice) -> Json:
    purpose = _own_uses(notice)[key]
    words = purpose.words if purpose else "The notice ties no purpose to these categories."
    return {"fides_key": key, "name": readable(purpose.id if purpose else key), "description": words}


def _subject(key: str, notice: Notice) -> Json:
    return {"fides_key": key, "name": readable(key), "description": f"As the notice of {notice.company} names them."}


def _use_key(purpose: str) -> str:
    return term("purposes", "fides", purpose) or _key(purpose).replace(".", "_")


def _subject_key(subject: str) -> str:
    return term("subjects", "fides", subject) or _key(subject).replace(".", "_")


def _key(name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9_.<>-]", "_", name)

"""A notice for a person at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from scanner.notice.model import Declaration, Notice


def notice_text(notice: Notice, label: Callable[[str | None], str]) -> str:
    """What the notice declares, by category, then every other clause, each with its quote."""
    return "\n".join([*_head(notice), *_declarations(notice, label), *_clauses(notice)]) + "\n"


def _head(notice: Notice) -> Iterator[str]:
    yield f"{notice.id}: the notice of {notice.company}, updated {notice.updated}"
    for each in notice.effective:
        yield f"  in force from {each.from_} for {each.scope}"
    if not notice.document.complete:
        yield f"  read from an incomplete text: {notice.document.note or 'what is missing here may be in the notice'}"
    yield ""


def _declarations(notice: Notice, label: Callable[[str | None], str]) -> Iterator[str]:
    yield "Declared"
    ordered = sorted(notice.held, key=lambda each: each.category)
    for category, group in groupby(ordered, key=lambda each: each.category):
        yield f"  {label(category)}  [{category}]"
        yield from (f"    “{each.quote}”  {_terms(each)}" for each in group)
    yield ""


def _terms(each: Declaration) -> str:
    terms = [each.source, each.explicitness, *each.purposes]
    return ", ".join(str(term) for term in terms if term)


def _clauses(notice: Notice) -> Iterator[str]:
    others = [entry for entry in notice.passages() if entry[0] != "declarations"]
    for part, group in groupby(others, key=lambda entry: entry[0]):
        yield part.replace("_", " ").replace(".", ": ").capitalize()
        yield from (f"  “{clause.quote}”" for _, _, clause in group)
        yield ""

"""What Art. 13 and 14 GDPR ask of a notice and a notice file does not have: advice, each with its paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.notice.complaint import Complaint, Severity
from scanner.notice.model import Notice
from scanner.notice.normal import NormalText, normalise
from scanner.notice.terms import Entries, Required, required
from scanner.notice.verify import Searchable


def lint_law(notice: Notice, document: Searchable | None = None) -> Iterator[Complaint]:
    """One complaint for each thing that neither the file's parts nor its quotes, nor the document, speak of.

    Where the file has a part for it and only the document speaks of it, a clause is missing in the file.
    """
    quotes = normalise("\n".join(passage.words for _, _, passage in notice.passages()))
    text = None if document is None else document.normal
    for asked in required():
        if asked.only_if is not None and not _has(notice, asked.only_if):
            continue
        if (asked.has is not None and _has(notice, asked.has)) or (asked.has is None and _found(asked, quotes)):
            continue
        place = _found(asked, text) if text else None
        if place is None:
            yield _missing(asked, document is not None)
        elif asked.has is not None and document is not None:
            yield _not_in_file(asked, asked.has, document.line(place[0]))


def _missing(asked: Required, read: bool) -> Complaint:
    where = "neither the file nor the document speaks" if read else "no clause of the file speaks"
    part = f" Add it under `{asked.has.part}` if the text says it." if asked.has else ""
    more = "" if read else " With --document the text itself is searched."
    fact = f"{where} of what {asked.article} GDPR asks for: {asked.what}"
    return Complaint("missing_section", Severity.ADVICE, (), "", fact, f"Look for it in the text.{part}{more}")


def _not_in_file(asked: Required, entries: Entries, line: int) -> Complaint:
    fact = f"the document seems to speak of {asked.what} ({asked.article} GDPR) on line {line}, the file does not"
    return Complaint(
        "missing_clause", Severity.ADVICE, (), "", fact, f"Read it, and add a clause under `{entries.part}`."
    )


def _has(notice: Notice, entries: Entries) -> bool:
    for each in getattr(notice, entries.part):
        value = getattr(each, entries.key) if entries.key else True
        if value in entries.words if entries.words else value:
            return True
    return False


def _found(asked: Required, text: NormalText) -> tuple[int, int] | None:
    """Where the text speaks of it, in the original."""
    for pattern in asked.words:
        found = pattern.search(text.text)
        if found:
            return text.original(*found.span())
    return None

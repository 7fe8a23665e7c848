"""A notice's quotes held against the document that they were taken from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from scanner.notice.model import Notice
from scanner.notice.normal import NormalText, normalise


class Match(StrEnum):
    """How a quote was found."""

    VERBATIM = "verbatim"
    NORMALISED = "normalised"
    """Found once markup, case, typographic signs and white space are left out of account."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quote of the notice file, and where its document has it."""

    part: str
    """Part of the notice file: `declarations`, `prohibitions` …"""
    clause: str
    quote: str
    match: Match
    start: int | None = None
    """Code points into the document; None where missing."""
    stop: int | None = None
    line: int | None = None
    """1-based."""
    times: int = 0
    """How often the document has it; more than once makes the place a guess: the first."""
    lead_in: bool = False
    """True for the words before a quote, which are held against the document as well."""


@dataclass(frozen=True, slots=True)
class Verification:
    """A notice file held against a document. It is sound when the hash matches and no quote is missing."""

    notice: str
    sha256: str
    """Of the document that was given."""
    hash_matches: bool
    quotes: tuple[Quoted, ...]

    @property
    def missing(self) -> tuple[Quoted, ...]:
        """Quotes that the document does not have."""
        return tuple(each for each in self.quotes if each.match is Match.MISSING)

    @property
    def sound(self) -> bool:
        """Whether this is the document that the notice names, and has every quote."""
        return self.hash_matches and not self.missing


def verify(notice: Notice, document: bytes) -> Verification:
    """Hold every quote and lead-in against the document: text, Markdown or HTML, in UTF-8 or Windows-1252."""
    digest = hashlib.sha256(document).hexdigest()
    text = _Text(decode(document))
    quotes = tuple(text.find(part, clause, quote, lead_in) for part, clause, quote, lead_in in _quotes(notice))
    return Verification(notice.id, digest, digest == notice.document.sha256, quotes)


def decode(document: bytes) -> str:
    """The document as text: UTF-8, else Windows-1252, which gives any bytes a meaning."""
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError:
        return document.decode("cp1252", errors="replace")


def _quotes(notice: Notice) -> Iterator[tuple[str, str, str, bool]]:
    for effective in notice.effective:
        if effective.quote is not None:
            yield "effective", effective.from_.isoformat(), effective.quote, False
    for part, _, passage in notice.passages():
        if passage.lead_in is not None:
            yield part, passage.id, passage.lead_in, True
        yield part, passage.id, passage.quote, False


class _Text:
    """A document that is searched often: its text as it is, and its normal form, made once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._normal = normalise(text)

    def find(self, part: str, clause: str, quote: str, lead_in: bool) -> Quoted:
        places = _places(quote, self._text)
        match = Match.VERBATIM
        if not places:
            places, match = self._normal_places(normalise(quote)), Match.NORMALISED
        if not places:
            return Quoted(part, clause, quote, Match.MISSING, lead_in=lead_in)
        start, stop = places[0]
        line = self._text.count("\n", 0, start) + 1
        return Quoted(part, clause, quote, match, start, stop, line, len(places), lead_in)

    def _normal_places(self, quote: NormalText) -> list[tuple[int, int]]:
        return [self._normal.original(start, stop) for start, stop in _places(quote.text, self._normal.text)]


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    """Spans of whole words that are the quote; only where there are none, spans that begin or end inside a word."""
    if not quote.strip():
        return []
    spans = [found.span() for found in re.finditer(re.escape(quote), text)]
    return [span for span in spans if _whole(text, *span)] or spans


def _whole(text: str, start: int, stop: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = stop < len(text) and text[stop].isalnum() and text[stop - 1].isalnum()
    return not before and not after

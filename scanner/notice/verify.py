"""A notice's quotes held against the document that they were taken from."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import islice

from scanner.notice.document import text_of
from scanner.notice.model import Notice
from scanner.notice.normal import normalise
from scanner.notice.outline import heading, outline
from scanner.notice.sentences import Sentences, split

MOST = 100
"""So many places of one quote are kept; words that stand in more say nothing."""


class Match(StrEnum):
    """How a quote was found."""

    VERBATIM = "verbatim"
    NORMALISED = "normalised"
    """Found once markup, case, typographic signs and white space are left out of account."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the document has a quote: code points, the line of the first (1-based), and the heading above."""

    start: int
    stop: int
    line: int
    section: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quote of the notice file, and where its document has it."""

    part: str
    """Part of the notice file: `declarations`, `prohibitions` …"""
    number: int
    """Position in that part, from 0."""
    clause: str
    quote: str
    match: Match
    places: tuple[Place, ...] = ()
    """All of them, in the order of the document."""
    chosen: int = 0
    """Which of the places is meant: the one in the clause's section, or after its lead-in; else the first."""
    ambiguous: bool = False
    """True where places under different headings are left, so that the one chosen is a guess."""
    lead_in: bool = False
    """True for the words before a quote, which are held against the document as well."""
    misplaced: bool = False
    """True for a lead-in that stands nowhere before its quote in the same sentence or list."""
    found_words: str = ""
    """For a missing quote: as many of its first words as the document has together."""
    found_line: int | None = None
    """Where it has those."""

    @property
    def place(self) -> Place | None:
        """The place that is meant; None where missing."""
        return self.places[self.chosen] if self.places else None

    @property
    def start(self) -> int | None:
        """Where it begins there."""
        return self.place.start if self.place else None

    @property
    def stop(self) -> int | None:
        """Where it ends there."""
        return self.place.stop if self.place else None

    @property
    def line(self) -> int | None:
        """Its line there."""
        return self.place.line if self.place else None

    @property
    def times(self) -> int:
        """How often the document has it, `MOST` at most."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Verification:
    """A notice file held against a document."""

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
    def misplaced(self) -> tuple[Quoted, ...]:
        """Lead-ins that do not lead into their quotes."""
        return tuple(each for each in self.quotes if each.misplaced)

    @property
    def ambiguous(self) -> tuple[Quoted, ...]:
        """Quotes that stand under several headings, of which the notice file does not say one."""
        return tuple(each for each in self.quotes if each.ambiguous)

    @property
    def sound(self) -> bool:
        """Whether this is the document that the notice names, and has every quote after its lead-in."""
        return self.hash_matches and not self.missing and not self.misplaced


def verify(notice: Notice, document: bytes | Searchable) -> Verification:
    """Hold every quote and lead-in against the document: text, Markdown, HTML or PDF. Raises `NoticeError`."""
    text = document if isinstance(document, Searchable) else searchable(notice, document)
    return Verification(notice.id, text.sha256, text.sha256 == notice.document.sha256, tuple(_quotes(notice, text)))


def searchable(notice: Notice, document: bytes) -> Searchable:
    """The document made ready for this notice."""
    sections = (passage.section for _, _, passage in notice.passages())
    return Searchable(text_of(document), sections, hashlib.sha256(document).hexdigest())


def _quotes(notice: Notice, text: Searchable) -> Iterator[Quoted]:
    for number, effective in enumerate(notice.effective):
        if effective.quote is not None:
            name = effective.from_.isoformat()
            yield _placed(Quoted("effective", number, name, effective.quote, Match.MISSING), effective.section, text)
    for part, number, passage in notice.passages():
        quote = Quoted(part, number, passage.id, passage.quote, Match.MISSING)
        if passage.lead_in is None:
            yield _placed(quote, passage.section, text)
        else:
            lead = Quoted(part, number, passage.id, passage.lead_in, Match.MISSING, lead_in=True)
            yield from _led(lead, quote, passage.section, text)


def _placed(quoted: Quoted, section: str, text: Searchable) -> Quoted:
    """With its places, and the one that its section settles."""
    match, places = text.find(quoted.quote)
    if not places:
        words, line = text.longest_start(quoted.quote)
        return replace(quoted, found_words=words, found_line=line)
    wanted = heading(section)
    there = [number for number, place in enumerate(places) if wanted and place.section == wanted]
    ambiguous = not there and len({place.section for place in places}) > 1
    return replace(quoted, match=match, places=places, chosen=there[0] if there else 0, ambiguous=ambiguous)


def _led(lead: Quoted, quote: Quoted, section: str, text: Searchable) -> Iterator[Quoted]:
    """A lead-in and its quote, at the places where the one leads into the other."""
    lead, quote = _placed(lead, section, text), _placed(quote, section, text)
    order = sorted(range(quote.times), key=lambda number: number != quote.chosen)
    for number in order:
        before = text.leading(lead.places, quote.places[number])
        if before is not None:
            yield replace(lead, chosen=before, ambiguous=False)
            yield replace(quote, chosen=number, ambiguous=False)
            return
    yield replace(lead, ambiguous=False, misplaced=bool(lead.places and quote.places))
    yield quote


class Searchable:
    """A document that is searched often: its text as it is, and its normal form, made once."""

    def __init__(self, text: str, sections: Iterable[str] = (), sha256: str = "") -> None:
        self.text = text
        self.sha256 = sha256
        self.outline = outline(text, sections)
        self.normal = normalise(text)
        self._lines = [found.start() for found in re.finditer("\n", text)]

    @cached_property
    def sentences(self) -> Sentences:
        """Its sentences."""
        return split(self.text)

    def find(self, quote: str) -> tuple[Match, tuple[Place, ...]]:
        """How and where the document has these words."""
        spans, match = _places(quote, self.text), Match.VERBATIM
        if not spans:
            normal = _places(normalise(quote).text, self.normal.text)
            spans, match = [self.normal.original(*span) for span in normal], Match.NORMALISED
        places = tuple(Place(start, stop, self.line(start), self.outline.at(start)) for start, stop in spans)
        return (match, places) if places else (Match.MISSING, ())

    def line(self, offset: int) -> int:
        """The line of a place, from 1."""
        return bisect_left(self._lines, offset) + 1

    def leading(self, leads: Sequence[Place], place: Place) -> int | None:
        """Which of the places leads into this one, the nearest if several do."""
        fit = [number for number, lead in enumerate(leads) if self.sentences.leads(lead.stop, place.start)]
        return max(fit, key=lambda number: leads[number].stop, default=None)

    def longest_start(self, quote: str) -> tuple[str, int | None]:
        """As many of the first words as the document has together, and their line."""
        words = normalise(quote).text.split(" ")
        low, high = 0, len(words) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if _places(" ".join(words[:middle]), self.normal.text) else (low, middle - 1)
        if low == 0:
            return "", None
        start, _ = _places(" ".join(words[:low]), self.normal.text)[0]
        return " ".join(words[:low]), self.line(self.normal.original(start, start + 1)[0])


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    """Spans of whole words that are the quote; only where there are none, spans that begin or end inside a word."""
    if not quote.strip():
        return []
    pattern = re.compile(re.escape(quote))
    whole = (found.span() for found in pattern.finditer(text) if _whole(text, *found.span()))
    return list(islice(whole, MOST)) or [found.span() for found in islice(pattern.finditer(text), MOST)]


def _whole(text: str, start: int, stop: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = stop < len(text) and text[stop].isalnum() and text[stop - 1].isalnum()
    return not before and not after

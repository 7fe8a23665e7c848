"""Differences between two notice files held against their documents.

A clause that one file lacks may stand in its document all the same; one that the document lacks was withdrawn only
where the document is complete. Sentences that differ and that no clause quotes are told as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scanner.notice.compare import LIKE, Change, Kind, Side, in_order
from scanner.notice.model import Notice, Passage
from scanner.notice.normal import normalise
from scanner.notice.outline import heading
from scanner.notice.verify import Match, Place, Searchable, searchable, verify
from scanner.notice.wording import likeness, reach, words, words_in

_CUT = re.compile(r"[.:;?!\n]+")
_SHORT = 4
"""Parts of sentences with fewer words say nothing by themselves, and extracts of texts tend to drop them."""
_MANY = 1_000_000
"""More pairs of sentences than this are not held against each other."""
_LONG = 20_000_000_000
"""Documents of more sentences times letters than this are not compared by sentences: it would take minutes."""


@dataclass(frozen=True)
class Held:
    """A notice with its document, and where each clause stands in it."""

    notice: Notice
    document: Searchable
    places: dict[tuple[str, str], Place]
    joined: str
    """All words of the document, one space between."""

    @classmethod
    def of(cls, notice: Notice, document: bytes) -> Held:
        """The document searched for every clause."""
        text = searchable(notice, document)
        found = {(quote.part, quote.clause): quote.place for quote in verify(notice, text).quotes if not quote.lead_in}
        places = {key: place for key, place in found.items() if place is not None}
        return cls(notice, text, places, f" {' '.join(words_in(text.normal.text))} ")

    def quote(self, part: str, side: Side) -> str:
        """The words of a clause without its lead-in."""
        clauses: Iterable[Passage] = (each for name, _, each in self.notice.passages() if name == part)
        return next((each.quote for each in clauses if each.id == side.id), side.quote)

    def line_with(self, quote: str) -> int | None:
        """The line on which the document has these words, signs left aside."""
        match, places = self.document.find(quote)
        if match is not Match.MISSING:
            return places[0].line
        return 0 if f" {' '.join(words(quote))} " in self.joined else None


def hold(changes: Iterable[Change], before: Held | None, after: Held | None) -> list[Change]:
    """The changes as the documents show them; with both, also the sentences that no clause quotes."""
    settled = [told for change in changes if (told := _settled(_lined(change, before, after), before, after))]
    if before and after:
        settled += _sentences(before, after, settled)
    return in_order(settled)


def _lined(change: Change, before: Held | None, after: Held | None) -> Change:
    old, new = change.before, change.after
    if before and old and (place := before.places.get((change.part, old.id))):
        old = replace(old, line=place.line)
    if after and new and (place := after.places.get((change.part, new.id))):
        new = replace(new, line=place.line)
    return replace(change, before=old, after=new)


def _settled(change: Change, before: Held | None, after: Held | None) -> Change | None:
    """None for what is no difference: two excerpts of one sentence."""
    if change.by_words and change.before and change.after:
        return None if _same_sentence(change, before, after) else change
    if change.before and not change.after and after:
        return _gone(change, change.before, before, after)
    if change.after and not change.before and before:
        return _new(change, change.after, before, after)
    return change


def _same_sentence(change: Change, before: Held | None, after: Held | None) -> bool:
    """Whether one text has the words that the other notice quotes."""
    old, new = change.before, change.after
    if after and old and after.line_with(_quote(before, change.part, old)) is not None:
        return True
    return before is not None and new is not None and before.line_with(_quote(after, change.part, new)) is not None


def _quote(held: Held | None, part: str, side: Side) -> str:
    return held.quote(part, side) if held else side.quote


def _gone(change: Change, old: Side, before: Held | None, after: Held) -> Change:
    line = after.line_with(_quote(before, change.part, old))
    if line is not None:
        fact = f"the second text has these words{_on(line)}, its notice file has no such clause"
        return replace(change, kind=Kind.NOT_IN_FILE, facts=(*change.facts, fact))
    if after.notice.document.complete:
        return replace(change, kind=Kind.REMOVED, facts=(*change.facts, "the second text does not have these words"))
    fact = "the second text does not have these words, and is incomplete: whether they were withdrawn cannot be told"
    return replace(change, kind=Kind.NOT_FOUND, facts=(*change.facts, fact))


def _new(change: Change, new: Side, before: Held, after: Held | None) -> Change:
    line = before.line_with(_quote(after, change.part, new))
    if line is not None:
        fact = f"the first text has these words{_on(line)}, its notice file has no such clause"
        return replace(change, kind=Kind.NOT_IN_FILE, facts=(*change.facts, fact))
    incomplete = "" if before.notice.document.complete else ", but is incomplete: they may not be new"
    fact = f"the first text does not have these words{incomplete}"
    return replace(change, facts=(*change.facts, fact))


def _on(line: int) -> str:
    return f" on line {line}" if line else ""


# --- sentences that no clause quotes ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a sentence, between signs that end one in either text."""

    text: str
    line: int
    section: str


def _sentences(before: Held, after: Held, changes: Sequence[Change]) -> Iterator[Change]:
    if any(
        len(one.document.sentences.all) * len(other.joined) > _LONG for one, other in ((before, after), (after, before))
    ):
        yield Change("text", Kind.CHANGED, "", None, None, ("the documents are too long to be compared by sentences",))
        return
    old = list(_pieces(before, after.joined, _quoted(before, [(each.part, each.before) for each in changes])))
    new = list(_pieces(after, before.joined, _quoted(after, [(each.part, each.after) for each in changes])))
    for one, other in _alike(old, new):
        kind, fact = reach(one.text, other.text)
        yield Change("text", Kind(kind), "", _side(one), _side(other), (f"by its words: {fact}",) if fact else ())
    gone = Kind.REMOVED if after.notice.document.complete else Kind.NOT_FOUND
    yield from (Change("text", gone, "", _side(each), None) for each in old)
    yield from (Change("text", Kind.ADDED, "", None, _side(each)) for each in new)


def _quoted(held: Held, sides: Iterable[tuple[str, Side | None]]) -> set[int]:
    """Numbers of the sentences that changed clauses quote: they are told already."""
    places = (held.places.get((part, each.id)) for part, each in sides if each)
    return {held.document.sentences.at(place.start) for place in places if place}


def _pieces(held: Held, other: str, told: set[int]) -> Iterator[_Piece]:
    """What of the notice, from the first clause to the last, the other text does not have."""
    document = held.document
    if not held.places:
        return
    first = document.sentences.at(min(place.start for place in held.places.values()))
    last = document.sentences.at(max(place.start for place in held.places.values()))
    for number in range(first, last + 1):
        sentence = document.sentences.all[number]
        if number in told or sentence.kind == "heading":
            continue
        for text in _CUT.split(normalise(document.text[sentence.start : sentence.stop]).text):
            mine, section = words_in(text), document.outline.at(sentence.start)
            if len(mine) >= _SHORT and heading(text) != section and f" {' '.join(mine)} " not in other:
                yield _Piece(text.strip(), document.line(sentence.start), section)


def _alike(old: list[_Piece], new: list[_Piece]) -> Iterator[tuple[_Piece, _Piece]]:
    """Takes pairs of like pieces out of both lists."""
    if len(old) * len(new) > _MANY:
        return
    ranked = sorted(
        (-likeness(one.text, other.text), first, second)
        for first, one in enumerate(old)
        for second, other in enumerate(new)
    )
    firsts, seconds = dict(enumerate(old)), dict(enumerate(new))
    for alike, first, second in ranked:
        if -alike >= LIKE and first in firsts and second in seconds:
            yield firsts.pop(first), seconds.pop(second)
    old[:], new[:] = list(firsts.values()), list(seconds.values())


def _side(piece: _Piece) -> Side:
    return Side("", piece.text, piece.section, piece.line)

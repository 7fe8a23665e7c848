"""The sentences of a document: Markdown, HTML or plain text, wrapped or with one clause a line.

A sentence ends at `.`, `!` and `?` before white space, at a blank line, at the next item of a list, at a heading, and
at every line of a text that is not wrapped. Abbreviations end none, nor does a dot before a small letter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["text", "item", "rest", "heading"]
"""`item` is the first sentence of an item of a list, `rest` a later one of it."""

_HTML = re.compile(r"</(?:p|li|div|h[1-6]|td)\s*>|<(?:p|li|br)\b", re.IGNORECASE)
_BLOCK = re.compile(
    r"(?P<item><li\b[^<>]*>)|(?P<heading><h[1-6]\b[^<>]*>)"
    r"|</?(?:p|div|ul|ol|li|h[1-6]|table|tr|td|th|br|section|article|header|footer|nav|dl|dt|dd|hr|body)\b[^<>]*>",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]*\n?")
_ITEM = re.compile(r"[ \t>]*(?:[*+•◦▪‣·–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})\\?[.)])[ \t]+(?=\S)", re.IGNORECASE)
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z])\\?[.)][ \t]+", re.IGNORECASE)
_HEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]+\S|(?P<mark>\*\*|__|\*|_)[^*_\n]{2,120}(?P=mark)[ \t]*$)")
_END = re.compile(r"[.!?][\"”’')\]*_]{0,4}(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|co|corp|no|nos|art|vs|u\.s|e\.u|st|mr|mrs|dr)|\b[a-z])$", re.IGNORECASE
)
_WRAPPED = 120
"""Text is wrapped at this width at most; longer lines hold a whole paragraph each."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Code points `start` to `stop` of the document."""

    start: int
    stop: int
    kind: Kind


@dataclass(frozen=True)
class Sentences:
    """All sentences of a document, in order; no two overlap."""

    text: str
    all: tuple[Sentence, ...]
    flat: bool
    """True for one clause a line, without marks for lists and without full stops."""

    @cached_property
    def _starts(self) -> list[int]:
        return [each.start for each in self.all]

    def at(self, offset: int) -> int:
        """The number of the sentence that holds this place, or the last one before it; -1 before all."""
        return bisect_right(self._starts, offset) - 1

    def leads(self, lead_stop: int, start: int) -> bool:
        """Whether words that end at `lead_stop` lead into words that begin at `start`.

        They do in the same sentence, and where all between them are items of a list that the first words open.
        """
        if start < lead_stop:
            return False
        first, last = self.at(max(lead_stop - 1, 0)), self.at(start)
        between = self.all[first + 1 : last + 1]
        if not between:
            return True
        if self.flat:
            return len(between) <= _FLAT_LIST
        if between[-1].kind == "item" and all(each.kind in ("item", "rest") for each in between):
            return True
        return self._unmarked(first, last)

    def _unmarked(self, first: int, last: int) -> bool:
        """Whether a sentence ends in a colon, and what follows it are the items of a list that has lost its marks."""
        items = self.all[first + 1 : last + 1]
        opens = self.text[self.all[first].stop - 1] == ":"
        short = (each.kind == "text" and self.text[each.stop - 1] not in ".!?:" for each in items)
        return opens and len(items) <= _FLAT_LIST and all(short)


_FLAT_LIST = 16
"""So many lines at most belong to one list where nothing else marks its end."""


def split(text: str) -> Sentences:
    """The sentences of a document."""
    blocks = list(_html_blocks(text) if _HTML.search(text) else _line_blocks(text))
    found = tuple(sentence for start, stop, kind in blocks for sentence in _in_block(text, start, stop, kind))
    lines = [line for line in text.splitlines() if len(line.split()) > 3]
    stopped = sum(line.rstrip().endswith((".", "!", "?", ";", ":")) for line in lines)
    marked = sum(each.kind == "item" for each in found)
    return Sentences(text, found, flat=len(lines) > 3 and max(stopped, marked) * 20 < len(lines))


_Block = tuple[int, int, Kind]


def _html_blocks(text: str) -> Iterator[_Block]:
    kind: Kind = "text"
    done = 0
    for tag in _BLOCK.finditer(text):
        yield done, tag.start(), kind
        name = tag.lastgroup
        kind = "item" if name == "item" else "heading" if name == "heading" else "text"
        done = tag.end()
    yield done, len(text), kind


def _line_blocks(text: str) -> Iterator[_Block]:
    """Paragraphs: runs of lines that go on where the one before was full."""
    lines = [(found.start(), found.end()) for found in _LINE.finditer(text) if found.group()]
    widths = _widths(text, lines)
    start, open_ = 0, False
    kind: Kind = "text"
    for number, (begin, end) in enumerate(lines):
        line = text[begin:end]
        goes_on = open_ and kind != "heading" and not _ITEM.match(line) and not _HEADING.match(line)
        goes_on = goes_on and _full(text[slice(*lines[number - 1])], line, widths[number])
        if not line.strip() or not goes_on:
            if open_:
                yield start, begin, kind
            open_ = bool(line.strip())
            start, kind = begin, "heading" if _HEADING.match(line) else "item" if _ITEM.match(line) else "text"
    if open_:
        yield start, len(text), kind


def _widths(text: str, lines: list[tuple[int, int]]) -> list[int]:
    """For each line, the length of the longest one among its neighbours without a blank line between."""
    widths = [0] * len(lines)
    first = 0
    for number in range(len(lines) + 1):
        if number == len(lines) or not text[slice(*lines[number])].strip():
            longest = max((end - begin for begin, end in lines[first:number]), default=0)
            widths[first:number] = [longest] * (number - first)
            first = number + 1
    return widths


def _full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line would not have fitted, so that the break is only a wrap."""
    word = following.split(maxsplit=1)[0] if following.strip() else ""
    return width <= _WRAPPED + 1 and len(line.rstrip()) + 1 + len(word) >= width


def _in_block(text: str, start: int, stop: int, kind: Kind) -> Iterator[Sentence]:
    marker = _ITEM.match(text, start, stop) if kind == "item" else None
    done = marker.end() if marker else start
    number = _NUMBER.match(text, done, stop) if marker else None
    done = number.end() if number else done
    for end in _END.finditer(text, done, stop):
        if not _goes_on(text, done, end):
            yield from _sentence(text, done, end.end(), kind)
            done, kind = end.end(), "rest" if kind in ("item", "rest") else kind
    yield from _sentence(text, done, stop, kind)


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the sign ends no sentence: an abbreviation, or a small letter after it in a text that has capitals."""
    if end.group()[0] == "." and _ABBREVIATION.search(text[max(0, end.start() - 6) : end.start()]):
        return True
    following = text[end.end() : end.end() + 8].lstrip()[:1]
    return following.islower() and text[start : start + 8].lstrip()[:1].isupper()


def _sentence(text: str, start: int, stop: int, kind: Kind) -> Iterator[Sentence]:
    inside = text[start:stop]
    if inside.strip():
        yield Sentence(start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip()), kind)

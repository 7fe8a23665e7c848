"""Text and Markdown in blocks, also where line breaks are all that is left of the layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.notice.draft.blocks import Block, Kind

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(?=\S)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})\s*$")
_ITEM = re.compile(r"[> ]*\s*(?:[*+•·▪◦‣●○■–-]|\\?[-*]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\\?[.)])\s+(?=\S)")
_NUMBER = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|\(?[A-Za-z]\)|[IVX]{1,5}\.|[A-Z]\.|§ ?\d+)\s+")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_RULE = re.compile(r"[\s|:*_=-]+$")
_EMPHASIS = re.compile(r"\s*(\*\*|__|\*|_)(?![\s*_])[^*_]{1,120}\1:?\s*$")
_BARE = re.compile(r"[*_#>`\\]")
_SENTENCE_END = ".;:?!,"
_LONG_HEADING = 14
_WRAPPED, _FULL = 130, 0.75


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    stop: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def plain_blocks(text: str) -> Iterator[Block]:
    """The blocks of a text or a Markdown file."""
    lines = list(_lines(text))
    width = _width(lines)
    at, tables = 0, 0
    while at < len(lines):
        line = lines[at]
        if line.blank or _RULE.match(line.text):
            at += 1
            continue
        if _ROW.match(line.text):
            tables += 1
            rows = 0
            while at < len(lines) and _ROW.match(lines[at].text):
                if not _RULE.match(lines[at].text):
                    yield from _cells(lines[at], tables, rows)
                    rows += 1
                at += 1
            continue
        kind, level, skip = _kind(lines, at, width)
        stop = at + 1
        if kind is not Kind.HEADING:
            while stop < len(lines) and _goes_on(lines, stop, width):
                stop += 1
        yield Block(kind, line.start + skip, lines[stop - 1].stop, level)
        at = stop


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for part in text.splitlines(keepends=True):
        yield _Line(start, start + len(part.rstrip("\r\n")), part.rstrip("\r\n"))
        start += len(part)


def _width(lines: Sequence[_Line]) -> int:
    """The length to which lines were wrapped; 0 for a text whose lines are paragraphs or clauses."""
    lengths = sorted(len(line.text) for line in lines if not line.blank)
    if len(lengths) < 4 or lengths[-1] > _WRAPPED:
        return 0
    width = lengths[len(lengths) * 9 // 10]
    return width if lengths[len(lengths) // 2] > width * _FULL else 0


def _kind(lines: Sequence[_Line], at: int, width: int) -> tuple[Kind, int, int]:
    """(kind, level, characters before its text) of the block that begins on this line."""
    text = lines[at].text
    if found := _HEADING.match(text):
        return Kind.HEADING, len(found.group(1)), found.end()
    under = lines[at + 1].text if at + 1 < len(lines) else ""
    if (rule := _UNDERLINE.match(under)) and not _ITEM.match(text):
        return Kind.HEADING, 1 if rule.group(1)[0] == "=" else 2, 0
    if _EMPHASIS.match(text) and len(text.split()) <= _LONG_HEADING:
        return Kind.HEADING, 7, 0
    if found := _NUMBER.match(text):
        title = text[found.end() :]
        if _is_title(title) and not _in_list(lines, at) and not _is_broken(lines, at, width):
            return Kind.HEADING, _depth(found.group().strip(" .()")), found.end()
    if found := _ITEM.match(text):
        indent = len(text) - len(text.lstrip())
        return Kind.ITEM, 1 + min(indent, 30) // 2, found.end()
    if _is_title(text) and _stands_apart(lines, at):
        return Kind.HEADING, 6, 0
    return Kind.PARAGRAPH, 0, 0


def _is_title(text: str) -> bool:
    """Whether a line without marks looks like a heading: short, not a sentence, its words in capitals or title case."""
    words = _BARE.sub("", text).split()
    if not words or len(words) > _LONG_HEADING or text.rstrip()[-1:] in _SENTENCE_END.replace("?", ""):
        return False
    return words[0][:1].isupper() or text.isupper()


def _is_broken(lines: Sequence[_Line], at: int, width: int) -> bool:
    """Whether a sentence goes on in the next line."""
    after = lines[at + 1].text.strip() if at + 1 < len(lines) else ""
    full = 0 < width * 0.7 < len(lines[at].text)
    return bool(after) and (after[0].islower() or full)


def _stands_apart(lines: Sequence[_Line], at: int) -> bool:
    """Whether a line is set off before, and something follows that is longer or set off."""
    before = at == 0 or lines[at - 1].blank
    follows = next((line for line in lines[at + 1 :] if not line.blank), None)
    if follows is None:
        return False
    if before and at + 1 < len(lines) and lines[at + 1].blank:
        return True
    words = lines[at].text.split()
    titled = sum(word[:1].isupper() for word in words) * 2 > len(words) or len(words) <= 5
    return titled and (before or lines[at - 1].text.rstrip()[-1:] in ".?!") and len(follows.text.split()) > len(words)


def _in_list(lines: Sequence[_Line], at: int) -> bool:
    """Whether the next or the last filled line is numbered as well, as in a list of short items."""
    near = (lines[at + 1 : at + 3], reversed(lines[max(0, at - 2) : at]))
    beside = (next((line for line in some if not line.blank), None) for some in near)
    return any(line is not None and _style(line.text) == _style(lines[at].text) for line in beside)


def _depth(number: str) -> int:
    """The level of a numbered heading: 1 for `3` and `III`, 2 for `3.1`, 4 for letters below them."""
    return 4 if len(number) == 1 and number.isalpha() and number not in "IVX" else 1 + number.count(".")


def _style(text: str) -> str:
    """How a line is numbered: by digits, small or capital letters; empty if it is not."""
    found = _NUMBER.match(text)
    mark = found.group().strip(" .()") if found else ""
    return "1" * (1 + mark.count(".")) if mark[:1].isdecimal() else "a" if mark.islower() else mark and "A"


def _goes_on(lines: Sequence[_Line], at: int, width: int) -> bool:
    """Whether this line continues the one before: a wrapped line, or a clause cut at a mark."""
    line, before = lines[at], lines[at - 1]
    if line.blank:
        return False
    if line.text[:1] in ",);":
        return True
    if not width or _kind(lines, at, width)[0] is not Kind.PARAGRAPH or _ROW.match(line.text):
        return False
    first = line.text.split()[0] if line.text.split() else ""
    return len(before.text) + 1 + len(first) > width * 0.85 and before.text.rstrip()[-1:] != ":"


def _cells(line: _Line, table: int, row: int) -> Iterator[Block]:
    start = line.start + line.text.index("|") + 1
    for column, part in enumerate(line.text.strip()[1:].removesuffix("|").split("|")):
        yield Block(Kind.CELL, start, start + len(part), table=table, row=row, column=column)
        start += len(part) + 1

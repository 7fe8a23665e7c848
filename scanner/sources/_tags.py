"""HTML → what people read in it, and what lies beside that: attributes, comments, scripts, values of forms.

A tokenizer of our own, since what is wrong with a page must cost neither memory nor time: text comes in blocks, and
what does not end within `_LONGEST` is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from scanner.sources._prose import TEXT

COMMENT, SCRIPT, FORM, META, CELLS = "(annotation)", "script", "(forms)", "(meta)", "(cells)"

_LONGEST = 1 << 20
_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*+)(?P<attributes>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>|<[!?][^<>]*+>"
)
"""Without `<` outside of quotes, so that tags which do not end cost no more than the next one is far."""
_BEGINS = re.compile(r"<(?=[a-zA-Z/!?])")
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]++)\s*+(?:=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]++)))?+")
_SPACE = re.compile(r"[ \t\n\r\f\v\u200b]+")
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|s|samp|small|span|strike"
    "|strong|sub|sup|time|tt|u|var|wbr"
)
_KEPT = re.compile(
    "href|src|title|alt|value|placeholder|content|label|summary|cite|action|aria-label|srcdoc|download|longdesc|data-.+"
)
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style")}


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a page: the line it begins in, the table (none for the page itself), the field, the text.

    For `CELLS` the text is that of the cells of a row, and `field` tells the tables of the page apart.
    """

    line: int
    field: str
    text: str
    table: str = ""
    cells: tuple[str, ...] = ()


def text_of_html(html: str) -> list[Passage]:
    """All passages of a page that is held whole."""
    page = Page(tables=False)
    return [*page.feed(html), *page.close()]


class Page:
    """The passages of one page, which comes in blocks of any size. tables: whether rows of tables are kept together."""

    def __init__(self, *, tables: bool = True) -> None:
        self._rest = ""
        self._line = 1
        self._raw = ""
        self._words: list[str] = []
        self._begun = 1
        self._blocks = _Tables() if tables else None
        self._held = 0

    def feed(self, text: str) -> Iterator[Passage]:
        """Takes the next block."""
        self._rest += text
        yield from self._passages(last=False)

    def close(self) -> Iterator[Passage]:
        """What is left at the end."""
        yield from self._passages(last=True)
        yield from self._break()

    def _passages(self, *, last: bool) -> Iterator[Passage]:
        text, at = self._rest, 0
        while at < len(text):
            took = self._raw_text(text, at, last=last) if self._raw else self._token(text, at, last=last)
            if took is None:
                break
            end, passages = took
            yield from passages
            self._line += text.count("\n", at, end)
            at = end
        self._rest = text[at:]

    def _raw_text(self, text: str, at: int, *, last: bool) -> tuple[int, Sequence[Passage]] | None:
        """Script up to its end tag, or where that is far away, as much of it as is there."""
        found = _RAW_END[self._raw].search(text, at)
        if found is None and not last and len(text) - at < _LONGEST:
            return None
        end = found.start() if found else len(text)
        lines = text[at:end].split("\n") if self._raw == "script" else []
        if found:
            self._raw = ""
        return end, [Passage(self._line + number, SCRIPT, each) for number, each in enumerate(lines) if each.strip()]

    def _token(self, text: str, at: int, *, last: bool) -> tuple[int, Sequence[Passage]] | None:
        """The end of what stands there, tag or text, and what it gives; None where it goes on in the next block."""
        if text[at] != "<" or not _BEGINS.match(text, at):
            begin = _BEGINS.search(text, at + 1)
            end = begin.start() if begin else len(text) if last else _before_half(text, at)
            return (end, self._read(text[at:end])) if end > at else None
        waits = not last and len(text) - at < _LONGEST
        if text.startswith("<!--", at):
            end = text.find("-->", at)
            if end < 0 and waits:
                return None
            stop = end if end >= 0 else len(text)
            return min(stop + 3, len(text)), [Passage(self._line, COMMENT, unescape(text[at + 4 : stop]).strip())]
        token = _TOKEN.match(text, at)
        if token:
            return token.end(), list(self._made(token))
        return None if waits and text.find("<", at + 1) < 0 else (at + 1, self._read("<"))

    def _read(self, text: str) -> Sequence[Passage]:
        """Takes visible text, and gives it where there is too much of it to wait for the end of its paragraph."""
        if not self._words:
            self._begun = self._line + text[: len(text) - len(text.lstrip())].count("\n")
        if self._words or text.strip():
            self._words.append(text)
            self._held += len(text)
        return list(self._break()) if self._held > _LONGEST else ()

    def _made(self, token: re.Match[str]) -> Iterator[Passage]:
        name = (token["name"] or "").lower()
        if not name:
            return
        if not _INLINE.fullmatch(name):
            yield from self._break()
        if self._blocks:
            yield from self._blocks.tag(name, self._line, end=bool(token["end"]))
        if token["end"]:
            return
        if token["attributes"].strip(" /\n\t\r"):
            yield from self._attributes(name, token["attributes"])
        if name in _RAW_END:
            self._raw = name

    def _break(self) -> Iterator[Passage]:
        """Ends a passage of visible text."""
        if self._words:
            text = _SPACE.sub(" ", unescape("".join(self._words))).replace("\xad", "").strip()
            self._words, self._held = [], 0
            if text and not (self._blocks and self._blocks.takes(text)):
                yield Passage(self._begun, TEXT, text)

    def _attributes(self, element: str, text: str) -> Iterator[Passage]:
        values = {
            found[1].lower(): unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(text)
        }
        name = values.get("name") or values.get("property") or values.get("itemprop") or ""
        for attribute, value in values.items():
            if not value or not _KEPT.fullmatch(attribute):
                continue
            if element == "meta" and attribute == "content":
                yield Passage(self._line, name or attribute, value, META)
            elif attribute == "value" and element in ("input", "button", "param") and name:
                yield Passage(self._line, name, value, FORM)
            elif attribute == "srcdoc":
                yield from text_of_html(value)
            elif not value.startswith("data:"):
                yield Passage(self._line, attribute, value)


class _Tables:
    """Which text belongs to a cell. A table that holds another is there for the layout: its cells are plain text."""

    def __init__(self) -> None:
        self._open: list[list[list[str]] | None] = []
        self._number = 0

    def takes(self, text: str) -> bool:
        """Whether the text goes to a cell that is open."""
        cells = self._open[-1] if self._open else None
        if not cells:
            return False
        cells[-1].append(text)
        return True

    def tag(self, name: str, line: int, *, end: bool) -> Iterator[Passage]:
        """What a tag of this name closes."""
        if name == "table":
            if end:
                yield from self._row(line)
                if self._open:
                    self._open.pop()
            else:
                yield from self._row(line, plain=True)
                if self._open:
                    self._open[-1] = None
                self._number += 1
                self._open.append([])
        elif self._open and self._open[-1] is not None:
            if name == "tr":
                yield from self._row(line)
            elif name in ("td", "th") and not end:
                self._open[-1].append([])

    def _row(self, line: int, *, plain: bool = False) -> Iterator[Passage]:
        cells = self._open[-1] if self._open else None
        if not cells:
            return
        self._open[-1] = []
        texts = tuple(" ".join(cell) for cell in cells)
        if plain or len(texts) == 1:
            yield from (Passage(line, TEXT, text) for text in texts if text)
        elif any(texts):
            yield Passage(line, f"table {self._number}", "", CELLS, texts)


def _before_half(text: str, at: int) -> int:
    """The end, or where a tag or an entity begins that may go on in the next block."""
    end = len(text) - text.endswith("<")
    begun = text.rfind("&", max(at, end - 32), end)
    return end if begun < 0 or ";" in text[begun:end] else begun

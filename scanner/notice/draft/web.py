"""HTML in blocks, as spans of its source, so that quotes keep their places. Navigation and footers are left out.

The tags are found by one pattern in linear time: html.parser takes time that grows with the square of a page
full of tags that do not end, and lxml and its like do not tell where in the source a text stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.notice.draft.blocks import Block, Kind

_HEADINGS = {f"h{number}": number for number in range(1, 7)}
_BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_DROPPED = frozenset(
    ["nav", "footer", "aside", "noscript", "template", "svg", "form", "button", "select", "head", "iframe"]
)
_RAW = frozenset({"script", "style", "title", "textarea"})
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "complementary"})
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z][a-z0-9-]*)(?P<rest>[^<>]*)>|<!--|<[!?][^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(class|id|role)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_PLACES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|sidebar|cookie-?(?:banner|bar|consent|notice)|skip-?link)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_BOLD_LINE = re.compile(r"\s*(?:<[^<>]*>\s*)?<(b|strong|em|u)\b[^<>]*>[^<]{1,100}</\1>:?\s*$", re.IGNORECASE)
_START = re.compile(
    r"\s*(?:<!--[^>]*-->\s*)?<(?:!doctype html|html|head|body|main|div|article|section|h[1-6]|p)\b", re.IGNORECASE
)


def is_html(text: str) -> bool:
    """Whether the beginning of a text is that of a page."""
    return bool(_START.match(text))


def html_blocks(text: str) -> list[Block]:
    """The blocks of a page. Where places that look like navigation hold nearly all of it, they are kept."""
    tags = list(_tags(text))
    strict, loose = _Page(text, by_name=True), _Page(text, by_name=False)
    for page in (strict, loose):
        page.read(tags)
    return strict.blocks if strict.size * 3 > loose.size else loose.blocks


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag in the source; a comment, or an element whose content is no text, is one with an empty name."""

    start: int
    stop: int
    name: str
    closes: bool
    rest: str


def _tags(text: str) -> Iterator[_Tag]:
    lower = text.lower() if text.isascii() else re.sub(r"[A-Z]", lambda found: found.group().lower(), text)
    at = 0
    while found := _TAG.search(text, at):
        at = found.end()
        name = (found["name"] or "").lower()
        if found.group() == "<!--":
            end = text.find("-->", at)
            at = end + 3 if end >= 0 else len(text)
        elif name in _RAW and not found["close"]:
            end = lower.find(f"</{name}", at)
            close = text.find(">", end) if end >= 0 else -1
            at, name = (close + 1 if close >= 0 else len(text)), ""
        yield _Tag(found.start(), at, name, bool(found["close"]), found["rest"] or "")


class _Page:
    """Collects blocks. by_name: whether `class` and `id` tell what is navigation."""

    def __init__(self, text: str, by_name: bool) -> None:
        self.blocks: list[Block] = []
        self.size = 0
        self._text, self._by_name = text, by_name
        self._dropped: list[str] = []
        self._kind, self._level = Kind.PARAGRAPH, 0
        self._from = 0
        self._filled = False
        self._lists = self._table = self._inner = 0
        self._row = self._column = -1

    def read(self, tags: list[_Tag]) -> None:
        """All blocks, in order."""
        done = 0
        for tag in tags:
            self._filled |= not self._dropped and bool(self._text[done : tag.start].strip())
            done = tag.stop
            if not tag.name:
                continue
            if tag.closes:
                self._closed(tag)
            else:
                self._opened(tag)
        self._filled |= not self._dropped and bool(self._text[done:].strip())
        self._end(len(self._text))

    def _opened(self, tag: _Tag) -> None:
        leaf = tag.name in _VOID or tag.rest.endswith("/")
        if self._dropped:
            if not leaf and tag.name == self._dropped[0]:
                self._dropped.append(tag.name)
            return
        if not leaf and (tag.name in _DROPPED or self._is_navigation(tag)):
            self._end(tag.start)
            self._dropped.append(tag.name)
            return
        self._inner += tag.name in ("main", "article")
        if tag.name in _BREAKS:
            self._end(tag.start)
            self._begin(tag.name)

    def _closed(self, tag: _Tag) -> None:
        if self._dropped:
            if tag.name == self._dropped[0]:
                self._dropped.pop()
                self._from, self._filled = tag.stop, False
            return
        if tag.name in _BREAKS:
            self._end(tag.start)
            self._from = tag.stop
            self._kind, self._level = Kind.PARAGRAPH, 0
            self._lists -= tag.name in ("ul", "ol") and self._lists > 0

    def _begin(self, name: str) -> None:
        if name in _HEADINGS:
            self._kind, self._level = Kind.HEADING, _HEADINGS[name]
        elif name in ("ul", "ol"):
            self._lists += 1
        elif name in ("li", "dd"):
            self._kind, self._level = Kind.ITEM, max(1, self._lists)
        elif name == "table":
            self._table, self._row = self._table + 1, -1
        elif name == "tr":
            self._row, self._column = self._row + 1, -1
        elif name in ("td", "th"):
            self._column += 1
            self._kind = Kind.CELL
        elif name not in ("p", "br", "div"):
            self._kind, self._level = Kind.PARAGRAPH, 0

    def _end(self, at: int) -> None:
        """Ends the block before `at`."""
        if self._filled and not self._dropped:
            kind, level = self._kind, self._level
            if kind is Kind.PARAGRAPH and _BOLD_LINE.match(self._text[self._from : min(at, self._from + 400)]):
                kind, level = Kind.HEADING, 7
            row, column = max(0, self._row), max(0, self._column)
            self.blocks.append(Block(kind, self._from, at, level, self._table, row, column))
            self.size += at - self._from
        self._from, self._filled = at, False

    def _is_navigation(self, tag: _Tag) -> bool:
        said = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(tag.rest)}
        if said.get("role", "").lower() in _ROLES:
            return True
        if tag.name == "header":
            return not self._inner
        names = f"{said.get('class', '')} {said.get('id', '')}"
        return self._by_name and tag.name not in ("body", "html", "main", "article") and bool(_PLACES.search(names))

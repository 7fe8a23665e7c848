"""HTML in blocks, as spans of its source, so that quotes keep their places. Navigation and footers are left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from scanner.notice.draft.blocks import Block, Kind

_HEADINGS = {f"h{number}": number for number in range(1, 7)}
_BREAKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form "
    "header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_DROPPED = frozenset("nav footer aside script style noscript template svg form button select head iframe".split())
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "complementary"})
_PLACES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|sidebar|cookie-?(?:banner|bar|consent|notice)|skip-?link)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_BOLD_LINE = re.compile(r"\s*<(b|strong|em|u)\b[^<>]*>[^<]{1,100}</\1>:?\s*$", re.IGNORECASE)
_START = re.compile(r"\s*(?:<!--[^>]*-->\s*)?<(?:!doctype html|html|head|body|main|div|article|section|h[1-6]|p)\b", re.IGNORECASE)
_MOST = 4_000_000


def html_blocks(text: str) -> list[Block]:
    """The blocks of a page. Where places that look like navigation hold nearly all of it, they are kept."""
    strict, loose = _Page(text, by_name=True), _Page(text, by_name=False)
    return strict.blocks if strict.size * 3 > loose.size else loose.blocks


class _Page(HTMLParser):
    """Collects blocks. by_name: whether `class` and `id` tell what is navigation."""

    def __init__(self, text: str, by_name: bool) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[Block] = []
        self.size = 0
        self._text, self._by_name = text, by_name
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._dropped: list[str] = []
        self._kind, self._level = Kind.PARAGRAPH, 0
        self._from = 0
        self._filled = False
        self._lists = self._table = 0
        self._row = self._column = -1
        self._inner = 0
        self.feed(text[:_MOST])
        self.close()
        self._end(len(text[:_MOST]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens what begins with this tag."""
        if self._dropped:
            if tag not in _VOID:
                self._dropped.append(tag)
            return
        if tag in _DROPPED or self._is_navigation(tag, dict(attrs)):
            self._end(self._place())
            if tag not in _VOID:
                self._dropped.append(tag)
            return
        if tag in ("main", "article"):
            self._inner += 1
        if tag in _HEADINGS or tag in _BREAKS:
            self._end(self._place())
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes what ends with this tag."""
        if self._dropped:
            if tag in self._dropped:
                while self._dropped.pop() != tag:
                    pass
                self._from, self._filled = self._place(), False
            return
        if tag in _HEADINGS or tag in _BREAKS:
            self._end(self._place())
            self._kind, self._level = Kind.PARAGRAPH, 0
            self._lists -= tag in ("ul", "ol") and self._lists > 0
            if tag in ("td", "th"):
                self._from = self._place()

    def handle_data(self, data: str) -> None:
        """Text makes a block worth keeping."""
        self._filled |= not self._dropped and not data.isspace()

    def handle_entityref(self, name: str) -> None:
        """As text."""
        self._filled |= not self._dropped and name != "nbsp"

    def handle_charref(self, name: str) -> None:  # noqa: ARG002 - the parser's arguments
        """As text."""
        self._filled |= not self._dropped

    def _open(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._kind, self._level = Kind.HEADING, _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self._lists += 1
        elif tag in ("li", "dd"):
            self._kind, self._level = Kind.ITEM, max(1, self._lists)
        elif tag == "table":
            self._table += 1
            self._row = -1
        elif tag == "tr":
            self._row += 1
            self._column = -1
        elif tag in ("td", "th"):
            self._column += 1
            self._kind = Kind.CELL
        elif tag not in ("p", "br", "div"):
            self._kind, self._level = Kind.PARAGRAPH, 0

    def _end(self, at: int) -> None:
        """Ends the block before `at`."""
        if self._filled and not self._dropped:
            kind, level = self._kind, self._level
            if kind is Kind.PARAGRAPH and _BOLD_LINE.match(re.sub(r"^<[^<>]*>", "", self._text[self._from : at])):
                kind, level = Kind.HEADING, 7
            row, column = max(0, self._row), max(0, self._column)
            self.blocks.append(Block(kind, self._from, at, level, self._table, row, column))
            self.size += at - self._from
        self._from, self._filled = at, False

    def _place(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def _is_navigation(self, tag: str, attributes: dict[str, str | None]) -> bool:
        if (attributes.get("role") or "").lower() in _ROLES:
            return True
        if tag == "header":
            return not self._inner
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        return self._by_name and tag not in ("body", "html", "main", "article") and bool(_PLACES.search(names))


def is_html(text: str) -> bool:
    """Whether the beginning of a text is that of a page."""
    return bool(_START.match(text))

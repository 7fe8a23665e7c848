"""HTML pages: the text that people read, and what lies beside it: attributes, comments, scripts, values of forms.

The text of a paragraph is one value, however it is marked up inside; a table with a row of names has columns. Rows
are lines of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._prose import DOCUMENT, Grid, Rows
from scanner.sources._tags import CELLS, FORM, META, Page, Passage
from scanner.streams import open_text

_NAMES = (".html", ".htm", ".xhtml", ".xht", ".shtml")
_SIGNATURE = re.compile(
    r"\ufeff?(?:\s|<!--(?:[^-]|-(?!->))*+-->|<\?xml[^>]*+>)*+<(?:!doctype\s++html|html)\b", re.IGNORECASE
)
_BEGINS = re.compile(
    r"\s*+<(?:head|body|title|meta|div|p|table|span|ul|ol|h[1-6]|a|br|form|section|article|main|nav|header|footer|b|i"
    r"|strong|em|font|center|img|script|style|link)(?:\s[^<>]*+)?/?>",
    re.IGNORECASE,
)
_PARTS = re.compile(r"</?(?:p|div|span|td|tr|li|a|br|h[1-6]|b|body|form|input|script)\b", re.IGNORECASE)
_FEWEST_PARTS = 4


class Html:
    """See `scanner.source.Source`; texts and attributes are free text, forms and tables are structured."""

    name = "html"
    about = About("HTML pages", (".html", ".htm", ".xhtml"))

    def fit(self, head: Head) -> Fit:
        """By a document type, the element of the whole page or several of its parts, or by name."""
        if head.text is None:
            return Fit.NO
        if _SIGNATURE.match(head.text):
            return Fit.SIGNATURE
        if _BEGINS.match(head.text) and len(_PARTS.findall(head.text)) >= _FEWEST_PARTS:
            return Fit.CONTENT
        return Fit.NAME if head.name.endswith(_NAMES) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit: what a piece of a page is depends on what stands before it."""
        return [Unit(asset, bytes=asset.bytes)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Passages as they come, block by block."""
        with open_text(unit.asset.content) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            page, tables = Page(), _Tables()
            while data := text.take():
                yield from tables.batches(page.feed(data.decode()))
            yield from tables.batches(page.close())
            yield from text.then_problems(tables.rest())


class _Tables:
    """Sorts passages by what they are."""

    def __init__(self) -> None:
        self._text = Rows()
        self._forms = Rows(FORM, lines=False)
        self._about = Rows(DOCUMENT, lines=False)
        self._grid: Grid | None = None
        self._grid_name = ""

    def batches(self, passages: Iterator[Passage]) -> Iterator[Batch]:
        for passage in passages:
            if passage.table == CELLS:
                yield from self._cells(passage)
            elif passage.table == FORM:
                yield from self._forms.add(passage.line, {passage.field: passage.text})
            elif passage.table == META:
                yield from self._about.add(1, {passage.field: passage.text})
            else:
                yield from self._text.add(passage.line, {passage.field: passage.text})

    def rest(self) -> Iterator[Batch]:
        if self._grid:
            yield from self._grid.rest()
        for rows in (self._text, self._forms, self._about):
            yield from rows.rest()

    def _cells(self, passage: Passage) -> Iterator[Batch]:
        if passage.field != self._grid_name or self._grid is None:
            if self._grid:
                yield from self._grid.rest()
            self._grid, self._grid_name = Grid(passage.field), passage.field
        yield from self._grid.add(passage.cells)


SOURCE = Html()

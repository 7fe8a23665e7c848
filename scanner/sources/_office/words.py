"""XML of a document → its paragraphs, each whole however many runs it is cut into, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from dataclasses import field as made
from xml.parsers import expat

from scanner.errors import SourceError
from scanner.sources._office.package import Package

LONGEST = 4 << 20
_DEEPEST = 2000


@dataclass(frozen=True, slots=True)
class Markup:
    """What the elements of a format mean, by their names without a namespace.

    paragraphs: element → the field of its text. texts: elements whose characters count, none for all of them.
    signs: elements that stand for a character. zones: elements in which paragraphs belong to another field. rows:
    elements that begin a new record. tables: the elements of a table, its rows and its cells. attributes: (element,
    attribute) → field. links: elements with the id of a link. passed_over: elements that say nothing new; a name that
    others share has its namespace before it.
    """

    paragraphs: Mapping[str, str]
    texts: frozenset[str] = frozenset()
    signs: Mapping[str, str] = made(default_factory=dict)
    zones: Mapping[str, str] = made(default_factory=dict)
    rows: frozenset[str] = frozenset()
    tables: tuple[frozenset[str], frozenset[str], frozenset[str]] = (frozenset(), frozenset(), frozenset())
    attributes: Mapping[tuple[str, str], str] = made(default_factory=dict)
    links: frozenset[str] = frozenset()
    passed_over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of one field of a record; or the cells of a row of the table of that number, counted from 1."""

    row: int
    field: str
    text: str = ""
    table: int = 0
    cells: tuple[str, ...] = ()


@dataclass(slots=True)
class _Paragraph:
    row: int
    field: str
    parts: list[str] = made(default_factory=list)
    length: int = 0


def passages(
    package: Package, part: str, markup: Markup, links: Mapping[str, str] | None = None, row: int = 0
) -> Iterator[Passage]:
    """What a part says, in its order. Raises `SourceError` where it is no XML, after what stands before the error.

    links: id → target. row: the number of the record before the first.
    """
    words = Words(markup, links or {}, row)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = words.start
    parser.EndElementHandler = words.end
    parser.CharacterDataHandler = words.characters
    parser.StartDoctypeDeclHandler = words.doctype
    fault = None
    with closing(package.pieces(part)) as pieces:
        for piece in pieces:
            fault = _fed(parser, piece)
            yield from words.take()
            if fault:
                break
    yield from words.rest()
    if fault:
        raise SourceError(f"{package.name}: a part of the document {fault}, so it was not read further")


def _fed(parser: expat.XMLParserType, piece: bytes) -> str:
    """What is wrong with the next piece of a part, nothing where it is well."""
    try:
        parser.Parse(piece, False)
    except _RefusedError as refused:
        return str(refused)
    except (expat.ExpatError, ValueError, LookupError):
        return "is not whole XML"
    return ""


class _RefusedError(Exception):
    """Something that an honest document has not."""


class Words:
    """The handlers of one part."""

    def __init__(self, markup: Markup, links: Mapping[str, str], row: int) -> None:
        self._markup = markup
        self._links = links
        self._row = row
        self._found: list[Passage] = []
        self._paragraphs: list[_Paragraph] = []
        self._zones: list[str] = []
        self._tables: list[list[list[str]]] = []
        self._table = 0
        self._counts = not markup.texts
        self._skipped = self._depth = 0

    def take(self) -> list[Passage]:
        """What was found since."""
        found, self._found = self._found, []
        return found

    def rest(self) -> list[Passage]:
        """What is open where the part is cut off."""
        while self._paragraphs:
            self._close()
        while self._tables:
            self._end_row()
            self._tables.pop()
        return self.take()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _RefusedError(f"is nested more than {_DEEPEST:,} deep")
        local, markup = name.rpartition(" ")[2], self._markup
        if self._skipped or local in markup.passed_over or name in markup.passed_over:
            self._skipped += 1
            return
        if local in markup.rows:
            self._row += 1
        if local in markup.texts:
            self._counts = True
        if local in markup.signs:
            self._add(markup.signs[local])
        if local in markup.zones:
            self._zones.append(markup.zones[local])
        if local in markup.paragraphs:
            named = markup.paragraphs[local]
            zone = self._zones[-1] if self._zones and named == "text" else named
            self._paragraphs.append(_Paragraph(self._row, zone))
        self._begin_table(local)
        if attributes:
            self._attributes(local, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        local, markup = name.rpartition(" ")[2], self._markup
        if local in markup.texts:
            self._counts = False
        if local in markup.paragraphs and self._paragraphs:
            self._close()
        if local in markup.zones:
            self._zones.pop()
        tables, rows, _ = markup.tables
        if local in rows and self._tables:
            self._end_row()
        elif local in tables and self._tables:
            self._end_row()
            self._tables.pop()

    def characters(self, text: str) -> None:
        """Text between two tags."""
        if self._counts and not self._skipped:
            self._add(text)

    def doctype(self, *_: object) -> None:
        """No format has one, and entities are declared there."""
        raise _RefusedError("declares a document type or entities")

    def _add(self, text: str) -> None:
        if self._paragraphs:
            paragraph = self._paragraphs[-1]
            paragraph.parts.append(text)
            paragraph.length += len(text)
            if paragraph.length > LONGEST:
                self._give(paragraph)
                paragraph.parts, paragraph.length = [], 0

    def _close(self) -> None:
        self._give(self._paragraphs.pop())

    def _give(self, paragraph: _Paragraph) -> None:
        text = "".join(paragraph.parts).strip()
        if not text:
            return
        cells = self._tables[-1] if self._tables else None
        if cells and paragraph.field == "text":
            cells[-1].append(text)
        else:
            self._found.append(Passage(paragraph.row, paragraph.field, text))

    def _begin_table(self, local: str) -> None:
        tables, _, cells = self._markup.tables
        if local in tables:
            if not self._tables:
                self._table += 1
            self._tables.append([])
        elif local in cells and self._tables:
            self._tables[-1].append([])

    def _end_row(self) -> None:
        """A row of an inner table is text of the cell that it lies in."""
        cells = tuple("\n".join(cell) for cell in self._tables[-1])
        self._tables[-1] = []
        if not any(cells):
            return
        if len(self._tables) > 1 and self._tables[-2]:
            self._tables[-2][-1].append("\t".join(cells))
        else:
            self._found.append(Passage(self._row, "", "", self._table, cells))

    def _attributes(self, local: str, attributes: Mapping[str, str]) -> None:
        for name, value in attributes.items():
            attribute = name.rpartition(" ")[2]
            named = self._markup.attributes.get((local, attribute))
            if named:
                self._found.append(Passage(self._row, named, value))
            elif attribute == "id" and local in self._markup.links and value in self._links:
                self._found.append(Passage(self._row, "link", self._links[value]))

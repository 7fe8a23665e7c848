"""Parts that all documents of a family have: relations between parts, properties of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import PurePosixPath
from xml.parsers import expat

from scanner.errors import SourceError
from scanner.model.data import Batch
from scanner.model.problems import Problem
from scanner.source import problem_of
from scanner.sources._office.package import Package
from scanner.sources._office.words import Markup, Passage, passages
from scanner.sources._prose import Grid, Rows, document_rows

Elements = list[tuple[str, dict[str, str], str]]

_MOST_ELEMENTS = 200_000
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
_TOLD = re.compile(
    "creator|initial-creator|lastModifiedBy|printed-by|title|subject|description|keywords?|category|contentStatus|Manager"
    "|Company|HyperlinkBase|identifier"
)


def elements(package: Package, part: str) -> Elements:
    """The elements of a small part in the order of their ends: local name, attributes by local name, own text."""
    found: Elements = []
    stack: list[tuple[str, dict[str, str], list[str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        stack.append((tag.rpartition(" ")[2], plain, []))

    def end(_: str) -> None:
        local, attributes, texts = stack.pop()
        if len(found) < _MOST_ELEMENTS:
            found.append((local, attributes, "".join(texts).strip()))

    def refuse(*_: object) -> None:
        raise ValueError

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, refuse
    parser.CharacterDataHandler = lambda text: stack[-1][2].append(text) if stack else None
    try:
        with closing(package.pieces(part)) as pieces:
            for piece in pieces:
                parser.Parse(piece, False)
    except (expat.ExpatError, ValueError, LookupError):
        raise SourceError(f"{package.name}: a part of the document is not whole XML, so it was not read") from None
    return found


def relations(package: Package, part: str) -> tuple[dict[str, str], dict[str, str]]:
    """Of a part: id → the part it relates to, and id → the address outside that it relates to."""
    path = PurePosixPath(part)
    listed = str(path.parent / "_rels" / f"{path.name}.rels")
    inside: dict[str, str] = {}
    outside: dict[str, str] = {}
    if listed not in package.names:
        return inside, outside
    for local, attributes, _ in elements(package, listed):
        target = attributes.get("Target", "")
        if local != "Relationship" or not target:
            continue
        if attributes.get("TargetMode") == "External":
            outside[attributes.get("Id", "")] = target
        else:
            inside[attributes.get("Id", "")] = _joined(path.parent, target)
    return inside, outside


def _joined(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = [] if target.startswith("/") else list(folder.parts)
    for part in PurePosixPath(target.lstrip("/")).parts:
        if part == "..":
            del parts[-1:]
        else:
            parts.append(part)
    return "/".join(parts)


def properties(package: Package) -> Iterator[Batch | Problem]:
    """Author, title and what else is said of the whole."""
    values: dict[str, list[str]] = {}
    for part in _PROPERTIES:
        if part in package.names:
            try:
                found = elements(package, part)
            except SourceError as error:
                yield problem_of(error, package.name)
                continue
            last = ""
            for local, attributes, text in found:
                named = attributes.get("name", "")
                if named and local in ("property", "user-defined"):
                    values.setdefault(named, []).append(text or last)
                elif text and _TOLD.fullmatch(local):
                    values.setdefault(local, []).append(text)
                last = text
    yield from document_rows(values)


class Story:
    """What the passages of the parts of a document become: text by record, and its tables with rows of their own."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._rows: dict[str, Rows] = {}

    def part(
        self, part: str, markup: Markup, table: str = "", links: Mapping[str, str] | None = None, row: int = 0
    ) -> Iterator[Batch | Problem]:
        """The passages of one part; damage costs what comes after it. row: as for `passages`."""
        grid, number = None, 0
        rows = self._rows.setdefault(table, Rows(table))
        try:
            for passage in passages(self._package, part, markup, links, row):
                if not passage.table:
                    yield from rows.add(max(passage.row, 1), {passage.field: passage.text})
                    continue
                if grid is None or passage.table != number:
                    if grid:
                        yield from grid.rest()
                    number = passage.table
                    grid = Grid(self._table_name(table, passage, row))
                yield from grid.add(passage.cells)
        except SourceError as error:
            yield problem_of(error, self._package.name)
        if grid:
            yield from grid.rest()

    def rest(self) -> Iterator[Batch]:
        """What is left at the end."""
        for rows in self._rows.values():
            yield from rows.rest()

    def _table_name(self, table: str, passage: Passage, row: int) -> str:
        where = table or (f"slide {passage.row}" if row else "")
        return f"{where}, table {passage.table}" if where else f"table {passage.table}"

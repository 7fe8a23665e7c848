"""EPUB books: the text of each chapter, what lies beside it in its pages, author and title.

Rows are chapters, in reading order.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePosixPath
from urllib.parse import unquote

from scanner.encodings import encoding_of
from scanner.errors import SourceError
from scanner.model.data import Batch, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import HEAD_BYTES, About, Fit, Head, OneUnit, problem_of
from scanner.sources._office.kinds import fit_of_type
from scanner.sources._office.package import Package, encrypted
from scanner.sources._office.parts import elements
from scanner.sources._prose import Rows, document_rows
from scanner.sources._tags import Page, Passage

_PAGES = (".xhtml", ".html", ".htm", ".xml")
_ABOUT = frozenset(("creator", "contributor", "title", "publisher", "description", "rights", "subject", "identifier"))


class Epub(OneUnit):
    """See `scanner.source.Source`."""

    name = "epub"
    about = About("EPUB books", (".epub",))

    def fit(self, head: Head) -> Fit:
        """By the media type that the first member holds."""
        return fit_of_type(head, (b"application/epub+zip",), (".epub",))

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Member]:
        """Chapter by chapter, then what is said of the book."""
        with Package(unit.asset.content) as package:
            yield from _read(package)


def _read(package: Package) -> Iterator[Batch | Problem | Member]:
    if "META-INF/encryption.xml" in package.names and b"EncryptedKey" in package.bytes("META-INF/encryption.xml"):
        raise encrypted(package.name)
    chapters, about = _book(package)
    rows = Rows()
    for number, chapter in enumerate(chapters, 1):
        try:
            for passage in _passages(package, chapter):
                yield from rows.add(number, {passage.field: passage.text})
        except SourceError as error:
            yield problem_of(error, package.name)
    yield from rows.rest()
    yield from document_rows(about)
    if not chapters:
        yield Problem(Reason.EMPTY, "the book has no chapters")


def _book(package: Package) -> tuple[list[str], dict[str, list[str]]]:
    """The chapters in reading order, then the pages that are in no order, and what is said of the book."""
    pages = sorted(name for name in package.names if name.lower().endswith(_PAGES) and not name.startswith("META-INF/"))
    about: dict[str, list[str]] = {}
    ordered: list[str] = []
    for root in _roots(package):
        folder, items = PurePosixPath(root).parent, {}
        try:
            found = elements(package, root)
        except SourceError:
            continue
        for local, attributes, text in found:
            if local in _ABOUT and text:
                about.setdefault(local, []).append(text)
            elif local == "item":
                items[attributes.get("id", "")] = str(folder / unquote(attributes.get("href", "")))
            elif local == "itemref":
                ordered.append(items.get(attributes.get("idref", ""), ""))
    there = set(pages)
    ordered = [name for name in dict.fromkeys(ordered) if name in there]
    return [*ordered, *(name for name in pages if name not in set(ordered))], about


def _roots(package: Package) -> list[str]:
    return [name for name in package.names if name.endswith(".opf")]


def _passages(package: Package, chapter: str) -> Iterator[Passage]:
    page = Page(tables=False)
    with closing(package.pieces(chapter)) as pieces:
        head = next(pieces, b"")
        codec, mark = encoding_of(head[:HEAD_BYTES], whole=len(head) <= HEAD_BYTES)
        decoder = codecs.getincrementaldecoder(codec)("replace")
        yield from page.feed(decoder.decode(head[mark:]))
        for piece in pieces:
            yield from page.feed(decoder.decode(piece))
    yield from page.close()


SOURCE = Epub()

"""Word documents: paragraphs, tables, headers and footers, notes, comments, text boxes, links, author and title.

A paragraph is one value, however many runs it is cut into; deleted text that a document still holds is read as well.
Rows are paragraphs. A table with a row of names has columns of its own; what is embedded is a member.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.model.data import Batch, Member, Unit
from scanner.model.problems import Problem
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._office.kinds import fit_of_folder
from scanner.sources._office.package import Package
from scanner.sources._office.parts import Story, properties, relations
from scanner.sources._office.words import Markup

_NAMES = (".docx", ".docm", ".dotx", ".dotm")
_WITHOUT_TEXT = re.compile(
    r"(?:styles\w*|settings|webSettings|fontTable|numbering|theme\d*|people|vbaData|stylesWithEffects)$"
)
_WORD = Markup(
    paragraphs={"p": "text", "instrText": "field_code"},
    texts=frozenset(("t", "delText", "instrText", "delInstrText")),
    signs={"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
    rows=frozenset(("p",)),
    tables=(frozenset(("tbl",)), frozenset(("tr",)), frozenset(("tc",))),
    attributes={
        ("comment", "author"): "author",
        ("ins", "author"): "author",
        ("del", "author"): "author",
        ("docPr", "descr"): "alt",
        ("docPr", "title"): "alt",
        ("alias", "val"): "label",
    },
    links=frozenset(("hyperlink", "hlinkClick", "hlinkHover")),
    passed_over=frozenset(("Fallback",)),
)


class Docx(OneUnit):
    """See `scanner.source.Source`; the main text has no table, other parts are tables of their own."""

    name = "docx"
    about = About("Word documents", (".docx", ".docm"))

    def fit(self, head: Head) -> Fit:
        """By the names of the parts in the first bytes."""
        return fit_of_folder(head, "word/", _NAMES)

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Member]:
        """The main text, then all other parts with text, the properties, what is embedded."""
        with Package(unit.asset.content) as package:
            yield from _read(package)


def _read(package: Package) -> Iterator[Batch | Problem | Member]:
    story = Story(package)
    for part in sorted(filter(_has_text, package.names), key=lambda name: (_table(name) != "", name)):
        _, links = relations(package, part)
        yield from story.part(part, _WORD, _table(part), links)
    yield from story.rest()
    yield from properties(package)
    for folder in ("word/embeddings/", "word/media/", "word/afchunk"):
        yield from package.members(folder)


def _has_text(name: str) -> bool:
    path = PurePosixPath(name)
    in_place = path.parts[:1] == ("word",) and path.parent.name in ("word", "glossary", "charts", "diagrams")
    return in_place and path.suffix == ".xml" and not _WITHOUT_TEXT.match(path.stem)


def _table(name: str) -> str:
    """`header` for `word/header2.xml`, nothing for the main text."""
    stem = PurePosixPath(name).stem.rstrip("0123456789")
    if PurePosixPath(name).parent.name == "glossary":
        return "glossary"
    return "" if stem == "document" else stem


SOURCE = Docx()

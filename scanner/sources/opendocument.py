"""OpenDocument texts, presentations and drawings: paragraphs, tables, notes, comments, headers, links, author, title.

Rows are paragraphs in a text, pages in a presentation or drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scanner.errors import SourceError
from scanner.model.data import Batch, Member, Unit
from scanner.model.problems import Problem
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._office.kinds import fit_of_type
from scanner.sources._office.package import Package, encrypted
from scanner.sources._office.parts import Story, elements, properties
from scanner.sources._office.words import Markup

_NAMES = (".odt", ".ott", ".odp", ".otp", ".odg")
_TYPE = b"application/vnd.oasis.opendocument."
_TYPES = tuple(_TYPE + kind for kind in (b"text", b"presentation", b"graphics"))
_MANIFEST = "META-INF/manifest.xml"
_DATE_OF_COMMENT = "http://purl.org/dc/elements/1.1/ date"
_TEXT = Markup(
    paragraphs={"p": "text", "h": "text", "creator": "author", "user-field-decl": "text"},
    signs={"s": " ", "tab": "\t", "line-break": "\n", "soft-page-break": ""},
    zones={"annotation": "comments", "note": "notes", "notes": "notes", "header": "header", "footer": "footer"},
    rows=frozenset(("p", "h")),
    tables=(frozenset(("table",)), frozenset(("table-row",)), frozenset(("table-cell",))),
    attributes={
        ("a", "href"): "link",
        ("user-field-decl", "string-value"): "text",
        ("form", "href"): "link",
        ("text", "current-value"): "form",
        ("textarea", "current-value"): "form",
        ("formatted-text", "current-value"): "form",
    },
    passed_over=frozenset(("styles", "automatic-styles", "font-face-decls", "creator-initials", _DATE_OF_COMMENT)),
)
_PAGES = replace(_TEXT, rows=frozenset(("page",)))


class OpenDocument(OneUnit):
    """See `scanner.source.Source`; notes, comments, headers and links are fields beside the text."""

    name = "opendocument"
    about = About("OpenDocument texts and presentations", (".odt", ".odp", ".odg"))

    def fit(self, head: Head) -> Fit:
        """By the media type that the first member holds."""
        return fit_of_type(head, _TYPES, _NAMES)

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Member]:
        """The content, headers and footers, the properties, what is embedded."""
        with Package(unit.asset.content) as package:
            yield from _read(package)


def _read(package: Package) -> Iterator[Batch | Problem | Member]:
    if _is_encrypted(package):
        raise encrypted(package.name)
    kind = package.bytes("mimetype") if "mimetype" in package.names else _TYPE + b"text"
    markup = _TEXT if kind.startswith(_TYPE + b"text") else _PAGES
    story = Story(package)
    for part in package.names:
        if part.rpartition("/")[2] == "content.xml":
            yield from story.part(part, markup, part.rpartition("/")[0])
    if "styles.xml" in package.names:
        yield from story.part("styles.xml", _TEXT, "page styles")
    yield from story.rest()
    yield from properties(package)
    for folder in ("Pictures/", "media/"):
        yield from package.members(folder)


def _is_encrypted(package: Package) -> bool:
    if _MANIFEST not in package.names:
        return False
    try:
        found = elements(package, _MANIFEST)
    except SourceError:
        return False
    return any(local == "encryption-data" for local, _, _ in found)


SOURCE = OpenDocument()

"""PowerPoint presentations: slides with their tables, notes, comments, links, masters, author and title.

Rows are slides, in the order in which they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.errors import SourceError
from scanner.model.data import Batch, Member, Unit
from scanner.model.problems import Problem
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._office.kinds import fit_of_folder
from scanner.sources._office.package import Package
from scanner.sources._office.parts import Story, elements, properties, relations
from scanner.sources._office.words import Markup

_NAMES = (".pptx", ".pptm", ".ppsx", ".potx")
_MAIN = "ppt/presentation.xml"
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_BESIDE = ("notesSlides", "comments", "diagrams", "charts", "threadedComments")
_WHOLE = re.compile(
    r"ppt/(?:slideMasters|slideLayouts|notesMasters|handoutMasters)/[^/]+\.xml|ppt/commentAuthors\.xml|ppt/authors\.xml"
)


def _markup(text: str) -> Markup:
    return Markup(
        paragraphs={"p": text, "text": text, "v": text},
        texts=frozenset(("t", "text", "v")),
        signs={"tab": "\t", "br": "\n"},
        tables=(frozenset(("tbl",)), frozenset(("tr",)), frozenset(("tc",))),
        attributes={
            ("cNvPr", "descr"): "alt",
            ("cmAuthor", "name"): "author",
            ("author", "name"): "author",
            ("author", "userId"): "author",
        },
        links=frozenset(("hlinkClick", "hlinkHover", "hlinkMouseOver")),
        passed_over=frozenset(("Fallback",)),
    )


class Pptx(OneUnit):
    """See `scanner.source.Source`; what stands beside a slide is a field of its record."""

    name = "pptx"
    about = About("PowerPoint presentations", (".pptx", ".pptm"))

    def fit(self, head: Head) -> Fit:
        """By the names of the parts in the first bytes."""
        return fit_of_folder(head, "ppt/", _NAMES)

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Member]:
        """Slide by slide with what belongs to it, then masters, properties, what is embedded."""
        with Package(unit.asset.content) as package:
            yield from _read(package)


def _read(package: Package) -> Iterator[Batch | Problem | Member]:
    story = Story(package)
    for number, slide in enumerate(_slides(package), 1):
        inside, outside = relations(package, slide)
        yield from story.part(slide, _markup("text"), "", outside, number)
        for part in inside.values():
            folder = PurePosixPath(part).parent.name
            if folder in _BESIDE and part in package.names:
                field = "notes" if folder == "notesSlides" else "comments" if "omment" in folder else "text"
                yield from story.part(part, _markup(field), "", relations(package, part)[1], number)
    for part in filter(_WHOLE.fullmatch, package.names):
        yield from story.part(part, _markup("text"), "masters", relations(package, part)[1], 1)
    yield from story.rest()
    yield from properties(package)
    for folder in ("ppt/embeddings/", "ppt/media/"):
        yield from package.members(folder)


def _slides(package: Package) -> list[str]:
    """The slides in the order of the presentation, then those that it does not show."""
    there = [name for name in package.names if _SLIDE.fullmatch(name)]
    there.sort(key=lambda name: int(name[len("ppt/slides/slide") : -len(".xml")]))
    try:
        inside, _ = relations(package, _MAIN)
        shown = [
            inside.get(attributes.get("id", ""), "")
            for local, attributes, _ in elements(package, _MAIN)
            if local == "sldId"
        ]
    except (SourceError, KeyError):
        return there
    ordered = [name for name in shown if name in there]
    return [*ordered, *(name for name in there if name not in ordered)]


SOURCE = Pptx()

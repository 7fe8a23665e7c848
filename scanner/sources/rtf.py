"""RTF texts: paragraphs, headers and footers, notes, comments, links, author and title.

Rows are paragraphs; the cells of a row of a table are one text.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._pictures.ocr import not_read
from scanner.sources._prose import DOCUMENT, Rows
from scanner.sources._rtf import Reader
from scanner.streams import open_stream

OBJECTS = "objects in the text, not scanned"
PICTURES = "pictures in the text, which would have to be read by OCR, not scanned"

_MAGIC = b"{\\rtf"
_OF_DOCUMENT = frozenset(
    ("title", "subject", "manager", "company", "keywords", "creator", "lastModifiedBy", "description")
)


class Rtf:
    """See `scanner.source.Source`."""

    name = "rtf"
    about = About("RTF texts", (".rtf",))

    def fit(self, head: Head) -> Fit:
        """By the magic number alone."""
        return Fit.SIGNATURE if head.data.startswith(_MAGIC) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit: what a character means depends on what stands before it."""
        return [Unit(asset, bytes=asset.bytes)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Paragraphs as they come."""
        reader, text, about = Reader(), Rows(), Rows(DOCUMENT, lines=False)
        error: SourceError | None = None
        with open_stream(unit.asset.content) as stream:
            last = False
            while not last:
                try:
                    data = stream.read()
                except SourceError as raised:
                    error, data = raised, b""
                last = not data
                for paragraph, field, value in reader.feed(data, last=last):
                    if field in _OF_DOCUMENT:
                        yield from about.add(1, {field: value})
                    else:
                        yield from text.add(paragraph, {field: value})
            yield from text.rest()
            yield from about.rest()
            yield from stream.problems
        if reader.pictures:
            yield not_read(unit.asset.content.limits, PICTURES, reader.pictures)
        if reader.objects:
            yield Problem(Reason.UNKNOWN_FORMAT, OBJECTS, reader.objects)
        if error:
            raise error


SOURCE = Rtf()

"""Pictures: what cameras and programs write into them, such as the place, and the text in them where OCR is installed.

Rows are pages, of which most pictures have one.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.errors import SourceError
from scanner.model.data import Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit, problem_of
from scanner.sources._pictures.ocr import not_read, pages_of, reads
from scanner.sources._pictures.told import told
from scanner.sources._prose import TEXT, Rows, document_rows
from scanner.streams import open_stream

NO_OCR = "the text in the picture, which the program tesseract reads where it is installed, was not scanned"
TOO_LARGE = "the text in a picture of more than 64 MiB, not scanned"

_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a", b"\0\0\0\x0cjP  ")
_BITMAP_HEADERS = (b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0")
_LARGEST = 64 << 20


class Pictures(OneUnit):
    """See `scanner.source.Source`; what a picture says of itself is read in any case."""

    name = "pictures"
    about = About("pictures", (".png", ".jpg", ".tif", ".gif", ".bmp", ".webp"), program="tesseract")

    def fit(self, head: Head) -> Fit:
        """By the magic number alone."""
        data = head.data
        is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
        is_bitmap = data[:2] == b"BM" and data[6:10] == bytes(4) and data[14:18] in _BITMAP_HEADERS
        return Fit.SIGNATURE if data.startswith(_SIGNATURES) or is_webp or is_bitmap else Fit.NO

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """What is told, then the text of each page."""
        content = unit.asset.content
        with open_stream(content) as stream:
            data = stream.read(_LARGEST)
            whole = not stream.more()
            problems = list(stream.problems)
        yield from document_rows(told(data))
        yield from problems
        if not whole:
            yield Problem(Reason.LIMIT, TOO_LARGE)
        elif reads(content.limits):
            yield from _text(data, content.name)
        else:
            yield not_read(content.limits, NO_OCR)


def _text(data: bytes, name: str) -> Iterator[Batch | Problem]:
    rows = Rows()
    try:
        for number, page in enumerate(pages_of(data, name), 1):
            yield from rows.add(number, {TEXT: page})
    except SourceError as error:
        yield problem_of(error, name)
    yield from rows.rest()


SOURCE = Pictures()

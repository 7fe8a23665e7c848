"""PDF: text by page, values that go over the end of a line, notes, links, forms, author and title, embedded files.

Rows are pages. A page that shows a picture and hardly any text is read by OCR, or where that is not installed, counted
in coverage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scanner.content import Held, too_large
from scanner.errors import SourceError
from scanner.model.data import Batch, Content, Limits, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._pdf.annotations import annotations_of
from scanner.sources._pdf.wrapped import joined, without_hyphens
from scanner.sources._pictures.ocr import not_read, pages_of, reads
from scanner.sources._prose import TEXT, Rows, document_rows
from scanner.streams import at_random, open_stream

JOINED = "text (lines joined)"
SCANNED_PAGES = "pages that show pictures and hardly any text, which would have to be read by OCR, not scanned"
DAMAGED_PAGES = "pages that are damaged or could not be read by OCR, not scanned"
DAMAGED_FILES = "embedded files that are damaged, not scanned"

_MAGIC = b"%PDF-"
_LATE_MAGIC = re.compile(rb"%PDF-\d\.\d[\r\n]")
_LATEST = 1024
_FEWEST_CHARACTERS = 20
_OBJECTS_LOOKED_AT = 100
_MOST_FILES = 10_000
_DOTS_PER_INCH = 200
_MOST_DOTS = 6000
_PASSWORD, _SECURITY = 4, 5
_TOLD = ("Title", "Author", "Subject", "Keywords")
_SAYS_NOTHING = ("unspecified", "anonymous", "untitled")


class Pdf(OneUnit):
    """See `scanner.source.Source`."""

    name = "pdf"
    about = About("PDF documents", (".pdf",), "documents", ("pypdfium2",))

    def fit(self, head: Head) -> Fit:
        """By the magic number, which may stand behind other bytes."""
        if head.data.startswith(_MAGIC):
            return Fit.SIGNATURE
        late = _LATE_MAGIC.search(head.data, 0, _LATEST)
        return Fit.CONTENT if late and b" obj" in head.data[late.end() :] else Fit.NO

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Member]:
        """Page by page, then what is said of the document, then what is embedded."""
        self.about.needed(unit.asset.content.name)
        import pypdfium2

        document = _opened(unit.asset.content)
        try:
            yield from _pages(document, unit.asset.content.limits)
            yield from document_rows(_told(document))
            yield from _files(document, unit.asset.content)
        except (pypdfium2.PdfiumError, ValueError, OSError, MemoryError) as error:
            raise _damaged(unit.asset.content.name, error) from None
        finally:
            document.close()


def _opened(content: Content) -> Any:
    """Raises `SourceError` where it is no PDF that can be opened."""
    import pypdfium2

    place = at_random(content)
    try:
        if isinstance(place, str) and place.isascii():
            return pypdfium2.PdfDocument(place)
        return pypdfium2.PdfDocument(_bytes(content) if isinstance(place, str) else place.read())
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        if getattr(error, "err_code", None) in (_PASSWORD, _SECURITY):
            raise SourceError(
                f"{content.name}: the PDF is encrypted. Save it without a password and scan that",
                Reason.ENCRYPTED,
            ) from None
        raise _damaged(content.name, error) from None


def _bytes(content: Content) -> bytes:
    with open_stream(content) as stream:
        data = stream.read(content.limits.held)
        if stream.more():
            raise too_large(content)
    return data


def _damaged(name: str, error: Exception) -> SourceError:
    return SourceError(f"{name}: the PDF is damaged or cut off ({type(error).__name__}). Fetch or print it again")


def _pages(document: Any, limits: Limits) -> Iterator[Batch | Problem]:
    import pypdfium2

    texts, forms = Rows(), Rows("(forms)", lines=False)
    pictures: list[int] = []
    damaged: list[int] = []
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            damaged.append(number)
            continue
        try:
            text = _text(page)
            values, fields = _annotations(document, page)
            yield from texts.add(number, {TEXT: text, JOINED: list(joined(text)), **values})
            yield from forms.add(number, fields)
            if len(text.strip()) < _FEWEST_CHARACTERS and _shows_picture(page):
                if reads(limits):
                    yield from texts.add(number, {TEXT: _read_by_ocr(page)})
                else:
                    pictures.append(number)
        except (pypdfium2.PdfiumError, SourceError):
            damaged.append(number)
        finally:
            page.close()
    yield from texts.rest()
    yield from forms.rest()
    if pictures:
        yield not_read(limits, SCANNED_PAGES, len(pictures), pictures[0])
    if damaged:
        yield Problem(Reason.MALFORMED, DAMAGED_PAGES, len(damaged), row=damaged[0])
    if not len(document):
        yield Problem(Reason.EMPTY, "the document has no pages")


def _text(page: Any) -> str:
    textpage = page.get_textpage()
    try:
        text: str = textpage.get_text_range()
    finally:
        textpage.close()
    return without_hyphens(text.replace("\r\n", "\n").replace("\0", ""))


def _annotations(document: Any, page: Any) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Free text by field, and the fields of forms."""
    texts: dict[str, list[str]] = {}
    forms: dict[str, list[str]] = {}
    for field, value, is_form in annotations_of(document, page):
        if value:
            (forms if is_form else texts).setdefault(field, []).append(value)
    return texts, forms


def _shows_picture(page: Any) -> bool:
    import pypdfium2.raw as raw

    for number in range(min(raw.FPDFPage_CountObjects(page), _OBJECTS_LOOKED_AT)):
        kind = raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, number))
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            return True
    return False


def _read_by_ocr(page: Any) -> list[str]:
    """The text of the picture that the page is."""
    scale = min(_DOTS_PER_INCH / 72, _MOST_DOTS / max(*page.get_size(), 1))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        rows = bitmap.to_numpy()
        return pages_of(b"P5 %d %d 255\n" % (rows.shape[1], rows.shape[0]) + rows.tobytes(), "page")
    finally:
        bitmap.close()


def _told(document: Any) -> dict[str, str]:
    values = {key.lower(): document.get_metadata_value(key) for key in _TOLD}
    return {key: value for key, value in values.items() if value not in _SAYS_NOTHING}


def _files(document: Any, content: Content) -> Iterator[Member | Problem]:
    import pypdfium2

    damaged = 0
    for number in range(min(document.count_attachments(), _MOST_FILES)):
        try:
            file = document.get_attachment(number)
            name = file.get_name().replace("\\", "/").rpartition("/")[2] or f"file {number + 1}"
            data = bytes(file.get_data())
        except pypdfium2.PdfiumError:
            damaged += 1
            continue
        yield Member(name, Held(name, data, content.limits))
    if damaged:
        yield Problem(Reason.MALFORMED, DAMAGED_FILES, damaged)


SOURCE = Pdf()

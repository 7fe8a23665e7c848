"""Word and PowerPoint documents of before 2007: text, notes, headers, comments, author and title.

Rows are paragraphs of a part, or slides. Newer documents with a password are such files too, and are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.errors import SourceError
from scanner.model.data import Batch, Content, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._mail.headers import text_in
from scanner.sources._office97.powerpoint import SLIDES, slide_texts
from scanner.sources._office97.word import WORD, EncryptedError, paragraphs
from scanner.sources._ole import ERRORS, MAGIC, Storage, damaged, has_stream, opened
from scanner.sources._pictures.ocr import not_read
from scanner.sources._prose import Rows, document_rows

PICTURES = "pictures in the document, which would have to be read by OCR, not scanned"
OBJECTS = "objects in the document, not scanned"

_NAMES = (".doc", ".dot", ".ppt", ".pps", ".pot")
_SEALED = "EncryptedPackage"
_TOLD = ("author", "last_saved_by", "title", "subject", "keywords", "comments", "company", "manager")
_SMALLEST_PICTURE = 16 << 10


class Office97(OneUnit):
    """See `scanner.source.Source`."""

    name = "office97"
    about = About("Word and PowerPoint documents of before 2007", (".doc", ".ppt"), "documents", ("olefile",))

    def fit(self, head: Head) -> Fit:
        """By the names of its streams, or where these lie further back, by its own name."""
        if has_stream(head, WORD, SLIDES, _SEALED):
            return Fit.CONTENT if has_stream(head, "Workbook") else Fit.SIGNATURE
        return Fit.NAME if head.name.endswith(_NAMES) and head.data[:8] in (MAGIC, b"") else Fit.NO

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """The text, then what is said of the document, then what is not read."""
        content = unit.asset.content
        self.about.needed(content.name)
        file = opened(content)
        try:
            yield from _read(file, content)
        except EncryptedError:
            raise _encrypted(content.name) from None
        except ERRORS as error:
            raise error if isinstance(error, SourceError) else damaged(content.name) from None
        finally:
            file.close()


def _read(file: Any, content: Content) -> Iterator[Batch | Problem]:
    storage = Storage(file)
    if _SEALED in storage.names:
        raise _encrypted(content.name)
    rows = Rows()
    if WORD in storage.names:
        tables = {name: storage.data(name) for name in ("0Table", "1Table")}
        for number, field, text in paragraphs(storage.data(WORD), tables):
            yield from rows.add(number, {field: text})
    elif SLIDES in storage.names:
        for number, field, text in slide_texts(storage.data(SLIDES)):
            yield from rows.add(number, {field: text})
    else:
        raise SourceError(f"{content.name}: no reader knows what this file holds", Reason.UNKNOWN_FORMAT)
    yield from rows.rest()
    yield from document_rows(_told(file))
    if any(len(storage.data(name)) >= _SMALLEST_PICTURE for name in ("Pictures", "Data")):
        yield not_read(content.limits, PICTURES)
    if storage.inside("ObjectPool").names:
        yield Problem(Reason.UNKNOWN_FORMAT, OBJECTS, len(storage.inside("ObjectPool").names))


def _told(file: Any) -> dict[str, str]:
    try:
        metadata = file.get_metadata()
    except ERRORS:
        return {}
    values = {name: getattr(metadata, name, None) for name in _TOLD}
    codec = {0: None, 65001: "utf-8"}.get(metadata.codepage or 0, f"cp{metadata.codepage}")
    texts = {name: text_in(value, codec) if isinstance(value, bytes) else value for name, value in values.items()}
    return {name: text.strip("\0") for name, text in texts.items() if isinstance(text, str)}


def _encrypted(name: str) -> SourceError:
    return SourceError(f"{name}: the document is encrypted. Save it without a password and scan that", Reason.ENCRYPTED)


SOURCE = Office97()

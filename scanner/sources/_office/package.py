"""The parts of a document that is a zip file, each read within the limits of the whole."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from pathlib import PurePosixPath
from typing import Self

from scanner.content import Held, too_large
from scanner.errors import LimitError, SourceError
from scanner.model.data import Content, Member
from scanner.model.problems import Problem, Reason
from scanner.source import problem_of
from scanner.sources._pictures.ocr import not_read, reads
from scanner.streams import at_random

PICTURES = "pictures in the document, which would have to be read by OCR, not scanned"
OBJECTS = "objects in the document that are no documents, not scanned"

_PIECE = 256 << 10
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    LookupError,
)
_ENDS_OF_DOCUMENTS = re.compile(
    r".*\.(?:pdf|docx|docm|dotx|doc|xlsx|xlsm|xlsb|xls|pptx|pptm|ppt|odt|ods|odp|rtf|txt|csv|tsv|json|xml|html?|msg|eml|zip)",
    re.IGNORECASE,
)
_READABLE = re.compile(r".*\.(?:png|jpe?g|tiff?|bmp|gif|webp)", re.IGNORECASE)
_PICTURES = re.compile(r".*\.(?:png|jpe?g|tiff?|bmp|gif|webp|emf|wmf)", re.IGNORECASE)
_SMALLEST_PICTURE = 16 << 10
"""Bytes from which on a picture may show a page; less is a logo."""


class Package:
    """The parts by name."""

    def __init__(self, content: Content) -> None:
        """Raises `SourceError` where it is no whole zip file."""
        self.name = content.name
        self._content = content
        self._given = 0
        source = at_random(content)
        try:
            self._zip = zipfile.ZipFile(source)
        except _ERRORS:
            raise SourceError(
                f"{self.name}: the document is damaged or cut off, as its list of parts cannot be read. Fetch it again"
            ) from None
        infos = self._zip.infolist()
        if len(infos) > content.limits.members:
            raise LimitError(
                f"{self.name}: the document has more than {content.limits.members:,} parts, so it was not scanned"
            )
        self._infos = {info.filename.lstrip("/"): info for info in infos}
        self.names = list(self._infos)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def pieces(self, name: str) -> Generator[bytes, None, None]:
        """The bytes of a part; to be closed. Raises `SourceError` where it is damaged, `LimitError` where it grows."""
        info, limits, given = self._infos[name], self._content.limits, 0
        try:
            with self._zip.open(info) as file:
                while data := file.read(_PIECE):
                    given += len(data)
                    self._given += len(data)
                    if self._given > limits.total or (
                        given > limits.free and given > limits.ratio * info.compress_size
                    ):
                        raise LimitError(
                            f"{self.name}: a part gave more than {limits.ratio} times its size and was not read further"
                        )
                    yield data
        except _ERRORS as error:
            if info.flag_bits & 1:
                raise encrypted(self.name) from None
            raise SourceError(
                f"{self.name}: a part of the document is damaged ({type(error).__name__}). Fetch it again"
            ) from None

    def bytes(self, name: str) -> bytes:
        """All of a part. Raises as `pieces`, and for more than may be held."""
        parts, size = [], 0
        for piece in self.pieces(name):
            size += len(piece)
            if size > self._content.limits.held:
                raise too_large(self._content)
            parts.append(piece)
        return b"".join(parts)

    def members(self, folder: str) -> Iterator[Member | Problem]:
        """What lies embedded below a folder: documents, and pictures where there is OCR, as members; others counted."""
        pictures = objects = 0
        for name in self.names:
            if not name.startswith(folder) or name.endswith("/"):
                continue
            if _ENDS_OF_DOCUMENTS.fullmatch(name) or (reads(self._content.limits) and self._shows_page(name)):
                try:
                    short = PurePosixPath(name).name
                    yield Member(short, Held(short, self.bytes(name), self._content.limits))
                except SourceError as error:
                    yield problem_of(error, self.name)
            elif _PICTURES.fullmatch(name):
                pictures += self._infos[name].file_size >= _SMALLEST_PICTURE
            else:
                objects += 1
        if pictures:
            yield not_read(self._content.limits, PICTURES, pictures)
        if objects:
            yield Problem(Reason.UNKNOWN_FORMAT, OBJECTS, objects)

    def _shows_page(self, name: str) -> bool:
        return bool(_READABLE.fullmatch(name)) and self._infos[name].file_size >= _SMALLEST_PICTURE


def encrypted(name: str) -> SourceError:
    """The error for what opens with a password only."""
    return SourceError(
        f"{name}: the document is encrypted. Save it without a password and scan the result", Reason.ENCRYPTED
    )

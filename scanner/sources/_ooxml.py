"""What is looked at in a workbook's own XML: how large it really is, how far its cells reach, and its notes.

The library that reads cells holds a sheet whole, with room for every cell between its corners: one far cell asks for
terabytes. So members are decompressed once before, which counts them, and the corners are looked for.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from scanner.errors import LimitError, SourceError
from scanner.model.data import Limits
from scanner.model.problems import Problem, Reason

SHORT = "cells in a short form that is not known, not scanned"
ZIP_ERRORS = (BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)

_PIECE = 1 << 20
_CELL_BYTES = 32
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,7})(\d{1,10})["']""")
_ROW_HEADER, _LAST_CELL, _SHORT = 0, 11, range(12, 19)
_NOTES = re.compile(r"xl/(?:comments|threadedComments|drawings/drawing)[^.]*\.xml")


@dataclass
class Notes:
    """The texts of one part that is not a sheet, such as its comments, with the cells that they stand at."""

    name: str
    texts: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


def check(archive: ZipFile, name: str, limits: Limits, size: int) -> Iterator[Problem]:
    """What the library will not show. Raises `LimitError` for a workbook that is not to be held in memory."""
    most = min(limits.held, max(limits.free, limits.ratio * size))
    total = 0
    for info in archive.infolist():
        corner = _Binary() if info.filename.endswith(".bin") else _Text()
        sheet = "/worksheets/" in info.filename and not info.filename.endswith(".rels")
        for piece in _pieces(archive, info):
            total += len(piece)
            if total > most:
                raise LimitError(
                    f"{name}: the workbook comes to more than {most >> 20} MiB when it is decompressed, so it was not "
                    "read. Save its sheets as CSV and scan these, or raise --max-held"
                )
            if sheet:
                corner.look(piece)
        if corner.rows * corner.columns * _CELL_BYTES > limits.held:
            raise LimitError(
                f"{name}: the cells of a sheet reach from one end to the other, with room for "
                f"{corner.rows * corner.columns:,} between them, so it was not read. Save it as CSV and scan that"
            )
        if corner.short:
            yield Problem(Reason.UNKNOWN_FORMAT, SHORT, corner.short)


def notes_of(archive: ZipFile, name: str) -> Iterator[Notes]:
    """Comments, threads and text boxes, in the order of the file. Raises `SourceError`."""
    for info in archive.infolist():
        if _NOTES.fullmatch(info.filename):
            notes = Notes(posixpath.basename(info.filename).removesuffix(".xml"))
            whole = _NoteReader(notes).read(archive.read(info))
            if notes.texts:
                yield notes
            if not whole:
                raise SourceError(f"{name}: its comments are damaged, so not all were scanned")


def _pieces(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as file:
        while piece := file.read(_PIECE):
            yield piece


class _Text:
    """How far the cells of a sheet in XML reach."""

    def __init__(self) -> None:
        self.rows = self.columns = self.short = 0
        self._rest = b""

    def look(self, piece: bytes) -> None:
        piece = self._rest + piece
        found = _REFERENCE.findall(piece)
        self._rest = piece[-64:]
        if found:
            letters, numbers = zip(*found, strict=True)
            self.rows = max(self.rows, *map(int, set(numbers)))
            self.columns = max(self.columns, *map(_column, set(letters)))


def _column(letters: bytes) -> int:
    value = 0
    for letter in letters.upper():
        value = value * 26 + letter - 64
    return value


class _Binary:
    """How far the cells of a sheet in records reach, whose first numbers are a row, or a column.

    short: cells without a column, which stand behind the one before; the library does not read them.
    """

    def __init__(self) -> None:
        self.rows = self.columns = self.short = 0
        self._rest = b""

    def look(self, piece: bytes) -> None:
        data, place = self._rest + piece, 0
        while place + 16 < len(data):
            start = place
            kind, place = data[place], place + 1
            if kind > 0x7F:
                kind, place = kind & 0x7F | data[place] << 7, place + 1
            size, shift = 0, 0
            for shift in (0, 7, 14, 21):
                byte = data[place]
                size |= (byte & 0x7F) << shift
                place += 1
                if byte < 0x80:
                    break
            if place + size > len(data):
                place = start
                break
            self.short += kind in _SHORT
            if kind <= _LAST_CELL:
                number = int.from_bytes(data[place : place + 4], "little") + 1
                if kind == _ROW_HEADER:
                    self.rows = max(self.rows, number)
                else:
                    self.columns = max(self.columns, number)
            place += size
        self._rest = data[place:]


class _NoteReader:
    """Reads texts out of one part: one for each comment, or paragraph of a text box."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._text: list[str] | None = None
        self._cell = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, data: bytes) -> bool:
        """Whether it was whole."""
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError:
            return False
        return True

    def _refuse(self, *_: object) -> None:
        raise expat.ExpatError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith((" comment", " threadedComment", "/drawingml/2006/main p")):
            self._text = []
            self._cell = attributes.get("ref", "")

    def _end(self, name: str) -> None:
        if self._text is not None and name.endswith((" comment", " threadedComment", "/drawingml/2006/main p")):
            text = "".join(self._text).strip()
            if text:
                self._notes.texts.append(text)
                self._notes.cells.append(self._cell)
            self._text = None

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def damaged(name: str) -> SourceError:
    """The error for a workbook that cannot be opened."""
    return SourceError(
        f"{name}: not a whole workbook: it is damaged or cut. Fetch it again, or open it in a spreadsheet program and "
        "save it",
        Reason.MALFORMED,
    )


def opened(file: BinaryIO, name: str) -> ZipFile:
    """Raises `SourceError`."""
    try:
        return ZipFile(file)
    except ZIP_ERRORS:
        raise damaged(name) from None

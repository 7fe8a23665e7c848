"""Workbooks: every sheet is a table, hidden ones too, and the notes at their cells are one more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from io import SEEK_END, BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat
from zipfile import ZipFile

import pyarrow as pa

from scanner.content import too_large
from scanner.errors import SourceError
from scanner.model.data import Batch, Column, Content, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources import _ods
from scanner.sources._biff import STREAMS, is_locked
from scanner.sources._ole import MAGIC
from scanner.sources._ooxml import ZIP_ERRORS, Notes, check, damaged, notes_of, opened
from scanner.sources._sheets import batches_of
from scanner.streams import at_random

_ZIP = b"PK\x03\x04"
_NAMES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".ods", ".ots")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_BIFF_STREAMS = tuple(name.encode("utf-16-le") + b"\0\0" for name in STREAMS)
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PLACES_OF_WORDS = b"word/", b"ppt/"

ENCRYPTED = "{}: the workbook is protected by a password. Remove it in a spreadsheet program and scan again"
LOST = "sheets that are damaged, not scanned"


class Excel(OneUnit):
    """See `scanner.source.Source`; a record's row is its number among the records of its sheet."""

    name = "excel"
    about = About(
        "Excel and OpenDocument workbooks",
        (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
        "excel",
        ("olefile", "python_calamine"),
    )

    def fit(self, head: Head) -> Fit:
        """By names of members in a zip, by names of streams in an OLE file."""
        if head.data.startswith(_ZIP):
            return _fit_zip(head)
        if head.data.startswith(MAGIC):
            return _fit_ole(head)
        return Fit.NO

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Sheet after sheet; then comments, threads and text boxes."""
        self.about.needed(unit.asset.content.name)
        content = unit.asset.content
        with closing(_file(content)) as file:
            is_zip = file.read(4) == _ZIP
            file.seek(0)
            problems: list[Problem] = []
            given = 0
            try:
                for batch in (_zipped if is_zip else _old)(file, content, problems):
                    given += 1
                    yield batch
            except SourceError:
                yield from problems
                raise
        if not given and not problems:
            yield Problem(Reason.EMPTY, "the workbook has no cells")
        yield from problems


def _fit_zip(head: Head) -> Fit:
    data = head.data
    mine = b"xl/workbook." in data or b"xl/worksheets/" in data or _ODS in data[:4096]
    if mine and not any(b"\0" + place in data[:4096] for place in _PLACES_OF_WORDS):
        return Fit.SIGNATURE
    return Fit.SIGNATURE if head.name.endswith(_NAMES) and b"[Content_Types].xml" in data else Fit.NO


def _fit_ole(head: Head) -> Fit:
    if any(name in head.data for name in _BIFF_STREAMS) or head.name.endswith(_NAMES):
        return Fit.SIGNATURE
    return Fit.CONTENT if _LOCKED in head.data else Fit.NO


def _file(content: Content) -> BinaryIO:
    source = at_random(content)
    if not isinstance(source, str):
        return source
    if content.size() > content.limits.held:
        raise too_large(content)
    try:
        return Path(source).open("rb")
    except OSError:
        raise SourceError(
            f"{content.name}: cannot be read. Check the file and its permissions", Reason.NOT_READABLE
        ) from None


def _zipped(file: BinaryIO, content: Content, problems: list[Problem]) -> Iterator[Batch]:
    with opened(file, content.name) as archive:
        try:
            problems += check(archive, content.name, content.limits, file.seek(0, SEEK_END))
            if "content.xml" in archive.namelist():
                yield from _open_document(archive, content, problems)
                return
            yield from _cells(file, content, problems)
            for notes in notes_of(archive, content.name):
                yield _notes(notes)
        except ZIP_ERRORS:
            raise damaged(content.name) from None


def _open_document(archive: ZipFile, content: Content, problems: list[Problem]) -> Iterator[Batch]:
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise SourceError(ENCRYPTED.format(content.name), Reason.ENCRYPTED)
    notes = Notes("notes")

    def cells(rows: Iterator[tuple[str | None, Any]]) -> Iterator[tuple[str, Any]]:
        for sheet, row in rows:
            if sheet is None:
                notes.texts.append(row[0])
                notes.cells.append("")
            else:
                yield sheet, row

    whole = True
    try:
        with archive.open("content.xml") as file:
            for sheet, rows in groupby(cells(_ods.rows_of(file)), key=itemgetter(0)):
                yield from batches_of((row for _, row in rows), sheet, problems)
    except expat.ExpatError:
        whole = False
    if notes.texts:
        yield _notes(notes)
    if not whole:
        raise damaged(content.name)


def _old(file: BinaryIO, content: Content, problems: list[Problem]) -> Iterator[Batch]:
    data = file.read()
    try:
        locked = _LOCKED in data or is_locked(data, content.name, content.limits)
    except ValueError:
        raise damaged(content.name) from None
    if locked:
        raise SourceError(ENCRYPTED.format(content.name), Reason.ENCRYPTED)
    yield from _cells(BytesIO(data), content, problems)


def _cells(file: BinaryIO, content: Content, problems: list[Problem]) -> Iterator[Batch]:
    """The sheets by the library, whose panics are no `Exception`."""
    import python_calamine as calamine

    file.seek(0)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(file)
    except calamine.PasswordError:
        raise SourceError(ENCRYPTED.format(content.name), Reason.ENCRYPTED) from None
    except BaseException as error:  # noqa: BLE001 - see _failure
        raise _failure(error, content) from None
    for place, name in enumerate(workbook.sheet_names):
        try:
            sheet = workbook.get_sheet_by_index(place)
        except BaseException as error:  # noqa: BLE001 - see _failure
            _failure(error, content)
            problems.append(Problem(Reason.MALFORMED, LOST))
            continue
        if sheet.start is not None:
            yield from batches_of(sheet.iter_rows(), name, problems)


def _failure(error: BaseException, content: Content) -> SourceError:
    """The error for whatever the library raised; raises it again where it is not the library's."""
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error
    return damaged(content.name)


def _notes(notes: Notes) -> Batch:
    columns = [Column("text", pa.array(notes.texts, pa.string()))]
    if any(notes.cells):
        columns.insert(0, Column("cell", pa.array(notes.cells, pa.string())))
    return Batch(tuple(columns), len(notes.texts), table=notes.name)


SOURCE = Excel()

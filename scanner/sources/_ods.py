"""Sheets of an OpenDocument spreadsheet, row by row as they lie: nothing is held but a row.

Cells and rows that are repeated stand there once, with a number: blank ones up to the end of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from scanner.sources._sheets import Row

_PIECE = 1 << 18
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_MOST_COLUMNS = 16_384
_MOST_REPEATS = 1000
"""So many copies of a row with values are given; it says no more the more often it is given."""

NOTE = None
"""In place of a sheet's name: what stands in a note."""


def rows_of(file: IO[bytes]) -> Iterator[tuple[str | None, Row]]:
    """The name of a sheet with each of its rows, or `NOTE` with a note. Raises `ExpatError`."""
    reader = _Reader()
    while data := file.read(_PIECE):
        reader.parse(data)
        yield from reader.taken()
    reader.parse(b"", last=True)
    yield from reader.taken()


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._found: list[tuple[str | None, Row]] = []
        self._sheet = ""
        self._row: list[Any] = []
        self._row_repeats = self._cell_repeats = 1
        self._blanks = 0
        self._value: Any = None
        self._texts: list[str] | None = None
        self._note: list[str] | None = None

    def parse(self, data: bytes, *, last: bool = False) -> None:
        self._parser.Parse(data, last)

    def taken(self) -> list[tuple[str | None, Row]]:
        found, self._found = self._found, []
        return found

    def _refuse(self, *_: object) -> None:
        raise expat.ExpatError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TABLE + "table":
            self._sheet = attributes.get(_TABLE + "name", "")
        elif name == _TABLE + "table-row":
            self._row, self._blanks = [], 0
            self._row_repeats = _count(attributes.get(_TABLE + "number-rows-repeated"))
        elif name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._cell_repeats = _count(attributes.get(_TABLE + "number-columns-repeated"))
            self._value, self._texts = _value(attributes), []
        elif name == _OFFICE + "annotation":
            self._note = []
        elif name == _TEXT + "p":
            texts = self._texts if self._note is None else self._note
            if texts:
                texts.append("\n")
        elif name in (_TEXT + "s", _TEXT + "tab", _TEXT + "line-break"):
            self._characters("\n" if name.endswith("k") else " ")

    def _end(self, name: str) -> None:
        if name == _OFFICE + "annotation":
            self._found.append((NOTE, ["".join(self._note or ())]))
            self._note = None
        elif name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._end_cell()
        elif name == _TABLE + "table-row":
            copies = min(self._row_repeats, _MOST_REPEATS) if self._row else 1
            self._found.extend([(self._sheet, self._row)] * copies)

    def _end_cell(self) -> None:
        value = self._value if self._value is not None else "".join(self._texts or ()) or None
        self._texts = None
        if value is None:
            self._blanks += self._cell_repeats
        else:
            before = min(self._blanks, _MOST_COLUMNS - len(self._row))
            self._row += [None] * before
            self._row += [value] * min(self._cell_repeats, _MOST_COLUMNS - len(self._row))
            self._blanks = 0

    def _characters(self, text: str) -> None:
        texts = self._texts if self._note is None else self._note
        if texts is not None:
            texts.append(text)


def _value(attributes: dict[str, str]) -> Any:
    """What a cell holds besides its text, which may be rounded; None where the text is all."""
    kind = attributes.get(_OFFICE + "value-type")
    if kind in ("float", "currency", "percentage"):
        text = attributes.get(_OFFICE + "value", "")
        try:
            return float(text)
        except ValueError:
            return text or None
    if attributes.get(_OFFICE + "boolean-value"):
        return attributes[_OFFICE + "boolean-value"] == "true"
    if kind == "date":
        return attributes.get(_OFFICE + "date-value", "").replace("T", " ") or None
    return None


def _count(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 1

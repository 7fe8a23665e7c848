"""What is looked at in an old Excel workbook before its reader is let loose: its chains, and how far its cells reach.

The library that reads it asks for as much memory as numbers in the file say, and ends the process where there is none.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from scanner.errors import LimitError
from scanner.model.data import Limits
from scanner.sources._ole import ERRORS

STREAMS = ("Workbook", "Book")
_CELL_BYTES = 32
_DIMENSIONS = {0x0000, 0x0200}
_STRINGS, _LOCKED, _SHEET = 0x00FC, 0x002F, (0x0009, 0x0209, 0x0409, 0x0809)
_CELLS = {0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0201, 0x0202, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406}
_CELLS |= {0x007E, 0x027E, 0x00BD, 0x00BE, 0x00D6, 0x00FD}


def is_locked(data: bytes, name: str, limits: Limits) -> bool:
    """Whether a workbook needs a password.

    Raises `ValueError` where it is damaged, and `LimitError` where it asks for more memory than it may.
    """
    asked = rows = columns = 0
    locked = False
    for kind, record in _records(_stream(data)):
        if kind in _SHEET:
            asked, rows, columns = asked + rows * columns * _CELL_BYTES, 0, 0
        elif kind in _CELLS and len(record) >= 4:
            row, column = struct.unpack_from("<HH", record)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind in _DIMENSIONS and len(record) >= 10:
            wide = "<IIHH" if len(record) >= 12 else "<HHHH"
            first, last, left, right = struct.unpack_from(wide, record)
            if not (first <= last <= 1 << 16 and left <= right <= 1 << 8):
                raise ValueError
        elif kind == _STRINGS and len(record) >= 8 and struct.unpack_from("<i", record, 4)[0] not in range(len(data)):
            raise ValueError
        locked |= kind == _LOCKED
    if asked + rows * columns * _CELL_BYTES > limits.held:
        raise LimitError(
            f"{name}: the cells of its sheets reach from one end to the other, so it was not read. Save them as CSV "
            "and scan that"
        )
    return locked


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _stream(data: bytes) -> bytes:
    """The stream of the workbook in an OLE file. Raises `ValueError`."""
    import olefile

    try:
        file: Any = olefile.OleFileIO(data, raise_defects=olefile.DEFECT_INCORRECT)
        with file:
            name = next(name for name in STREAMS if file.exists(name))
            stream: bytes = file.openstream(name).read()
            return stream
    except (*ERRORS, StopIteration):
        raise ValueError from None

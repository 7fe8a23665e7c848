"""What is looked at in an old Excel workbook before its reader is let loose: its chains, and how far its cells reach.

The library that reads it asks for as much memory as numbers in the file say, and ends the process where there is none.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from scanner.errors import LimitError
from scanner.model.data import Limits

STREAMS = ("Workbook", "Book")
_END = 0xFFFFFFFA
_CELL_BYTES = 32
_DIMENSIONS = {0x0000, 0x0200}
_STRINGS, _LOCKED, _SHEET = 0x00FC, 0x002F, (0x0009, 0x0209, 0x0409, 0x0809)
_CELLS = {0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0201, 0x0202, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406}
_CELLS |= {0x007E, 0x027E, 0x00BD, 0x00BE, 0x00D6, 0x00FD}

Numbers = npt.NDArray[np.uint32]


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
    try:
        return _Ole(data).stream()
    except (struct.error, IndexError, OverflowError):
        raise ValueError from None


class _Ole:
    """Sectors in chains, and small streams in smaller sectors of one of them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        tables, start = struct.unpack_from("<II", data, 44)
        self._small_below, small_table, _, more = struct.unpack_from("<IIII", data, 56)
        if shift not in (9, 12) or small_shift != 6 or tables > len(data) >> shift:
            raise ValueError
        self._size = 1 << shift
        self._table = self._allocation(tables, more)
        self._entries = self._joined(start)
        self._small_table = self._joined(small_table)

    def stream(self) -> bytes:
        root = b""
        for place in range(0, len(self._entries) - 127, 128):
            entry = self._entries[place : place + 128]
            length = struct.unpack_from("<H", entry, 64)[0]
            root = root or entry
            if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in STREAMS:
                start, size = struct.unpack_from("<II", entry, 116)
                if size > len(self._data):
                    raise ValueError
                return (self._small(root, start) if size < self._small_below else self._joined(start))[:size]
        raise ValueError

    def _allocation(self, tables: int, more: int) -> Numbers:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        while more < _END and len(sectors) <= tables:
            part = struct.unpack_from(f"<{self._size // 4}I", self._sector(more))
            sectors += part[:-1]
            more = part[-1]
        return np.frombuffer(b"".join(map(self._sector, sectors[:tables])), np.uint32)

    def _sector(self, number: int) -> bytes:
        place = (number + 1) * self._size
        if place >= len(self._data):
            raise ValueError
        return self._data[place : place + self._size].ljust(self._size, b"\0")

    def _joined(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _chain(self._table, start))

    def _small(self, root: bytes, start: int) -> bytes:
        table = np.frombuffer(self._small_table, np.uint32)
        container = self._joined(struct.unpack_from("<I", root, 116)[0])
        return b"".join(container[number << 6 : (number + 1) << 6] for number in _chain(table, start))


def _chain(table: Numbers, start: int) -> Iterator[int]:
    number, left = start, len(table)
    while number < _END:
        left -= 1
        if left < 0 or number >= len(table):
            raise ValueError
        yield number
        number = int(table[number])

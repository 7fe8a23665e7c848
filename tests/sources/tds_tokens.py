"""Tokens of TDS 7.4, as a server writes them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Any

from tests.sources.tsql import Answer, RefusedError

_COLLATION = bytes.fromhex("0904d00034")


def prelogin(encrypted: bool) -> bytes:
    """Version 16, encryption or not supported, no instance, no thread, one query at a time."""
    options = [
        (0, bytes([16, 0, 0x10, 0, 0, 0])),
        (1, b"\x01" if encrypted else b"\x02"),
        (2, b"\x00"),
        (3, b""),
        (4, b"\x00"),
    ]
    at, heads, bodies = 5 * len(options) + 1, b"", b""
    for number, body in options:
        heads += struct.pack(">BHH", number, at + len(bodies), len(body))
        bodies += body
    return heads + b"\xff" + bodies


def _short(text: str) -> bytes:
    return bytes([len(text)]) + text.encode("utf-16-le")


def _long(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le")


def changed(database: str) -> bytes:
    body = b"\x01" + _short(database) + _short("master")
    return b"\xe3" + struct.pack("<H", len(body)) + body


def error(refused: RefusedError) -> bytes:
    body = struct.pack("<IBB", refused.number, 1, refused.severity) + _long(refused.text) + _short("tests") + _short("")
    body += struct.pack("<I", 1)
    return b"\xaa" + struct.pack("<H", len(body)) + body


def done(status: int, count: int = 0) -> bytes:
    return struct.pack("<BHHQ", 0xFD, status, 0xC1, count)


_TYPES = {
    "text": b"\xe7\x40\x1f" + _COLLATION,
    "max": b"\xe7\xff\xff" + _COLLATION,
    "binary": b"\xa5\xff\xff",
    "int": b"\x26\x08",
    "float": b"\x6d\x08",
}


def columns(answer: Answer) -> bytes:
    columns = zip(answer.names, answer.kinds, strict=True)
    parts = (struct.pack("<IH", 0, 1) + _TYPES[kind] + _short(name) for name, kind in columns)
    return b"\x81" + struct.pack("<H", len(answer.names)) + b"".join(parts)


def row(kinds: Iterable[str], row: tuple[Any, ...]) -> bytes:
    """A row; one that has NULL in it with a bit for each of them."""
    cells = zip(kinds, row, strict=True)
    if None not in row:
        return b"\xd1" + b"".join(_cell(kind, value) for kind, value in cells)
    bits = sum(1 << place for place, value in enumerate(row) if value is None)
    present = (_cell(kind, value) for kind, value in cells if value is not None)
    return b"\xd2" + bits.to_bytes((len(row) + 7) // 8, "little") + b"".join(present)


def _cell(kind: str, value: Any) -> bytes:
    if kind == "int":
        return struct.pack("<Bq", 8, value)
    if kind == "float":
        return struct.pack("<Bd", 8, value)
    data: bytes = value if kind == "binary" else value.encode("utf-16-le", "surrogatepass")
    if kind == "text":
        return struct.pack("<H", len(data)) + data
    return struct.pack("<Q", len(data)) + b"".join(_chunks(data)) + bytes(4)


def _chunks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 8000):
        part = data[start : start + 8000]
        yield struct.pack("<I", len(part)) + part

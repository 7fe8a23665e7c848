"""The text of a Word document, put together from its pieces as [MS-DOC] says."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping

WORD = "WordDocument"

_IDENT = (0xA5EC, 0xA5DC)
_WORD_97 = 0x00C1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_LENGTHS = 0x004C
_ZONES = ("text", "notes", "header", "macros", "comments", "endnotes", "boxes", "header boxes")
"""What the parts of the text are, in their order."""
_CLX = 0x01A2
_COMPRESSED = 1 << 30
_ENDS = re.compile("[\r\x0c]|\x07\x07")
_SIGNS = str.maketrans("\x07\x0b\x13\x14\x1e", "\t\n  -", "\0\x01\x02\x05\x08\x15\x1f")
"""Ends of cells and lines, bounds of fields, hyphens; anchors of pictures, notes and comments say nothing."""


class EncryptedError(Exception):
    """The text opens with a password only."""


def paragraphs(document: bytes, tables: Mapping[str, bytes]) -> Iterator[tuple[int, str, str]]:
    """(paragraph, field, text). Raises `EncryptedError`, and `ValueError` or `struct.error` where it is damaged."""
    ident, version = struct.unpack_from("<HH", document)
    flags = struct.unpack_from("<H", document, 0x0A)[0]
    if ident not in _IDENT:
        raise ValueError("no Word document")
    if flags & _ENCRYPTED:
        raise EncryptedError
    if version < _WORD_97:
        begin, end = struct.unpack_from("<II", document, 0x18)
        yield from _split(document[begin:end].decode("cp1252", "replace"), "text")
        return
    text = "".join(_pieces(document, tables["1Table" if flags & _SECOND_TABLE else "0Table"]))
    at = 0
    for length, field in zip(struct.unpack_from("<8i", document, _LENGTHS), _ZONES, strict=True):
        part, at = text[at : at + max(length, 0)], at + max(length, 0)
        yield from _split(part, field)
    yield from _split(text[at:], "other")


def _pieces(document: bytes, table: bytes) -> Iterator[str]:
    """The pieces in their order; all together no more than a document can hold."""
    begin, length = struct.unpack_from("<II", document, _CLX)
    clx, at = table[begin : begin + length], 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise ValueError("no list of pieces")
    plc = clx[at + 5 :][: struct.unpack_from("<I", clx, at + 1)[0]]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    given = 0
    for number in range(count):
        characters = ends[number + 1] - ends[number]
        place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        if characters <= 0 or given > 2 * len(document):
            continue
        if place & _COMPRESSED:
            start = (place & ~_COMPRESSED & 0x3FFFFFFF) // 2
            data = document[start : start + characters]
            yield data.decode("cp1252", "replace")
        else:
            data = document[place : place + 2 * characters]
            yield data.decode("utf-16-le", "replace")
        given += len(data)


def _split(text: str, field: str) -> Iterator[tuple[int, str, str]]:
    for number, part in enumerate(_ENDS.split(text), 1):
        plain = part.translate(_SIGNS).strip()
        if plain:
            yield number, field, plain

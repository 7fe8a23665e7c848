"""Whether bytes begin as a BSON document, told without the library that decodes it."""

from __future__ import annotations

SMALLEST, LARGEST = 5, 48 << 20
"""Bytes of a document: servers take 16 MiB, and some more for their own use."""

_MOST_VALUES = 64
_FIXED = {0x01: 8, 0x06: 0, 0x07: 12, 0x08: 1, 0x09: 8, 0x0A: 0, 0x10: 4, 0x11: 8, 0x12: 8, 0x13: 16, 0x7F: 0, 0xFF: 0}
"""Types of one size, with that size; the others have it before them."""
_TEXTS, _NESTED, _BINARY = (0x02, 0x0D, 0x0E), (0x03, 0x04), 0x05
_RARE = (0x0B, 0x0C, 0x0F)
"""Types that are not measured here: what stands before them must do."""


def begins_document(data: bytes) -> bool:
    """Whether there is a length, and behind it named values of known types as far as they are held."""
    size = int.from_bytes(data[:4], "little")
    if not SMALLEST < size <= LARGEST or (len(data) >= size and data[size - 1]):
        return False
    at, end, seen = 4, min(size - 1, len(data)), 0
    while at < end and seen < _MOST_VALUES:
        name_end = data.find(b"\0", at + 1, end)
        if name_end < 0 or not _is_text(data[at + 1 : name_end]):
            return False
        if data[at] in _RARE:
            break
        step = _size_of(data, data[at], name_end + 1)
        at = name_end + 1 + step
        if step < 0 or at > size - 1:
            return False
        seen += 1
    return seen > 0


def _is_text(data: bytes) -> bool:
    try:
        return data.decode().isprintable()
    except UnicodeDecodeError:
        return False


def _size_of(data: bytes, kind: int, at: int) -> int:
    """Bytes of a value, -1 where it cannot be one."""
    if kind in _FIXED:
        return _FIXED[kind]
    size = int.from_bytes(data[at : at + 4], "little")
    if kind in _TEXTS:
        return 4 + size if size else -1
    if kind in _NESTED:
        return size if size >= SMALLEST else -1
    return 5 + size if kind == _BINARY else -1

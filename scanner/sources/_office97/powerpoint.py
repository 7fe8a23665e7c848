"""The texts of a presentation, from its records as [MS-PPT] says."""

from __future__ import annotations

import struct
from collections.abc import Iterator

SLIDES = "PowerPoint Document"

_CONTAINER = 0x000F
_STRING = 0x0FBA
_TEXTS = {0x0FA0: "utf-16-le", 0x0FA8: "cp1252", _STRING: "utf-16-le"}
_LIST, _PERSIST, _SLIDE, _NOTE = 0x0FF0, 0x03F3, 0x03EE, 0x03F1
_ZONES = {0x03F0: "notes", 0x03F8: "master", 0x2EE0: "comments"}
_DEEPEST = 64
_SIGNS = str.maketrans({"\r": "\n", "\x0b": "\n", "\0": ""})


def slide_texts(data: bytes) -> Iterator[tuple[int, str, str]]:
    """(slide, field, text) of all records, in their order; damage ends the record in which it is.

    A slide's title and text stand in the list of slides, the texts of its drawings in a record of its own.
    """
    slides: dict[bytes, int] = {}
    drawn, row, of_slides = 0, 1, False
    waiting = [(0, len(data))]
    zones: list[tuple[int, str]] = []
    while waiting:
        at, end = waiting.pop()
        while zones and at >= zones[-1][0]:
            zones.pop()
        if at + 8 > end:
            continue
        version, kind, length = struct.unpack_from("<HHI", data, at)
        begin, stop = at + 8, min(at + 8 + length, end)
        waiting.append((stop, end))
        if version & _CONTAINER == _CONTAINER:
            if kind == _LIST:
                of_slides = version >> 4 == 0
            elif kind == _SLIDE:
                drawn += 1
                row = drawn
            if kind in _ZONES:
                zones.append((stop, _ZONES[kind]))
            if len(waiting) < _DEEPEST:
                waiting.append((begin, stop))
        elif kind == _PERSIST and of_slides:
            row = slides.setdefault(data[begin + 12 : begin + 16], len(slides) + 1)
        elif kind == _NOTE:
            row = slides.get(data[begin : begin + 4], 1)
        elif kind in _TEXTS:
            text = data[begin:stop].decode(_TEXTS[kind], "replace").translate(_SIGNS).strip()
            if text and not text.startswith("___PPT"):
                field = zones[-1][1] if zones else "string" if kind == _STRING else "text"
                yield row, field, text

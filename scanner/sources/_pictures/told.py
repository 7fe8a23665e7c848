"""What cameras and programs write into a picture: who took it, where, with what; nothing of it is decoded twice."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_XMP = re.compile(rb"<(?:x:xmpmeta|rdf:RDF)\b.*?</(?:x:xmpmeta|rdf:RDF)>", re.DOTALL)
_XMP_TEXT = re.compile(r">([^<>]*[^\s<>][^<>]*)<|=\"([^\"<>]+)\"")
_NO_TEXT = re.compile(r"(?:https?://(?:ns\.adobe|www\.w3|purl|iptc)|[-+]?[\d.:/TZ+-]+$|(?:xmp|uuid|adobe)[.:])")
_PNG_TEXT = re.compile(rb"tEXt([^\0]{1,79})\0")
_EXIF = re.compile(rb"(?:\A|Exif\0\0|EXIF....|eXIf)(?=II\*\0|MM\0\*)", re.DOTALL)
"""What stands before it in a TIFF, a JPEG, a WebP, a PNG file."""
_NAMES = {
    0x010E: "description", 0x010F: "make", 0x0110: "model", 0x0131: "software", 0x013B: "artist", 0x8298: "copyright",
    0x9C9B: "title", 0x9C9C: "comment", 0x9C9D: "author", 0x9C9E: "keywords", 0x9C9F: "subject", 0x9286: "comment",
    0xA430: "owner_name", 0xA431: "serial_number", 0x013C: "computer_name", 0x9003: "taken_at",
}  # fmt: skip
_WIDE = range(0x9C9B, 0x9CA0)
_POINTERS = {0x8769: "exif", 0x8825: "gps"}
_MOST_ENTRIES = 512
_TEXT, _LONG, _FRACTION, _DIRECTORY = 2, 4, 5, 13
_SIZES = {1: 1, _TEXT: 1, 3: 2, _LONG: 4, _FRACTION: 8, 7: 1, _DIRECTORY: 4}


def told(data: bytes) -> dict[str, list[str]]:
    """Field → texts."""
    found: dict[str, list[str]] = {}
    for field, text in (*_exif(data), *_png(data), *_xmp(data)):
        plain = text.strip("\0 \n")
        if plain and plain not in found.setdefault(field, []):
            found[field].append(plain)
    return found


def _exif(data: bytes) -> Iterator[tuple[str, str]]:
    begin = _EXIF.search(data)
    if begin:
        tiff = data[begin.end() :]
        order = "<" if tiff[:2] == b"II" else ">"
        try:
            yield from _directory(tiff, order, struct.unpack_from(f"{order}I", tiff, 4)[0], "main")
        except struct.error:
            return


def _directory(tiff: bytes, order: str, at: int, kind: str) -> Iterator[tuple[str, str]]:
    places: dict[int, str] = {}
    for number in range(min(struct.unpack_from(f"{order}H", tiff, at)[0], _MOST_ENTRIES)):
        tag, form, count = struct.unpack_from(f"{order}HHI", tiff, at + 2 + 12 * number)
        size = _SIZES.get(form, 0) * count
        value = at + 10 + 12 * number if size <= 4 else struct.unpack_from(f"{order}I", tiff, at + 10 + 12 * number)[0]
        raw = tiff[value : value + size]
        if kind == "gps":
            places[tag] = raw.decode("latin-1").strip("\0") if form == _TEXT else _degrees(raw, order)
        elif tag in _POINTERS and kind == "main" and form in (_LONG, _DIRECTORY):
            yield from _directory(tiff, order, struct.unpack_from(f"{order}I", raw)[0], _POINTERS[tag])
        elif tag in _NAMES:
            codec = "utf-16-le" if tag in _WIDE else "utf-8"
            yield _NAMES[tag], raw.decode(codec, "replace").removeprefix("ASCII\0\0\0")
    for tag, name, below in ((2, "gps_latitude", "S"), (4, "gps_longitude", "W")):
        if places.get(tag):
            yield name, f"{'-' if places.get(tag - 1) == below else ''}{places[tag]}"


def _degrees(raw: bytes, order: str) -> str:
    """Degrees, minutes and seconds, each a fraction, as degrees."""
    if len(raw) != 24:
        return ""
    parts = struct.unpack(f"{order}6I", raw)
    if not all(parts[1::2]):
        return ""
    return f"{sum(parts[place] / parts[place + 1] / 60 ** (place // 2) for place in (0, 2, 4)):.6f}"


def _png(data: bytes) -> Iterator[tuple[str, str]]:
    if data.startswith(b"\x89PNG"):
        for found in _PNG_TEXT.finditer(data):
            length = int.from_bytes(data[found.start() - 4 : found.start()], "big") - len(found[1]) - 1
            yield found[1].decode("latin-1").lower(), data[found.end() : found.end() + max(length, 0)].decode("latin-1")


def _xmp(data: bytes) -> Iterator[tuple[str, str]]:
    packet = _XMP.search(data)
    if packet:
        for found in _XMP_TEXT.finditer(packet[0].decode("utf-8", "replace")):
            text = (found[1] or found[2]).strip()
            if not _NO_TEXT.match(text):
                yield "xmp", text

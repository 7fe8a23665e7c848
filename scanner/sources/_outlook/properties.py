"""Properties of a message, a recipient or an attachment, by name."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from scanner.sources._mail.headers import text_in
from scanner.sources._ole import Storage

FIXED = "__properties_version1.0"
OTHER = "other"
BODY, HTML, RTF, HEADERS = 0x1000, 0x1013, 0x1009, 0x007D
FILE_NAMES = (0x3707, 0x3704, 0x3001)
FILE, MESSAGE = "__substg1.0_37010102", "__substg1.0_3701000D"

_STREAM = re.compile(r"__substg1\.0_([0-9A-Fa-f]{4})(001E|001F|0102|101F|101E)", re.IGNORECASE)
_NAMES = {
    0x0037: "subject", 0x0C1A: "from", 0x0C1F: "from", 0x5D01: "from", 0x0042: "sender", 0x0065: "sender",
    0x5D02: "sender", 0x0E04: "to", 0x0E03: "cc", 0x0E02: "bcc", 0x3001: "display_name", 0x3003: "to", 0x39FE: "to",
    0x3A00: "account", 0x3A06: "given_name", 0x3A11: "surname", 0x3A05: "generation", 0x3A08: "business_phone",
    0x3A09: "home_phone", 0x3A1C: "mobile_phone", 0x3A1B: "business_phone", 0x3A1A: "phone", 0x3A24: "fax",
    0x3A15: "postal_address", 0x3A16: "company", 0x3A17: "job_title", 0x3A18: "department", 0x3A26: "country",
    0x3A27: "city", 0x3A28: "state", 0x3A29: "street", 0x3A2A: "postal_code", 0x3A44: "middle_name",
    0x3A45: "title", 0x3A48: "spouse_name", 0x3A4F: "nickname", 0x3A59: "home_city", 0x3A5A: "home_country",
    0x3A5B: "home_postal_code", 0x3A5D: "home_street", 0x3A02: "mobile_phone",
}  # fmt: skip
_TIMES = {0x0039: "date", 0x0E06: "date", 0x3A42: "birthday", 0x3A41: "wedding_anniversary"}
_LEFT_OUT = frozenset(
    (
        0x001A, 0x0070, 0x003D, 0x0E1D, 0x1035, 0x1039, 0x1042, 0x0064, 0x0C1E, 0x3002, 0x0077, 0x0075, 0x003F, 0x0044,
        0x0E4B, 0x0E4C, 0x5D0A, 0x5D0B, 0x300B, 0x0E0A, 0x3703, 0x370E, 0x3FFA, 0x3FF8, 0x4038, 0x4039, 0x1000, 0x1013,
        0x1009, 0x007D, 0x7D02, 0x0E05, 0x0040, 0x0073,
    )
)  # fmt: skip
"""Class of the message, what repeats the subject, kinds of addresses, ids; and what is read by number."""
_CODE_PAGES = (0x3FDE, 0x3FFD)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class Properties:
    """Of one storage; `header` is how many bytes stand before its properties of fixed length."""

    def __init__(self, storage: Storage, header: int) -> None:
        self._storage = storage
        self._fixed = dict(_fixed(storage.data(FIXED)[header:]))
        self._streams: dict[int, list[tuple[str, str]]] = {}
        for name in storage.names:
            found = _STREAM.match(name)
            if found:
                self._streams.setdefault(int(found[1], 16), []).append((found[2].upper(), name))
        numbers = (int.from_bytes(self._fixed.get(each, b"")[:4], "little") for each in _CODE_PAGES)
        self._codec = next((f"cp{number}" if number != _UTF8 else "utf-8" for number in numbers if number), None)

    def text(self, number: int) -> str:
        """A property as text, nothing where there is none."""
        return "\n".join(self._texts(number))

    def data(self, number: int) -> bytes:
        """A property of bytes."""
        for kind, name in self._streams.get(number, ()):
            if kind == "0102":
                return self._storage.data(name)
        return b""

    def fields(self) -> dict[str, list[str]]:
        """Structured fields by name; those without a name are `other`."""
        found: dict[str, list[str]] = {}
        for number in self._streams:
            if number not in _LEFT_OUT:
                values = found.setdefault(_NAMES.get(number, OTHER), [])
                values += [text for text in self._texts(number) if text not in values]
        for number, name in _TIMES.items():
            moment = _moment(self._fixed.get(number, b""))
            if moment and name not in found:
                found[name] = [moment]
        return found

    def html(self) -> str:
        """The body in HTML."""
        data = self.data(HTML)
        return text_in(data, self._codec) if data else self.text(HTML)

    def _texts(self, number: int) -> Iterator[str]:
        for kind, name in self._streams.get(number, ()):
            if kind == "0102":
                continue
            data = self._storage.data(name)
            wide = kind.endswith("F")
            text = data.decode("utf-16-le", "replace") if wide else text_in(data, self._codec)
            if text.strip("\0 "):
                yield text.rstrip("\0")


_UTF8 = 65001


def _fixed(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number → eight bytes of its value."""
    for _, number, _, value in struct.iter_unpack("<HHI8s", data[: len(data) // 16 * 16]):
        yield number, value


def _moment(value: bytes) -> str:
    ticks = int.from_bytes(value, "little")
    try:
        return (_EPOCH + timedelta(microseconds=ticks // 10)).isoformat(" ", "seconds") if ticks else ""
    except OverflowError:
        return ""

"""RTF → paragraphs, each with the field it belongs to: text, header, footer, notes, comments, links, author, title."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])"
    rb"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_ZONES = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header", "footer": "footer",
    "footerl": "footer", "footerr": "footer", "footerf": "footer", "footnote": "notes", "annotation": "comments",
    "atnauthor": "author", "author": "creator", "operator": "lastModifiedBy", "title": "title", "subject": "subject",
    "manager": "manager", "company": "company", "keywords": "keywords", "doccomm": "description",
    "fldinst": "field_code", "formfield": "form",
}  # fmt: skip
"""Destination → field."""
_PASSED_OVER = frozenset(
    (
        "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "generator", "pict",
        "objdata", "themedata", "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "filetbl", "revtbl",
        "mmathPr", "listtext", "pntext", "pnseclvl", "nonshppict", "bkmkstart", "bkmkend", "creatim", "revtim",
        "printim", "buptim", "fontemb", "blipuid", "datafield", "nextfile", "template", "atnid", "atnref", "atndate",
        "atnicn", "atnparent",
    )
)  # fmt: skip
_SIGNS = {
    "tab": "\t", "line": "\n", "cell": "\t", "nestcell": "\t", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_ENDS = frozenset(("par", "row", "nestrow", "sect", "page"))
_CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""Character set of a font → codec."""
_DATA = frozenset(("pict", "objdata"))
_SMALLEST_PICTURE = 32 << 10
_DEEPEST = 1000
_LONGEST = 4 << 20


@dataclass(slots=True)
class _Group:
    field: str = "text"
    passed_over: bool = False
    codec: str = ""
    skip: int = 1
    hidden: bool = False
    data: str = ""
    """The destination that holds data in hexadecimal digits."""


class Reader:
    """One RTF text, which comes in blocks. objects, pictures: how many were passed over, small pictures apart."""

    def __init__(self) -> None:
        self._group = _Group()
        self._open: list[_Group] = []
        self._parts: dict[str, list[str]] = {}
        self._length = 0
        self._bytes = b""
        self._high = 0
        self._to_skip = 0
        self._binary = 0
        self._starred = False
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._in_fonts = 0
        self._rest = b""
        self._data = 0
        self.paragraph = 1
        self.objects = 0
        self.pictures = 0

    def feed(self, data: bytes, *, last: bool = False) -> Iterator[tuple[int, str, str]]:
        """(paragraph, field, text) of all that ends in this block; what may go on in the next is kept for it."""
        data = self._rest + data if self._rest else data
        end = len(data) if last else max(len(data) - 64, 0)
        at = 0
        while at < end:
            if self._binary:
                step = min(self._binary, len(data) - at)
                self._binary -= step
                at += step
                continue
            token = _TOKEN.match(data, at)
            if token is None:
                at += 1
                continue
            at = token.end()
            yield from self._token(token)
            if self._length > _LONGEST:
                yield from self._given(self._group.field)
        self._rest = data[at:]
        if last:
            yield from self._ended()

    def _token(self, token: re.Match[bytes]) -> Iterator[tuple[int, str, str]]:
        kind = token.lastgroup
        if kind == "hex":
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._bytes += bytes.fromhex(token["hex"].decode())
        elif kind == "text":
            text = token["text"][self._to_skip :]
            self._to_skip = max(self._to_skip - len(token["text"]), 0)
            self._bytes += text
            if len(self._bytes) > _LONGEST:
                self._decode()
        elif kind == "brace":
            self._decode()
            yield from self._brace(opens=token["brace"] == b"{")
        elif kind == "sign":
            yield from self._sign(token["sign"])
        elif kind in ("word", "number"):
            word = token["word"].decode()
            number = int(token["number"]) if token["number"] else None
            if word != "u":
                self._decode()
            yield from self._word(word, number)

    def _sign(self, sign: bytes) -> Iterator[tuple[int, str, str]]:
        if sign == b"*":
            self._starred = True
        elif sign in b"{}\\":
            self._bytes += sign
        elif sign == b"~":
            self._add(" ")
        elif sign == b"_":
            self._add("-")
        elif sign in b"\r\n":
            yield from self._ended()

    def _brace(self, *, opens: bool) -> Iterator[tuple[int, str, str]]:
        self._to_skip, self._starred = 0, False
        if opens:
            if len(self._open) < _DEEPEST:
                self._open.append(replace(self._group))
        elif self._open:
            left = self._group
            self._group = self._open.pop()
            if len(self._open) < self._in_fonts:
                self._in_fonts = 0
            if left.data and not self._group.data:
                self._count(left.data)
            if left.field != self._group.field:
                yield from self._given(left.field)

    def _word(self, word: str, number: int | None) -> Iterator[tuple[int, str, str]]:
        starred, self._starred = self._starred, False
        group = self._group
        if word == "bin":
            self._binary = max(number or 0, 0)
        elif word == "u":
            self._unicode(number or 0)
        elif word == "uc":
            group.skip = min(max(number or 0, 0), 16)
        elif word in ("f", "af", "deff"):
            self._font = number or 0
            group.codec = "" if self._in_fonts else self._fonts.get(self._font, "")
        elif word in ("fcharset", "cpg"):
            self._charset(word, number or 0)
        elif word == "ansicpg":
            self._codec = _codec(f"cp{number}", self._codec)
        elif word in ("mac", "pc", "pca"):
            self._codec = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "htmlrtf":
            group.hidden = number != 0
        elif word == "fonttbl":
            group.passed_over, self._in_fonts = True, len(self._open)
        elif word in _ZONES:
            group.field, group.passed_over = _ZONES[word], group.passed_over and group.field != "text"
        elif word in _PASSED_OVER or (starred and word not in ("shpinst", "ud", "upr")):
            group.passed_over = True
            group.data = word if word in _DATA else group.data
        elif word in _ENDS:
            yield from self._ended(group.field)
        elif word in _SIGNS:
            self._add(_SIGNS[word])

    def _charset(self, word: str, number: int) -> None:
        found = _CODE_PAGES.get(number, "") if word == "fcharset" else _codec(f"cp{number}", "")
        if self._in_fonts and found and (number or word == "cpg"):
            self._fonts[self._font] = found

    def _unicode(self, number: int) -> None:
        self._decode()
        code = number & 0xFFFF
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            if self._high:
                self._add(chr(0x10000 + ((self._high - 0xD800) << 10) + code - 0xDC00))
            self._high = 0
        else:
            self._add(chr(code))
        self._to_skip = self._group.skip

    def _decode(self) -> None:
        if self._bytes:
            data, self._bytes = self._bytes, b""
            if self._group.data:
                self._data += len(data)
            else:
                self._add(data.decode(self._group.codec or self._codec, "replace"))

    def _count(self, destination: str) -> None:
        """The end of a picture or an object."""
        self.objects += destination == "objdata"
        self.pictures += destination == "pict" and self._data >= _SMALLEST_PICTURE
        self._data = 0

    def _add(self, text: str) -> None:
        if self._bytes:
            self._decode()
        group = self._group
        if not (group.passed_over or group.hidden):
            self._parts.setdefault(group.field, []).append(text)
            self._length += len(text)

    def _ended(self, field: str = "text") -> Iterator[tuple[int, str, str]]:
        """The end of a paragraph."""
        self._decode()
        yield from self._given(field)
        if field == "text":
            self.paragraph += 1

    def _given(self, field: str) -> Iterator[tuple[int, str, str]]:
        text = "".join(self._parts.pop(field, ()))
        self._length -= len(text)
        if text.strip():
            yield self.paragraph, field, text.strip()


def _codec(name: str, otherwise: str) -> str:
    try:
        return codecs.lookup({"cp65001": "utf-8", "cp10000": "mac_roman"}.get(name, name)).name
    except LookupError:
        return otherwise

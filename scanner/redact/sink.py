"""Text as it was encoded: blocks of UTF-8 go back into the encoding of the original, with its byte order mark."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from scanner.errors import FairnoticeError
from scanner.model.data import Content
from scanner.streams import TextStream, open_stream

_BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


class NotEncodableError(FairnoticeError):
    """The encoding of the original has no room for a character of the copy."""


class Sink:
    """Takes blocks of whole characters of UTF-8. as_utf8: whether they stay UTF-8, whatever the original is in."""

    def __init__(self, out: BinaryIO, text: TextStream, content: Content, *, as_utf8: bool) -> None:
        self._out = out
        self._encoding = "utf-8" if as_utf8 else text.encoding
        bom = _BOMS.get(text.encoding, b"")
        with open_stream(content) as stream:
            if bom and stream.peek(len(bom)) == bom:
                out.write(_BOMS[self._encoding])

    def write(self, data: bytes) -> None:
        """Appends a block. Raises `NotEncodableError`."""
        if self._encoding == "utf-8":
            self._out.write(data)
            return
        try:
            self._out.write(data.decode().encode(self._encoding))
        except UnicodeEncodeError:
            raise NotEncodableError(f"{self._encoding} has no room for it") from None

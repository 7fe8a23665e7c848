"""HTTP(S) addresses as contents, read by ranges where the server allows it."""

from __future__ import annotations

import base64
import io
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import BinaryIO, cast
from urllib.parse import unquote, unquote_to_bytes

from scanner.address import shown
from scanner.content import PIECE, Pieces, held
from scanner.errors import SourceError
from scanner.model.data import LIMITS, Asset, Limits
from scanner.model.problems import Reason

SCHEMES = ("http", "https")
_TIMEOUT = 60.0
"""Seconds without an answer."""
_AHEAD = 1 << 20
"""Bytes asked for at least where a file is read to and fro."""
_USER = re.compile("([a-z]+://)([^/?#]*)@", re.IGNORECASE)


def page(url: str, limits: Limits = LIMITS) -> Asset:
    """The address as an asset; where the server does not answer, that is told when it is read."""
    size, ranged, tag = _asked(url)
    content = WebFile(url, size, ranged, limits, tag)
    return Asset(shown(url), content, size, "" if size else "stream")


def _asked(url: str) -> tuple[int, bool, str]:
    """Size, 0 where it is not told, whether parts can be had, and the ETag where it stands for the bytes."""
    try:
        with _opened(url, method="HEAD") as answer:
            size = int(answer.headers.get("Content-Length") or 0)
            encoded = answer.headers.get("Content-Encoding", "identity") != "identity"
            if encoded:
                return 0, False, ""
            tag = answer.headers.get("ETag", "")
            ranged = answer.headers.get("Accept-Ranges") == "bytes" and size > 0
            return size, ranged, "" if tag.startswith("W/") else tag
    except (SourceError, ValueError):
        return 0, False, ""


@dataclass(frozen=True, slots=True)
class WebFile:
    """See `model.data.Content`."""

    url: str
    told: int
    ranged: bool
    limits: Limits = LIMITS
    tag: str = ""
    path: None = None

    def __repr__(self) -> str:
        return f"WebFile({shown(self.url)!r})"

    @property
    def name(self) -> str:
        """The last part of the address's path."""
        return unquote(shown(self.url).rstrip("/").rpartition("/")[2])

    def size(self) -> int:
        """As the server said, 0 where it did not."""
        return self.told

    def identity(self) -> str:
        """The server's strong ETag with the size; empty where it gives none."""
        return f"{self.tag} {self.told}" if self.tag else ""

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:
        """The bytes of that range. Raises `SourceError`."""
        wanted = f"bytes={start}-{'' if stop is None else stop - 1}" if start or stop is not None else None
        return Pieces(_pieces(self.url, wanted, self.name))

    def at_random(self) -> BinaryIO:
        """A file that asks for what is read of it; all of it where the server gives no parts. Raises `SourceError`."""
        if self.ranged:
            return cast("BinaryIO", io.BufferedReader(_Parts(self), _AHEAD))
        return io.BytesIO(held(self))


class _Parts(io.RawIOBase):
    """A file on the web, to be read to and fro."""

    def __init__(self, file: WebFile) -> None:
        super().__init__()
        self._file = file
        self._at = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where it will be read next."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.told}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next bytes. Raises `SourceError`."""
        stop = min(self._at + len(buffer), self._file.told)
        size = 0
        if self._at < stop:
            raw = self._file.open(self._at, stop)
            while data := raw.read(PIECE):
                buffer[size : size + len(data)] = data
                size += len(data)
        self._at += size
        return size


def _pieces(url: str, wanted: str | None, name: str) -> Iterator[bytes]:
    with _opened(url, wanted=wanted) as answer:
        if wanted and answer.status != 206:
            raise SourceError(f"{name}: the server does not give parts of it any more", Reason.CHANGED)
        try:
            while data := answer.read(PIECE):
                yield data
            cut = bool(answer.length)
        except (HTTPException, OSError):
            cut = True
        if cut:
            raise SourceError(f"{name}: the connection ended before all was read. Scan it again", Reason.TRUNCATED)


def _opened(url: str, method: str = "GET", wanted: str | None = None) -> HTTPResponse:
    """Raises `SourceError`, whose text holds neither user nor query."""
    address, secret = _without_user(url)
    request = urllib.request.Request(address, method=method, headers={"User-Agent": "fairnotice"})  # noqa: S310
    if secret:
        request.add_unredirected_header("Authorization", secret)  # not to where an answer sends it on
    if wanted:
        request.add_header("Range", wanted)
    try:
        return cast("HTTPResponse", urllib.request.urlopen(request, timeout=_TIMEOUT))  # noqa: S310
    except urllib.error.HTTPError as error:
        with error:
            cause = f"the server answered {error.code}"
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        told = getattr(error, "reason", error)
        cause = f"the server cannot be reached ({type(told).__name__})"
    raise SourceError(f"{shown(url)}: {cause}. Check the address and scan again", Reason.NOT_READABLE)


def _without_user(url: str) -> tuple[str, str]:
    """The address as a server knows it, and what tells it who asks, by RFC 7617."""
    found = _USER.match(url)
    if not found:
        return url, ""
    told = base64.b64encode(unquote_to_bytes(found[2])).decode()
    return found[1] + url[found.end() :], f"Basic {told}"

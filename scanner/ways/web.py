"""HTTP(S) addresses as contents, read by ranges where the server allows it."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from scanner.address import shown
from scanner.content import PIECE, Pieces, too_large
from scanner.errors import SourceError
from scanner.model import LIMITS, Asset, Limits, Reason

SCHEMES = ("http", "https")
_TIMEOUT = 60.0
"""Seconds without an answer."""


def page(url: str, limits: Limits = LIMITS) -> Asset:
    """The address as an asset; where the server does not answer, that is told when it is read."""
    size, ranged = _asked(url)
    content = WebFile(url, size, ranged, limits)
    return Asset(shown(url), content, size, "" if size else "stream")


def _asked(url: str) -> tuple[int, bool]:
    """Size, 0 where it is not told, and whether parts can be had."""
    try:
        with _opened(url, method="HEAD") as answer:
            size = int(answer.headers.get("Content-Length") or 0)
            encoded = answer.headers.get("Content-Encoding", "identity") != "identity"
            return (0, False) if encoded else (size, answer.headers.get("Accept-Ranges") == "bytes" and size > 0)
    except (SourceError, ValueError):
        return 0, False


@dataclass(frozen=True, slots=True)
class WebFile:
    """See `model.Content`."""

    url: str
    told: int
    ranged: bool
    limits: Limits = LIMITS
    path: None = None

    def __repr__(self) -> str:
        return f"WebFile({shown(self.url)!r})"

    @property
    def name(self) -> str:
        """The last part of the address's path."""
        parts = urlsplit(self.url)
        return unquote(PurePosixPath(parts.path).name) or parts.hostname or "page"

    def size(self) -> int:
        """As the server said, 0 where it did not."""
        return self.told

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:
        """The bytes of that range. Raises `SourceError`."""
        wanted = f"bytes={start}-{'' if stop is None else stop - 1}" if start or stop is not None else None
        return Pieces(_pieces(self.url, wanted, self.name))

    def at_random(self) -> BinaryIO:
        """All of it in memory. Raises `SourceError`."""
        raw, parts, held = self.open(), [], 0
        while data := raw.read(PIECE):
            parts.append(data)
            held += len(data)
            if held > self.limits.held:
                raise too_large(self)
        return BytesIO(b"".join(parts))


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
    request = urllib.request.Request(url, method=method, headers={"User-Agent": "fairnotice"})  # noqa: S310 - http only
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

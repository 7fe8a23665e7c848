"""gzip and zstd streams → what was compressed, piece by piece.

Every byte that can be decoded is given before `SourceError` is raised for a stream that is cut or damaged.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator

from scanner.errors import LimitError, SourceError
from scanner.model import Problem, Reason

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Decode = Callable[[Iterator[bytes], str, list[Problem]], Iterator[bytes]]
"""(compressed pieces, file name, problems to add to) → decompressed pieces."""

MAGIC_BYTES = 4
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"

_MOST = 1 << 20
"""Bytes decompressed in one step."""
_ZSTD_STEP = 16 << 10
"""Compressed bytes in one step: a damaged frame loses what the step would have given."""
_GZIP_SALVAGE_STEP = 64

AFTER_END = "bytes after the end of the compressed data, not scanned"


def decoder_for(magic: bytes) -> Decode | None:
    """The decoder of a stream that begins with these `MAGIC_BYTES` bytes, None for bytes that are not compressed."""
    if magic.startswith(_GZIP):
        return gunzip
    skippable = len(magic) == MAGIC_BYTES and 0x50 <= magic[0] <= 0x5F and magic[1:] == _ZSTD_SKIPPABLE
    return unzstd if magic == _ZSTD or skippable else None


def gunzip(pieces: Iterator[bytes], name: str, problems: list[Problem]) -> Iterator[bytes]:
    """All members of a gzip stream; zero padding between and after them is skipped."""
    decoder, members, begun = zlib.decompressobj(31), 0, False
    for piece in pieces:
        data = b""
        while piece or len(data) == _MOST:
            before = decoder.copy()
            try:
                data = decoder.decompress(piece, _MOST)
            except zlib.error:
                if members and not begun:
                    problems.append(Problem(Reason.MALFORMED, AFTER_END))
                    return
                yield _salvaged(before, piece)
                raise _damaged(name, "gzip") from None
            if data:
                yield data
            if decoder.eof:
                piece, data = decoder.unused_data.lstrip(b"\0"), b""
                decoder, members, begun = zlib.decompressobj(31), members + 1, False
            else:
                piece, begun = decoder.unconsumed_tail, True
            if not begun and members:
                piece = piece.lstrip(b"\0")
    if begun:
        yield decoder.flush()
        raise _cut(name, "gzip")


def unzstd(pieces: Iterator[bytes], name: str, problems: list[Problem]) -> Iterator[bytes]:
    """All frames of a zstd stream."""
    decoder, frames, begun = zstd.ZstdDecompressor(), 0, False
    for step in _cut_into(pieces, _ZSTD_STEP):
        piece, more = step, True
        while more:
            try:
                data = decoder.decompress(piece, _MOST)
            except zstd.ZstdError as error:
                if frames and not begun:
                    problems.append(Problem(Reason.MALFORMED, AFTER_END))
                    return
                raise _zstd_error(name, error) from None
            if data:
                yield data
            begun = True
            if decoder.eof:
                piece, more = decoder.unused_data, bool(decoder.unused_data)
                decoder, frames, begun = zstd.ZstdDecompressor(), frames + 1, False
            else:
                piece, more = b"", not decoder.needs_input
    if begun:
        raise _cut(name, "zstd")


def _cut_into(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), size):
            yield piece[start : start + size]


def _salvaged(decoder: zlib._Decompress, piece: bytes) -> bytes:
    """What a gzip decoder gives of a piece before the place where it is damaged, as nearly as can be told."""
    parts: list[bytes] = []
    for start in range(0, len(piece), _GZIP_SALVAGE_STEP):
        try:
            parts.append(decoder.decompress(piece[start : start + _GZIP_SALVAGE_STEP], _MOST))
        except zlib.error:
            break
        if decoder.unconsumed_tail:
            break
    return b"".join(parts)


def _cut(name: str, kind: str) -> SourceError:
    return SourceError(
        f"{name}: the {kind} data ends too early, so the file is incomplete. What could be decompressed was scanned; "
        "fetch the file again to scan it whole",
        Reason.TRUNCATED,
    )


def _damaged(name: str, kind: str) -> SourceError:
    return SourceError(
        f"{name}: the {kind} data is damaged. What comes before the damage was scanned; fetch the file again to scan "
        "it whole",
        Reason.MALFORMED,
    )


def _zstd_error(name: str, error: zstd.ZstdError) -> SourceError:
    if "memory" in str(error):
        return LimitError(
            f"{name}: the zstd data needs a window of more than 128 MiB. Compress it without --long and scan again"
        )
    return _damaged(name, "zstd")

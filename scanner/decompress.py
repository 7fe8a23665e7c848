"""Compressed streams → what was compressed, piece by piece: gzip, zstd, bzip2, xz, lzma and lz4.

Every byte that can be decoded is given before `SourceError` is raised for a stream that is cut or damaged.
"""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from scanner.errors import LimitError, SourceError
from scanner.model.problems import Problem, Reason

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Decode = Callable[[Iterator[bytes], str, list[Problem]], Iterator[bytes]]
"""(compressed pieces, file name, problems to add to) → decompressed pieces."""

MAGIC_BYTES = 14
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = b"\x2a\x4d\x18"
_BZIP2 = b"BZh"
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
_XZ = b"\xfd7zXZ\0"
_LZ4 = b"\x04\x22\x4d\x18"
_LZMA = b"\x5d\0\0"
_LZMA_UNKNOWN, _LZMA_LARGEST = (1 << 64) - 1, 1 << 38

_MOST = 1 << 20
"""Bytes decompressed in one step."""
_GZIP_SALVAGE_STEP = 64
_MEMORY = 128 << 20
"""What a decoder may need for its window."""

AFTER_END = "bytes after the end of the compressed data, not scanned"


def decoder_for(magic: bytes) -> Decode | None:
    """The decoder of a stream that begins with these `MAGIC_BYTES` bytes, None for bytes that are not compressed."""
    if magic.startswith(_GZIP):
        return gunzip
    if magic.startswith(_ZSTD) or (magic[1:4] == _SKIPPABLE and 0x50 <= magic[0] <= 0x5F):
        return unzstd
    if magic.startswith(_BZIP2) and magic[4:10] in _BZIP2_BLOCKS:
        return unbzip2
    if magic.startswith(_XZ):
        return unxz
    if magic.startswith(_LZ4):
        return unlz4
    return unlzma if _is_lzma(magic) else None


def _is_lzma(magic: bytes) -> bool:
    """Whether it is the head of an .lzma file, which has no magic number: usual settings and a size that can be."""
    if len(magic) < MAGIC_BYTES or not magic.startswith(_LZMA) or magic[13]:
        return False
    window, size = int.from_bytes(magic[1:5], "little"), int.from_bytes(magic[5:13], "little")
    return window.bit_count() <= 2 and (size == _LZMA_UNKNOWN or size < _LZMA_LARGEST)


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
                raise damaged(name, "gzip") from None
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
        raise cut(name, "gzip")


def inflate(pieces: Iterator[bytes], name: str, problems: list[Problem]) -> Iterator[bytes]:
    """One deflate stream without a header, as zip archives hold them."""
    decoder = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        data = b""
        while piece or len(data) == _MOST:
            before = decoder.copy()
            try:
                data = decoder.decompress(piece, _MOST)
            except zlib.error:
                yield _salvaged(before, piece)
                raise damaged(name, "deflate") from None
            yield data
            if decoder.eof:
                if decoder.unused_data:
                    problems.append(Problem(Reason.MALFORMED, AFTER_END))
                return
            piece = decoder.unconsumed_tail
    yield decoder.flush()
    raise cut(name, "deflate")


class _Decoder(Protocol):
    """What decoders of the standard library, and those made after them, have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end of the frame was reached."""

    @property
    def needs_input(self) -> bool:
        """Whether it has given all that it can."""

    @property
    def unused_data(self) -> bytes | None:
        """What lies behind the end."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """At most so many bytes."""


@dataclass(frozen=True, slots=True)
class _Frames:
    """Decodes all frames of a stream; zero padding between and after them is skipped.

    step: compressed bytes decoded at once; a damaged frame loses what the step would have given.
    """

    title: str
    new: Callable[[str], _Decoder]
    errors: type[Exception]
    step: int

    def __call__(self, pieces: Iterator[bytes], name: str, problems: list[Problem]) -> Iterator[bytes]:
        decoder, frames, begun = self.new(name), 0, False
        for step in _cut_into(pieces, self.step):
            piece, more = step if begun or not frames else step.lstrip(b"\0"), True
            while piece or (begun and more):
                try:
                    data = decoder.decompress(piece, _MOST)
                except self.errors as error:
                    if frames and not begun:
                        problems.append(Problem(Reason.MALFORMED, AFTER_END))
                        return
                    raise self._failure(name, error) from None
                if data:
                    yield data
                begun = True
                if decoder.eof:
                    piece = (decoder.unused_data or b"").lstrip(b"\0")
                    decoder, frames, begun = self.new(name), frames + 1, False
                else:
                    piece, more = b"", not decoder.needs_input
        if begun:
            raise cut(name, self.title)

    def _failure(self, name: str, error: Exception) -> SourceError:
        if "memory" in str(error).lower():
            return LimitError(
                f"{name}: the {self.title} data needs a window of more than {_MEMORY >> 20} MiB. Compress it with a "
                "smaller one and scan again"
            )
        return damaged(name, self.title)


def _new_lz4(name: str) -> _Decoder:
    if find_spec("lz4") is None:
        raise SourceError(
            f"{name}: lz4 data is read with an extra that is not installed. Install it with "
            "`pip install 'fairnotice[archives]'` and scan again",
            Reason.MISSING_EXTRA,
        )
    return cast("_Decoder", import_module("lz4.frame").LZ4FrameDecompressor())


unzstd = _Frames("zstd", lambda _: zstd.ZstdDecompressor(), zstd.ZstdError, 16 << 10)
unbzip2 = _Frames("bzip2", lambda _: bz2.BZ2Decompressor(), OSError, 1 << 10)
unxz = _Frames("xz", lambda _: lzma.LZMADecompressor(lzma.FORMAT_XZ, _MEMORY), lzma.LZMAError, 1 << 10)
unlzma = _Frames("lzma", lambda _: lzma.LZMADecompressor(lzma.FORMAT_ALONE, _MEMORY), lzma.LZMAError, 1 << 10)
unlz4 = _Frames("lz4", _new_lz4, RuntimeError, 16 << 10)


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


def cut(name: str, kind: str) -> SourceError:
    """The error for a stream that ends too early."""
    return SourceError(
        f"{name}: the {kind} data ends too early, so the file is incomplete. What could be decompressed was scanned; "
        "fetch the file again to scan it whole",
        Reason.TRUNCATED,
    )


def damaged(name: str, kind: str) -> SourceError:
    """The error for a stream that cannot be decoded further."""
    return SourceError(
        f"{name}: the {kind} data is damaged. What comes before the damage was scanned; fetch the file again to scan "
        "it whole",
        Reason.MALFORMED,
    )

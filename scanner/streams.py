"""Files → bytes in blocks: opened safely, decompressed within limits, and, for text, turned into valid UTF-8.

Compressions are told by their magic numbers, never by name, and peeled off one inside the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO
from itertools import chain
from types import TracebackType
from typing import BinaryIO, Self

from scanner.blocks import block_units
from scanner.content import too_large
from scanner.decompress import MAGIC_BYTES, decoder_for
from scanner.encodings import Utf8, encoding_of, text_of
from scanner.errors import LimitError, SourceError
from scanner.model.data import Asset, Batch, Content, Unit
from scanner.model.problems import Problem
from scanner.source import HEAD_BYTES, Head

BLOCK = 2 << 20
"""Bytes that a reader asks for at a time; it holds a few such blocks."""

UNIT_BYTES = 32 << 20
"""Bytes of one unit where a large text file is cut."""

CUT_FROM = 64 << 20
"""Size from which text files are cut into units."""

_PIECE = 256 << 10
_BEGINNING, _LINES = 16 << 10, 40
_WIDE = ("utf-16", "utf-32")
_SUFFIXES = (".gz", ".gzip", ".zst", ".zstd", ".bz2", ".xz", ".lzma", ".lz4")


def open_stream(content: Content, start: int = 0, stop: int | None = None) -> ByteStream:
    """The bytes of a content, decompressed; with `start` or `stop`, those bytes of it as they lie.

    Raises `SourceError` where it cannot be opened, and `LimitError` where too many compressions lie inside each other.
    """
    return ByteStream(content, start, stop)


def open_text(content: Content, start: int = 0, stop: int | None = None, encoding: str = "") -> TextStream:
    """The same as UTF-8. A part of a content is taken as UTF-8 that begins and ends between characters.

    encoding: the codec that the text itself names, used where its bytes do not say otherwise.
    """
    stream = open_stream(content, start, stop)
    try:
        return TextStream(stream, partial=start > 0 or stop is not None, named=encoding)
    except SourceError:
        stream.close()
        raise


def head_of(content: Content) -> Head:
    """What a source is chosen by. Raises `SourceError` where not even the start can be read."""
    with open_stream(content) as stream:
        data = stream.read(HEAD_BYTES)
        whole = not stream.more()
    text = text_of(data, whole=whole)
    beginning = text if text is None else _beginning(text)
    return Head(bare_name(content.name), data, beginning, whole and beginning == text)


def _beginning(text: str) -> str:
    """As much as tells a format: some thousand characters, with so many lines at least where there are."""
    end = 0
    for _ in range(_LINES):
        end = text.find("\n", end) + 1
        if not end:
            return text
    return text[: max(end, _BEGINNING)]


def bare_name(path: str) -> str:
    """The last part of a path in lower case, without the endings that only name a compression."""
    name = path.rpartition("/")[2].lower()
    while name.endswith(_SUFFIXES):
        name = name.rpartition(".")[0]
    return name


def at_random(content: Content) -> str | BinaryIO:
    """A path, or a file that seeks, for formats that are read to and fro; what is compressed is decompressed first.

    Raises `SourceError` for what cannot be read, and `LimitError` for more than is to be held.
    """
    with open_stream(content) as stream:
        if not stream.peeled:
            return content.at_random()
        data = stream.read(content.limits.held)
        if stream.more():
            stream.read(0)
            raise too_large(content)
    return BytesIO(data)


def line_units(asset: Asset, detail: str = "") -> list[Unit]:
    """The asset as units of whole lines, of about `UNIT_BYTES` each where it is large, uncompressed UTF-8.

    Of a sample they are the blocks of lines that it reads.
    """
    if asset.sample is None and 0 < asset.bytes <= UNIT_BYTES:
        return [Unit(asset, bytes=asset.bytes, detail=detail)]
    with open_text(asset.content) as stream:
        size = stream.size
        cuttable = stream.cuttable
        record = record_bytes(stream.take(HEAD_BYTES)) if asset.sample and stream.divisible else 0
    sampled = block_units(asset, size, record, partial(line_start, asset.content, size), detail) if record else []
    if sampled:
        return sampled
    cuts = list(_line_starts(asset.content, size)) if cuttable else []
    starts, stops = [0, *cuts], [*cuts, None]
    return [
        Unit(asset, number, start, stop, (size if stop is None else stop) - start, detail)
        for number, (start, stop) in enumerate(zip(starts, stops, strict=True))
    ]


def _line_starts(content: Content, size: int) -> Iterator[int]:
    """The first line start at or after each multiple of `UNIT_BYTES`, where it lies in that unit."""
    for wanted in range(UNIT_BYTES, size, UNIT_BYTES):
        start = line_start(content, size, wanted)
        if start is not None:
            yield start


def line_start(content: Content, size: int, wanted: int) -> int | None:
    """The first line start at or after a place in a content of so many bytes, where it lies within `UNIT_BYTES`."""
    end = min(wanted + UNIT_BYTES, size)
    with open_stream(content, wanted - 1, end) as stream:
        passed = wanted - 1
        while data := stream.read(_PIECE):
            found = data.find(b"\n")
            if found >= 0:
                start = passed + found + 1
                return start if start < end else None
            passed += len(data)
    return None


def record_bytes(head: bytes) -> float:
    """How long a line is, as far as the first ones tell."""
    return len(head) / max(head.count(b"\n"), 1)


class ByteStream:
    """Decompressed bytes, see `open_stream`. A context manager.

    size: bytes as they lie, 0 where that is not known. peeled: compressions removed. problems: complete once `read`
    has returned nothing or raised.
    """

    def __init__(self, content: Content, start: int, stop: int | None) -> None:
        self._raw = content.open(start, stop)
        self.name = content.name
        self.size = content.size()
        self.ranged = content.ranged
        self.problems = self._raw.problems
        self.peeled = 0
        self._limits = content.limits
        self._held = b""
        self._error: SourceError | None = None
        self._pieces: Iterator[bytes] | None = None
        if start == 0 and stop is None:
            try:
                self._peel()
            except SourceError:
                self.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._raw.close()

    def read(self, size: int = BLOCK) -> bytes:
        """`size` bytes, fewer only at the end or before an error, which the next call raises as `SourceError`."""
        parts, missing = [self._held] if self._held else [], size - len(self._held)
        while missing > 0 and (piece := self._next(missing)):
            parts.append(piece)
            missing -= len(piece)
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        data, self._held = (data[:size], data[size:]) if len(data) > size else (data, b"")
        if not data and self._error:
            raise self._error
        return data

    def peek(self, size: int) -> bytes:
        """The bytes that `read` will give first. Raises `SourceError`."""
        begins = self.read(size)
        self._held = begins + self._held
        return begins

    def more(self) -> bool:
        """Whether `read` will return bytes or raise."""
        if not self._held:
            self._held = self._next(1)
        return bool(self._held or self._error)

    def _next(self, size: int) -> bytes:
        if self._error:
            return b""
        try:
            return self._raw.read(size) if self._pieces is None else next(self._pieces, b"")
        except SourceError as error:
            self._error = error
            return b""

    def _peel(self) -> None:
        while decode := decoder_for(self.peek(MAGIC_BYTES)):
            if self.peeled == self._limits.depth:
                raise LimitError(
                    f"{self.name}: compressed more than {self.peeled} times over, so it was not scanned. Raise "
                    "--max-depth"
                )
            self.peeled += 1
            source = chain((self._held,), self._lying() if self._pieces is None else self._pieces)
            self._pieces, self._held = self._counted(decode(source, self.name, self.problems)), b""

    def _lying(self) -> Iterator[bytes]:
        while data := self._raw.read(_PIECE):
            yield data

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        limits, given = self._limits, 0
        for piece in pieces:
            given += len(piece)
            if given > limits.total or (given > limits.free and given > limits.ratio * self._raw.given):
                raise LimitError(
                    f"{self.name}: decompression was stopped, as it gave more than {limits.ratio} times the size of "
                    f"the file or {limits.total >> 20} MiB. If it is right, raise --max-ratio or --max-total"
                )
            if piece:
                yield piece


class TextStream:
    """UTF-8 text, see `open_text`. A context manager.

    encoding: the codec that the text was in. empty: there is none. error: what ended it, see `take`.
    """

    def __init__(self, stream: ByteStream, *, partial: bool, named: str = "") -> None:
        self._stream = stream
        self.error: SourceError | None = None
        self.name = stream.name
        self.size = stream.size
        self.peeled = stream.peeled
        self.problems = stream.problems
        self._head = stream.read(HEAD_BYTES)
        self.empty = not self._head and not stream.more()
        found, bom = encoding_of(self._head, whole=not stream.more())
        found = named if named and not bom and not found.startswith(_WIDE) else found
        self.encoding = "utf-8" if partial else found
        self._head = self._head[bom:] if self.encoding == found else self._head
        self._utf8 = Utf8(self.encoding, self.problems)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._stream.close()

    @property
    def cuttable(self) -> bool:
        """Whether it is worth cutting into units, and can be."""
        return self.divisible and self.size >= CUT_FROM

    @property
    def divisible(self) -> bool:
        """Whether a part can be read alone: it is UTF-8, as it lies."""
        return self._stream.ranged and not self.peeled and self.encoding == "utf-8"

    def take(self, size: int = BLOCK) -> bytes:
        """Like `read`, but an error only ends the text and is kept in `error`, so that what is held can be given."""
        try:
            return b"" if self.error else self.read(size)
        except SourceError as error:
            self.error = error
            return b""

    def then_problems(self, batches: Iterable[Batch | Problem]) -> Iterator[Batch | Problem]:
        """What was made of this text, then the stream's problems; then raises `error`, if there was one."""
        yield from batches
        yield from self.problems
        if self.error:
            raise self.error

    def read(self, size: int = BLOCK) -> bytes:
        """About `size` bytes of whole characters of valid UTF-8, none only at the end. Raises `SourceError`."""
        text = b""
        while not text:
            data, self._head = self._head, b""
            if len(data) < size:
                data += self._rest(size - len(data), held=bool(data))
            text = self._utf8.convert(data, last=self._utf8.is_whole(data) or not self._stream.more())
            if not data:
                break
        return text

    def _rest(self, size: int, held: bool) -> bytes:
        """More of the stream; what is held is given before its error is raised, which the stream does again."""
        try:
            return self._stream.read(size)
        except SourceError:
            if held:
                return b""
            raise

"""Binary files that no reader knows: their printable strings, as the Unix tool `strings` finds them.

Runs of six printable ASCII characters or more, one byte each or two (UTF-16, little-endian), are lines. That is less
than reading the format, so coverage says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from scanner.errors import SourceError
from scanner.lines import line_batches
from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.streams import ByteStream, open_stream

_SHORTEST = 6
_LONGEST = 16 << 10
"""Bytes at the end of a block that are looked at again with the next one, since a string may go on."""
_NEWLINE = 10

STRINGS = "a binary file that no reader knows, searched for printable strings only"


class Binary:
    """See `scanner.source.Source`; rows are strings."""

    name = "binary"
    about = About("strings in other binary files")

    def fit(self, head: Head) -> Fit:
        """Whatever is no text, where nothing else fits."""
        return Fit.FALLBACK if head.text is None else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit. Raises `SourceError` where such files are not wanted."""
        if not asset.content.limits.strings:
            raise SourceError("no reader knows this kind of file", Reason.UNKNOWN_FORMAT)
        return [Unit(asset, bytes=asset.bytes)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Lines, each a string."""
        yield Problem(Reason.STRINGS_ONLY, STRINGS)
        with open_stream(unit.asset.content) as stream:
            yield from line_batches(_Strings(stream).take)
            yield from stream.problems
            stream.read(1)  # raises what ended it


class _Strings:
    """The strings of a stream as lines of text."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._rest = b""
        self._ended = False

    def take(self, size: int) -> bytes:
        """Some lines of ASCII text; none at the end, or before the stream's error."""
        while not self._ended:
            data, self._ended = self._next(size)
            block = self._rest + data
            keep = 0 if self._ended else _open_end(block)
            self._rest = block[len(block) - keep :]
            if lines := strings_in(block[: len(block) - keep]):
                return lines
        return b""

    def _next(self, size: int) -> tuple[bytes, bool]:
        try:
            data = self._stream.read(size)
        except SourceError:
            return b"", True
        return data, not data


def strings_in(block: bytes) -> bytes:
    """The strings of a block, a line each: those of one byte a character, then those of two."""
    data = np.frombuffer(block, np.uint8)
    found = [_runs(data, _printable(data))]
    for first in (0, 1):
        pairs = data[first : first + (len(data) - first) // 2 * 2].reshape(-1, 2)
        found.append(_runs(pairs[:, 0], _printable(pairs[:, 0]) & (pairs[:, 1] == 0)))
    return b"".join(found)


def _printable(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    printable: npt.NDArray[np.bool_] = ((data >= 32) & (data < 127)) | (data == 9)
    return printable


def _runs(data: npt.NDArray[np.uint8], wanted: npt.NDArray[np.bool_]) -> bytes:
    """The runs of wanted bytes that are long enough, each with a newline after it."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= _SHORTEST
    steps = np.zeros(len(data) + 1, np.int8)
    steps[starts[long]], steps[ends[long]] = 1, -1
    lines, kept = np.append(data, np.uint8(0)), np.cumsum(steps, dtype=np.int8).astype(np.bool_)
    lines[ends[long]], kept[ends[long]] = _NEWLINE, True
    return lines[kept].tobytes()


def _open_end(block: bytes) -> int:
    """How many bytes at the end could belong to a string that goes on."""
    tail = np.frombuffer(block[-_LONGEST:], np.uint8)
    stops = np.flatnonzero(~(_printable(tail) | (tail == 0)))
    return len(tail) - int(stops[-1]) - 1 if len(stops) else 0 if len(tail) == _LONGEST else len(tail)


SOURCE = Binary()

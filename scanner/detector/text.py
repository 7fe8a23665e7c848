"""The text of a column as one byte buffer, and vectorised questions about it.

A detector never sees a Python string per cell. It sees `Text`: the UTF-8 bytes of all values of a column,
separated by newline bytes, as a numpy array. Features that several detectors need (runs of digits, the
positions of one byte) are computed once and kept. Measured on access and application logs: runs of digits
at 800-900 MB/s, positions of a byte at 2,500-8,000 MB/s, so candidates cost less than reading the file.

Positions are byte offsets into `Text.data`; spans are half-open [start, end).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]

PAD = 128
"""Separator bytes before and after the text, so that a window around any position stays inside `data`."""
SEPARATOR = 10
_NONE = np.empty(0, np.int64)


def byte_class(*parts: str | range, high: bool = False) -> Bools:
    """A table of 256 booleans: which bytes belong to a class. `high` adds all bytes of non-ASCII characters."""
    table = np.zeros(256, np.bool_)
    for part in parts:
        table[[ord(char) for char in part] if isinstance(part, str) else list(part)] = True
    table[128:] = high
    return table


DIGITS = range(48, 58)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WORD = byte_class(DIGITS, LETTERS, "_", high=True)
HEX = byte_class(DIGITS, "abcdefABCDEF")


class Spans:
    """Half-open byte spans, as two arrays of the same length; iterable as such a pair."""

    __slots__ = ("end", "start")

    def __init__(self, start: Ints, end: Ints) -> None:
        self.start = start
        self.end = end

    def __len__(self) -> int:
        return len(self.start)

    def take(self, which: Bools | Ints) -> Spans:
        """The spans at these positions, or where this mask is true."""
        return Spans(self.start[which], self.end[which])

    @classmethod
    def none(cls) -> Spans:
        """No spans at all."""
        return cls(_NONE, _NONE)

    @classmethod
    def concat(cls, parts: Iterable[Spans]) -> Spans:
        """All spans of the parts, in their order."""
        kept = list(parts)
        if not kept:
            return cls.none()
        return cls(np.concatenate([p.start for p in kept]), np.concatenate([p.end for p in kept]))


class Text:
    """The values of a column in one buffer.

    data: uint8, the values with a separator after each, `PAD` separators around it all.
    starts, ends: int64, one per value: the value is data[start:end].
    """

    def __init__(self, data: Bytes, starts: Ints, ends: Ints) -> None:
        self.data = data
        self.starts = starts
        self.ends = ends
        self._positions: dict[int, Ints] = {}
        self._gaps: dict[bytes, Ints] = {}
        self._mentions: dict[str, bool] = {}

    @classmethod
    def of(cls, values: pa.StringArray, lines: bool = False) -> Text:
        """The text of a string array; `lines` says that each value already ends with its own terminator."""
        values = values.cast(pa.string()) if values.type != pa.string() else values
        if values.null_count:
            values = pc.fill_null(values, "")
        offsets = np.frombuffer(values.buffers()[1], np.int32, len(values) + 1, values.offset * 4).astype(np.int64)
        content = values.buffers()[2]
        raw = np.frombuffer(content, np.uint8) if content is not None else np.empty(0, np.uint8)
        raw = raw[offsets[0] : offsets[-1]]
        offsets -= offsets[0]
        if lines:
            data = np.full(len(raw) + 2 * PAD, SEPARATOR, np.uint8)
            data[PAD : PAD + len(raw)] = raw
            return cls(data, offsets[:-1] + PAD, offsets[1:] + PAD - 1)
        joined = pc.binary_join(pa.ListArray.from_arrays([0, len(values)], values), "\n")[0].as_buffer()
        data = np.full(len(raw) + len(values) + 2 * PAD, SEPARATOR, np.uint8)
        data[PAD : PAD + joined.size] = np.frombuffer(joined, np.uint8)
        gaps = np.arange(len(values) + 1)
        shifted = offsets + gaps + PAD
        return cls(data, shifted[:-1], shifted[1:] - 1)

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def raw(self) -> bytes:
        """The buffer as bytes, for searches that the standard library does fastest."""
        return self.data.tobytes()

    @cached_property
    def ascii(self) -> bool:
        """Whether no character takes more than one byte."""
        return self.raw.isascii()

    @cached_property
    def digit_runs(self) -> Spans:
        """Maximal runs of the digits 0-9."""
        is_digit = (self.data - 48) < 10
        edges = np.flatnonzero(is_digit[1:] != is_digit[:-1]) + 1
        return Spans(edges[0::2], edges[1::2])

    def positions(self, char: str) -> Ints:
        """Where this ASCII character stands, in order."""
        code = ord(char)
        found = self._positions.get(code)
        if found is None:
            found = np.flatnonzero(self.data == code) if char.encode() in self.raw else _NONE
            self._positions[code] = found
        return found

    def find(self, word: bytes) -> Ints:
        """Where this byte string of at least two bytes starts, overlapping ones too."""
        first = self.positions(chr(word[0]))
        for at, code in enumerate(word[1:], 1):
            first = first[self.data[first + at] == code]
        return first

    def windows(self, at: Ints, before: int, after: int) -> Bytes:
        """The bytes around positions: a copy of shape (len(at), before + after); both at most `PAD`."""
        view = np.lib.stride_tricks.sliding_window_view(self.data, before + after)
        return view[at - before]

    def run_start(self, at: Ints, allowed: Bools) -> Ints:
        """Where the run of bytes of a class that ends directly before each position starts."""
        outside = self._outside(allowed)
        return outside[np.searchsorted(outside, at) - 1] + 1

    def run_end(self, at: Ints, allowed: Bools) -> Ints:
        """Where the run of bytes of a class that starts at each position ends."""
        outside = self._outside(allowed)
        return outside[np.searchsorted(outside, at)]

    def _outside(self, allowed: Bools) -> Ints:
        """Positions of all bytes that are not of a class; never empty, since separators are in no class."""
        table = allowed.tobytes()
        found = self._gaps.get(table)
        if found is None:
            inside = np.frombuffer(self.raw.translate(table), np.bool_)
            found = self._gaps[table] = np.flatnonzero(~inside)
        return found

    def standing_alone(self, spans: Spans, left: Bools = WORD, right: Bools = WORD) -> Bools:
        """Which spans have no byte of class `left` directly before and none of `right` directly after them."""
        return ~left[self.data[spans.start - 1]] & ~right[self.data[spans.end]]

    def strings(self, spans: Spans) -> pl.Series:
        """The spans as a polars string series that shares this buffer: 16 bytes a span, no copying of text."""
        return _string_views(self.data, spans)

    def hashes(self, spans: Spans) -> Hashes:
        """A 64-bit hash per span; equal text gives equal hashes in every run and on every machine."""
        return _hash_spans(self.data, spans)

    def per_distinct(self, spans: Spans, ask: Callable[[pl.Series], pl.Series]) -> Bools:
        """Ask a yes-no question of the distinct texts of the spans only, and spread the answers."""
        if not len(spans):
            return np.zeros(0, np.bool_)
        _, first, inverse = np.unique(self.hashes(spans), return_index=True, return_inverse=True)
        answers = ask(self.strings(spans.take(first))).fill_null(value=False).to_numpy()
        spread: Bools = answers[inverse]
        return spread

    def value_at(self, at: Ints) -> Ints:
        """Index of the value in which each position lies."""
        return np.searchsorted(self.starts, at, "right") - 1

    def mentions(self, pattern: str) -> bool:
        """Whether this case-insensitive pattern matches anywhere, in one pass over the buffer."""
        known = self._mentions.get(pattern)
        if known is None:
            known = self._mentions[pattern] = bool(self.whole.str.contains(f"(?i){pattern}")[0])
        return known

    @cached_property
    def whole(self) -> pl.Series:
        """The buffer as a series of one string that shares it, for searches over everything at once."""
        return self.strings(Spans(np.zeros(1, np.int64), np.full(1, len(self.data))))

    def near(self, spans: Spans, words: str, before: int = 48, after: int = 16) -> Bools:
        """Whether a word of this case-insensitive pattern stands around each span, within its own value.

        `\\x00` in the pattern stands for the span itself; an empty pattern is nowhere.
        """
        if not words or not len(spans) or ("\\x00" not in words and not self.mentions(words)):
            return np.zeros(len(spans), np.bool_)
        left = _ascii_up_to_separator(self.windows(spans.start, before, 0)[:, ::-1])[:, ::-1]
        right = _ascii_up_to_separator(self.windows(spans.end, 0, after))
        middle = np.full((len(spans), 1), ord("\x00"), np.uint8)
        around = np.ascontiguousarray(np.hstack([left, middle, right]))
        width = around.shape[1]
        rows = pa.Array.from_buffers(
            pa.string(),
            len(spans),
            [None, pa.py_buffer(np.arange(len(spans) + 1, dtype=np.int32) * width), pa.py_buffer(around)],
        )
        found: Bools = pl.Series(rows).str.contains(f"(?i){words}").to_numpy()
        return found


def _ascii_up_to_separator(window: Bytes) -> Bytes:
    """Rows with everything from the first separator on blanked, and non-ASCII bytes made harmless."""
    beyond = np.logical_or.accumulate(window == SEPARATOR, axis=1)
    return np.where(beyond | (window > 127), ord(" "), window).astype(np.uint8)


def _string_views(data: Bytes, spans: Spans) -> pl.Series:
    """Arrow string views (https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout)."""
    count = len(spans)
    length = (spans.end - spans.start).astype(np.int32)
    views = np.zeros((count, 16), np.uint8)
    if count:
        views[:, 4:16] = np.lib.stride_tricks.sliding_window_view(data, 12)[spans.start]
        columns = views.view(np.int32)
        columns[:, 0] = length
        long = length > 12
        columns[long, 2] = 0
        columns[long, 3] = spans.start[long]
        short = np.flatnonzero(~long)
        views[short, 4:16] *= np.arange(12) < length[short][:, None]
    array = pa.Array.from_buffers(pa.string_view(), count, [None, pa.py_buffer(views), pa.py_buffer(data)])
    return pl.Series(array)


_MULTIPLY = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def _hash_spans(data: Bytes, spans: Spans) -> Hashes:
    """Eight bytes at a time, multiplied and folded, as in the `wyhash` family; finished by a 64-bit mixer."""
    words = np.lib.stride_tricks.as_strided(data[: len(data) - 7].view(), (len(data) - 7, 8), (1, 1))
    length = spans.end - spans.start
    state = length.astype(np.uint64) * _MIX + _MULTIPLY
    active = np.flatnonzero(length)
    offset = 0
    while len(active):
        left = length[active] - offset
        chunk = np.ascontiguousarray(words[spans.start[active] + offset]).view("<u8")[:, 0]
        bits = (np.uint64(64) - np.minimum(left, 8).astype(np.uint64) * np.uint64(8)) & np.uint64(63)
        chunk = np.where(left < 8, (chunk << bits) >> bits, chunk)
        mixed = (state[active] ^ chunk) * _MULTIPLY
        state[active] = mixed ^ (mixed >> np.uint64(29))
        offset += 8
        active = active[left > 8]
    state ^= state >> np.uint64(32)
    state *= _MIX
    state ^= state >> np.uint64(32)
    state *= _MIX
    state ^= state >> np.uint64(32)
    return state

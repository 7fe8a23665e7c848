"""Tuples of INSERT statements → columns: the block is rewritten in place as CSV, which pyarrow reads.

Parentheses of tuples become commas (two columns that are not read), what lies between tuples becomes empty lines,
an escaped quote a doubled one. What the fast way cannot express goes through `literals`, tuple by tuple.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.csv

from scanner.model.data import Int64s
from scanner.sources._sql import literals
from scanner.sources._sql.collect import Rows
from scanner.sources._sql.structure import BLANK, COMMA, DOUBLE, NEWLINE, QUOTE, Bools, Bytes, Tuples

MOST_FIELDS = 1 << 15
_PREFIX = 24
"""Longest prefix of a string that is looked through: `_utf8mb4'..'`, `TIMESTAMP '..'`."""

_FEW = 4
_SHORT = 4 << 10
"""So few tuples in so few bytes are read one by one, which is faster than to set up the fast way."""

_ESCAPED = np.arange(256, dtype=np.uint8)
_ESCAPED[np.frombuffer(b"nrt0Zb", np.uint8)] = np.frombuffer(b"\n\r\t\0\x1a\b", np.uint8)
_KEPT = np.zeros(256, np.bool_)
_KEPT[np.frombuffer(b"%_", np.uint8)] = True
_IS_WORD = np.zeros(256, np.bool_)
_IS_WORD[np.frombuffer(b"0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz&", np.uint8)] = True
_LETTER_E = (ord("e"), ord("E"))


@dataclass(frozen=True, slots=True)
class Parsed:
    """Some tuples as columns: pieces with 0-based places among the tuples, and the text of those not taken apart."""

    pieces: list[Rows]
    failed: list[tuple[int, bytes]]


class Rewritten:
    """A block of INSERT statements as CSV, its tuples still in their places.

    `text` is the CSV once the bytes that `keep` does not keep are gone. `slow` says which tuples are not in it: their
    places are empty lines.
    """

    def __init__(self, block: bytes, tuples: Tuples, escapes: bool) -> None:
        self._tuples = tuples
        self._escapes = escapes
        end = tuples.end
        self.text = np.frombuffer(block, np.uint8, end).copy()
        self._keep: Bools | None = None
        self.slow = np.zeros(len(tuples.opens), np.bool_)
        self.slow[tuples.nested] = True
        quotes = tuples.quotes[: np.searchsorted(tuples.quotes, end)]
        self._drop_blanks(quotes)
        self._divide()
        self._resolve_escapes()
        self._trim_strings(quotes)
        self._blank_slow()

    @property
    def keep(self) -> Bools:
        """One flag per byte, made when the first byte is left out."""
        if self._keep is None:
            self._keep = np.ones(len(self.text), np.bool_)
        return self._keep

    def csv(self, which: Int64s) -> Bytes:
        """The CSV of these tuples, which are given in order."""
        if len(which) == len(self.slow):
            return self.text if self._keep is None else self.text[self._keep]
        breaks = np.flatnonzero(np.diff(which) != 1) + 1
        firsts = self._tuples.opens[which[np.concatenate([[0], breaks])]]
        lasts = self._tuples.closes[which[np.concatenate([breaks - 1, [len(which) - 1]])]]
        parts: list[Bytes] = []
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            part = self.text[first : last + 1]
            parts += [part if self._keep is None else part[self._keep[first : last + 1]], _LINE]
        return np.concatenate(parts)

    def _drop_blanks(self, quotes: Int64s) -> None:
        """Leaves out white space outside strings: `(1, 'x')`, tuples over several lines."""
        outside = _outside_strings(quotes, len(self.text))
        doubles = self.text == DOUBLE
        doubles &= outside
        if doubles.any():
            self._mark_slow(np.flatnonzero(doubles))
        blanks = self.text <= BLANK
        blanks &= outside
        if blanks.any():
            np.logical_not(blanks, out=self.keep)

    def _divide(self) -> None:
        opens, closes, text = self._tuples.opens, self._tuples.closes, self.text
        starts, sizes = closes[:-1] + 1, opens[1:] - closes[:-1] - 1
        for size in np.unique(sizes).tolist():
            text[starts[sizes == size][:, None] + np.arange(size)] = NEWLINE
        text[: opens[0]] = NEWLINE
        text[opens] = COMMA
        text[closes] = COMMA
        if self._keep is not None:
            self._keep[starts] = True

    def _resolve_escapes(self) -> None:
        escapes = self._tuples.escapes
        escapes = escapes[: np.searchsorted(escapes, len(self.text) - 1)]
        if not len(escapes):
            return
        escaped = self.text[escapes + 1]
        self.text[escapes[escaped == QUOTE]] = QUOTE
        others = escapes[(escaped != QUOTE) & ~_KEPT[escaped]]
        if len(others):
            self.text[others + 1] = _ESCAPED[self.text[others + 1]]
            self.keep[others] = False

    def _trim_strings(self, quotes: Int64s) -> None:
        """Leaves out what stands before strings (`N'..'`), and marks tuples slow that have more around them."""
        opening, closing = quotes[0::2], quotes[1::2]
        if not len(closing):
            return
        joined = opening[1:] == closing[:-1] + 1
        begins = opening[np.concatenate([[True], ~joined])]
        ends = closing[np.concatenate([~joined, [True]])]
        odd = ends[self.text[ends + 1] != COMMA]
        prefixed = begins[self.text[begins - 1] != COMMA]
        if not self._escapes and len(prefixed):
            letter = self.text[prefixed - 1]
            odd = np.concatenate([odd, prefixed[(letter == _LETTER_E[0]) | (letter == _LETTER_E[1])]])
        self._mark_slow(odd)
        self._mark_slow(self._drop_prefixes(prefixed))

    def _drop_prefixes(self, begins: Int64s) -> Int64s:
        """Leaves out the words before these strings; gives the strings before which there is something else."""
        keep, text, wrong = self.keep, self.text, []
        for distance in range(1, _PREFIX + 1):
            places = begins - distance
            bytes_before = text[places]
            inside = bytes_before != COMMA
            begins, places, bytes_before = begins[inside], places[inside], bytes_before[inside]
            word = _IS_WORD[bytes_before] | (bytes_before <= BLANK)
            wrong.append(begins[~word])
            begins = begins[word]
            if not len(begins):
                break
            keep[places[word]] = False
        return np.concatenate([*wrong, begins])

    def _mark_slow(self, places: Int64s) -> None:
        if len(places):
            tuples = np.searchsorted(self._tuples.closes, places)
            self.slow[tuples[self._tuples.opens[tuples] < places]] = True

    def _blank_slow(self) -> None:
        for place in np.flatnonzero(self.slow).tolist():
            self.text[self._tuples.opens[place] : self._tuples.closes[place] + 1] = NEWLINE


_LINE = np.array([NEWLINE], np.uint8)


def _outside_strings(quotes: Int64s, size: int) -> Bools:
    """One flag per byte: whether it lies outside all strings (opening quotes do not, closing ones do)."""
    turns = np.arange(len(quotes) + 1)
    return np.repeat((turns & 1) == 0, np.diff(quotes, prepend=0, append=size))


class Block:
    """The text and the tuples of a block, all of them whole. escapes: whether a backslash escapes inside a string."""

    def __init__(self, text: bytes, tuples: Tuples, escapes: bool) -> None:
        self.tuples = tuples
        self._text = text
        self._escapes = escapes
        self._few = len(tuples.opens) <= _FEW and tuples.end <= _SHORT

    @cached_property
    def _rewritten(self) -> Rewritten:
        return Rewritten(self._text, self.tuples, self._escapes)

    def tuple_text(self, place: int) -> bytes:
        """What stands between the parentheses of a tuple, as the dump has it."""
        return self._text[self.tuples.opens[place] + 1 : self.tuples.closes[place]]

    def width(self, place: int) -> int:
        """How many values a tuple has; 0 where it is no list of values."""
        try:
            return len(literals.row(self.tuple_text(place), self._escapes))
        except literals.NotARowError:
            return 0

    def parse(self, which: Int64s, width: int) -> Parsed:
        """These tuples (0-based places, in order, at least one) as `width` arrays each."""
        if not 0 < width <= MOST_FIELDS:
            return Parsed([], [(place, self.tuple_text(place)) for place in which.tolist()])
        if self._few:
            return self._parse_singly(which, width)
        slow = self._rewritten.slow[which]
        fast, left = which[~slow], which[slow]
        pieces: list[Rows] = []
        if len(fast):
            try:
                pieces.append(Rows(_read(self._rewritten.csv(which), width), fast))
            except pa.ArrowInvalid:
                left = which
        if not len(left):
            return Parsed(pieces, [])
        singly = self._parse_singly(left, width)
        return Parsed(pieces + singly.pieces, singly.failed)

    def _parse_singly(self, which: Int64s, width: int) -> Parsed:
        """The tuples one by one."""
        good: list[list[bytes | None]] = []
        places: list[int] = []
        failed: list[tuple[int, bytes]] = []
        for place in which.tolist():
            text = self.tuple_text(place)
            try:
                values = literals.row(text, self._escapes)
            except literals.NotARowError:
                values = []
            if len(values) == width:
                good.append(values)
                places.append(place)
            else:
                failed.append((place, text))
        arrays = [pa.array([values[index] for values in good], pa.binary()) for index in range(width)]
        return Parsed([Rows(arrays, np.array(places, np.int64))] if good else [], failed)


def _read(text: Bytes, width: int) -> list[pa.Array]:
    names = [str(number) for number in range(width)]
    table = pyarrow.csv.read_csv(
        pa.py_buffer(text),
        read_options=pyarrow.csv.ReadOptions(
            column_names=["(", *names, ")"], use_threads=False, block_size=len(text) + 1
        ),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=",", quote_char="'", double_quote=True, escape_char=False, newlines_in_values=True
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()),
            include_columns=names,
            null_values=["NULL", "null", "Null", "DEFAULT"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return [column.combine_chunks() for column in table.columns]

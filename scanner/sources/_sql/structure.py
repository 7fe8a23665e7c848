"""Where the tuples of a block of INSERT statements lie, by numpy alone: no Python per tuple.

A quote that no backslash escapes opens or closes a string; a doubled quote closes and opens again, so it needs no care.
A parenthesis before which lies an even number of such quotes is outside all strings; these pair into tuples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scanner.model.data import Int64s
from scanner.sources._sql.dialect import HEAD
from scanner.sources._sql.names import parts, table_name

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

QUOTE, DOUBLE, BACKSLASH, OPEN, CLOSE, COMMA, NEWLINE, BLANK = b"'\"\\(),\n "

_LINE_HEAD = re.compile(rb"\n[ \t]*+(?=INSERT\s|REPLACE\s|INTO\s)", re.IGNORECASE)
_FIRST_CODE = 0x80
_HEADS = 8
_GAP = re.compile(
    rb"\s*+,\s*+|(?:\s++ON CONFLICT DO NOTHING)?+\s*+;?+\s*+(?:(?:GO|/)\s++)*+([\x80-\x87])\1*+",
    re.IGNORECASE,
)
_WIDE_GAP = 4096
_DENSE = 1 << 21
"""Quotes, parentheses or backslashes above which a block holds no rows of a dump; bounds the memory they take."""


@dataclass(frozen=True, slots=True)
class Head:
    """What precedes the first tuple of an INSERT; `fields` is None where it does not name columns."""

    text: bytes
    table: str
    fields: tuple[str, ...] | None


def head_of(match: re.Match[bytes]) -> Head:
    """The head that `dialect.HEAD` matched."""
    fields = None if match[2] is None else tuple(parts(match[2]))
    return Head(match[0], table_name(match[1]), fields)


class Heads:
    """The few heads used last. They are hidden before quotes are counted: names may hold quotes and parentheses."""

    def __init__(self) -> None:
        self._known: list[Head] = []

    def use(self, head: Head) -> int:
        """The place of this head among the known ones."""
        for place, known in enumerate(self._known):
            if known.text == head.text:
                return place
        if len(self._known) == _HEADS:
            self._known.clear()
        self._known.append(head)
        return len(self._known) - 1

    def __getitem__(self, place: int) -> Head:
        return self._known[place]

    def hide(self, block: bytes) -> bytes:
        """The block with each head overwritten by a byte that stands for its place.

        What looks like a head inside a string is overwritten too, so values are not taken from here.
        """
        hidden = block
        for place, head in enumerate(self._known):
            hidden = _covered(hidden, place, head)
        found = _LINE_HEAD.search(hidden)
        while found and len(self._known) < _HEADS:
            match = HEAD.match(hidden, found.end())
            if match:
                head = head_of(match)
                hidden = _covered(hidden, self.use(head), head)
            found = _LINE_HEAD.search(hidden, found.end())
        return hidden


def _covered(block: bytes, place: int, head: Head) -> bytes:
    return block.replace(head.text, bytes([_FIRST_CODE + place]) * len(head.text))


@dataclass(frozen=True, slots=True)
class Tuples:
    """The tuples at the start of a block, one after the other.

    opens, closes: positions of their parentheses. heads: place of each one's head in `Heads`. quotes: positions
    of all quotes that open or close strings. escapes: positions of backslashes that escape the byte behind them.
    nested: tuples (0-based) with parentheses inside. stopped: something else than a tuple follows the last one.
    """

    opens: Int64s
    closes: Int64s
    heads: Int64s
    quotes: Int64s
    escapes: Int64s
    nested: Int64s
    stopped: bool

    @property
    def end(self) -> int:
        return int(self.closes[-1]) + 1


def tuples(hidden: bytes, place: int, escapes: bool) -> Tuples | None:
    """The tuples of a block that begins at one, None where none is complete.

    hidden: the block with its heads covered. place: of the head that the first tuple belongs to.
    """
    text = np.frombuffer(hidden, np.uint8)
    slashes = _escapes(text) if escapes and b"\\" in hidden else np.empty(0, np.int64)
    if len(slashes) > _DENSE:
        return None
    quotes, parentheses = _marks(text, slashes)
    opens, closes, inner = _paired(parentheses[text[parentheses] == OPEN], parentheses[text[parentheses] == CLOSE])
    if not len(opens):
        return None
    heads, count = _heads(hidden, text, opens, closes, place)
    opens, closes = opens[:count], closes[:count]
    stopped = count < len(heads)
    nested = np.unique(np.searchsorted(closes, inner[inner < closes[-1]]))
    return Tuples(opens, closes, heads[:count], quotes, slashes, nested, stopped)


def _escapes(text: Bytes) -> Int64s:
    """Backslashes at even places of their runs, but for one at the very end."""
    slashes = np.flatnonzero(text[:-1] == BACKSLASH)
    if not 0 < len(slashes) <= _DENSE:
        return slashes
    order = np.arange(len(slashes))
    begins = np.empty(len(slashes), np.bool_)
    begins[0] = True
    np.not_equal(slashes[1:], slashes[:-1] + 1, out=begins[1:])
    place = order - np.maximum.accumulate(np.where(begins, order, 0))
    found: Int64s = slashes[(place & 1) == 0]
    return found


def _marks(text: Bytes, slashes: Int64s) -> tuple[Int64s, Int64s]:
    """Quotes that no backslash escapes, and the parentheses outside of the strings that they enclose."""
    if len(slashes):
        text = text.copy()
        text[slashes + 1] = 0
    marks = np.flatnonzero(text - QUOTE <= CLOSE - QUOTE)  # the three follow each other: '()
    if len(marks) > _DENSE:
        return marks[:0], marks[:0]
    is_quote = text[marks] == QUOTE
    outside = (np.cumsum(is_quote) & 1) == 0
    return marks[is_quote], marks[outside & ~is_quote]


def _paired(opens: Int64s, closes: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Parentheses of the outermost pairs, and the opening ones of the pairs directly inside them."""
    count = min(len(opens), len(closes))
    simple = (
        0 <= len(opens) - len(closes) <= 1
        and (closes[:count] > opens[:count]).all()
        and (opens[1:count] > closes[: max(count - 1, 0)]).all()
    )
    if simple:
        return opens[:count], closes, np.empty(0, np.int64)
    places = np.concatenate([opens, closes])
    steps = np.concatenate([np.ones(len(opens), np.int64), np.full(len(closes), -1)])
    order = np.argsort(places, kind="stable")
    places, steps = places[order], steps[order]
    depth = np.cumsum(steps)
    outer_closes = places[(steps == -1) & (depth == 0)]
    outer_opens = places[(steps == 1) & (depth == 1)][: len(outer_closes)]
    return outer_opens, outer_closes[: len(outer_opens)], places[(steps == 1) & (depth == 2)]


def _heads(hidden: bytes, text: Bytes, opens: Int64s, closes: Int64s, first: int) -> tuple[Int64s, int]:
    """The head of each tuple, and how many tuples are divided by nothing else than commas and known heads."""
    starts, sizes = closes[:-1] + 1, opens[1:] - closes[:-1] - 1
    kinds = np.full(len(opens), -1, np.int64)
    kinds[0] = first
    plain = (sizes == 1) & (text[starts] == COMMA)
    for size in np.unique(sizes[~plain]).tolist():
        which = np.flatnonzero((sizes == size) & ~plain)
        kinds[which + 1] = _gap_kinds(hidden, text, starts[which], size)
    wrong = np.flatnonzero(kinds == -2)
    count = int(wrong[0]) if len(wrong) else len(opens)
    begins = np.maximum.accumulate(np.where(kinds >= 0, np.arange(len(kinds)), 0))
    return kinds[begins], count


def _gap_kinds(hidden: bytes, text: Bytes, starts: Int64s, size: int) -> Int64s:
    """For gaps of one size: the place of the head in each, -1 for a comma, -2 for anything else."""
    if not 0 < size <= _WIDE_GAP:
        return np.full(len(starts), -2, np.int64)
    first = hidden[starts[0] : starts[0] + size]
    gaps = text[starts[:, None] + np.arange(size)]
    if (gaps == np.frombuffer(first, np.uint8)).all():
        return np.full(len(starts), _gap_kind(first), np.int64)
    rows = np.ascontiguousarray(gaps).view(f"V{size}").ravel()
    known: dict[bytes, int] = {}
    kinds = np.empty(len(starts), np.int64)
    for index, gap in enumerate(rows.tolist()):
        kind = known.get(gap)
        if kind is None:
            kind = known[gap] = _gap_kind(gap)
        kinds[index] = kind
    return kinds


def _gap_kind(gap: bytes) -> int:
    match = _GAP.fullmatch(gap)
    if match is None:
        return -2
    return -1 if match[1] is None else match[1][0] - _FIRST_CODE

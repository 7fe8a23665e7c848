"""Questions about all matches of a column at once: which of them are on a list, the cheapest test first.

Nothing here looks at a value in Python, except to make the HMAC of distinct values where a list asks for one. Measured
on short strings: comparing their first or last bytes takes 10 ns a match, making strings of them 70, searching these
20.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from scanner.detector.ask import FEW
from scanner.detector.compiled import (
    BOOL_ROWS,
    BOOLS,
    BYTE_ROWS,
    BYTES,
    INTS,
    WORD_ROWS,
    WORDS,
    Words,
    compiled,
    inlined,
    word_at,
)
from scanner.detector.text import DIGITS, LETTERS, Bools, Bytes, Ints, Spans, Text, byte_class

Marks = npt.NDArray[np.uint16]
Keys = Mapping[str, int]
"""What a value is compared with → the number of the entry."""

_BETWEEN_DIGITS = byte_class(" .()/+:-")
_ALNUM = byte_class(DIGITS, LETTERS)
_SMALL = np.uint64(0x2020202020202020)
"""Sets the bit that tells small letters from capitals; digits, dots and hyphens have it."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SEPARATORS = r"[ .()/+:\x{a0}\x{2010}-\x{2015}-]*"
_HOST = r"(?is)^(?:[a-z][a-z0-9+.-]*://)?(?:[^/?#@\s]*(?:@|%40))?([^/?#@:\s]+?)\.?(?::[0-9]+)?(?:[/?#].*)?$"
_LITERAL = re.compile(r"(?:(?:[0-9A-Za-z:@_-]|\\[.])(?![?*{]))*")


class Question(Protocol):
    """One question about matches."""

    def mark(self, text: Text, spans: Spans) -> Marks:
        """The entry of each match."""


def _looked_up(strings: pl.Series, keys: Keys) -> Marks:
    if len(strings) < FEW:  # a table of the keys is not worth making
        return np.array([keys.get(each, 0) for each in strings.to_list()], np.uint16)
    marks: Marks = strings.replace_strict(keys, default=0, return_dtype=pl.UInt16).fill_null(0).to_numpy()
    return marks


class Values:
    """Whole values, whatever the case of their letters; only those of a listed length are looked at."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._lengths = np.unique([len(key.encode()) for key in keys])

    def mark(self, text: Text, spans: Spans) -> Marks:
        """See `Question`."""
        marks = np.zeros(len(spans), np.uint16)
        # a capital may have another length than its small letter, but only outside ASCII
        size = spans.end - spans.start
        some = np.flatnonzero(np.isin(size, self._lengths)) if text.ascii else np.arange(len(spans))
        if len(some):
            marks[some] = _looked_up(text.strings(spans.take(some)).str.to_lowercase(), self._keys)
        return marks


class Numbers:
    """Digits and letters, whatever stands between them; only those that end like a listed one are looked at."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._ends = _ends_of(np.array([_word(key.encode()) for key in keys], np.uint64))

    def mark(self, text: Text, spans: Spans) -> Marks:
        """See `Question`."""
        marks = np.zeros(len(spans), np.uint16)
        some = _ending_like(text.data, spans.start, spans.end, self._ends, _ALNUM)
        if len(some):
            bare = text.strings(spans.take(some)).str.replace_all("[^0-9A-Za-z]+", "").str.to_lowercase()
            marks[some] = _looked_up(bare, self._keys)
        return marks


@inlined
def _folded(last: np.uint64) -> np.uint64:
    """Eight bytes as a number below 65,536."""
    return np.uint64(last * _MIX) >> np.uint64(48)


@compiled(WORDS)
def _ends_of(words: Words) -> Bools:
    """By `_folded` number: whether one of the words has it."""
    ends = np.zeros(1 << 16, np.bool_)
    for word in words:
        ends[_folded(word)] = True
    return ends


@compiled(BYTES, INTS, INTS, BOOLS, BOOLS)
def _ending_like(data: Bytes, start: Ints, end: Ints, ends: Bools, alnum: Bools) -> Ints:
    """Which spans have the last eight digits and letters of one of those that made `ends`."""
    found = np.empty(len(end), np.int64)
    count = 0
    for number in range(len(end)):
        at, last, shift = end[number] - 1, np.uint64(0), 56
        while at >= start[number] and shift >= 0:
            if alnum[data[at]]:
                last |= np.uint64(data[at]) << np.uint64(shift)
                shift -= 8
            at -= 1
        found[count] = number
        count += ends[_folded(last | _SMALL)]
    return found[:count].copy()


class Templates:
    """Numbers of digits in which `#` is any digit, whatever stands between them; as `spaced`, a `00` in front more."""

    MOST = 24

    def __init__(self, templates: Sequence[tuple[str, int]]) -> None:
        ordered = sorted(templates, key=lambda each: len(each[0]))
        self._rows = np.zeros((len(ordered), self.MOST), np.uint8)
        for row, (template, _) in zip(self._rows, ordered, strict=True):
            row[: len(template)] = np.frombuffer(template.encode(), np.uint8)
        self._numbers = np.array([number for _, number in ordered], np.int64)
        sizes = [len(template) for template, _ in ordered]
        self._first = np.searchsorted(sizes, np.arange(self.MOST + 4)).astype(np.int64)
        """By how many digits a template has: the first row with so many or more."""
        self._begins = np.zeros((self.MOST + 4, 100), np.bool_)
        """By how many digits a template has, and by the first two: whether there is one."""
        for template, _ in ordered:
            for head in range(100):
                self._begins[len(template), head] |= re.match(template[:2].replace("#", "."), f"{head:02}") is not None

    def mark(self, text: Text, spans: Spans) -> Marks:
        """See `Question`."""
        marks, doubtful = _templated(
            text.data, spans.start, spans.end, self._rows, self._first, self._begins, self._numbers, _BETWEEN_DIGITS
        )
        if len(doubtful):  # separators of more than one byte
            bare = text.strings(spans.take(doubtful)).str.replace_all(_SEPARATORS, "")
            plain = Text.of(bare.to_arrow())
            marks[doubtful] = self.mark(plain, Spans(plain.starts, plain.ends))
        return marks


@compiled(BYTES, INTS, INTS, BYTE_ROWS, INTS, BOOL_ROWS, INTS, BOOLS)
def _templated(
    data: Bytes, start: Ints, end: Ints, rows: Bytes, first: Ints, begins: Bools, numbers: Ints, between: Bools
) -> tuple[Marks, Ints]:
    """The lowest number of a template that fits each span, 0 for none; and which spans have other than ASCII."""
    marks = np.zeros(len(start), np.uint16)
    doubtful, doubts = np.empty(len(start), np.int64), 0
    digits, most = np.empty(rows.shape[1] + 2, np.uint8), rows.shape[1] + 2
    for number in range(len(start)):
        count = 0
        for at in range(start[number], end[number]):
            byte = data[at]
            if 48 <= byte <= 57 and count < most:
                digits[count] = byte
                count += 1
            elif byte > 127:
                doubtful[doubts] = number
                doubts += 1
                count = 0
                break
            elif not between[byte]:
                count = 0
                break
        abroad = count > 2 and digits[0] == 48 and digits[1] == 48
        for lead in range(0, 4 if abroad else 2, 2):
            size = count - lead
            if size < 2 or not begins[size, digits[lead] * 10 + digits[lead + 1] - 528]:
                continue
            for each in range(first[size], first[size + 1]):
                place = 0
                while place < size and (rows[each, place] == 35 or rows[each, place] == digits[place + lead]):
                    place += 1
                if place == size and (not marks[number] or numbers[each] < marks[number]):
                    marks[number] = numbers[each]
    return marks, doubtful[:doubts].copy()


class Patterns:
    """Patterns of whole values; only those that begin like one are searched, where all patterns begin with letters."""

    def __init__(self, patterns: Sequence[tuple[str, int]]) -> None:
        self._each = [(f"(?s)^(?:{pattern})$", number) for pattern, number in _united(patterns)]
        self._any = f"(?s)^(?:{'|'.join(f'(?:{pattern})' for pattern, _ in patterns)})$"
        starts = [_start(pattern) for pattern, _ in patterns]
        eight = [start.encode()[:8] for start in starts] if all(starts) else []
        self._starts = np.frombuffer(b"".join(start.ljust(8, b"\0") for start in eight), "<u8").copy()
        self._shifts = np.array([64 - 8 * len(start) for start in eight], np.int64)

    def mark(self, text: Text, spans: Spans) -> Marks:
        """See `Question`."""
        marks = np.zeros(len(spans), np.uint16)
        some = self._maybe(text, spans)
        if len(some):
            some = some[text.strings(spans.take(some)).str.contains(self._any).to_numpy()]
        if len(some):
            strings = text.strings(spans.take(some))
            for pattern, number in reversed(self._each):
                marks[some[strings.str.contains(pattern).to_numpy()]] = number
        return marks

    def _maybe(self, text: Text, spans: Spans) -> Ints:
        if not len(self._starts):
            return np.arange(len(spans))
        return _beginning_like(text.data, spans.start, self._starts, self._shifts)


@compiled(BYTES, INTS, WORDS, INTS)
def _beginning_like(data: Bytes, start: Ints, starts: Words, shifts: Ints) -> Ints:
    """Which spans begin with one of these words; shifts: how many bits of each do not count."""
    found = np.empty(len(start), np.int64)
    count = 0
    for number in range(len(start)):
        word = word_at(data, start[number])
        for each in range(len(starts)):
            if (word ^ starts[each]) << np.uint64(shifts[each]) == 0:
                found[count] = number
                count += 1
                break
    return found[:count].copy()


class Ends:
    """Hosts of addresses, and all names below them, told by the last bytes: nothing has to be a string for that."""

    MOST, LONGEST = 64, 16

    def __init__(self, keys: Keys) -> None:
        domains = [domain.encode() for domain in keys]
        tails = [(domain[-8:], domain[:-8]) for domain in domains]
        self._words = np.array([[_word(last), _word(first)] for last, first in tails], np.uint64)
        self._sizes = np.array([len(domain) for domain in domains], np.int64)
        self._numbers = np.array(list(keys.values()), np.int64)

    def mark(self, text: Text, spans: Spans) -> Marks:
        """See `Question`."""
        return _ends_with(text.data, spans.end, self._words, self._sizes, self._numbers)


@compiled(BYTES, INTS, WORD_ROWS, INTS, INTS)
def _ends_with(data: Bytes, end: Ints, words: Words, sizes: Ints, numbers: Ints) -> Marks:
    """The number of the first domain with which each span ends, after a dot or an at sign; 0 for none.

    words: the last eight bytes of each domain and the eight before; sizes: its bytes.
    """
    marks = np.zeros(len(end), np.uint16)
    for number in range(len(end)):
        at = end[number]
        last = word_at(data, at - 8) | _SMALL
        for each in range(len(words)):
            size = sizes[each]
            if (last ^ words[each, 0]) >> np.uint64(64 - 8 * min(size, 8)):
                continue
            if size > 8 and ((word_at(data, at - 16) | _SMALL) ^ words[each, 1]) >> np.uint64(128 - 8 * size):
                continue
            before = at - size - 1
            sign = data[before]
            if sign == 48:
                sign = 64 if data[before - 1] == 52 and data[before - 2] == 37 else sign
            if sign == 64 or sign == 46:
                marks[number] = numbers[each]
                break
    return marks


class Domains:
    """Hosts of addresses and URLs, and all names below them."""

    def __init__(self, keys: Keys) -> None:
        grouped = groupby(sorted(keys.items(), key=_labels), key=_labels)
        self._labels = {count: dict(group) for count, group in grouped}
        names = "|".join(re.escape(domain) for domain in keys)
        self._maybe = rf"(?i)(?:^|[./@]|%40)(?:{names})\.?(?:[:/?#]|$)" if len(keys) <= Ends.MOST else ""

    def mark(self, text: Text, spans: Spans) -> Marks:
        """See `Question`."""
        marks = np.zeros(len(spans), np.uint16)
        strings = text.strings(spans)
        some = np.flatnonzero(strings.str.contains(self._maybe).to_numpy()) if self._maybe else np.arange(len(spans))
        if len(some):
            hosts = strings.gather(some).str.extract(_HOST).str.to_lowercase().fill_null("")
            for count, keys in sorted(self._labels.items()):
                found = _looked_up(hosts.str.extract(rf"(?:^|\.)((?:[^.]+\.){{{count - 1}}}[^.]+)$"), keys)
                marks[some] = np.where(found, found, marks[some])
        return marks


class Hmacs:
    """Values of which the list holds only an HMAC: the one that `--matches` writes as a fingerprint."""

    def __init__(self, keys: Keys, secret: bytes) -> None:
        self._keys = keys
        self._secret = secret

    def mark(self, text: Text, spans: Spans) -> Marks:
        """See `Question`."""
        _, first, inverse = np.unique(text.hashes(spans), return_index=True, return_inverse=True)
        texts = text.strings(spans.take(first)).to_list()
        prints = [fingerprint(each, self._secret) for each in texts]
        return np.array([self._keys.get(each, 0) for each in prints], np.uint16)[inverse]


def fingerprint(value: str, secret: bytes) -> str:
    """HMAC-SHA-256 under the user's key; a bare hash of a phone or card number could be undone by trying all."""
    return hmac.new(secret, value.encode(), hashlib.sha256).hexdigest()


# --- small things -------------------------------------------------------------------------------


def _word(tail: bytes) -> np.uint64:
    """The last eight bytes of a value as a number, the last the highest, small letters for capitals."""
    word: np.uint64 = np.frombuffer(tail[-8:].rjust(8, b"\0"), "<u8")[0] | _SMALL
    return word


def _labels(item: tuple[str, int]) -> int:
    return item[0].count(".") + 1


def spaced(template: str) -> str:
    """A template of digits and letters as a pattern that takes separators anywhere, and 00 for a plus in front."""
    parts = ["[0-9]" if char == "#" else char for char in template]
    return f"(?i){_SEPARATORS}(?:00{_SEPARATORS})?{_SEPARATORS.join(parts)}{_SEPARATORS}"


def _united(patterns: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """One pattern an entry."""
    grouped = groupby(patterns, key=lambda each: each[1])
    return [("|".join(f"(?:{pattern})" for pattern, _ in group), number) for number, group in grouped]


def _start(pattern: str) -> str:
    """The letters with which every match of a pattern begins, as far as a glance tells; empty where it does not."""
    depth = 0
    for char in re.sub(r"\\.", "", pattern):
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth <= 0:
            return ""
    literal = _LITERAL.match(pattern)
    return literal.group().replace("\\.", ".") if literal else ""

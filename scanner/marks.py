"""Which matches are allowed, or are test values: asked of all matches of a column at once, the cheapest test first.

A match bears the number of the entry that names it, counted from 1; 0 is for none. A user's entries come before the
test values of the package. Nothing here looks at a value in Python, except to make the HMAC of distinct values where
an entry asks for one. Measured on short strings: comparing their first or last bytes takes 10 ns a match, making
strings of them 70, searching those 20.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from scanner.allow import Entry, entries
from scanner.detect import ColumnFound, Found
from scanner.detector.book import Rulebook
from scanner.detector.rule import Rule
from scanner.detector.text import DIGITS, LETTERS, Bools, Spans, Text, byte_class
from scanner.detector.views import words_of_eight

Marks = npt.NDArray[np.uint16]
Keys = Mapping[str, int]
"""What a value is compared with → the number of the entry."""

_NO_ALNUM = ~byte_class(DIGITS, LETTERS)
_SMALL = np.uint64(0x2020202020202020)
"""Sets the bit that tells small letters from capitals; digits, dots and hyphens have it."""
_SEPARATORS = r"[ .()/+:\x{a0}\x{2010}-\x{2015}-]*"
_HOST = r"(?is)^(?:[a-z][a-z0-9+.-]*://)?(?:[^/?#@\s]*(?:@|%40))?([^/?#@:\s]+?)\.?(?::[0-9]+)?(?:[/?#].*)?$"
_WITH_HOST = re.compile("EMAIL|URL|URI|DOMAIN|HOST")
_LITERAL = re.compile(r"(?:(?:[0-9A-Za-z:@_-]|\\[.])(?![?*{]))*")


class _Test(Protocol):
    """One question about matches."""

    def mark(self, text: Text, spans: Spans) -> Marks:
        """The entry of each match."""


@dataclass(frozen=True, eq=False)
class Lists:
    """All entries in the order in which they count; key: the user's secret, for those that are an HMAC."""

    entries: tuple[Entry, ...] = ()
    key: bytes | None = None

    def marked(self, column: ColumnFound, book: Rulebook) -> ColumnFound:
        """The column with a mark on each match that an entry names."""
        if not self.entries or not column.found:
            return column
        field = column.column.field
        found = tuple(_marked(column.text, one, _tests(self, book, one.rule, field)) for one in column.found)
        return replace(column, found=found)

    @cached_property
    def is_test(self) -> Bools:
        """By entry number: whether its values are test values."""
        return np.array([False, *(entry.test for entry in self.entries)])


@lru_cache(maxsize=4)
def lists_of(files: tuple[Path, ...], key: bytes | None) -> Lists:
    """The entries of these files and the test values of the package, made ready. Raises `UsageError`."""
    return Lists(entries(files), key)


def _marked(text: Text, found: Found, tests: Sequence[_Test]) -> Found:
    marks = np.zeros(len(found.spans), np.uint16)
    for test in tests:
        left = np.flatnonzero(marks == 0) if marks.any() else np.arange(len(marks))
        marks[left] = test.mark(text, found.spans.take(left))
    return replace(found, marks=marks) if marks.any() else found


@lru_cache(maxsize=4096)
def _tests(lists: Lists, book: Rulebook, rule_id: str, field: str) -> tuple[_Test, ...]:
    """What is asked of the matches of a rule in a field: about allowed values first, then about test values."""
    rule = book.rules[rule_id]
    if rule.container:
        return ()
    numbered = {number: entry for number, entry in enumerate(lists.entries, 1) if _concerns(entry, rule, field)}
    own = {number: entry for number, entry in numbered.items() if not entry.test}
    shipped = {number: entry for number, entry in numbered.items() if entry.test}
    return (*_of_entries(own, rule, lists.key), *_of_entries(shipped, rule, lists.key))


def _concerns(entry: Entry, rule: Rule, field: str) -> bool:
    return (
        (not entry.entities or rule.entity in entry.entities)
        and (not entry.rules or rule.id in entry.rules)
        and (not entry.fields or any(fnmatchcase(field.lower(), glob.lower()) for glob in entry.fields))
    )


def _of_entries(given: Mapping[int, Entry], rule: Rule, key: bytes | None) -> Iterator[_Test]:
    if values := _keys(given, lambda entry: entry.values):
        yield _Values(values)
    if numbers := _keys(given, lambda entry: [each for each in entry.numbers if "#" not in each]):
        yield _Numbers(numbers)
    if templates := _listed(given, lambda entry: [_spaced(each) for each in entry.numbers if "#" in each]):
        yield _Patterns(templates)
    if patterns := _listed(given, lambda entry: entry.patterns):
        yield _Patterns(patterns)
    if _WITH_HOST.search(rule.entity) and (domains := _keys(given, lambda entry: entry.domains)):
        yield _Domains(domains, at_the_end="EMAIL" in rule.entity)
    if key is not None and (hmacs := _keys(given, lambda entry: entry.hmacs)):
        yield _Hmacs(hmacs, key)


def _listed(given: Mapping[int, Entry], of: Callable[[Entry], Sequence[str]]) -> list[tuple[str, int]]:
    return [(each, number) for number, entry in given.items() for each in of(entry)]


def _keys(given: Mapping[int, Entry], of: Callable[[Entry], Sequence[str]]) -> Keys:
    return {each.lower(): number for each, number in reversed(_listed(given, of))}


def _looked_up(strings: pl.Series, keys: Keys) -> Marks:
    marks: Marks = strings.replace_strict(keys, default=0, return_dtype=pl.UInt16).fill_null(0).to_numpy()
    return marks


# --- the tests ----------------------------------------------------------------------------------


class _Values:
    """Whole values, whatever the case of their letters; only those of a listed length are looked at."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._lengths = np.unique([len(key.encode()) for key in keys])

    def mark(self, text: Text, spans: Spans) -> Marks:
        marks = np.zeros(len(spans), np.uint16)
        # a capital may have another length than its small letter, but only outside ASCII
        size = spans.end - spans.start
        some = np.flatnonzero(np.isin(size, self._lengths)) if text.ascii else np.arange(len(spans))
        if len(some):
            marks[some] = _looked_up(text.strings(spans.take(some)).str.to_lowercase(), self._keys)
        return marks


class _Numbers:
    """Digits and letters, whatever stands between them; only those that end like a listed one are looked at."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._width = min(4, *map(len, keys), 4)
        self._tails = np.unique([_word(key) >> np.uint64(64 - 8 * self._width) for key in keys])

    def mark(self, text: Text, spans: Spans) -> Marks:
        marks = np.zeros(len(spans), np.uint16)
        tails = (words_of_eight(text.data)[spans.end - 8] | _SMALL) >> np.uint64(64 - 8 * self._width)
        maybe = np.isin(tails, self._tails)
        for back in range(1, self._width + 1):
            maybe |= _NO_ALNUM.take(text.data[spans.end - back])
        some = np.flatnonzero(maybe)
        if len(some):
            bare = text.strings(spans.take(some)).str.replace_all("[^0-9A-Za-z]+", "").str.to_lowercase()
            marks[some] = _looked_up(bare, self._keys)
        return marks


class _Patterns:
    """Patterns of whole values; only those that begin like one are searched, where all patterns begin with letters."""

    def __init__(self, patterns: Sequence[tuple[str, int]]) -> None:
        self._each = [(f"(?s)^(?:{pattern})$", number) for pattern, number in _united(patterns)]
        self._any = f"(?s)^(?:{'|'.join(f'(?:{pattern})' for pattern, _ in patterns)})$"
        starts = [_start(pattern) for pattern, _ in patterns]
        self._starts: dict[int, list[np.uint64]] = {}
        for start in starts if all(starts) else ():
            word = np.frombuffer(start[:8].encode().ljust(8, b"\0"), "<u8")[0]
            self._starts.setdefault(min(len(start), 8), []).append(word)

    def mark(self, text: Text, spans: Spans) -> Marks:
        marks = np.zeros(len(spans), np.uint16)
        some = self._maybe(text, spans)
        if len(some):
            some = some[text.strings(spans.take(some)).str.contains(self._any).to_numpy()]
        if len(some):
            strings = text.strings(spans.take(some))
            for pattern, number in reversed(self._each):
                marks[some[strings.str.contains(pattern).to_numpy()]] = number
        return marks

    def _maybe(self, text: Text, spans: Spans) -> npt.NDArray[np.int64]:
        if not self._starts:
            return np.arange(len(spans))
        words = words_of_eight(text.data)[spans.start]
        maybe = np.zeros(len(spans), np.bool_)
        for width, starts in self._starts.items():
            maybe |= np.isin(words << np.uint64(64 - 8 * width), [each << np.uint64(64 - 8 * width) for each in starts])
        return np.flatnonzero(maybe)


class _Domains:
    """Hosts of addresses and URLs, and all names below them."""

    def __init__(self, keys: Keys, at_the_end: bool) -> None:
        """at_the_end: the value ends with its host, so that only those with a listed end are looked at."""
        self._labels = {count: dict(group) for count, group in groupby(sorted(keys.items(), key=_labels), key=_labels)}
        self._tails: dict[int, list[np.uint64]] = {}
        for domain in keys if at_the_end else ():
            width = min(len(domain.encode()), 8)
            self._tails.setdefault(width, []).append(_word(domain) >> np.uint64(64 - 8 * width))

    def mark(self, text: Text, spans: Spans) -> Marks:
        marks = np.zeros(len(spans), np.uint16)
        some = self._maybe(text, spans)
        if len(some):
            hosts = text.strings(spans.take(some)).str.extract(_HOST).str.to_lowercase().fill_null("")
            for count, keys in sorted(self._labels.items()):
                last = hosts.str.extract(rf"(?:^|\.)((?:[^.]+\.){{{count - 1}}}[^.]+)$")
                found = _looked_up(last, keys)
                marks[some] = np.where(found, found, marks[some])
        return marks

    def _maybe(self, text: Text, spans: Spans) -> npt.NDArray[np.int64]:
        if not self._tails:
            return np.arange(len(spans))
        words = words_of_eight(text.data)[spans.end - 8] | _SMALL
        maybe = np.zeros(len(spans), np.bool_)
        for width, tails in self._tails.items():
            maybe |= np.isin(words >> np.uint64(64 - 8 * width), tails)
        return np.flatnonzero(maybe)


class _Hmacs:
    """Values of which the list holds only an HMAC: the one that `--matches` writes as a fingerprint."""

    def __init__(self, keys: Keys, secret: bytes) -> None:
        self._keys = keys
        self._secret = secret

    def mark(self, text: Text, spans: Spans) -> Marks:
        _, first, inverse = np.unique(text.hashes(spans), return_index=True, return_inverse=True)
        texts = text.strings(spans.take(first)).to_list()
        prints = [fingerprint(each, self._secret) for each in texts]
        return np.array([self._keys.get(each, 0) for each in prints], np.uint16)[inverse]


def fingerprint(value: str, secret: bytes) -> str:
    """HMAC-SHA-256 under the user's key; a bare hash of a phone or card number could be undone by trying all."""
    return hmac.new(secret, value.encode(), hashlib.sha256).hexdigest()


# --- small things -------------------------------------------------------------------------------


def _word(tail: str) -> np.uint64:
    """The last bytes of a value as the highest of a number, small letters for capitals."""
    word: np.uint64 = np.frombuffer(tail.encode()[-8:].rjust(8, b"\0"), "<u8")[0] | _SMALL
    return word


def _labels(item: tuple[str, int]) -> int:
    return item[0].count(".") + 1


def _spaced(template: str) -> str:
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

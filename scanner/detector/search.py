"""Searching a pattern in a whole column at once, with positions, at the speed of the regular-expression engine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import numpy as np
import polars as pl

from scanner.detector.ask import contains
from scanner.detector.text import Spans, Text

_OPEN, _CLOSE = "\x01", "\x02"
_NO_MARKS = bytes.maketrans(b"\x01\x02", b"??")


def search(text: Text, pattern: str) -> Spans:
    """Spans of all matches of a linear-time pattern that lie within one value.

    The engine is asked to put a mark before and after each match in the whole buffer; where the marks stand
    afterwards gives the positions, so no code runs per match. Bytes of the text that equal the marks are
    blanked first, which keeps positions. In patterns, `^` and `$` stand for the ends of values.
    """
    if not pattern:
        return Spans.none()
    whole = text.whole
    if b"\x01" in text.raw or b"\x02" in text.raw:
        whole = pl.Series([text.raw.translate(_NO_MARKS).decode()])
    if not whole.str.contains(f"(?m){pattern}")[0]:
        return Spans.none()
    marked = whole.str.replace_all(f"(?m){pattern}", f"{_OPEN}${{0}}{_CLOSE}")[0].encode()
    data = np.frombuffer(marked, np.uint8)
    start = np.flatnonzero(data == ord(_OPEN))
    end = np.flatnonzero(data == ord(_CLOSE))
    order = np.arange(len(start))
    spans = Spans(start - 2 * order, end - 2 * order - 1)
    value = text.value_at(spans.start)
    inside = (value >= 0) & (spans.end <= text.ends[value]) & (spans.end > spans.start)
    return spans.take(inside)


def any_word(words: Iterable[str]) -> str:
    """A pattern for any of these words or phrases as whole words, whatever their case and spacing; empty for none."""
    branches = _branches(words)
    return rf"(?i:\b(?:{'|'.join(branches)})\b)" if branches else ""


def words_in(text: Text, words: Iterable[str]) -> Spans:
    """Where any of these words or phrases stands as a whole, whatever its case and spacing.

    The engine is many times slower where it has to know the boundaries of all scripts, so those are looked at after.
    """
    pattern = any_word(words)
    if not pattern.isascii():
        return search(text, pattern)
    spans = search(text, pattern.replace(r"\b", r"(?-u:\b)"))
    doubtful = np.flatnonzero((text.data[spans.start - 1] | text.data[spans.end]) > 127)
    if not len(doubtful):
        return spans
    keep = np.ones(len(spans), np.bool_)
    keep[doubtful] = contains(text.strings(text.around(spans.take(doubtful), 4)), pattern)
    return spans.take(keep)


@cache
def word_or_key(words: tuple[str, ...]) -> str:
    """As `any_word`, and as parts of a key: `client_ip`, `clientIp`, `ipAddress`, `IP2`; boundaries are ASCII's."""
    branches = _branches(words)
    if not branches:
        return ""
    any_, small, capital = ("|".join(form) for form in (branches, branches, [_capital(branch) for branch in branches]))
    left, right = r"(?:(?-u:\b)|_)", r"(?:[0-9]?(?-u:\b)|_)"
    camel = rf"[a-z](?:{capital})(?:[0-9]?(?-u:\b)|[_A-Z])|{left}(?:{small}|{capital})[A-Z]"
    return rf"(?:(?i:{left}(?:{any_}){right})|(?-i:{camel}))"


def _branches(words: Iterable[str]) -> list[str]:
    """Each word with blanks between its parts, the longest first; the class of all blanks is dear to compile."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return [r"[ \t\u00a0]+".join(re.escape(part) for part in word.split()) for word in longest_first]


def _capital(branch: str) -> str:
    return branch[:1].upper() + branch[1:]


def for_ascii(pattern: str) -> str:
    """A pattern that matches the same in ASCII text, several times faster than one with classes of all Unicode."""
    for known, narrow in ((r"\p{L}", "[A-Za-z]"), (r"\p{N}", "[0-9]"), (r"\p{M}", "[a&&b]")):
        pattern = pattern.replace(known, narrow)
    return pattern

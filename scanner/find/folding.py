"""Text without what spellings differ in: case, accents, apostrophes; all that is neither letter nor digit separates.

A character becomes up to two units: 0 separates words, 1 is passed over, anything else is the code point of a letter or
digit. Python's `folded` and the compiled loop read the same table, so that what is wanted and what is there agree.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

Units = npt.NDArray[np.uint16]

SEPARATES, PASSED = 0, 1
_SPELLED = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
_PASSED = frozenset("'’‘`´ʼ＇")
_AS_THEY_ARE = (range(0x3400, 0xA000), range(0xAC00, 0xD7A4))
"""Ideographs and syllables of Hangul."""


@lru_cache(maxsize=65536)
def fold(char: str) -> str:
    """The letters and digits of a character, a blank for what separates words, nothing for what is passed over."""
    if char in _PASSED:
        return ""
    kind = unicodedata.category(char)
    if char > "\uffff":
        return " "
    if kind[0] == "M" or kind == "Cf":
        return ""
    if kind[0] not in "LN":
        return " "
    small = char.casefold()
    parts = unicodedata.normalize("NFKD", "".join(_SPELLED.get(each, each) for each in small))
    plain = "".join(each for each in parts if unicodedata.category(each)[0] != "M")
    return plain if 0 < len(plain) <= 2 and plain.isalnum() and max(plain) <= "\uffff" else small[:1]


def folded(text: str) -> str:
    """All of a text, character by character."""
    return "".join(map(fold, text))


@cache
def units() -> tuple[Units, Units]:
    """For each code point of the basic plane its units; the second is `PASSED` where there is but one."""
    first, second = np.zeros(1 << 16, np.uint16), np.full(1 << 16, PASSED, np.uint16)
    for plain in _AS_THEY_ARE:
        first[plain.start : plain.stop] = np.arange(plain.start, plain.stop)
    for code in range(1 << 16):
        if any(code in plain for plain in _AS_THEY_ARE) or 0xD800 <= code < 0xF900:
            continue
        made = fold(chr(code))
        first[code] = PASSED if not made else SEPARATES if made == " " else ord(made[0])
        if len(made) == 2:
            second[code] = ord(made[1])
    return first, second


def words(text: str) -> list[tuple[str, int, int]]:
    """The folded words of a text, with where each begins and ends in it."""
    found: list[tuple[str, int, int]] = []
    word, start, end = "", 0, 0
    for at, char in enumerate(text):
        made = fold(char)
        if made == " ":
            if word:
                found.append((word, start, end))
            word = ""
        elif made:
            start = start if word else at
            word, end = word + made, at + 1
    return [*found, (word, start, end)] if word else found


def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(word for word, _, _ in words(text))

"""International bank account numbers: length by country, then ISO 13616 / ISO 7064 mod 97-10.

Lengths: SWIFT, IBAN Registry, release 99 (2024), and the national schemes it lists. Written in small letters, as no
bank does but people do, it counts beside a word only: hexadecimal ids look like that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.compiled import BOOLS, BYTES, INTS, compiled
from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key
from scanner.detector.text import DIGITS, LETTERS, Bools, Bytes, Ints, Spans, Text, byte_class

LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ TL OM SO", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV",
    29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
_LENGTH = np.zeros(26 * 26, np.int64)
for _size, _countries in LENGTHS.items():
    for _country in _countries.split():
        _LENGTH[(ord(_country[0]) - 65) * 26 + ord(_country[1]) - 65] = _size
_LETTER = byte_class(LETTERS)
_CAPITAL = byte_class(range(65, 91), DIGITS)
_PART = byte_class(LETTERS, DIGITS)
_WINDOW = 42


class IbanDetector:
    """Finds `IBAN_CODE`, plain or in groups with blanks or hyphens; `structure` says that it is in capital letters."""

    name = "iban"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Account numbers anywhere in the text; `tried` counts those of the right country and length."""
        text = subject.text
        start, capital = _starts(text)
        if not len(start):
            return
        compact, spans, fits = _compact(text, start)
        capital, right = capital[fits], mod97(compact) == 1
        for rule in rules.values():
            told = named(subject, rule)
            near = text.near(spans, word_or_key(rule.context)) if not capital.all() else np.zeros(len(spans), np.bool_)
            tried = capital | near | bool(told)
            good = tried & right
            flags = flags_where(
                int(good.sum()),
                Evidence.PATTERN | Evidence.CHECKSUM | told,
                structure=capital[good],
                context=near[good],
            )
            yield Hits(rule.id, spans.take(good), flags, tried=spans.start[tried])


def _starts(text: Text) -> tuple[Ints, Bools]:
    """Where two letters of a known country stand alone before two digits, and which of those are capitals."""
    runs = text.digit_runs
    at = _after_letters(text.data, runs.start, runs.length, _LETTER, _PART)
    at = at[_country_length(text, at) > 0]
    return at, text.data[at] < ord("a")


@compiled(BYTES, INTS, BYTES, BOOLS, BOOLS)
def _after_letters(data: Bytes, start: Ints, length: Bytes, letter: Bools, part: Bools) -> Ints:
    """Two letters of one case before each run of two digits or more, with no letter or digit before them."""
    found, count = np.empty(len(start), np.int64), 0
    for run in range(len(start)):
        at = start[run] - 2
        if length[run] < 2 or not letter[data[at + 1]] or not letter[data[at]] or part[data[at - 1]]:
            continue
        if (data[at] ^ data[at + 1]) < 32:
            found[count] = at
            count += 1
    return found[:count].copy()


def _country_length(text: Text, at: Ints) -> Ints:
    first, second = ((text.data[at + place] & 0xDF).astype(np.int64) - 65 for place in range(2))
    length: Ints = _LENGTH[first * 26 + second]
    return length


def _compact(text: Text, start: Ints) -> tuple[Bytes, Spans, Bools]:
    """The letters and digits of each number (rows, zero-padded on the right) and its span, blanks left out.

    Rows and spans are those of the starts that fit, which the last value tells.
    """
    window = text.windows(start, 0, _WINDOW)
    small = np.flatnonzero(window[:, 0] >= ord("a"))
    if len(small):
        window[small] = np.where(_LETTER[window[small]], window[small] & 0xDF, window[small])
    length = _country_length(text, start)
    part = _CAPITAL[window]
    count = np.cumsum(part, axis=1)
    width = (count < length[:, None]).sum(axis=1) + 1
    inside = np.arange(_WINDOW) < width[:, None]
    blank = (window == ord(" ")) | (window == ord("-"))
    single = ~(blank[:, 1:] & blank[:, :-1] & inside[:, 1:]).any(axis=1)
    fits = (count[:, -1] >= length) & ~(inside & ~part & ~blank).any(axis=1) & single
    end = start + width
    fits &= ~_PART[text.data[end]]
    row, column = np.nonzero(part & inside & fits[:, None])
    result = np.zeros((len(start), 34), np.uint8)
    result[row, count[row, column] - 1] = window[row, column]
    return result[fits], Spans(start[fits], end[fits]), fits


def mod97(compact: Bytes) -> Ints:
    """The number modulo 97 with its first four characters moved to the end, letters counting from A = 10."""
    rest = np.zeros(len(compact), np.int64)
    for column in (*range(4, compact.shape[1]), 0, 1, 2, 3):
        char = compact[:, column].astype(np.int64)
        rest = np.where(char == 0, rest, np.where(char >= 65, rest * 100 + char - 55, rest * 10 + char - 48) % 97)
    return rest


DETECTOR = IbanDetector()

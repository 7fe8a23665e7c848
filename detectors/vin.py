"""Vehicle identification numbers (ISO 3779): seventeen letters and digits without I, O and Q, the ninth a check digit.

North America and China require the check digit (49 CFR 565.15); other makers may write anything in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.text import Bools, Bytes, Spans

_LENGTH = 17
_NONE = 255
_WORTH = np.full(256, _NONE, np.uint8)
"""What each character counts; letters count as 1 to 9 in rows, as on a card of EBCDIC."""
for _first, _row in ((0, "0123456789"), (1, "ABCDEFGH"), (1, "JKLMN"), (7, "P"), (9, "R"), (2, "STUVWXYZ")):
    for _place, _char in enumerate(_row):
        _WORTH[[ord(_char), ord(_char.lower())]] = _first + _place
_WEIGHTS = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2])
_CHECK = 8
_FEWEST_LETTERS = 2


class VinDetector:
    """Finds numbers whose ninth character is right, as whole values; one random value in eleven has it by chance."""

    name = "vin"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Values of seventeen characters, letters among them, the last three digits."""
        text = subject.text
        long = np.flatnonzero(text.ends - text.starts == _LENGTH)
        if not len(long) or subject.lines:
            return
        spans = Spans(text.starts[long], text.ends[long])
        window = text.windows(spans.start, 0, _LENGTH)
        shaped = (_WORTH.take(window) != _NONE).all(axis=1) & ((window >= ord("A")).sum(axis=1) >= _FEWEST_LETTERS)
        shaped &= (window[:, -3:] <= ord("9")).all(axis=1)
        spans, right = spans.take(shaped), check_passed(window[shaped])
        for rule in rules.values():
            if rule.id not in subject.field.denied:
                always = Evidence.PATTERN | Evidence.CHECKSUM | named(subject, rule)
                yield Hits(rule.id, spans.take(right), flags_where(int(right.sum()), always), tried=spans.start)


def check_passed(characters: Bytes) -> Bools:
    """Whether the ninth character is the weighted sum of all, modulo 11, X for 10; rows of 17 allowed characters."""
    remainder = _WORTH.take(characters) @ _WEIGHTS % 11
    expected = np.where(remainder == 10, ord("X"), remainder + ord("0"))
    passed: Bools = (characters[:, _CHECK] & 0xDF == expected) & (remainder == 10) | (
        (characters[:, _CHECK] == expected) & (remainder < 10)
    )
    return passed


DETECTOR = VinDetector()

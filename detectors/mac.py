"""MAC addresses: six pairs of hexadecimal digits joined by colons or by hyphens (IEEE 802, EUI-48)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.compiled import BOOLS, BYTES, INTS, compiled
from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.text import HEX, WORD, Bools, Bytes, Ints, Spans, Text

_LENGTH = 17


class MacDetector:
    """Finds `MAC_ADDRESS`; `structure` is withheld where all pairs are decimal, as in times and dates."""

    name = "mac"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Addresses anywhere in the text; all-zero and broadcast addresses name no device."""
        found = [_joined_by(subject.text, joint) for joint in ":-"]
        spans = Spans.concat([spans for spans, _ in found])
        letters = np.concatenate([has_letter for _, has_letter in found])
        for rule in rules.values():
            yield Hits(
                rule.id, spans, flags_where(len(spans), Evidence.PATTERN | named(subject, rule), structure=letters)
            )


def _joined_by(text: Text, joint: str) -> tuple[Spans, Bools]:
    at = text.positions(joint)
    if len(at) < 5:
        return Spans.none(), np.zeros(0, np.bool_)
    first = _fives(text.data, at, HEX)
    window = text.windows(first, 0, _LENGTH)
    pairs = np.arange(_LENGTH) % 3 != 2
    fits = HEX[window[:, pairs]].all(axis=1)
    before, after = text.data[first - 1], text.data[first + _LENGTH]
    fits &= ~(WORD[before] | WORD[after] | (before == ord(joint)) | (after == ord(joint)))
    same = (window[:, pairs] == window[:, :1]).all(axis=1) & np.isin(window[:, 0], list(b"0Ff"))
    keep = fits & ~same
    return Spans(first[keep], first[keep] + _LENGTH), (window[keep] >= ord("A")).any(axis=1)


@compiled(BYTES, INTS, BOOLS)
def _fives(data: Bytes, at: Ints, hexadecimal: Bools) -> Ints:
    """Two bytes before the first of five joints that are three bytes apart each, where these begin with a digit."""
    found, count, apart = np.empty(len(at), np.int64), 0, 0
    for number in range(1, len(at)):
        apart = apart + 1 if at[number] - at[number - 1] == 3 else 0
        first = at[number] - 14
        if apart >= 4 and hexadecimal[data[first]]:
            found[count] = first
            count += 1
    return found[:count].copy()


DETECTOR = MacDetector()

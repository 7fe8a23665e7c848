"""MAC addresses: six pairs of hexadecimal digits joined by colons or by hyphens (IEEE 802, EUI-48)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.text import HEX, WORD, Bools, Spans, Text

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
    even = at[1:] - at[:-1] == 3
    first = at[:-4][even[:-3] & even[1:-2] & even[2:-1] & even[3:]] - 2
    first = first[HEX[text.data[first]]]
    window = text.windows(first, 0, _LENGTH)
    pairs = np.arange(_LENGTH) % 3 != 2
    fits = HEX[window[:, pairs]].all(axis=1)
    before, after = text.data[first - 1], text.data[first + _LENGTH]
    fits &= ~(WORD[before] | WORD[after] | (before == ord(joint)) | (after == ord(joint)))
    same = (window[:, pairs] == window[:, :1]).all(axis=1) & np.isin(window[:, 0], list(b"0Ff"))
    keep = fits & ~same
    return Spans(first[keep], first[keep] + _LENGTH), (window[keep] >= ord("A")).any(axis=1)


DETECTOR = MacDetector()

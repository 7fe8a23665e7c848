"""Serial numbers of SIM cards (ITU-T E.118): 89 for telecommunications, country, issuer, account, Luhn check digit.

Eighteen to twenty digits; in hexadecimal storage an F fills the last place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.idnumbers import luhn, said, whole_values
from scanner.detector.rule import Rule
from scanner.detector.text import WORD, Spans, Text, byte_class

_FILLER = byte_class("Ff")


class IccidDetector:
    """Finds `ICCID`; `structure` for the industry's 89 at the front, `checksum` for the right digit at the end."""

    name = "iccid"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Where a name or a word says so, and whole values of columns, of which one in ten has the digit by chance."""
        spans = _candidates(subject.text)
        if not len(spans):
            return
        right, _, _ = luhn(subject.text, spans)
        for rule in rules.values():
            told = named(subject, rule)
            near = said(subject, rule, spans)
            alone = whole_values(subject, spans)
            keep = near | bool(told) | (right & alone)
            flags = flags_where(
                int(keep.sum()), Evidence.PATTERN | Evidence.STRUCTURE | told, checksum=right[keep], context=near[keep]
            )
            yield Hits(rule.id, spans.take(keep), flags, tried=spans.start[alone])


def _candidates(text: Text) -> Spans:
    runs = text.digit_runs
    spans = runs.take((runs.length >= 18) & (runs.length <= 20))
    spans = spans.take((text.data[spans.start] == ord("8")) & (text.data[spans.start + 1] == ord("9")))
    filled = _FILLER[text.data[spans.end]] & (spans.end - spans.start == 19)
    spans = Spans(spans.start, spans.end + filled)
    before, after = text.data[spans.start - 1], text.data[spans.end]
    return spans.take(~(WORD[before] | WORD[after] | np.isin(before, list(b".-+"))))


DETECTOR = IccidDetector()

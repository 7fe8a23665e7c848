"""Equipment identities of mobile devices (3GPP TS 23.003, section 6; GSMA TS.06).

IMEI: a type allocation code of eight digits that begins with the two of its reporting body, a serial number of six,
and a Luhn check digit, which networks leave out or send as 0. IMEISV: two digits of a software version instead of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.idnumbers import grouped_runs, lone_runs, luhn, said, whole_values
from scanner.detector.rule import Rule
from scanner.detector.text import Spans

BODIES = (1, 10, 30, 33, 35, 44, 45, 49, 50, 51, 52, 53, 54, 86, 91, 97, 98, 99)
"""First two digits that the GSMA gave to bodies that allocate, or allocated, type codes."""
_BODY = np.zeros(100, np.bool_)
_BODY[list(BODIES)] = True
_GROUPS = tuple((*head, 6, tail) for tail in (1, 2) for head in ((2, 6), (6, 2), (8,)))
_MOST = 17


class ImeiDetector:
    """Finds `IMEI`; `structure` for a known body, `checksum` for the right digit at the end of fifteen."""

    name = "imei"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Where a name or a word says so, and whole values of columns, of which one in ten has the digit by chance."""
        text = subject.text
        spans = Spans.concat([lone_runs(text, 14, _MOST), grouped_runs(text, *_GROUPS)])
        if not len(spans):
            return
        passed, count, head = luhn(text, spans)
        issued = _BODY[head // 100]
        right = issued & (count == 15) & passed
        for rule in rules.values():
            if rule.id in subject.field.denied:
                continue
            told = named(subject, rule)
            near = said(subject, rule, spans)
            alone = (count == 15) & whole_values(subject, spans)
            keep = issued & (near | bool(told) | (right & alone))
            flags = flags_where(
                int(keep.sum()), Evidence.PATTERN | Evidence.STRUCTURE | told, checksum=right[keep], context=near[keep]
            )
            yield Hits(rule.id, spans.take(keep), flags, tried=spans.start[issued & alone])


DETECTOR = ImeiDetector()

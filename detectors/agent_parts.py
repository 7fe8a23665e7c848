"""What a user agent says of the device, beside the browser: operating system and model (RFC 9110, section 10.1.5).

Both stand in the first comment: `Mozilla/5.0 (Linux; Android 8.1.0; SM-G960F)`. Logs repeat the same few comments, so
each distinct one is taken apart once, and its parts are laid over all places where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.text import Ints, Spans, Text, byte_class

_PRODUCT = b"Mozilla/"
_COMMENT = ~byte_class('()\n\r"')
_LONGEST = 120


class AgentPartsDetector:
    """Serves rules whose pattern has two groups: what stands before the part in the comment, and the part itself."""

    name = "agent_parts"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Parts of the browsers' own strings anywhere, and of any program's in fields that are named so."""
        text = subject.text
        told = any(rule.id in subject.field.named for rule in rules.values())
        start = _openings(text, told) + 1
        if not len(start):
            return
        comments = Spans(start, text.run_end(start, _COMMENT, _LONGEST))
        comments = comments.take(comments.end > comments.start)
        _, first, which = np.unique(text.hashes(comments), return_index=True, return_inverse=True)
        distinct = text.strings(comments.take(first))
        for rule in rules.values():
            if not rule.pattern or rule.id in subject.field.denied:
                continue
            before, size = (
                distinct.str.extract(f"^(?:{rule.pattern})", group).str.len_bytes().fill_null(0).to_numpy()
                for group in (1, 2)
            )
            begin = comments.start + before[which]
            spans = Spans(begin, begin + size[which])
            spans = spans.take(spans.end > spans.start)
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN | named(subject, rule)))


def _openings(text: Text, told: bool) -> Ints:
    """Where the first comment of each user agent opens."""
    if told:
        at = text.positions("(")
        return at[np.diff(text.value_at(at), prepend=-1) > 0]
    at = text.find(_PRODUCT) + len(_PRODUCT) + 4
    return at[(text.data[at] == ord("(")) & (text.data[at - 1] == ord(" "))] if len(at) else at


DETECTOR = AgentPartsDetector()

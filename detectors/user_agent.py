"""User agents, and what they say of the device: operating system and model (RFC 9110, section 10.1.5).

System and model stand in the first comment: `Mozilla/5.0 (Linux; Android 8.1.0; SM-G960F)`. Logs repeat the same few
strings, so each distinct one is read once, and what is found in it is laid over all places where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.text import Ints, Spans, Text, byte_class

_PRODUCTS = (b"Mozilla/", b"Opera/")
_OPEN = ~byte_class('"\r\n')
_LONGEST = 512


class UserAgentDetector:
    """Serves rules whose pattern has two groups: what stands before the value in a user agent, and the value itself."""

    name = "user_agent"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Values in browsers' own strings anywhere, and in those of any program in fields that are named so."""
        text = subject.text
        start = _starts(text, any(rule.id in subject.field.named for rule in rules.values()))
        if not len(start):
            return
        agents = Spans(start, _ends(text, start))
        agents = agents.take(agents.end > agents.start)
        _, first, which = np.unique(text.hashes(agents), return_index=True, return_inverse=True)
        distinct = text.strings(agents.take(first))
        for rule in rules.values():
            if not rule.pattern or rule.id in subject.field.denied:
                continue
            groups = distinct.str.extract_groups(f"^(?:{rule.pattern})").struct
            before, size = (groups.field(name).str.len_bytes().fill_null(0).to_numpy() for name in groups.fields[:2])
            begin = agents.start + before[which]
            spans = Spans(begin, begin + size[which])
            spans = spans.take(spans.end > spans.start)
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN | named(subject, rule)))


def _ends(text: Text, start: Ints) -> Ints:
    """Up to the next quotation mark or end of line after each start, in the same value."""
    end = np.minimum(text.ends[text.value_at(start)], text.run_end(start, _OPEN, _LONGEST))
    return np.maximum(end, start)


def _starts(text: Text, told: bool) -> Ints:
    """Where browsers name themselves; where the field's name tells, the starts of the other values too."""
    marks = np.concatenate([text.find(product) for product in _PRODUCTS])
    if not told:
        return np.sort(marks)
    others = np.ones(len(text), np.bool_)
    others[text.value_at(marks)] = False
    return np.sort(np.append(marks, text.starts[others]))


DETECTOR = UserAgentDetector()

"""User agents, and what they say of the device: operating system and model (RFC 9110, section 10.1.5).

System and model stand in the first comment: `Mozilla/5.0 (Linux; Android 8.1.0; SM-G960F)`. Logs repeat the same few
strings, so each distinct one is read once, and what is found in it is laid over all places where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.text import Ints, Spans, Text

_PRODUCTS = (b"Mozilla/", b"Opera/")
_CLOSING = '"\r'
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
        keys = text.strings(agents).hash().to_numpy()
        _, first, which = np.unique(keys, return_index=True, return_inverse=True)
        distinct = text.strings(agents.take(first))
        for rule in rules.values():
            if not rule.pattern or rule.id in subject.field.denied:
                continue
            before, size = (
                distinct.str.extract(f"^(?:{rule.pattern})", group).str.len_bytes().fill_null(0).to_numpy()
                for group in (1, 2)
            )
            begin = agents.start + before[which]
            spans = Spans(begin, begin + size[which])
            spans = spans.take(spans.end > spans.start)
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN | named(subject, rule)))


def _ends(text: Text, start: Ints) -> Ints:
    """Up to the next of `_CLOSING` after each start, in the same value."""
    end = np.minimum(text.ends[text.value_at(start)], start + _LONGEST)
    for char in _CLOSING:
        at = text.positions(char)
        if len(at):
            after = np.searchsorted(at, start)
            closed = after < len(at)
            end[closed] = np.minimum(end[closed], at[after[closed]])
    return end


def _starts(text: Text, told: bool) -> Ints:
    """Where browsers name themselves; where the field's name tells, the starts of the other values too."""
    marks = np.concatenate([text.find(product) for product in _PRODUCTS])
    if not told:
        return np.sort(marks)
    others = np.ones(len(text), np.bool_)
    others[text.value_at(marks)] = False
    return np.sort(np.append(marks, text.starts[others]))


DETECTOR = UserAgentDetector()

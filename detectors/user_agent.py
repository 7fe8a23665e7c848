"""User agents, and what they say of the device: operating system and model (RFC 9110, section 10.1.5).

System and model stand in the first comment: `Mozilla/5.0 (Linux; Android 8.1.0; SM-G960F)`. Logs repeat the same few
strings, so each distinct one is read once, and what is found in it is laid over all places where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
import polars as pl

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.text import Ints, Spans, Text, byte_class

_PRODUCTS = (b"Mozilla/", b"Opera/")
_OPEN = ~byte_class('"\r\n')
_LONGEST = 512
_REMEMBERED = 5_000


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
            before, size = _read(rule.pattern).parts(distinct)[which].T
            begin = agents.start + before
            spans = Spans(begin, begin + size)
            spans = spans.take(spans.end > spans.start)
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN | named(subject, rule)))


class _Agents:
    """What a pattern reads in the agents seen last: logs repeat them from one batch to the next."""

    def __init__(self, pattern: str) -> None:
        self._pattern = f"^(?:{pattern})"
        self._seen: dict[str, tuple[int, int]] = {}

    def parts(self, agents: pl.Series) -> Ints:
        """Bytes before the value and bytes of it, one row per agent; 0 where there is none."""
        strings = agents.to_list()
        new = [string for string in strings if string not in self._seen]
        if new:
            if len(self._seen) + len(new) > _REMEMBERED:
                self._seen.clear()
                new = strings
            groups = pl.Series(new).str.extract_groups(self._pattern).struct
            sizes = [groups.field(name).str.len_bytes().fill_null(0).to_list() for name in groups.fields[:2]]
            self._seen.update(zip(new, zip(*sizes, strict=True), strict=True))
        return np.array([self._seen[string] for string in strings], np.int64).reshape(-1, 2)


@lru_cache(maxsize=16)
def _read(pattern: str) -> _Agents:
    return _Agents(pattern)


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

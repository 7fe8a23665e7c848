"""Values that begin with a mark of their own: `$2b$`, `-----BEGIN`, `AKIA`, `POINT(`.

Each is rare, and there are many kinds of them. So a text is asked for a few rules at once whether anything of theirs is
in it, which the engine answers at the speed of a search for fixed strings (2 GB/s while these are fewer than about
sixty, a quarter of it beyond), and only then is it searched for one kind after the other. In these patterns a class of
more than ten characters after the mark (`\\d` rather than `[0-9]`) keeps the engine from multiplying the strings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.search import search, word_or_key

_TOGETHER = 3
"""So many rules have about as many marks as the engine searches for at full speed."""


class MarkedDetector:
    """Serves every rule whose `detector` is `marked`: a pattern all branches of which begin with fixed characters."""

    name = "marked"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Matches anywhere in the text."""
        text = subject.text
        asked = [
            (rule, rule.pattern) for rule in rules.values() if rule.pattern and rule.id not in subject.field.denied
        ]
        for first in range(0, len(asked), _TOGETHER):
            several = asked[first : first + _TOGETHER]
            if text.whole.str.contains(f"(?m)(?:{'|'.join(pattern for _, pattern in several)})")[0]:
                for rule, pattern in several:
                    spans = search(text, pattern)
                    near = text.near(spans, word_or_key(rule.context))
                    flags = flags_where(len(spans), Evidence.PATTERN | named(subject, rule), context=near)
                    yield Hits(rule.id, spans, flags)


DETECTOR = MarkedDetector()

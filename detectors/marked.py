"""Values that begin with a mark of their own: `$2b$`, `-----BEGIN`, `AKIA`, `POINT(`.

Each is rare, and there are many kinds of them. So a text is asked once whether any of them is in it, which the engine
answers at the speed of a search for a few fixed strings, and only then is it searched for one kind after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.search import search, word_or_key


class MarkedDetector:
    """Serves every rule whose `detector` is `marked`: a pattern all branches of which begin with fixed characters."""

    name = "marked"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Matches anywhere in the text."""
        text = subject.text
        asked = {rule.pattern: rule for rule in rules.values() if rule.pattern}
        if not asked or not text.whole.str.contains(f"(?m)(?:{'|'.join(asked)})")[0]:
            return
        for pattern, rule in asked.items():
            if rule.id not in subject.field.denied:
                spans = search(text, pattern)
                near = text.near(spans, word_or_key(rule.context))
                flags = flags_where(len(spans), Evidence.PATTERN | named(subject, rule), context=near)
                yield Hits(rule.id, spans, flags)


DETECTOR = MarkedDetector()

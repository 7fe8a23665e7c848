"""Values known by a pattern alone: what a rule needs when it has no code of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.search import search, word_or_key


class PatternDetector:
    """Serves every rule whose `detector` is `pattern`."""

    name = "pattern"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Matches anywhere in the text."""
        for rule in rules.values():
            if not rule.pattern or rule.id in subject.field.denied or (rule.prose_only and not subject.prose):
                continue
            if rule.holds and not subject.text.has(rule.holds):
                continue
            spans = search(subject.text, rule.pattern)
            near = subject.text.near(spans, word_or_key(rule.context))
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN | named(subject, rule), context=near))


DETECTOR = PatternDetector()

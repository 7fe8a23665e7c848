"""Street addresses in sentences: see `scanner.detector.addresses` for how they are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.detector.addresses import streets
from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key


class StreetInTextDetector:
    """Finds `STREET_ADDRESS`; `structure`: a word for a street, or a box. `context`: a flat, or words before."""

    name = "street_in_text"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Addresses anywhere in prose."""
        for rule in rules.values():
            if rule.id in subject.field.denied or (rule.prose_only and not subject.prose):
                continue
            found = streets(subject.text)
            always = Evidence.PATTERN | named(subject, rule)
            before = subject.text.before(found.spans, 30)
            said = found.said | subject.text.holds(before, f"{word_or_key(rule.context)}[^0-9A-Za-z]{{0,4}}$")
            flags = flags_where(len(found.spans), always, structure=found.sure, context=said)
            yield Hits(rule.id, found.spans, flags)


DETECTOR = StreetInTextDetector()

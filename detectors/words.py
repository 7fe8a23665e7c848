"""Words and phrases of a vocabulary, in prose: a word alone says little in a log line or a column of codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key, words_in


class WordsDetector:
    """Serves every rule whose `detector` is `words`: prose, and fields that the rule names."""

    name = "words"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Words of the vocabulary anywhere in the text; `context` where a word of the rule stands beside one."""
        for rule in rules.values():
            told = named(subject, rule)
            if not (subject.prose or told):
                continue
            spans = words_in(subject.text, rule.words)
            near = subject.text.near(spans, word_or_key(rule.context))
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN | told, context=near))


DETECTOR = WordsDetector()

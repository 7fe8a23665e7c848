"""Columns whose values come from a vocabulary: religions, genders, marital states, blood groups.

In a field that the rule names, a value counts that holds one of its words, or that looks as its pattern says (codes
such as `m` and `f`). In a column that no rule knows by name the values must be words of the vocabulary and nothing
else, nearly all of them, and different ones; that is asked of a sample, and only for rules whose table gives `pattern`
alone a level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where
from scanner.detector.fieldnames import unaccented
from scanner.detector.rule import Rule
from scanner.detector.sampling import Sample, sample, values_between
from scanner.detector.search import any_word
from scanner.detector.text import LETTERS, Bools, Spans, byte_class

_LONGEST = 40
_MOST = 80
_NEARLY_ALL = 0.9
_FIRST = byte_class(LETTERS, high=True)


class VocabularyDetector:
    """Serves every rule whose `detector` is `vocabulary`."""

    name = "vocabulary"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Whole values of one of the vocabularies."""
        if subject.lines:
            return
        for id_ in sorted(subject.field.named & rules.keys()):
            found = _told(subject, rules[id_])
            yield Hits(id_, found, flags_where(len(found), Evidence.PATTERN | Evidence.FIELD_NAME))
        if subject.field.named or subject.prose:
            return
        untold = [rule for rule in rules.values() if _speaks_alone(rule, subject)]
        few = sample(subject, _short_words(subject), _NEARLY_ALL) if untold else None
        if few is None:
            return
        lower = few.texts.str.to_lowercase().str.strip_chars()
        for rule in untold:
            found = _untold(subject, few, lower.is_in(_forms(rule.words)).to_numpy(), rule)
            yield Hits(rule.id, found, flags_where(len(found), Evidence.PATTERN))


def _speaks_alone(rule: Rule, subject: Subject) -> bool:
    return "pattern" in rule.confidence and rule.id not in subject.field.denied


def _short_words(subject: Subject) -> Bools:
    text = subject.text
    return (text.ends > text.starts) & (text.ends - text.starts <= _LONGEST) & _FIRST.take(text.data[text.starts])


def _told(subject: Subject, rule: Rule) -> Spans:
    """Values of a field that is named so."""
    text = subject.text
    spans = Spans(text.starts, text.ends)
    spans = spans.take((spans.end > spans.start) & (spans.end - spans.start <= _MOST))
    code = rf"\A\s*(?:{rule.pattern})\s*\z" if rule.pattern else ""
    wanted = "|".join(part for part in (code, any_word(_forms(rule.words))) if part)
    return spans.take(text.fits(spans, wanted))


def _untold(subject: Subject, few: Sample, held: Bools, rule: Rule) -> Spans:
    """All values of the columns of which nearly all sampled values are words of the vocabulary."""
    parts = [
        values_between(subject, few.bounds, column)
        for column, share in few.share(held).items()
        if share >= _NEARLY_ALL and np.count_nonzero(held[few.column == column]) >= max(rule.fewest, 2)
    ]
    if not parts:
        return Spans.none()
    spans = Spans.concat(parts)
    return spans.take(subject.text.holds(spans, rf"\A\s*{any_word(_forms(rule.words))}\s*\z"))


@cache
def _forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words, and the same without accents."""
    return tuple(sorted({*words, *map(unaccented, words)}))


DETECTOR = VocabularyDetector()

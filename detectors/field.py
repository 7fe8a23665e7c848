"""Fields known by their names: whole values that look as the rule's pattern says, in a field that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from scanner.detector.book import any_bears
from scanner.detector.contract import Evidence, Hits, Subject, flags_where
from scanner.detector.rule import Rule
from scanner.detector.search import any_word, for_ascii
from scanner.detector.text import Spans


class FieldDetector:
    """Serves every rule whose `detector` is `field`; only named fields are looked at."""

    name = "field"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Whole values that match; `context` for those that hold one of the rule's words, or by fields beside them."""
        for id_ in sorted(subject.field.named & rules.keys() - subject.field.denied):
            rule = rules[id_]
            if subject.values is None or (rule.prose_only and not subject.prose):
                continue
            values = pl.Series(subject.values)
            pattern = for_ascii(rule.pattern) if rule.pattern and subject.text.ascii else rule.pattern or ".+"
            fits = values.str.contains(rf"\A\s*(?:{pattern})\s*\z")
            keep = (fits.fill_null(value=False) if fits.null_count() else fits).to_numpy()
            spans = Spans(subject.text.starts[keep], subject.text.ends[keep])
            told = np.zeros(len(spans), np.bool_)
            if rule.beside and any_bears(subject.beside, rule.beside):
                told[:] = True
            elif rule.context:
                told = values.filter(pl.Series(keep)).str.contains(any_word(rule.context)).to_numpy()
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN | Evidence.FIELD_NAME, context=told))


DETECTOR = FieldDetector()

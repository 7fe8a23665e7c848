"""Columns of street addresses, known by their values: a house number and a word for a street.

Only columns that no rule knows by name are judged, on a sample of each batch; running text is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.detector.contract import Evidence, Hits, Subject, flags_where
from scanner.detector.rule import Rule
from scanner.detector.sampling import sample, values_between
from scanner.detector.text import DIGITS, LETTERS, Bools, Spans, byte_class

_LENGTHS = (6, 160)
_ENOUGH = 0.5
_BEGINS = byte_class(LETTERS, DIGITS, "#", high=True)
_ENDS = byte_class(LETTERS, DIGITS, ".)", high=True)


class StreetDetector:
    """Serves every rule whose `detector` is `street`: `pattern` is what such an address holds."""

    name = "street"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Values that hold the rule's pattern, in columns of which half or more do."""
        wanted = [rule for rule in rules.values() if rule.pattern and rule.id not in subject.field.denied]
        if not wanted or subject.lines or subject.field.named:
            return
        few = sample(subject, _may_be_one(subject), _ENOUGH)
        if few is None:
            return
        for rule in wanted:
            pattern = str(rule.pattern)
            held = few.texts.str.contains(f"(?i){pattern}").to_numpy()
            columns = [column for column, share in few.share(held).items() if share >= _ENOUGH]
            spans = Spans.concat([values_between(subject, few.bounds, column) for column in columns])
            spans = spans.take(subject.text.fits(spans, pattern)) if columns else spans
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN))


def _may_be_one(subject: Subject) -> Bools:
    """Whether each value is as long as an address, and begins and ends as one."""
    text = subject.text
    size = text.ends - text.starts
    fits: Bools = (size >= _LENGTHS[0]) & (size <= _LENGTHS[1])
    fits &= _BEGINS.take(text.data[text.starts]) & _ENDS.take(text.data[text.ends - 1])
    return fits


DETECTOR = StreetDetector()

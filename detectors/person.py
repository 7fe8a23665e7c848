"""Columns of people's names, known by their values: first names that are in use, and nothing that names a company.

Only columns are judged, as a whole and on a sample of each batch: whether most values hold a first name of the list
in `rules/words/`. In a column that passes, every value that is written as a name counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import polars as pl

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.sampling import MOST, Sample, records_of, sample, values_between
from scanner.detector.search import for_ascii
from scanner.detector.text import LETTERS, Bools, Ints, Spans, byte_class
from scanner.detector.wordlists import word_list

_LONGEST = 60
_LETTER = byte_class(LETTERS, high=True)
_LAST = byte_class(LETTERS, ".,)", high=True)
_PART = r"(?:\p{L}[\p{L}\p{M}''’`-]*\.?|(?:\p{L}\.){2,3})"
_NAME = rf"\A\s*{_PART}(?:,? +{_PART}){{0,4}},?\s*\z"
_INITIALS = r"\A(?:\p{Lu}\.? ?){1,3} \p{Lu}\p{L}['’\p{L}-]{2,}\z|\A\p{Lu}[’'\p{L}-]{2,}, (?:\p{Lu}\.? ?){1,3}\z"
_WORD = "[a-z]+"
_SPECIAL, _AS_ASCII = list("ßıłøæœđðþ"), ["ss", "i", "l", "o", "ae", "oe", "d", "d", "th"]
"""Letters that have no accent to drop, and what stands for them in the list."""
_TOLD = 0.5, 0.7
_UNTOLD = 0.5, 0.7
"""Least share of values with a known first name, in a field named so and in others: of several words, of one word."""
_MOST_WORDS = 6


class PersonDetector:
    """Finds `PERSON` in columns: in those that the rule names, or in any for a rule without `field_names`."""

    name = "person"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Values written as names, in columns of which most hold a first name."""
        wanted = [rule for rule in rules.values() if _may_apply(rule, subject)]
        if subject.lines or not wanted or (subject.prose and not subject.field.named):
            return
        few = sample(subject, _looks_like_names(subject), 0.6)
        if few is None:
            return
        known, alone = _known(few.texts)
        for rule in wanted:
            told = named(subject, rule)
            passing = _passing(few, known, alone, told=bool(told))
            columns = [column for column in passing if not _always_the_same(few, column, records_of(subject)[column])]
            if columns:
                found = Spans.concat([_written_as_names(subject, few.bounds, column) for column in columns])
                yield Hits(rule.id, found, flags_where(len(found), Evidence.PATTERN | Evidence.STRUCTURE | told))


def _may_apply(rule: Rule, subject: Subject) -> bool:
    """A rule with names serves the fields that bear one; one without, the fields that no rule knows by name."""
    if rule.field_names:
        return rule.id in subject.field.named
    return not subject.field.named and rule.id not in subject.field.denied


def _looks_like_names(subject: Subject) -> Bools:
    """Whether each value begins and ends as a name does and is as long as one."""
    text = subject.text
    size = text.ends - text.starts
    fits: Bools = (size >= 2) & (size <= _LONGEST)
    fits &= _LETTER.take(text.data[text.starts]) & _LAST.take(text.data[text.ends - 1])
    return fits


def _known(texts: pl.Series) -> tuple[Bools, Bools]:
    """Which texts hold a first name, or initials and a last one, and nothing that no name holds; which are one word."""
    frame = pl.DataFrame({"text": np.arange(len(texts)), "words": _plain(texts).str.extract_all(_WORD)})
    parts = frame.explode("words").drop_nulls("words")
    told = parts.with_columns(
        first=pl.col("words").is_in(_list("first_names").implode()),
        other=pl.col("words").is_in(_list("not_names").implode()),
    )
    by_text = told.group_by("text").agg(pl.col("first").any(), pl.col("other").any(), count=pl.len())
    known, alone = np.zeros(len(texts), np.bool_), np.zeros(len(texts), np.bool_)
    at = by_text["text"].to_numpy()
    first = by_text["first"].to_numpy() | texts.str.strip_chars().str.contains(_INITIALS).to_numpy()[at]
    known[at] = first & ~(by_text["other"] | (by_text["count"] > _MOST_WORDS)).to_numpy()
    known &= texts.str.contains(_NAME).to_numpy()
    alone[at] = (by_text["count"] == 1).to_numpy()
    return known, alone


def _plain(texts: pl.Series) -> pl.Series:
    """The texts in lower case and without accents."""
    lower = texts.str.to_lowercase()
    if (lower.str.len_bytes() == lower.str.len_chars()).all():
        return lower
    return lower.str.replace_many(_SPECIAL, _AS_ASCII).str.normalize("NFKD").str.replace_all(r"\p{M}", "")


@cache
def _list(name: str) -> pl.Series:
    return pl.Series(sorted(word_list(name)))


def _passing(few: Sample, known: Bools, alone: Bools, *, told: bool) -> Iterator[int]:
    """The columns of which enough values hold a first name."""
    singles = few.share(alone)
    for column, share in few.share(known).items():
        several, single = _TOLD if told else _UNTOLD
        if share >= (single if singles.get(column, 0.0) > 0.5 else several):
            yield column


def _always_the_same(few: Sample, column: int, records: int) -> bool:
    """Whether very many records hold one value: that is a setting, and no person."""
    return records > MOST and np.count_nonzero(few.column == column) == 1


def _written_as_names(subject: Subject, bounds: Ints, column: int) -> Spans:
    """The values of a column that consist of words of letters, no more than five."""
    spans = values_between(subject, bounds, column)
    pattern = for_ascii(_NAME) if subject.text.ascii else _NAME
    return spans.take(subject.text.holds(spans, pattern))


DETECTOR = PersonDetector()

"""Recognisers, presidio-analyzer's and those made of a pattern and a check of python-stdnum, asked of whole columns.

Running 170 patterns over every byte is what makes the package slow, so each recogniser reads only where it can count:

    its field's name says so                        around every run of digits that is long enough for it
    one of its words stands before or after a value  around the runs beside the word
    in prose                                        where a pattern matches that says something by itself
    in a column whose name says nothing             where most of a few values are whole matches of such a pattern

The original expressions and checks run on the distinct strings of those places, after a linear-time superset where
they are many.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from scanner.detector.contract import Evidence, Flags, Hits, Subject
from scanner.detector.phrases import Phrases, spaced
from scanner.detector.recognizers import Recognizer, checked, resolve
from scanner.detector.rule import Rule
from scanner.detector.sampling import bounds_of, values_between
from scanner.detector.search import search
from scanner.detector.text import Bools, Ints, Spans, Text

_FEW = 256
"""Strings up to which the original expression is asked at once, without the superset before it."""
_BEFORE, _AFTER = 64, 24
"""Bytes from a word to a digit of a value that it speaks for: a word before the value, and one after it."""
_SAMPLE = 32
"""Values of a column by which it is decided whether a recogniser reads it."""
_MOST_OF = 0.8
_MANY, _LUCKY = 20, 0.3
"""Where of so many strings beside its words no larger share passes a check, the words speak of something else."""
_PARTS = 4
"""Searches in a long text for all patterns together: the engine is ten times slower at one."""


class RecognizerDetector:
    """Serves every rule that names a recogniser, or a check."""

    name = "recognizer"

    def prepare(self, rules: Mapping[str, Rule]) -> None:
        """Loads the recognisers, and makes of their patterns and words what is asked of every text."""
        _served(tuple(map(_Key.of, rules.values()))).prepare()

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Matches by field name, by words, in prose and in columns; see above."""
        served = _served(tuple(map(_Key.of, rules.values())))
        text, told = subject.text, subject.field.named
        for one in served.all:
            if one.rule in told:
                yield one.hits(text, one.places(text), Evidence.FIELD_NAME)
        rest = [one for one in served.all if one.rule not in told and one.rule not in subject.field.denied]
        words = served.words_in(text)
        for one in rest:
            if one.rule in words:
                hits = one.hits(text, one.beside(text, words[one.rule]), Evidence.CONTEXT)
                yield replace(hits, flags=hits.flags & ~(_by_luck(hits, subject) * np.uint8(Evidence.CONTEXT)))
        if subject.prose:
            yield from served.alone(text, rest)
        elif not (subject.lines or told):
            yield from served.columns(subject, rest)


def _by_luck(hits: Hits, subject: Subject) -> Bools:
    """Which matches lie in columns where the words speak of something else, since most that was tried failed."""
    ends = np.cumsum(subject.sizes or (len(subject.text),))
    matched, tried = (
        np.searchsorted(ends, subject.text.value_at(at), "right") for at in (hits.spans.start, hits.tried)
    )
    count = np.bincount(tried, minlength=len(ends))
    lucky = (count >= _MANY) & (np.bincount(matched, minlength=len(ends)) < _LUCKY * count)
    return lucky[matched]


@dataclass(frozen=True, eq=False)
class _One:
    """A rule with its recogniser."""

    rule: str
    recognizer: Recognizer
    context: tuple[str, ...]

    def places(self, text: Text) -> Spans:
        """Where a match can be: around each run of digits of a fitting length, or every value."""
        if not self.recognizer.digits:
            return Spans(text.starts, text.ends)
        return text.around(self._runs(text), self.recognizer.reach)

    def beside(self, text: Text, words: Spans) -> Spans:
        """Where a match can be that one of these words speaks for."""
        if not self.recognizer.digits:
            return text.around(Spans(words.end, words.end), _BEFORE)
        runs = self._runs(text)
        before = _close(text, words.end, runs.start, _BEFORE)
        after = _close(text, -words.start[::-1], -runs.end, _AFTER, backwards=True)
        return text.around(runs.take(before | after), self.recognizer.reach)

    def _runs(self, text: Text) -> Spans:
        runs = text.digit_runs
        fits = runs.length >= self.recognizer.digits
        if self.recognizer.longest_run is not None:
            fits &= runs.length <= self.recognizer.longest_run
        return runs.take(fits)

    def hits(self, text: Text, places: Spans, always: Evidence, only_alone: bool = False) -> Hits:
        """Matches in these windows of the text; only those that say something by themselves, where that is asked."""
        if len(places) > _FEW:
            places = places.take(text.strings(places).str.contains(self.recognizer.superset).to_numpy())
        spans, flags = _readings(text, places, self.recognizer)
        tried = np.unique(spans.start[(flags & (Evidence.CHECKSUM | _FAILED)) > 0])
        keep = (flags & _FAILED) == 0
        if only_alone:
            keep &= (flags & (Evidence.CHECKSUM | Evidence.STRUCTURE)) > 0
        return Hits(self.rule, spans.take(keep), flags[keep] | np.uint8(always), tried=tried)


@dataclass(frozen=True, eq=False)
class _Served:
    """All rules of the detector, with what is asked of every text for all of them at once."""

    all: tuple[_One, ...]

    @cached_property
    def _speaks_for(self) -> Mapping[str, tuple[str, ...]]:
        """The rules for which each word or phrase of context speaks: those that have it, or a part of it."""
        having: dict[str, list[str]] = {}
        for one in self.all:
            for phrase in one.context:
                having.setdefault(phrase, []).append(one.rule)
        return {
            phrase: tuple(dict.fromkeys(rule for part in (phrase, *_parts(phrase)) for rule in having.get(part, ())))
            for phrase in having
        }

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self._speaks_for)

    @cached_property
    def _alone(self) -> tuple[str, ...]:
        """A superset of each pattern that says something by itself."""
        patterns = (probe.superset.pattern for one in self.all for probe in one.recognizer.alone)
        return tuple(dict.fromkeys(patterns))

    @cached_property
    def _whole(self) -> str:
        """A superset of all of these, for whole values."""
        return f"^(?:{'|'.join(self._alone)})$"

    def prepare(self) -> None:
        """What would be made with the first text."""
        _ = self._whole, self._phrases, [one.recognizer.superset for one in self.all]

    def words_in(self, text: Text) -> Mapping[str, Spans]:
        """Per rule for which some word of context stands in the text: those words, in order."""
        spans, numbers = self._phrases.find(text)
        which: dict[str, list[int]] = {}
        for number in np.unique(numbers).tolist():
            for rule in self._speaks_for[self._phrases.names[number]]:
                which.setdefault(rule, []).append(number)
        return {rule: spans.take(np.isin(numbers, some)) for rule, some in which.items()}

    def alone(self, text: Text, rules: Sequence[_One]) -> Iterator[Hits]:
        """Matches of patterns that say something by themselves, anywhere in the text."""
        parts = ("|".join(self._alone[part::_PARTS]) for part in range(_PARTS))
        found = Spans.concat(search(text, part) for part in parts)
        if len(found):
            found = found.take(np.argsort(found.start, kind="stable"))
            for one in rules:
                if one.recognizer.alone:
                    yield one.hits(text, text.around(found, one.recognizer.reach), Evidence.PATTERN, only_alone=True)

    def columns(self, subject: Subject, rules: Sequence[_One]) -> Iterator[Hits]:
        """Matches in the columns of which most sampled values are such matches as a whole.

        Orders and accounts have check digits too: that digits pass one is no `structure`, and in a column whose name
        means something to some rule it is nothing.
        """
        text = subject.text
        column, row = _few_of_each(subject)
        held = text.strings(Spans(text.starts[row], text.ends[row])).str.contains(self._whole).to_numpy()
        count = np.bincount(column)
        most = np.bincount(column[held], minlength=len(count)) >= np.maximum(_MOST_OF * count, 1)
        for at in np.flatnonzero(most).tolist():
            some = row[column == at]
            spans = Spans(text.starts[some], text.ends[some])
            digits = not text.strings(spans).str.contains("[^0-9]").any()
            part = values_between(subject, bounds_of(subject), at)
            for one in rules if not (digits and subject.field.denied) else ():
                if one.recognizer.alone and _share(text, spans, one) >= _MOST_OF:
                    hits = one.hits(text, part, Evidence.PATTERN, only_alone=True)
                    yield replace(hits, flags=hits.flags & ~np.uint8(Evidence.STRUCTURE)) if digits else hits


def _few_of_each(subject: Subject) -> tuple[Ints, Ints]:
    """Some values of each column that are not blank, evenly spaced: the index of each one's column, and the value's."""
    filled = np.flatnonzero(subject.text.ends > subject.text.starts)
    cuts = np.searchsorted(filled, bounds_of(subject)).tolist()
    rows = [
        filled[first : last : max(1, (last - first) // _SAMPLE)][:_SAMPLE] for first, last in itertools.pairwise(cuts)
    ]
    return np.repeat(np.arange(len(rows)), list(map(len, rows))), np.concatenate(rows)


def _share(text: Text, values: Spans, one: _One) -> float:
    """Share of the values that are, as a whole, matches that say something by themselves."""
    found = one.hits(text, values, Evidence.PATTERN, only_alone=True).spans
    whole = np.isin(found.start, values.start) & np.isin(found.end, values.end)
    return len(np.unique(found.start[whole])) / len(values)


class _Key(NamedTuple):
    """What a rule's recogniser is made of."""

    rule: str
    recognizer: str | None
    check: str | None
    pattern: str | None
    context: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule) -> _Key:
        return cls(rule.id, rule.recognizer, rule.check, rule.pattern, rule.context)

    def made(self) -> Recognizer:
        return resolve(self.recognizer) if self.recognizer else checked(self.check or "", self.pattern or "")


@lru_cache(maxsize=8)
def _served(keys: tuple[_Key, ...]) -> _Served:
    return _Served(tuple(_One(key.rule, key.made(), tuple(map(spaced, key.context))) for key in keys))


def _parts(phrase: str) -> list[str]:
    """Every row of words in a phrase that is shorter than it."""
    words = phrase.split()
    count = len(words)
    return [" ".join(words[at : at + size]) for size in range(1, count) for at in range(count - size + 1)]


def _close(text: Text, words: Ints, values: Ints, reach: int, backwards: bool = False) -> Bools:
    """For each position of a value whether a word ends at most so many bytes before it, in the same value of the text.

    Both ascend; `backwards` says that they are negated, to look in the other direction.
    """
    order = np.argsort(values, kind="stable") if backwards else np.arange(len(values))
    near = np.zeros(len(values), np.bool_)
    at = np.searchsorted(words, values[order], "right") - 1
    close = np.flatnonzero((at >= 0) & (values[order] - words[np.maximum(at, 0)] <= reach))
    one, other = words[at[close]], values[order[close]]
    same = text.value_at(np.abs(one)) == text.value_at(np.abs(other) - backwards)
    near[order[close[same]]] = True
    return near


# --- the originals, on distinct strings ---------------------------------------------------------

_FAILED = 128
"""Beside the evidence: a string of the shape that the check refused."""


def _readings(text: Text, places: Spans, recognizer: Recognizer) -> tuple[Spans, Flags]:
    """Every string in these windows that the recogniser matches, once, in order; its evidence, or that it failed."""
    _, first, inverse = np.unique(text.hashes(places), return_index=True, return_inverse=True)
    rows: list[tuple[int, int, int, int]] = []
    for number, string in enumerate(text.strings(places.take(first)).to_list()):
        for each in recognizer.read(string):
            start, end = (each.start, each.end) if string.isascii() else _in_bytes(string, each.start, each.end)
            flags = Evidence.PATTERN | (Evidence.STRUCTURE if each.strong else 0)
            flags |= Evidence.CHECKSUM if each.checked else 0
            rows.append((number, start, end, int(flags) | (_FAILED if each.failed else 0)))
    if not rows:
        return Spans.none(), np.empty(0, np.uint8)
    distinct, start, end, flags_of = np.array(rows, np.int64).T
    order = np.argsort(inverse, kind="stable")
    held = np.bincount(inverse, minlength=len(first))
    times = held[distinct]
    row = np.repeat(np.arange(len(rows)), times)
    within = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    base = places.start[order[(np.cumsum(held) - held)[distinct[row]] + within]]
    return _merged(Spans(base + start[row], base + end[row]), flags_of[row])


def _in_bytes(string: str, start: int, end: int) -> tuple[int, int]:
    first = len(string[:start].encode())
    return first, first + len(string[start:end].encode())


def _merged(spans: Spans, flags: Ints) -> tuple[Spans, Flags]:
    """Each span once, in order, with all of its evidence; a check that refused it in one window refuses it."""
    order = np.lexsort((spans.end, spans.start))
    spans, flags = spans.take(order), flags[order]
    new = np.append(True, (np.diff(spans.start) != 0) | (np.diff(spans.end) != 0))
    first = np.flatnonzero(new)
    return spans.take(first), np.bitwise_or.reduceat(flags, first).astype(np.uint8)


DETECTOR = RecognizerDetector()

"""Which matches are allowed, or are test values.

A match bears the number of the entry that names it, counted from 1; 0 is for none. A user's entries come before the
test values of the package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from scanner.allow import Entry, entries
from scanner.detect import ColumnFound
from scanner.detector.book import Rulebook
from scanner.detector.rule import Rule
from scanner.detector.text import Bools, Text
from scanner.listed import Domains, Ends, Hmacs, Keys, Numbers, Patterns, Question, Templates, Values, spaced
from scanner.readings import Found

_WITH_HOST = re.compile("EMAIL|URL|URI|DOMAIN|HOST")


@dataclass(frozen=True, eq=False)
class Lists:
    """All entries in the order in which they count; key: the user's secret, for those that are an HMAC."""

    entries: tuple[Entry, ...] = ()
    key: bytes | None = None

    def marked(self, column: ColumnFound, book: Rulebook) -> ColumnFound:
        """The column with a mark on each match that an entry names."""
        if not self.entries or not column.found:
            return column
        field = column.column.field.lower()
        away = frozenset(number for number, entry in self._limited if not _globs(entry, field))
        found = tuple(_marked(column.text, one, _tests(self, book, one.rule, away)) for one in column.found)
        return replace(column, found=found)

    def prepare(self, book: Rulebook) -> None:
        """Makes ready what is asked of the matches of each rule in any field."""
        for rule in book.rules:
            _tests(self, book, rule, frozenset())

    @cached_property
    def _limited(self) -> list[tuple[int, Entry]]:
        """The entries that concern some fields only, with their numbers."""
        return [(number, entry) for number, entry in enumerate(self.entries, 1) if entry.fields]

    @cached_property
    def is_test(self) -> Bools:
        """By entry number: whether its values are test values."""
        return np.array([False, *(entry.test for entry in self.entries)])


@lru_cache(maxsize=4)
def lists_of(files: tuple[Path, ...], key: bytes | None) -> Lists:
    """The entries of these files and the test values of the package, made ready. Raises `UsageError`."""
    return Lists(entries(files), key)


def _marked(text: Text, found: Found, tests: Sequence[Question]) -> Found:
    marks = np.zeros(len(found.spans), np.uint16)
    for test in tests:
        left = np.flatnonzero(marks == 0) if marks.any() else np.arange(len(marks))
        marks[left] = test.mark(text, found.spans.take(left))
    return replace(found, marks=marks) if marks.any() else found


@lru_cache(maxsize=4096)
def _tests(lists: Lists, book: Rulebook, rule_id: str, away: frozenset[int]) -> tuple[Question, ...]:
    """What is asked of the matches of a rule: about allowed values first, then about test values.

    away: numbers of the entries that do not concern the field.
    """
    rule = book.rules[rule_id]
    if rule.container:
        return ()
    numbered = {
        number: entry for number, entry in enumerate(lists.entries, 1) if number not in away and _concerns(entry, rule)
    }
    own = {number: entry for number, entry in numbered.items() if not entry.test}
    shipped = {number: entry for number, entry in numbered.items() if entry.test}
    return (*_of_entries(own, rule, lists.key), *_of_entries(shipped, rule, lists.key))


def _concerns(entry: Entry, rule: Rule) -> bool:
    return (not entry.entities or rule.entity in entry.entities) and (not entry.rules or rule.id in entry.rules)


def _globs(entry: Entry, field: str) -> bool:
    return any(fnmatchcase(field, glob.lower()) for glob in entry.fields)


def _of_entries(given: Mapping[int, Entry], rule: Rule, key: bytes | None) -> Iterator[Question]:
    if values := _keys(given, lambda entry: entry.values):
        yield Values(values)
    if numbers := _keys(given, lambda entry: [each for each in entry.numbers if "#" not in each]):
        yield Numbers(numbers)
    templates = _listed(given, lambda entry: [each for each in entry.numbers if "#" in each])
    if plain := [each for each in templates if _of_digits(each[0])]:
        yield Templates(plain)
    if others := [(spaced(template), number) for template, number in templates if not _of_digits(template)]:
        yield Patterns(others)
    if patterns := _listed(given, lambda entry: entry.patterns):
        yield Patterns(patterns)
    if _WITH_HOST.search(rule.entity) and (domains := _keys(given, lambda entry: entry.domains)):
        short = len(domains) <= Ends.MOST and max(len(each.encode()) for each in domains) <= Ends.LONGEST
        yield Ends(domains) if short and "EMAIL" in rule.entity else Domains(domains)
    if key is not None and (hmacs := _keys(given, lambda entry: entry.hmacs)):
        yield Hmacs(hmacs, key)


def _of_digits(template: str) -> bool:
    return len(template) <= Templates.MOST and not template.strip("0123456789#")


def _listed(given: Mapping[int, Entry], of: Callable[[Entry], Sequence[str]]) -> list[tuple[str, int]]:
    return [(each, number) for number, entry in given.items() for each in of(entry)]


def _keys(given: Mapping[int, Entry], of: Callable[[Entry], Sequence[str]]) -> Keys:
    return {each.lower(): number for each, number in reversed(_listed(given, of))}

"""A summary of a whole run becomes findings: each field is judged as a whole.

Every match has a level from its rule's own table of evidence. Then:

    what the matches look like                                                          the finding is
    some are certain: proof and a name or word, or proof that chance cannot give          certain
    in half or more of at least 10 values, and chance would not give that many            certain
    likely ones, and chance would not give that many                                      likely
    only shapes, in 80 % or more of at least 20 values, and the name says nothing else     likely
    only shapes, or no more of the likely ones than random strings would give             possible
    the same in a structured field whose name does not say so, under 5 % of the values    no finding
    the same by chance in free text, with nothing but the shape, among 20 strings or more  no finding
    one value again and again in 20 values or more of a structured field: a default        one step less
    anything, but less of it, or in a smaller share of the values, than the rule asks for  no finding

and never surer than the rule's `at_most`. Values that are allowed are as if they were not there. So are test values,
unless there is nothing else: then the finding is about these, and says that it is test data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from types import MappingProxyType

import numpy as np

from scanner.allow import Entry
from scanner.chance import chance_explains
from scanner.datasets import shown
from scanner.detector.book import Rulebook
from scanner.detector.contract import Evidence, words_of
from scanner.model.data import Origin
from scanner.model.found import Allowed, AlsoRead, Confidence, Finding, Reading, Recorded
from scanner.model.judged import Report
from scanner.reasons import why
from scanner.summary import RowBases, Summary, row_bases
from scanner.tally import NOTHING, FieldTally, Tallies, Tally, added

WHOLE = 0.8
"""Share of a structured field's values from which on all that have the shape are counted with those that prove it."""
MANY = 20
"""Strings of a shape in free text from which on what chance gives among them is not worth a look."""
CONSTANT = 20
"""So many values that are all the same are a default, or a constant."""
MOST_DATES = 400
"""Different days of records that a finding lists; where there are more, it lists months."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """What a finding needs to be reported: so many values, and such a share of those that were looked at."""

    count: int = 1
    share: float = 0.0

    def admits(self, finding: Finding) -> bool:
        """Whether the finding has as much."""
        values = finding.matched if finding.test_data else finding.personal
        return values >= self.count and values >= self.share * finding.scanned

    def applied(self, report: Report) -> Report:
        """The report without findings that have less, and with how many these are."""
        kept = tuple(each for each in report.findings if self.admits(each.finding))
        told = {"count": self.count, "share": self.share, "left_out": len(report.findings) - len(kept)}
        return replace(report, run={**report.run, "minimum": told}, findings=kept)


Files = Mapping[tuple[str, int], str]
"""Per asset and unit number: the file of a dataset."""


def findings(
    summary: Summary, book: Rulebook, entries: Sequence[Entry] = (), files: Files = MappingProxyType({})
) -> tuple[Finding, ...]:
    """All findings of a run, by asset, table, field and category. entries: those that marks stand for."""
    bases = row_bases(summary.rows)
    result: list[Finding] = []
    for origin in sorted(summary.fields):
        result.extend(_Field(origin, summary.fields[origin], book, entries).findings(bases, files))
    return tuple(result)


def with_shown_files(found: Iterable[Finding], personal: Mapping[str, frozenset[str]]) -> tuple[Finding, ...]:
    """The findings, their files without the values of partition keys that are personal data (see `keys_found`)."""
    return tuple(
        replace(each, files=tuple(dict.fromkeys(shown(file, personal[each.origin.asset]) for file in each.files)))
        if each.files and each.origin.asset in personal
        else each
        for each in found
    )


def keys_found(found: Iterable[Finding]) -> dict[str, frozenset[str]]:
    """By asset: the fields in which something was found, some of which may be keys of its partitions."""
    fields: dict[str, set[str]] = {}
    for each in found:
        fields.setdefault(each.origin.asset, set()).add(each.origin.field)
    return {asset: frozenset(names) for asset, names in fields.items()}


def allowed(summary: Summary, entries: Sequence[Entry]) -> tuple[Allowed, ...]:
    """How much each entry of the user's own lists allowed, in their order; nothing too."""
    values, fields = dict[int, int](), dict[int, set[Origin]]()
    for origin, tally in summary.fields.items():
        for (_, number), count in tally.named.items():
            values[number] = values.get(number, 0) + count
            fields.setdefault(number, set()).add(origin)
    return tuple(
        Allowed(entry.name, entry.reason, values.get(number, 0), len(fields.get(number, ())))
        for number, entry in enumerate(entries, 1)
        if not entry.test
    )


def about_rules(held: Iterable[Finding], book: Rulebook) -> dict[str, dict[str, object]]:
    """What a report says of the rules that its findings name."""
    ids = {each.rule for finding in held for each in finding.readings}
    ids |= {each.rule for finding in held for each in finding.also_read}
    return {
        id_: {
            "entity": rule.entity,
            "category": rule.category,
            "label": rule.label,
            "description": rule.description,
            "confidence": {evidence: str(level) for evidence, level in rule.confidence.items()},
            "chance": rule.chance,
            "references": list(rule.references),
        }
        for id_, rule in ((id_, book.rules[id_]) for id_ in sorted(ids))
    }


@dataclass(frozen=True, slots=True)
class _Judged:
    """One rule in one field: its confidence and the matches that count. scanned: values that are not set aside."""

    rule: str
    confidence: Confidence
    tally: Tally
    scanned: int
    by_chance: bool
    test: bool
    levels: dict[int, Tally]


class _Field:
    """One field of a run, about to be judged."""

    def __init__(self, origin: Origin, tally: FieldTally, book: Rulebook, entries: Sequence[Entry]) -> None:
        self._origin = origin
        self._tally = tally
        self._book = book
        self._entries = entries
        self._free_text = tally.lines or tally.mostly_prose
        self._named = frozenset[str]() if self._free_text else book.field(origin.field).named

    def findings(self, bases: RowBases, files: Files) -> Iterator[Finding]:
        """The findings, by category."""
        groups: dict[str, list[_Judged]] = {}
        container = None
        for id_ in sorted({rule for rule, _ in (*self._tally.matches, *self._tally.tests)}):
            one = self._judged(id_)
            if one is None:
                continue
            rule = self._book.rules[id_]
            container = container or (rule.container if self._free_text else None)
            groups.setdefault(rule.category or rule.entity, []).append(one)
        for _, group in sorted(groups.items()):
            yield self._finding(group, bases, files, container)

    def _judged(self, id_: str) -> _Judged | None:
        """The rule by the values that count, or if there are none by its test values."""
        aside = self._tally.allowed.get(id_, 0)
        tests = _of_rule(id_, self._tally.tests)
        set_aside = aside + sum(tally.values for tally in tests.values())
        real = self._judge(id_, _of_rule(id_, self._tally.matches), set_aside, test=False)
        return real or self._judge(id_, tests, aside, test=True)

    def _judge(self, id_: str, levels: dict[int, Tally], aside: int, test: bool) -> _Judged | None:
        """The confidence of one rule's matches, by the table in the module's docstring."""
        rule = self._book.rules[id_]
        strong = levels[2].merged(levels[3])
        every = strong.merged(levels[1])
        if not every.values or (rule.proof and not strong.values):
            return None
        scanned = max(self._tally.scanned - aside, every.values)
        share = every.values / scanned
        if share < rule.share or every.distinct < rule.fewest:
            return None
        tried = self._tally.tried.get(id_, 0)
        by_chance = not levels[3].values and _by_chance(strong, max(tried - aside, 0), rule.chance)
        if strong.values and not by_chance:
            sure = levels[3].values or (strong.values >= 10 and strong.values * 2 >= scanned)
            confidence, counted = (Confidence.CERTAIN if sure else Confidence.LIKELY), strong
            if not self._free_text and share >= WHOLE:
                counted = every
        else:
            whole = not by_chance and every.values >= 20 and share >= WHOLE and not self._says_else(id_, every.values)
            confidence, counted = (Confidence.LIKELY if whole else Confidence.POSSIBLE), every
            said = bool(every.flags & Evidence.FIELD_NAME)
            alone = not every.flags & (Evidence.FIELD_NAME | Evidence.CONTEXT)
            if by_chance and alone and self._free_text and tried >= MANY:
                return None
            if not whole and not self._free_text and not said and share < 0.05:
                return None
        if self._constant(counted):
            confidence = Confidence(max(confidence - 1, Confidence.POSSIBLE))
        confidence = min(confidence, Confidence[rule.at_most.name])
        return _Judged(id_, confidence, counted, scanned, by_chance, test, levels)

    def _constant(self, tally: Tally) -> bool:
        return not self._free_text and tally.values >= CONSTANT and tally.distinct == 1

    def _says_else(self, id_: str, values: int) -> tuple[str, ...]:
        """The labels of what the name says the field holds, where that is not this rule's and is not there either."""
        rules = self._book.rules
        mine = rules[id_]
        others = [rules[each] for each in sorted(self._named) if not rules[each].container]
        if not others or any(each.entity == mine.entity for each in others):
            return ()
        there = sum(tally.values for each in others for tally in _of_rule(each.id, self._tally.matches).values())
        return () if there * 2 >= values else tuple(dict.fromkeys(each.label for each in others))

    def _finding(self, group: list[_Judged], bases: RowBases, files: Files, container: str | None) -> Finding:
        """All rules of one category together, the surest first; those with test values only where no other is there."""
        origin, tally = self._origin, self._tally
        real = [one for one in group if not one.test]
        group = sorted(real or group, key=lambda one: (-one.confidence, one.rule))
        first = group[0]
        surest = [one for one in group if one.confidence == first.confidence or one.confidence >= Confidence.LIKELY]
        total = reduce(Tally.merged, (one.tally for one in surest))
        same = self._alike(first.rule)
        entities = {self._book.rules[one.rule].entity for one in surest}
        said = {self._book.rules[id_].entity for id_ in self._named}
        says_else = self._says_else(first.rule, total.values)
        places = (bases.get((origin.asset, origin.member, origin.table, unit), 0) + row for unit, row in total.places)
        tests = min(sum(each.values for id_ in same for each in _of_rule(id_, tally.tests).values()), tally.scanned)
        tested, evidence = self._test_reasons(same), words_of(total.flags)
        allowed = sum(tally.allowed.get(id_, 0) for id_ in same)
        return Finding(
            origin=origin,
            category=self._book.rules[first.rule].category,
            entities=tuple(sorted(entities)),
            confidence=first.confidence,
            evidence=evidence,
            scanned=tally.scanned,
            matched=min(total.values + tests, tally.scanned) if real else tests,
            distinct=total.distinct,
            samples=tuple(dict.fromkeys(text for _, text in sorted(total.samples.items()))),
            places=tuple(sorted(places)),
            files=tuple(dict.fromkeys(files[at] for unit in total.units if (at := (origin.asset, unit)) in files)),
            free_text=self._free_text,
            container=container,
            ages=dict(sorted(total.ages.items())),
            why=why(
                first.tally.values,
                tally.scanned,
                evidence,
                free=tally.free,
                by_chance=first.by_chance,
                constant=self._constant(first.tally),
                says_else=says_else,
                tests=tests if real else None,
                tested=tested,
                allowed=allowed,
            ),
            test_values=tests,
            test_reasons=tested,
            test_data=not real,
            allowed=allowed,
            readings=tuple(self._reading(one) for one in group),
            also_read=tuple(self._also_read({one.rule for one in group})),
            name_says=tuple(sorted(said)),
            name_agrees=False if says_else else True if said & entities else None,
            recorded=recorded(tally.dated_by, total.days),
            suppressed=_suppressed([tally.suppressed[id_] for id_ in same if id_ in tally.suppressed]),
        )

    def _alike(self, id_: str) -> list[str]:
        """The rules that matched here and have the same category, or entity where they have none."""
        rules = self._book.rules
        key = rules[id_].category or rules[id_].entity
        ids = sorted({rule for rule, _ in (*self._tally.matches, *self._tally.tests)})
        return [each for each in ids if (rules[each].category or rules[each].entity) == key]

    def _test_reasons(self, ids: list[str]) -> tuple[str, ...]:
        numbers = sorted(number for rule, number in self._tally.named if rule in ids)
        named = [self._entries[number - 1] for number in numbers]
        return tuple(dict.fromkeys(entry.reason for entry in named if entry.test))

    def _reading(self, one: _Judged) -> Reading:
        counted = reduce(added, (tally.evidence for tally in one.levels.values()), dict[int, int]())
        levels = self._book.levels[one.rule]
        sets = sorted(counted, key=lambda flags: (-levels[flags], -counted[flags], flags))
        evidence = tuple((words_of(flags), Confidence(levels[flags]), counted[flags]) for flags in sets)
        tally, tried = one.tally, self._tally.tried.get(one.rule, 0)
        return Reading(one.rule, one.confidence, tally.values, tally.distinct, tried, one.by_chance, evidence)

    def _also_read(self, winners: set[str]) -> Iterator[AlsoRead]:
        """What other rules made of the same values, the most frequent reading first."""
        counts: dict[tuple[str, int], int] = {}
        for (loser, winner, level), values in self._tally.lost.items():
            if winner in winners:
                counts[loser, level] = counts.get((loser, level), 0) + values
        for loser, level in sorted(counts, key=lambda key: (-counts[key], -key[1], key[0])):
            yield AlsoRead(loser, self._book.rules[loser].entity, Confidence(level), counts[loser, level])


def recorded(by: str, days: Mapping[int, int]) -> Recorded | None:
    """The days of records as a finding has them: by month or by year where they are many."""
    if not days:
        return None
    dates = {str(np.datetime64(day, "D")): count for day, count in sorted(days.items())}
    first, last = min(dates), max(dates)
    for length in (len("2018-11-30"), len("2018-11"), len("2018")):
        counts: dict[str, int] = {}
        for date, count in dates.items():
            counts[date[:length]] = counts.get(date[:length], 0) + count
        if len(counts) <= MOST_DATES:
            break
    return Recorded(by, first, last, counts)


def _suppressed(found: Sequence[frozenset[int]]) -> int | None:
    """How many different entries of the list were found; None where none was looked for."""
    return len(frozenset[int]().union(*found)) if found else None


def _of_rule(id_: str, tallies: Tallies) -> dict[int, Tally]:
    return {level: tallies.get((id_, level), NOTHING) for level in (1, 2, 3)}


def _by_chance(strong: Tally, tried: int, chance: float) -> bool:
    """Whether chance explains the matches, a value that comes again and again taken as one trial.

    Where most random strings pass, that all have passed says nothing, and only some that failed say something.
    """
    distinct = min(strong.distinct, strong.values)
    if chance > 0.5 and tried <= strong.values:
        return False
    return bool(distinct) and chance_explains(distinct, max(distinct, round(tried * distinct / strong.values)), chance)

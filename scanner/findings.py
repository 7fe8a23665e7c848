"""A summary of a whole run becomes findings: each field is judged as a whole.

Every match has a level from its rule's own table of evidence. Then:

    what the matches look like                                                          the finding is
    some are certain: proof and a name or word, or proof that chance cannot give          certain
    in half or more of at least 10 values, and chance would not give that many            certain
    likely ones, and chance would not give that many                                      likely
    only shapes, in 80 % or more of at least 20 values                                    likely
    only shapes, or no more of the likely ones than random strings would give             possible
    the same in a structured field whose name does not say so, under 5 % of the values    no finding
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import erfc, exp, lgamma, log, log1p, sqrt

from scanner.detector.book import Rulebook
from scanner.detector.contract import Evidence
from scanner.model import Confidence, Finding, Origin
from scanner.summary import FieldTally, RowBases, Summary, Tally, row_bases

WHOLE = 0.8
"""Share of a structured field's values from which on all that have the shape are counted with those that prove it."""
CHANCE_LIMIT = 1e-4
"""Matches are put down to chance when at least as many would turn up this often among random strings."""


def findings(summary: Summary, book: Rulebook) -> tuple[Finding, ...]:
    """All findings of a run, by asset, table, field and category."""
    bases = row_bases(summary.rows)
    result: list[Finding] = []
    for origin in sorted(summary.fields):
        result.extend(_of_field(origin, summary.fields[origin], book, bases))
    return tuple(result)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One rule in one field: its confidence and the levels that count."""

    rule: str
    confidence: Confidence
    tally: Tally
    why: str


def _of_field(origin: Origin, tally: FieldTally, book: Rulebook, bases: RowBases) -> list[Finding]:
    free_text = tally.lines or tally.prose * 2 > tally.scanned
    judged: dict[str, list[_Judged]] = {}
    container = None
    for rule_id in sorted({rule for rule, _ in tally.matches}):
        one = _judge(rule_id, tally, book, free_text)
        if one is None:
            continue
        rule = book.rules[rule_id]
        container = container or (rule.container if free_text else None)
        judged.setdefault(rule.category or rule.entity, []).append(one)
    return [_finding(origin, tally, group, book, bases, free_text, container) for _, group in sorted(judged.items())]


def _judge(rule_id: str, tally: FieldTally, book: Rulebook, free_text: bool) -> _Judged | None:
    """The confidence of one rule's matches in one field, by the table in the module's docstring."""
    rule = book.rules[rule_id]
    levels = {level: tally.matches.get((rule_id, level), Tally()) for level in (1, 2, 3)}
    strong = levels[2].merged(levels[3])
    every = strong.merged(levels[1])
    named = bool(every.flags & Evidence.FIELD_NAME)
    share = every.values / max(tally.scanned, 1)
    if rule.proof and not strong.values:
        return None
    by_chance = not levels[3].values and _by_chance(strong, tally.tried.get(rule_id, 0), rule.chance)
    if strong.values and not by_chance:
        sure = levels[3].values or (strong.values >= 10 and strong.values * 2 >= tally.scanned)
        confidence, counted = (Confidence.CERTAIN if sure else Confidence.LIKELY), strong
        if not free_text and share >= WHOLE:
            counted = every
    else:
        whole = not by_chance and every.values >= 20 and share >= WHOLE
        confidence, counted = (Confidence.LIKELY if whole else Confidence.POSSIBLE), every
        if not whole and not free_text and not named and share < 0.05:
            return None
    return _Judged(rule_id, confidence, counted, _why(counted, tally, by_chance))


def _by_chance(strong: Tally, tried: int, chance: float) -> bool:
    """Whether chance explains the matches, a value that comes again and again taken as one trial."""
    distinct = min(strong.distinct, strong.values)
    return bool(distinct) and chance_explains(distinct, max(distinct, round(tried * distinct / strong.values)), chance)


def chance_explains(passed: int, tried: int, chance: float) -> bool:
    """Whether at least `passed` of `tried` random strings would pass, each with `chance`, oftener than `CHANCE_LIMIT`.

    The upper tail of the binomial distribution: exact up to 1,000 trials, else by the normal approximation.
    """
    if not passed or chance <= 0 or tried < passed:
        return False
    if tried > 1000:
        spread = sqrt(tried * chance * (1 - chance))
        return 0.5 * erfc((passed - 0.5 - tried * chance) / (spread * sqrt(2))) > CHANCE_LIMIT
    tail = 0.0
    for count in range(passed, tried + 1):
        ways = lgamma(tried + 1) - lgamma(count + 1) - lgamma(tried - count + 1)
        tail += exp(ways + count * log(chance) + (tried - count) * log1p(-chance))
    return tail > CHANCE_LIMIT


_SAYS = {
    Evidence.CHECKSUM: "their check digits are right",
    Evidence.STRUCTURE: "they are well-formed by their standard",
    Evidence.FIELD_NAME: "the field's name says so",
    Evidence.CONTEXT: "words beside them say so",
    Evidence.NER: "a language model reads them so",
}


def _why(counted: Tally, field: FieldTally, by_chance: bool) -> str:
    scanned = field.scanned
    share = 100 * counted.values / max(scanned, 1)
    percent = f"{share:.0f} %" if share >= 1 else "under 1 %"
    flags = Evidence(counted.flags)
    says = [words for flag, words in _SAYS.items() if flag in flags] or ["they have the shape"]
    sentence = f"{counted.values:,} of {scanned:,} values ({percent}): {', and '.join(says)}"
    if Evidence.NER in flags and field.free.read < field.free.passages:
        return f"{sentence}; {field.free.read:,} of {field.free.passages:,} passages were read for names."
    return f"{sentence}; random strings would give as many." if by_chance else f"{sentence}."


def _finding(
    origin: Origin, tally: FieldTally, group: list[_Judged], book: Rulebook,
    bases: RowBases, free_text: bool, container: str | None,
) -> Finding:  # fmt: skip
    """All rules of one category together, the surest first."""
    group = sorted(group, key=lambda one: (-one.confidence, one.rule))
    surest = [one for one in group if one.confidence == group[0].confidence or one.confidence >= Confidence.LIKELY]
    total = reduce(Tally.merged, (one.tally for one in surest))
    rules = [book.rules[one.rule] for one in surest]
    places = sorted(
        bases.get((origin.asset, origin.member, origin.table, number), 0) + row for number, row in total.places
    )
    return Finding(
        origin=origin,
        category=rules[0].category,
        entities=tuple(sorted({rule.entity for rule in rules})),
        confidence=group[0].confidence,
        evidence=Evidence(total.flags).words,
        scanned=tally.scanned,
        matched=min(total.values, tally.scanned),
        distinct=total.distinct,
        samples=tuple(dict.fromkeys(text for _, text in sorted(total.samples.items()))),
        places=tuple(places),
        free_text=free_text,
        container=container,
        ages=total.ages,
        why=surest[0].why,
    )

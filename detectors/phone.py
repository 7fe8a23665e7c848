"""Telephone numbers, by the numbering plans that the phonenumbers package (libphonenumber) carries.

An international number (`+` or `00`) or one grouped as its region writes it has `structure`. Bare digits
count only beside a phone word or in a field named so: a random ten-digit number is a valid one too often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.numbering import national_lengths, valid_international, valid_national
from scanner.detector.numbers import Chains, chains, gaps_among, members, only_digits
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key
from scanner.detector.text import WORD, Bools, Spans, Text, byte_class

_SEPARATORS = (" ", "-", ".", "/", "(", ")", ") ", " (", ")-", "-(", " - ", ")(", ") (")
_FEWEST, _MOST = 7, 15
_DAY, _MONTH, _YEAR = "(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", "(?:19|20)[0-9]{2}"
_DATE = f"(?:^|[^0-9])(?:{_YEAR}[-./ ]{_MONTH}[-./ ]{_DAY}|{_DAY}[-./]{_DAY}[-./]{_YEAR})(?:$|[^0-9])"
_US_GROUPS = "^(?:[+]?1[ .-]?)?(?:[(][0-9]{3}[)] ?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}$"
_STRAY_BEFORE = byte_class("./-%@#&~$*=<,:\\") | WORD
_STRAY_AFTER = byte_class("@%/=\\") | WORD
_KEY_BEFORE = byte_class("=:,.")
_GOES_ON = byte_class(".-:,")
_DIGIT = byte_class("0123456789")
_ALNUM = byte_class("0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class PhoneDetector:
    """Finds `PHONE_NUMBER`."""

    name = "phone"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Numbers anywhere in the text."""
        text = subject.text
        found = _candidates(text)
        if not len(found):
            return
        for rule in rules.values():
            if rule.id in subject.field.denied:
                continue
            told = named(subject, rule)
            spans, structure, near = _judge(text, found, rule, bool(told), subject.regions)
            yield Hits(
                rule.id, spans, flags_where(len(spans), Evidence.PATTERN | told, structure=structure, context=near)
            )


def _candidates(text: Text) -> Chains:
    """Chains of 7 to 15 digits in at most six groups, with their `+` or `(`; longer ones are cut at blanks."""
    joined = chains(text, gaps_among(text, _SEPARATORS), _FEWEST)
    fits = _sized(joined)
    rest = joined.take(joined.digits > _MOST)
    found = joined.take(fits)
    if len(rest):
        among = members(rest)
        tight = chains(text, gaps_among(text, ("-", ".", "/", "(", ")", ")-"), among), _FEWEST, among)
        found = _merge(found, tight.take(_sized(tight)))
    return _with_prefix(text, found)


def _sized(found: Chains) -> Bools:
    return (found.digits <= _MOST) & (found.last - found.first <= 6)


def _merge(one: Chains, other: Chains) -> Chains:
    order = np.argsort(np.concatenate([one.first, other.first]), kind="stable")
    return Chains(
        np.concatenate([one.first, other.first])[order],
        np.concatenate([one.last, other.last])[order],
        Spans.concat([one.spans, other.spans]).take(order),
        np.concatenate([one.digits, other.digits])[order],
    )


def _with_prefix(text: Text, found: Chains) -> Chains:
    """Takes in an opening parenthesis and a plus sign; leaves out what is part of something longer."""
    after, beyond = text.data[found.spans.end], text.data[found.spans.end + 1]
    goes_on = _STRAY_AFTER.take(after) | (_GOES_ON.take(after) & _ALNUM.take(beyond))
    found = found.take(np.flatnonzero(~goes_on & ~_dotted_quads(text, found)))
    start, end = found.spans.start, found.spans.end
    start = start - (text.data[start - 1] == ord("("))
    plus = text.data[start - 1] == ord("+")
    start = start - plus
    before = text.data[start - 1]
    earlier = text.data[start - 2]
    keyed = _KEY_BEFORE.take(before) & ~_DIGIT.take(earlier) & ((before != ord(".")) | WORD.take(earlier))
    keep = np.flatnonzero(~_STRAY_BEFORE.take(before) | keyed)
    return Chains(found.first[keep], found.last[keep], Spans(start[keep], end[keep]), found.digits[keep])


def _dotted_quads(text: Text, found: Chains) -> Bools:
    """Which chains are four groups of at most three digits joined by dots: IP addresses and versions."""
    runs = text.digit_runs
    quads: Bools = (found.last - found.first == 3) & (runs.joint[found.first] == ord("."))
    four = np.flatnonzero(quads)
    for part in range(4):
        quads[four] &= runs.length[found.first[four] + part] <= 3
    return quads


def _judge(text: Text, found: Chains, rule: Rule, told: bool, regions: Sequence[str]) -> tuple[Spans, Bools, Bools]:
    """The candidates that are phone numbers, which of them have structure, and which a word beside them."""
    found = found if told else found.take(_of_usual_length(text, found, regions))
    valid, structure = _valid(text, found, told, regions)
    spans, structure = found.spans.take(valid), structure[valid]
    near = np.zeros(len(spans), np.bool_) if told else text.near(spans, word_or_key(rule.context))
    reported = structure | near | told
    return spans.take(reported), structure[reported], near[reported]


def _of_usual_length(text: Text, found: Chains, regions: Sequence[str]) -> Bools:
    """Which candidates are international, or have as many digits as a number of one of the regions can have."""
    first, second = text.data[found.spans.start], text.data[found.spans.start + 1]
    usual: Bools = (first == ord("+")) | ((first == ord("0")) & (second == ord("0")))
    for region in regions:
        usual |= np.isin(found.digits, national_lengths(region))
    return usual


def _valid(text: Text, found: Chains, told: bool, regions: Sequence[str]) -> tuple[Bools, Bools]:
    """Which candidates are phone numbers, and which of them have structure, by the plans that concern them."""
    spans = found.spans
    digits = only_digits(text, spans)
    numbers = Spans(digits.starts, digits.ends)
    first = text.data[spans.start]
    plus = first == ord("+")
    double_zero = (first == ord("0")) & (text.data[spans.start + 1] == ord("0"))
    structure = _where(plus, numbers, partial(valid_international, digits))
    structure |= _where(double_zero, Spans(numbers.start + 2, numbers.end), partial(valid_international, digits))
    grouped = (spans.end - spans.start > found.digits) & ~plus & ~structure
    valid = structure.copy()
    for region in regions:
        fits = _where(~plus, numbers, partial(valid_national, digits, region=region))
        valid |= fits
        usual = _US_GROUPS if region in ("US", "CA") else r"^\(?0"
        structure |= _where(grouped & fits, spans, partial(_written, text, pattern=usual))
    if told:
        valid |= plus | grouped | _where(~valid, numbers, partial(valid_international, digits))
    dated = _where(valid & _short_neighbours(text, found), spans, partial(_written, text, pattern=_DATE))
    return valid & ~(dated & ~plus), structure & ~dated


def _where(mask: Bools, spans: Spans, ask: Callable[[Spans], Bools]) -> Bools:
    """The answers for the spans where the mask is true; False elsewhere."""
    answers = np.zeros(len(spans), np.bool_)
    which = np.flatnonzero(mask)
    if len(which):
        answers[which] = ask(spans.take(which))
    return answers


def _written(text: Text, spans: Spans, pattern: str) -> Bools:
    answers: Bools = text.strings(spans).str.contains(pattern).to_numpy()
    return answers


def _short_neighbours(text: Text, found: Chains) -> Bools:
    """Which candidates have two groups of one or two digits side by side, as every date has."""
    short = text.digit_runs.length <= 2
    pairs = np.flatnonzero(short[:-1] & short[1:])
    before, after = np.searchsorted(pairs, found.first), np.searchsorted(pairs, found.last)
    neighbours: Bools = after > before
    return neighbours


DETECTOR = PhoneDetector()

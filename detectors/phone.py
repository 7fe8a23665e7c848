"""Telephone numbers, by the numbering plans that the phonenumbers package (libphonenumber) carries.

An international number (`+` or `00`) or one grouped as its region writes it has `structure`. Bare digits
count only beside a phone word or in a field named so: a random ten-digit number is a valid one too often. What no
plan allows, or a plan of a country that nobody named, counts where a word says directly that it is a phone, and in
prose also where it is grouped and such a word is near.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import polars as pl

from scanner.detector.ask import contains
from scanner.detector.compiled import BOOLS, BYTES, INTS, compiled
from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.numbering import make_ready, national_lengths, valid_international, valid_national
from scanner.detector.numbers import Chains, chains, members
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key
from scanner.detector.text import DIGITS, LETTERS, WORD, Bools, Bytes, Ints, Spans, Text, byte_class, byte_kinds

_SEPARATORS = (" ", "-", ".", "/", "(", ")", ") ", " (", ")-", "-(", " - ", ")(", ") (")
_FEWEST, _MOST = 7, 15
_DAY, _MONTH, _YEAR = "(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", "(?:19|20)[0-9]{2}"
_DATE = f"(?:^|[^0-9])(?:{_YEAR}[-./ ]{_MONTH}[-./ ]{_DAY}|{_DAY}[-./]{_DAY}[-./]{_YEAR})(?:$|[^0-9])"
_YEARS_OR_HOURS = "^(?:(?:19|20)[0-9]{2} ?[-/] ?(?:19|20)[0-9]{2}|[0-2]?[0-9][.][0-9]{2} ?- ?[0-2]?[0-9][.][0-9]{2})$"
_AMOUNT = (
    "^[+]?(?:[1-9][0-9]?(?:[ .,][0-9]{3})+|[1-9][0-9]{2}(?:[ .,][0-9]{3})*[ .,]000|[0-9]{5}-[0-9]{4}|[0-9]+[.][0-9]+)$"
)
"""Thousands, decimals, and a postcode with its four further digits."""
_ONE_DIGIT = "^[^0-9]*(?:" + "|".join(f"(?:{digit}[^0-9]*)+" for digit in range(10)) + ")$"
_LABEL = (
    "(?:(?:tele|cell|mobile|phone|contact|home|work|office)?_?phones?|tel|tele?fono|telefon|mobiles?|mob|cell|cellular"
    "|(?:tele)?fax|facsimile|landline|hotline|switchboard|pager|whatsapp|toll[- ]free|direct line|ph)"
)
_LABELLED = (
    rf"(?:(?:\b|_){_LABEL}(?:\b|_)|\b(?:desk|office|home|work|direct|voice)[:.])"
    r"(?:[^\w\]{};]|_|\b(?:numbers?|no|nr|num|is|are|was|at|on|me|us|him|her|them|to)\b)*$"
)
"""What ends directly before a number that is said to be a phone."""
_TRAILING = (
    r"^[ ,;(/-]{1,3}(?:tel|telephone|phone|fax|mobile|mob|cell|cellular|office|home|work|desk|direct|voice|pager)\b"
)
"""What begins directly after one."""
_SPOKEN = (
    r"\b(?:(?:tele|mobile )?phones?|tel|mobile|cell|fax|call|called|calls|calling|dial|dialled|dialed|ring|text"
    r"|whatsapp|sms|messages?|contact|reach|desk|office|answering|landline|hotline|voicemail|callback)\b"
)
"""What stands near one in sentences."""
_OTHER = (
    r"(?:\b(?:cards?|accounts?|acct|a/c|orders?|invoice|ticket|case|claim|policy|ref|reference|serial|part|model|sku|item|isbn"
    r"|issn|version|build|tracking|confirmation|booking|transaction|member|customer|student|employee|user|id|ids|passport"
    r"|licen[cs]e|zip|code|pin|page|pages|vat|tax|ein|npi|mrn|imei|sample|lot|batch|docket|patent|bug|issue)\b|[#\$€£])"
    r"(?:[\W_]|\b(?:numbers?|no|nr|num|is|are|was|id|code)\b)*$"
)
"""What ends directly before a number that is something else."""
_EXTENSION = r"(?i)^,?\s?\(?(?:x|ext(?:ension|n)?)[.:]?\s?[0-9]{1,6}\b"
_US_GROUPS = (
    "^(?:[+]?1[ .-]?)?(?:(?:[(][0-9]{3}[)][ -]?|[0-9]{3}[ -])[0-9]{3}[ -]"
    "|(?:[(][0-9]{3}[)] ?|[0-9]{3}[.])[0-9]{3}[.])[0-9]{4}$"
)
_IN_WORD, _STRAY_BEFORE, _STRAY_AFTER, _KEY_BEFORE, _GOES_ON, _DIGIT, _ALNUM = (1 << bit for bit in range(7))
_KINDS = byte_kinds(
    WORD,
    byte_class("./-%@#&~$*=<,:\\") | WORD,
    byte_class("@%/=\\") | WORD,
    byte_class("=:,."),
    byte_class(".-:,"),
    byte_class(DIGITS),
    byte_class(DIGITS, LETTERS),
)
_PLUS, _HYPHEN, _DOT, _OPEN, _ZERO, _X = b"+-.(0x"
_REACH = 30
"""How many bytes before a number are looked at for words."""
_BEFORE_WORD = list(b" ,;(/-")
_EXTENDING = list(b"xXeE(")


class PhoneDetector:
    """Finds `PHONE_NUMBER`."""

    name = "phone"

    def prepare(self, rules: Mapping[str, Rule]) -> None:  # noqa: ARG002 - the plans are those of all rules
        """Makes the plan of the country ready whose numbers are read where no other is named."""
        make_ready("US")

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
            spans, structure, near = _judge(subject, found, rule, bool(told))
            yield Hits(
                rule.id, spans, flags_where(len(spans), Evidence.PATTERN | told, structure=structure, context=near)
            )


def _candidates(text: Text) -> Chains:
    """Chains of 7 to 15 digits in at most six groups, with their `+` or `(`; longer ones are cut at blanks."""
    joined = chains(text, _SEPARATORS, _FEWEST)
    found = _framed(text, joined)
    rest = joined.take((joined.digits > _MOST) & (joined.last > joined.first))
    if len(rest):
        found = _merge(found, _framed(text, chains(text, ("-", ".", "/", "(", ")", ")-"), _FEWEST, members(rest))))
    return found


def _merge(one: Chains, other: Chains) -> Chains:
    order = np.argsort(np.concatenate([one.first, other.first]), kind="stable")
    return Chains(
        np.concatenate([one.first, other.first])[order],
        np.concatenate([one.last, other.last])[order],
        Spans.concat([one.spans, other.spans]).take(order),
        np.concatenate([one.digits, other.digits])[order],
    )


def _framed(text: Text, found: Chains) -> Chains:
    """Those of the right size that stand alone, with their opening parenthesis and plus sign."""
    runs = text.digit_runs
    spans = found.spans
    kept, start, ask = _standing_alone(
        text.data, runs.length, runs.joint, found.first, found.last, found.digits, spans.start, spans.end, _KINDS
    )
    if ask.any():  # an extension or a phone word that follows is no part of something longer
        which = np.flatnonzero(ask)
        tails = spans.take(kept[which])
        longer = ~(_extended(text, tails) | text.near(tails, _TRAILING, 0, 16))
        keep = np.ones(len(kept), np.bool_)
        keep[which[longer]] = False
        kept, start = kept[keep], start[keep]
    return Chains(found.first[kept], found.last[kept], Spans(start, spans.end[kept]), found.digits[kept])


@compiled(BYTES, BYTES, BYTES, INTS, INTS, INTS, INTS, INTS, BYTES)
def _standing_alone(
    data: Bytes,
    length: Bytes,
    joint: Bytes,
    first: Ints,
    last: Ints,
    digits: Ints,
    starts: Ints,
    ends: Ints,
    kinds: Bytes,
) -> tuple[Ints, Ints, Bools]:
    """The chains that stand alone, where they start with their prefix, and which have a tail that has to be read."""
    kept, begin, ask = np.empty(len(first), np.int64), np.empty(len(first), np.int64), np.zeros(len(first), np.bool_)
    count = 0
    for number in range(len(first)):
        run, start, stop = first[number], starts[number], ends[number]
        if digits[number] > _MOST or last[number] - run > 6:
            continue
        after, beyond = data[stop], data[stop + 1]
        goes_on = kinds[after] & _STRAY_AFTER or (kinds[after] & _GOES_ON and kinds[beyond] & _ALNUM)
        excused = (after | 32 == _X or after == _HYPHEN) and beyond > 32
        if goes_on and not excused:
            continue
        quad = last[number] - run == 3 and joint[run] == _DOT  # IP addresses and versions
        if quad and length[run] <= 3 and length[run + 1] <= 3 and length[run + 2] <= 3 and length[run + 3] <= 3:
            continue
        start -= data[start - 1] == _OPEN
        start -= data[start - 1] == _PLUS
        before, earlier = data[start - 1], data[start - 2]
        if kinds[before] & _STRAY_BEFORE:
            keyed = kinds[before] & _KEY_BEFORE and not kinds[earlier] & _DIGIT
            if not keyed or (before == _DOT and not kinds[earlier] & _IN_WORD):
                continue
        kept[count], begin[count], ask[count] = number, start, bool(goes_on)
        count += 1
    return kept[:count].copy(), begin[:count].copy(), ask[:count].copy()


def _extended(text: Text, spans: Spans) -> Bools:
    """Which spans are followed by the number of an extension."""
    after, beyond = text.data[spans.end], text.data[spans.end + 1]
    direct = (after | 0x20) == ord("x")
    apart = ((after == ord(" ")) | (after == ord(","))) & np.isin(beyond, _EXTENDING)
    return _where(direct | apart, spans, lambda some: text.near(some, _EXTENSION, 0, 16))


def _with_extension(text: Text, spans: Spans) -> Spans:
    """The spans, each up to the end of its extension where it has one."""
    which = np.flatnonzero(_extended(text, spans))
    if not len(which):
        return spans
    end = spans.end.copy()
    end[which] = text.digit_runs.end[np.searchsorted(text.digit_runs.start, end[which])]
    return Spans(spans.start, end)


def _judge(subject: Subject, found: Chains, rule: Rule, told: bool) -> tuple[Spans, Bools, Bools]:
    """The candidates that are phone numbers, which of them have structure, and which a word beside them."""
    text, regions = subject.text, subject.regions
    usual = np.ones(len(found), np.bool_) if told else _of_usual_length(text, found, regions)
    reported, structure, near = (np.zeros(len(found), np.bool_) for _ in range(3))
    valid = usual.copy()
    valid[usual], structure[usual] = _valid(text, found.take(usual), told, regions)
    if told:
        reported = valid
    else:
        near[valid] = text.near(found.spans.take(valid), word_or_key(rule.context))
        rest = np.flatnonzero(~near & ~structure)
        near[rest] = _said(text, found.take(rest), subject.prose)
        reported = structure | near
    return _with_extension(text, found.spans.take(reported)), structure[reported], near[reported]


def _said(text: Text, found: Chains, prose: bool) -> Bools:
    """Which numbers, whatever their plan, a word says to be phones: directly beside them, or near in sentences."""
    spans, first = found.spans, text.data[found.spans.start]
    plus = first == ord("+")
    grouped = spans.end - spans.start - (plus | (first == ord("("))) > found.digits
    said = _where(_after_letter(text, spans), spans, lambda some: text.holds(text.before(some, _REACH), _LABELLED))
    trailed = grouped & ~said & np.isin(text.data[spans.end], _BEFORE_WORD)
    said |= _where(trailed, spans, lambda some: text.near(some, _TRAILING, 0, 16))
    if prose:
        loose = grouped & ~said & ~_written(text, spans, _AMOUNT)
        loose &= (plus & (spans.end - spans.start > 10)) | text.near(spans, _SPOKEN, _REACH, 16)
        said |= loose
    which = np.flatnonzero(said)
    some, none = spans.take(which), f"{_DATE}|{_YEARS_OR_HOURS}|{_ONE_DIGIT}"
    said[which] = ~(_written(text, some, none) | text.holds(text.before(some, _REACH), _OTHER))
    return said


def _after_letter(text: Text, spans: Spans) -> Bools:
    """Which spans have a letter as the nearest letter or digit before them, no further than a few bytes away."""
    return _told_by_letter(text.data, spans.start, _KINDS)


@compiled(BYTES, INTS, BYTES)
def _told_by_letter(data: Bytes, start: Ints, kinds: Bytes) -> Bools:
    """See `_after_letter`."""
    told = np.zeros(len(start), np.bool_)
    for number in range(len(start)):
        for at in range(start[number] - 1, start[number] - 9, -1):
            if kinds[data[at]] & _IN_WORD:
                told[number] = not kinds[data[at]] & _DIGIT
                break
    return told


def _of_usual_length(text: Text, found: Chains, regions: Sequence[str]) -> Bools:
    """Which candidates are international, or have as many digits as a number of one of the regions can have."""
    usual = np.zeros(_MOST + 1, np.bool_)
    for region in regions:
        usual[[length for length in national_lengths(region) if length <= _MOST]] = True
    return _international_or(text.data, found.spans.start, found.digits, usual)


@compiled(BYTES, INTS, INTS, BOOLS)
def _international_or(data: Bytes, start: Ints, digits: Ints, usual: Bools) -> Bools:
    """See `_of_usual_length`."""
    found = np.empty(len(start), np.bool_)
    for number in range(len(start)):
        at = start[number]
        found[number] = usual[digits[number]] or data[at] == _PLUS or (data[at] == _ZERO and data[at + 1] == _ZERO)
    return found


def _valid(text: Text, found: Chains, told: bool, regions: Sequence[str]) -> tuple[Bools, Bools]:
    """Which candidates are phone numbers, and which of them have structure, by the plans that concern them."""
    spans = found.spans
    first = text.data[spans.start]
    plus = first == ord("+")
    double_zero = (first == ord("0")) & (text.data[spans.start + 1] == ord("0"))
    international = partial(valid_international, text)
    structure = _where(plus, spans, international)
    structure |= _where(double_zero, Spans(spans.start + 2, spans.end), international)
    structure |= _where(plus & ~structure, spans, partial(_valid_without_trunk, text))
    grouped = (spans.end - spans.start > found.digits) & ~plus & ~structure
    valid = structure.copy()
    for region in regions:
        fits = _where(~plus, spans, partial(valid_national, text, region=region))
        valid |= fits
        usual = _US_GROUPS if region in ("US", "CA") else r"^\(?0"
        structure |= _where(grouped & fits, spans, partial(_written, text, pattern=usual))
    if told:
        valid |= plus | grouped | _where(~valid, spans, international)
    dated = _where(valid & _short_neighbours(text, found), spans, partial(_written, text, pattern=_DATE))
    return valid & ~(dated & ~plus), structure & ~dated


def _valid_without_trunk(text: Text, spans: Spans) -> Bools:
    """Which are valid as in `+44 (0)20`, where the zero in parentheses is not dialled from abroad."""
    written = text.strings(spans)
    valid = contains(written, r"\(0\)").copy()
    if valid.any():
        plain = Text.of(written.filter(pl.Series(valid)).str.replace("(0)", "", literal=True).to_arrow())
        valid[valid] = valid_international(plain, Spans(plain.starts, plain.ends))
    return valid


def _where(mask: Bools, spans: Spans, ask: Callable[[Spans], Bools]) -> Bools:
    """The answers for the spans where the mask is true; False elsewhere."""
    which = np.flatnonzero(mask)
    if len(which) == len(spans):
        return ask(spans) if len(spans) else mask
    answers = np.zeros(len(spans), np.bool_)
    if len(which):
        answers[which] = ask(spans.take(which))
    return answers


def _written(text: Text, spans: Spans, pattern: str) -> Bools:
    return contains(text.strings(spans), pattern)


def _short_neighbours(text: Text, found: Chains) -> Bools:
    """Which candidates have two groups of one or two digits side by side, as every date has."""
    return _short_pairs(text.digit_runs.length, found.first, found.last)


@compiled(BYTES, INTS, INTS)
def _short_pairs(length: Bytes, first: Ints, last: Ints) -> Bools:
    """See `_short_neighbours`."""
    found = np.zeros(len(first), np.bool_)
    for number in range(len(first)):
        for run in range(first[number], last[number]):
            found[number] |= length[run] <= 2 and length[run + 1] <= 2
    return found


DETECTOR = PhoneDetector()

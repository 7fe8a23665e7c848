"""Telephone numbers, by the numbering plans that the phonenumbers package (libphonenumber) carries.

The plans' own patterns are compiled once per country code and asked of all distinct candidates of that code
at once, which takes well under a microsecond a number where parsing each one takes tens.

An international number (`+` or `00`) or one grouped as its region writes it has `structure`. Bare digits
count only beside a phone word or in a field named so: a random ten-digit number is a valid one too often.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

import numpy as np
import phonenumbers
import polars as pl
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.numbers import Chains, chains, gaps_among
from scanner.detector.rule import Rule
from scanner.detector.search import any_word
from scanner.detector.text import WORD, Bools, Spans, Text, byte_class

_SEPARATORS = (" ", "-", ".", "/", "(", ")", ") ", " (", ")-", "-(", " - ", ")(", ") (")
_KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan")
_FEWEST, _MOST = 7, 15
_FEW = 256
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
        tight = chains(text, gaps_among(text, ("-", ".", "/", "(", ")", ")-")), _FEWEST)
        tight = tight.take(_sized(tight))
        value = np.searchsorted(rest.first, tight.first, "right") - 1
        tight = tight.take((value >= 0) & (tight.last <= rest.last[value]))
        found = _merge(found, tight)
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
    found = found.take(~_dotted_quads(text, found))
    start, end = found.spans.start, found.spans.end
    start = start - (text.data[start - 1] == ord("("))
    plus = text.data[start - 1] == ord("+")
    start = start - plus
    before, after, beyond = text.data[start - 1], text.data[end], text.data[end + 1]
    keyed = _KEY_BEFORE.take(before) & ~_DIGIT.take(text.data[start - 2])
    stray = (_STRAY_BEFORE.take(before) & ~keyed) | _STRAY_AFTER.take(after)
    keep = ~stray & ~(_GOES_ON.take(after) & _ALNUM.take(beyond))
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
    spans = found.spans
    near = np.zeros(len(spans), np.bool_) if told else text.near(spans, any_word(rule.context))
    asked = np.flatnonzero(near | told | _maybe_structured(text, found))
    if not len(asked):
        return Spans.none(), near[asked], near[asked]
    spans, near = spans.take(asked), near[asked]
    _, first, inverse = np.unique(text.hashes(spans), return_index=True, return_inverse=True)
    valid, structure = (answers[inverse] for answers in _valid(text.strings(spans.take(first)), told, regions))
    reported = valid & (structure | near | told)
    return spans.take(reported), structure[reported], near[reported]


def _maybe_structured(text: Text, found: Chains) -> Bools:
    """Which candidates are written as phone numbers are: from `+`, `0` or `(0` on, or in the groups of +1."""
    length, last = text.digit_runs.length, found.last
    area, exchange = length[np.maximum(last - 2, 0)], length[np.maximum(last - 1, 0)]
    groups = last - found.first
    first = text.data[found.spans.start]
    second = text.data[found.spans.start + 1]
    american = (groups >= 2) & (groups <= 3) & (length[last] == 4) & (exchange == 3) & (area >= 3) & (area <= 4)
    zero = (first == ord("0")) | ((first == ord("(")) & (second == ord("0")))
    maybe: Bools = american | zero | (first == ord("+"))
    return maybe


def _valid(written: pl.Series, told: bool, regions: Sequence[str]) -> tuple[Bools, Bools]:
    """Which distinct texts are phone numbers, and which of them have structure, by the plans that concern them."""
    digits = written.str.replace_all("[^0-9]+", "")
    dated = written.str.contains(_DATE).to_numpy()
    plus = written.str.starts_with("+").to_numpy()
    double_zero = written.str.starts_with("00").to_numpy()
    structure = _where(plus, digits, valid_international)
    structure |= _where(double_zero, digits.str.slice(2), valid_international)
    grouped = written.str.contains("[^0-9]").to_numpy() & ~plus & ~structure
    valid = structure.copy()
    for region in regions:
        fits = _where(~plus, digits, partial(valid_national, region=region))
        valid |= fits
        usual = written.str.contains(_US_GROUPS if region in ("US", "CA") else r"^\(?0").to_numpy()
        structure |= grouped & fits & usual
    if told:
        valid |= plus | grouped | _where(~valid, digits, valid_international)
    return valid & ~(dated & ~plus), structure & ~dated


def _where(mask: Bools, digits: pl.Series, ask: Callable[[pl.Series], Bools]) -> Bools:
    """The answers for the digits where the mask is true; False elsewhere."""
    answers = np.zeros(len(digits), np.bool_)
    if mask.any():
        answers[mask] = ask(digits.filter(pl.Series(mask)))
    return answers


def valid_international(digits: pl.Series) -> Bools:
    """Whether digits that follow a `+` are a valid number of the country code they begin with."""
    answers = np.zeros(len(digits), np.bool_)
    for length in (1, 2, 3):
        heads = digits.str.slice(0, length).cast(pl.Int32, strict=False)
        for code in heads.unique().drop_nulls().to_list():
            if code in COUNTRY_CODE_TO_REGION_CODE and len(str(code)) == length:
                where = (heads == code).fill_null(value=False).to_numpy()
                answers[where] = _planned(digits.filter(pl.Series(where)).str.slice(length), code)
    return answers


def valid_national(digits: pl.Series, region: str) -> Bools:
    """Whether digits are a valid number as written inside a region, with or without its trunk prefix."""
    code = phonenumbers.country_code_for_region(region)
    return _planned(digits, code) if code else np.zeros(len(digits), np.bool_)


def _planned(digits: pl.Series, code: int) -> Bools:
    """Whether national digits fit the plan of a country code.

    The engine forgets patterns when it has seen many, so it is asked only where numbers are many enough to pay
    for compiling one again.
    """
    if len(digits) < _FEW:
        fits = _compiled(code).match
        return np.array([fits(one) is not None for one in digits.to_list()], np.bool_)
    answers: Bools = digits.str.contains(_plan(code)).to_numpy()
    return answers


@cache
def _compiled(code: int) -> re.Pattern[str]:
    return re.compile(_plan(code))


@cache
def _plan(code: int) -> str:
    """One pattern for all valid national numbers of a country code, as libphonenumber's metadata has them."""
    regions = COUNTRY_CODE_TO_REGION_CODE[code]
    plans: list[PhoneMetadata] = []
    trunk = ""
    for region in regions:
        metadata = (
            PhoneMetadata.metadata_for_nongeo_region(code, None)
            if region == "001"
            else PhoneMetadata.metadata_for_region(region, None)
        )
        if metadata is not None:
            plans.append(metadata)
            trunk = trunk or (metadata.national_prefix or "")
    patterns = {getattr(plan, kind).national_number_pattern for plan in plans for kind in _KINDS if getattr(plan, kind)}
    union = "|".join(sorted(pattern for pattern in patterns if pattern)).replace(r"\d", "[0-9]")
    prefix = f"(?:{re.escape(trunk)})?" if trunk else ""
    return f"^{prefix}(?:{union})$"


DETECTOR = PhoneDetector()

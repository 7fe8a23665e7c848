"""Telephone numbers, by the numbering plans that the phonenumbers package (libphonenumber) carries.

The plans' own patterns are compiled once per country code and asked of all distinct candidates of that code
at once, which takes well under a microsecond a number where parsing each one takes tens.

An international number (`+` or `00`) or one grouped as its region writes it has `structure`. Bare digits
count only beside a phone word or in a field named so: a random ten-digit number is a valid one too often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

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
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = rf"(?:^|\D)(?:{_YEAR}[-./ ]{_MONTH}[-./ ]{_DAY}|{_DAY}[-./]{_DAY}[-./]{_YEAR})(?:$|\D)"
_US_GROUPS = r"^(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}([ .-]))\d{3}[ .-]\d{4}$"
_STRAY_BEFORE = byte_class("./-%@#&~$*=<,:\\") | WORD
_STRAY_AFTER = byte_class("@%/=\\") | WORD
_KEY_BEFORE = byte_class("=:,.")
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
    joined = chains(text, gaps_among(text, _SEPARATORS))
    fits = _sized(joined)
    rest = joined.take(~fits & (joined.digits > 15))
    found = joined.take(fits)
    if len(rest):
        tight = chains(text, gaps_among(text, ("-", ".", "/", "(", ")", ")-")))
        tight = tight.take(_sized(tight))
        value = np.searchsorted(rest.first, tight.first, "right") - 1
        tight = tight.take((value >= 0) & (tight.last <= rest.last[value]))
        found = _merge(found, tight)
    return _with_prefix(text, found)


def _sized(found: Chains) -> Bools:
    groups = found.last - found.first
    return (found.digits >= 7) & (found.digits <= 15) & (groups <= 6)


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
    start, end = found.spans.start, found.spans.end
    start = start - (text.data[start - 1] == ord("("))
    plus = text.data[start - 1] == ord("+")
    start = start - plus
    before, after, beyond = text.data[start - 1], text.data[end], text.data[end + 1]
    keyed = _KEY_BEFORE[before] & ~(byte_class("0123456789")[text.data[start - 2]])
    stray = (_STRAY_BEFORE[before] & ~keyed) | _STRAY_AFTER[after]
    stray |= np.isin(after, list(b".-:,")) & _ALNUM[beyond]
    keep = ~stray
    return Chains(found.first[keep], found.last[keep], Spans(start[keep], end[keep]), found.digits[keep])


def _judge(text: Text, found: Chains, rule: Rule, told: bool, regions: Sequence[str]) -> tuple[Spans, Bools, Bools]:
    """The candidates that are phone numbers, which of them have structure, and which a word beside them."""
    spans = found.spans
    _, first, inverse = np.unique(text.hashes(spans), return_index=True, return_inverse=True)
    written = text.strings(spans.take(first))
    digits = written.str.replace_all(r"\D", "")
    dated = written.str.contains(_DATE).to_numpy()
    plus = written.str.starts_with("+").to_numpy()
    structure = plus & valid_international(digits)
    structure |= ~plus & written.str.starts_with("00").to_numpy() & valid_international(digits.str.slice(2))
    grouped = written.str.contains(r"\D").to_numpy() & ~plus & ~structure
    valid = structure.copy()
    for region in regions:
        fits = ~plus & valid_national(digits, region)
        valid |= fits
        usual = written.str.contains(_US_GROUPS if region in ("US", "CA") else r"^\(?0").to_numpy()
        structure |= grouped & fits & usual
    structure &= ~dated
    if told:
        valid |= valid_international(digits) | grouped | plus
    keep = (structure | (valid & ~dated))[inverse]
    spans, structure = spans.take(keep), structure[inverse][keep]
    near = text.near(spans, any_word(rule.context)) if not told else np.zeros(len(spans), np.bool_)
    reported = structure | near | told
    return spans.take(reported), structure[reported], near[reported]


def valid_international(digits: pl.Series) -> Bools:
    """Whether digits that follow a `+` are a valid number of the country code they begin with."""
    answers = np.zeros(len(digits), np.bool_)
    for length in (1, 2, 3):
        heads = digits.str.slice(0, length).cast(pl.Int32, strict=False)
        for code in heads.unique().drop_nulls().to_list():
            if code in COUNTRY_CODE_TO_REGION_CODE and len(str(code)) == length:
                where = (heads == code).fill_null(value=False).to_numpy()
                rest = digits.filter(pl.Series(where)).str.slice(length)
                answers[where] = rest.str.contains(_plan(code)).to_numpy()
    return answers


def valid_national(digits: pl.Series, region: str) -> Bools:
    """Whether digits are a valid number as written inside a region, with or without its trunk prefix."""
    code = phonenumbers.country_code_for_region(region)
    answers: Bools = digits.str.contains(_plan(code)).to_numpy() if code else np.zeros(len(digits), np.bool_)
    return answers


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
    union = "|".join(sorted(pattern for pattern in patterns if pattern))
    prefix = f"(?:{re.escape(trunk)})?" if trunk else ""
    return f"^{prefix}(?:{union})$"


DETECTOR = PhoneDetector()

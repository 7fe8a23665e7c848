"""Telephone numbering plans, as the metadata of the phonenumbers package (libphonenumber) carries them.

The plans' own patterns are asked of all numbers of a country code at once, which takes some hundredths of a microsecond
a number where parsing each one takes tens.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from scanner.detector.automaton import Automaton
from scanner.detector.compiled import BYTES, INTS, compiled
from scanner.detector.text import Bools, Bytes, Ints, Spans, Text

_KINDS = (
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
)
_CODE = np.zeros(1000, np.int64)
"""The country code with which three digits begin, 0 for none; no code begins with another."""
for _code in COUNTRY_CODE_TO_REGION_CODE:
    _span = 10 ** (3 - len(str(_code)))
    _CODE[_code * _span : (_code + 1) * _span] = _code


def valid_international(text: Text, spans: Spans) -> Bools:
    """Whether the digits of each span, as they follow a `+`, are a valid number of the country they begin with."""
    answers = np.zeros(len(spans), np.bool_)
    codes, rest = _codes(text.data, spans.start, spans.end, _CODE)
    for code in np.flatnonzero(np.bincount(codes)).tolist():
        if code:
            which = np.flatnonzero(codes == code)
            answers[which] = _plan(code).fits(text, Spans(rest[which], spans.end[which]))
    return answers


@compiled(BYTES, INTS, INTS, INTS)
def _codes(data: Bytes, start: Ints, end: Ints, codes: Ints) -> tuple[Ints, Ints]:
    """The country code at the front of each number, 0 for none, and where the digits after it begin."""
    found, rest = np.zeros(len(start), np.int64), end.copy()
    for number in range(len(start)):
        head, digits, places = 0, 0, (end[number], end[number], end[number])
        for at in range(start[number], end[number]):
            if 48 <= data[at] <= 57:
                head = head * 10 + data[at] - 48
                places = (places[1], places[2], at + 1)
                digits += 1
                if digits == 3:
                    break
        if digits == 3 and codes[head]:
            found[number] = codes[head]
            rest[number] = places[(codes[head] > 9) + (codes[head] > 99)]
    return found, rest


def valid_national(text: Text, spans: Spans, region: str) -> Bools:
    """Whether the digits of each span are a valid number as written in a region, with or without its trunk prefix."""
    code = phonenumbers.country_code_for_region(region)
    return _plan(code).fits(text, spans) if code else np.zeros(len(spans), np.bool_)


def make_ready(region: str) -> None:
    """Makes the plan of a region's country code ready, which else is made when a number with it is first seen."""
    _plan(phonenumbers.country_code_for_region(region))


@cache
def _plan(code: int) -> Automaton:
    """All valid national numbers of a country code, of all its regions and kinds."""
    plans, trunk = _plans(code)
    patterns = {getattr(plan, kind).national_number_pattern for plan in plans for kind in _KINDS if getattr(plan, kind)}
    prefix = f"(?:{trunk})?" if trunk else ""
    return Automaton(f"{prefix}(?:{'|'.join(sorted(pattern for pattern in patterns if pattern))})")


@cache
def national_lengths(region: str) -> Ints:
    """How many digits a valid number may have as written inside a region, with or without its trunk prefix."""
    code = phonenumbers.country_code_for_region(region)
    plans, trunk = _plans(code) if code else ((), "")
    kinds = (getattr(plan, kind) for plan in plans for kind in _KINDS if getattr(plan, kind))
    lengths = {length for kind in kinds for length in kind.possible_length if length > 0}
    return np.array(sorted({*lengths, *(length + len(trunk) for length in lengths)}), np.int64)


def _plans(code: int) -> tuple[tuple[PhoneMetadata, ...], str]:
    """The plans of all regions of a country code, and their trunk prefix."""
    regions = COUNTRY_CODE_TO_REGION_CODE[code]
    world = [PhoneMetadata.metadata_for_nongeo_region(code, None)] if "001" in regions else []
    found = [PhoneMetadata.metadata_for_region(region, None) for region in regions if region != "001"]
    plans = tuple(plan for plan in [*found, *world] if plan is not None)
    return plans, next((plan.national_prefix for plan in plans if plan.national_prefix), "")

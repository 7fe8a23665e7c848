"""The plain form of an address or a number that somebody gave: what differs in its spellings is gone."""

from __future__ import annotations

import re

_NO_DIGIT = re.compile(r"\D+")


def digits_of(text: str) -> str:
    """The digits of a number as it was given."""
    return _NO_DIGIT.sub("", text)


def plain_form(text: str) -> str:
    """An address in small letters, a number as its digits, without the signs and zeros of an international call."""
    if "@" in text:
        return text.strip().removeprefix("mailto:").lower()
    digits = digits_of(text).removeprefix("00")
    return digits[1:] if len(digits) == len("12025550100") and digits[0] == "1" else digits

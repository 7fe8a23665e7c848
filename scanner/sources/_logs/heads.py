"""What the first lines of a file say about its form."""

from __future__ import annotations

import re

_LINES = 60
_LONGEST = 8192
_SHARE = 0.8


def lines_of(text: str, *, whole: bool) -> list[str]:
    """The first lines that are complete and not blank."""
    lines = text.removeprefix("\ufeff").split("\n", 4 * _LINES)
    complete = lines if whole else lines[:-1]
    return [line.rstrip("\r") for line in complete if line.strip()][:_LINES]


def mostly(text: str, form: re.Pattern[str], *, whole: bool, least: int = 1) -> bool:
    """Whether most of the first lines have this form, and at least so many."""
    lines = lines_of(text, whole=whole)
    good = sum(form.fullmatch(line[:_LONGEST]) is not None for line in lines)
    return good >= least and good >= _SHARE * len(lines)

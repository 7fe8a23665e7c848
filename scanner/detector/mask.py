"""What is shown of a value: enough to recognise the kind, never enough to know the person."""

from __future__ import annotations

import re

from scanner.detector.rule import Mask

DOT = "•"
_HIDDEN = re.compile(r"[^\x00-/:-@\[-`{-\x7f]")
"""Everything but blanks and punctuation of ASCII: vowel signs and other marks say as much as letters."""
_UNPRINTED = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Characters that would change how a terminal shows the rest."""


def mask(value: str, how: Mask) -> str:
    """The value with what identifies somebody replaced by dots.

    email: first letter of the mailbox and of the host, and the last label. last4, last2: that many digits or
    letters at the end, separators kept. first: one letter. start: the first eight characters at most, and no
    more than a third of the number of its letters and digits. length: how long it is. nothing: only dots and
    separators.
    """
    value = _UNPRINTED.sub(" ", value)
    match how:
        case Mask.EMAIL:
            return _email(value)
        case Mask.LAST4:
            return _keep_last(value, 4)
        case Mask.LAST2:
            return _keep_last(value, 2)
        case Mask.FIRST:
            return f"{value.lstrip()[:1]}{DOT * 3}" if len(value.strip()) > 1 else DOT * 3
        case Mask.START:
            return f"{value[: min(8, len(_HIDDEN.findall(value)) // 3)]}{DOT * 3}"
        case Mask.LENGTH:
            return f"({len(value.strip())} characters)"
        case Mask.NOTHING:
            return _HIDDEN.sub(DOT, value)[:40]


def _email(value: str) -> str:
    sign = "@" if "@" in value else "%40"
    if sign not in value:
        return mask(value, Mask.FIRST)
    local, _, host = value.rpartition(sign)
    first, dot, last = host.rpartition(".")
    shown = f"{first[:1]}{DOT * 3}.{last}" if dot else f"{host[:1]}{DOT * 3}"
    return f"{local[:1] if len(local) > 1 else ''}{DOT * 3}{sign}{shown}"


def _keep_last(value: str, count: int) -> str:
    """All letters and digits but the last few masked; short values are masked whole."""
    total = len(_HIDDEN.findall(value))
    kept = count if total >= 3 * count else 0
    seen = 0

    def hide(match: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return match.group() if seen > total - kept else DOT

    return _HIDDEN.sub(hide, value)

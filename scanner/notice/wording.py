"""How the words of two quotes differ."""

from __future__ import annotations

import re
from functools import lru_cache

from scanner.notice.denial import denies
from scanner.notice.normal import normalise
from scanner.notice.terms import qualifiers

_WORD = re.compile(r"\w+(?:'\w+)?")


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words in small letters: without markup, signs, and the difference of `third-party` and `third party`."""
    return words_in(normalise(text).text)


def words_in(normal: str) -> tuple[str, ...]:
    """The words of a text in normal form."""
    return tuple(_WORD.findall(normal))


def likeness(one: str, other: str) -> float:
    """The share of their different words that both have: 1 for the same words, 0 for none in common."""
    left, right = set(words(one)), set(words(other))
    return len(left & right) / max(len(left | right), 1)


def reach(before: str, after: str) -> tuple[str, str]:
    """Whether qualifying words make the second text `narrowed` or `widened`, else `reworded`; and which words."""
    old, new = normalise(before).text, normalise(after).text
    if denies(old) != denies(new):
        return "changed", "one of the two sentences denies, the other does not"
    narrowing, widening = qualifiers()
    added_narrow, dropped_narrow = _gained(narrowing, old, new), _gained(narrowing, new, old)
    added_wide, dropped_wide = _gained(widening, old, new), _gained(widening, new, old)
    narrower, wider = bool(added_narrow or dropped_wide), bool(added_wide or dropped_narrow)
    if narrower == wider:
        return "reworded", ""
    added, dropped = (added_narrow, dropped_wide) if narrower else (added_wide, dropped_narrow)
    told = [f"{_listed(added)} added"] if added else []
    told += [f"{_listed(dropped)} taken away"] if dropped else []
    return ("narrowed" if narrower else "widened"), ", ".join(told)


def _gained(patterns: tuple[re.Pattern[str], ...], old: str, new: str) -> list[str]:
    """What of the patterns the new text has and the old one does not."""
    found = (hit.group() for pattern in patterns for hit in pattern.finditer(new))
    had = {hit.group() for pattern in patterns for hit in pattern.finditer(old)}
    return list(dict.fromkeys(word for word in found if word not in had))


def _listed(found: list[str]) -> str:
    return " and ".join(f"“{each}”" for each in found)

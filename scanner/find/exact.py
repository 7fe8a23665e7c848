"""The exact test of a hit: whether what stands there is a spelling of a value, and how good a one.

Only hits are looked at, and of those that are alike one; everything here may take its time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from urllib.parse import unquote

from scanner.find.folding import fold, words
from scanner.find.spellings import spellings
from scanner.find.wanted import CARD, EMAIL, NAME, PHONE, Term, host


class How(StrEnum):
    """How a value is spelled. All but the first two are looser: they could be somebody else's."""

    SAME = "same"
    FIELDS = "fields"
    """A name of which two fields of a record hold a part each."""
    APART = "fields_apart"
    """The same, where the fields do not lie side by side: they could speak of two persons."""
    TAG = "tag"
    """An address with a tag, or without the one that was asked for."""
    NATIONAL = "national"
    """A phone without what tells its country."""
    INITIALS = "initials"
    """A name with initials, or without its middle names."""
    IDENTIFIER = "identifier"
    """A name in an address or an identifier: `anna.berg@other.example`."""
    AMONG_OTHERS = "among_others"
    """A name beside other words of the same cell, or in a list."""


SURE = frozenset({How.SAME, How.FIELDS})
_ADDRESS = re.compile(r"[^\s\"<>(),;:\[\]|=&?/\\@]+@[^\s\"'<>(),;:\[\]|=&?/\\@]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_CHAIN = re.compile(r"[+(]{0,2}[0-9](?:[ \t\u00a0().\-/\u2010-\u2015+:]{0,3}[0-9])*$")
_BAD_AFTER = re.compile(r"[.\-][0-9]|,[0-9]|[^\W\d]", re.ASCII)
_EXTENSION = re.compile(r" ?[,;]? ?(?:x|ext\.?|extension|#|ext=|p) ?[0-9]|T$", re.IGNORECASE)
_GAP = re.compile(r"[ \t\u00a0]*[,]?[ \t\u00a0]*|[._+\-]|%20|\. ?")
_LONGEST_CARD_GAP = 1
_MOST_IN_NAME = 5
"""Words of a cell up to which it may be one name."""
_TITLE_WORDS = (
    "mr mrs ms miss mx dr prof sir herr frau hr fr madame monsieur mme mlle m signor signora sig dott senor senora sr "
    "sra dhr mevr hello hi dear hallo liebe lieber bonjour regards name phd md jr"
)
_TITLES = frozenset(_TITLE_WORDS.split())


def spelled(term: Term, before: str, after: str, *, lines: bool) -> How | None:
    """How the text that ends `before` and goes on `after` spells a value; None where it does not.

    before: up to the end of the hit, from the begin of the value or some way before; after: what follows, as far.
    lines: whether it is a line of text rather than a cell.
    """
    before, after = _decoded(before), _decoded(after)
    if term.kind == EMAIL:
        return _address(term, before, after)
    if term.kind == PHONE:
        return _phone(term, before, after)
    if term.kind == NAME:
        return _name(term, before, after, lines=lines)
    return _number(term.plain[0], before, after, most=_LONGEST_CARD_GAP if term.kind == CARD else 3)


def _decoded(text: str) -> str:
    if "%" in text:
        text = unquote(text)
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text


def _address(term: Term, before: str, after: str) -> How | None:
    local, domain = term.plain
    best = None
    for found in _ADDRESS.finditer(before + after):
        if not found.start() < len(before) <= found.end():
            continue
        there, _, at = found.group().rpartition("@")
        there = there.lower().lstrip("'*`.").removeprefix("mailto:")
        if host(at.rstrip(".'*`!%_-")) != domain:
            continue
        if there == local:
            return How.SAME
        if there.partition("+")[0] == local.partition("+")[0]:
            best = How.TAG
    return best


def _phone(term: Term, before: str, after: str) -> How | None:
    chain = _CHAIN.search(before)
    national = term.plain[0]
    if not chain:
        return None
    if _BAD_AFTER.match(after) and not _EXTENSION.match(after):
        return None
    held = _before_digits(chain.group(), national)
    if held is None:
        return None
    front = before[: chain.start()]
    code = re.compile(
        rf"(?:(\+) ?\(?|(?<![0-9])(?:00|011)[ .\-/]?\(?|(?<![0-9.])\(?){term.code}[ ().\-/]*(?:\(0\))?[ ().\-/]*$"
    )
    told = code.search(held)
    if told:
        return How.SAME if _free(front + held[: told.start()], plus=bool(told[1])) else None
    if held.rstrip(" ().-/").endswith("+") or re.search(r"\+[0-9]{1,3}[ ().\-/]*$", held):
        return None
    trunk = (
        re.search(rf"(?<![0-9])\(?{term.trunk}[ ().\-/]*$", held) if term.trunk and term.trunk != term.code else None
    )
    rest = held[: trunk.start()] if trunk else held
    if not _free(front + rest, plus=False) or len(national) < 7:
        return None
    natural = trunk is not None or not term.trunk or term.trunk == term.code
    crowded = re.search(r"[0-9][ ()]*$", rest)
    return How.SAME if natural and term.home and not crowded else How.NATIONAL


def _before_digits(chain: str, digits: str) -> str | None:
    """What of a chain of digits stands before its last ones; None where these are others."""
    at = len(chain)
    for digit in reversed(digits):
        at -= 1
        while at >= 0 and not chain[at].isdigit():
            at -= 1
        if at < 0 or chain[at] != digit:
            return None
    return chain[:at]


def _free(text: str, *, plus: bool) -> bool:
    """Whether a number may begin behind a text: not inside a word or a longer number."""
    text = text.rstrip("(")
    if plus or not text:
        return True
    return not (text[-1].isalnum() or re.search(r"[0-9][.\-/+:,]$", text))


def _number(plain: str, before: str, after: str, most: int) -> How | None:
    if after and fold(after[0]) not in ("", " "):
        return None
    at, left, gap = len(before), plain, 0
    while left and at:
        at -= 1
        made = fold(before[at])
        if made == " ":
            gap += 1
            if gap > most:
                return None
        elif made:
            if not left.endswith(made):
                return None
            left, gap = left[: -len(made)], 0
    alone = not at or fold(before[at - 1]) == " "
    return How.SAME if not left and alone else None


def _name(term: Term, before: str, after: str, *, lines: bool) -> How | None:
    text = before + after
    found = words(text)
    ends = [place for place, (_, start, end) in enumerate(found) if start < len(before) <= end]
    if not ends:
        return None
    kinds = [_parts_of(term, word) for word, _, _ in found]
    low = high = ends[0]
    while low and kinds[low - 1] and _joined(text, found, low - 1):
        low -= 1
    while high + 1 < len(found) and kinds[high + 1] and _joined(text, found, high):
        high += 1
    best = None
    for first in range(low, ends[0] + 1):
        for last in range(ends[0], high + 1):
            how = _read(term, kinds[first : last + 1])
            if how and (best is None or last - first > best[2] - best[1]):
                best = how, first, last
    return _placed(text, found, best, lines=lines) if best else None


Kinds = Sequence[tuple[int, bool]]
"""The words of a name for which a word could stand, each with whether it is written in full."""


def _parts_of(term: Term, word: str) -> Kinds:
    parts = []
    for place in range(len(term.plain)):
        if word in spellings(term, place):
            parts.append((place, True))
        elif len(word) == 1 and place < len(term.plain) - 1 and term.plain[place][0] == word:
            parts.append((place, False))
    if not parts and len(word) == 1:
        parts.append((-1, False))  # an initial of a middle name that was not asked for
    return parts


def _joined(text: str, found: Sequence[tuple[str, int, int]], place: int) -> bool:
    """Whether a word and the next stand together as those of a name do."""
    gap = text[found[place][2] : found[place + 1][1]]
    if gap.startswith(".") and gap != "." and len(found[place][0]) > 1:
        return False
    return _GAP.fullmatch(gap) is not None


def _read(term: Term, kinds: Sequence[Kinds]) -> How | None:
    """How words that follow each other spell the name: first and last are there, in either order."""
    taken: dict[int, bool] = {}
    foreign = False
    for parts in kinds:
        place, full = next((each for each in parts if each[0] not in taken or each[0] < 0), (-2, False))
        if place == -2:
            return None
        if place < 0:
            foreign = True
        else:
            taken[place] = full
    last = len(term.plain) - 1
    if not taken.get(last) or 0 not in taken or (kinds[0] == [(-1, False)] or kinds[-1] == [(-1, False)]):
        return None
    return How.SAME if len(taken) == last + 1 and all(taken.values()) and not foreign else How.INITIALS


def _placed(text: str, found: Sequence[tuple[str, int, int]], best: tuple[How, int, int], *, lines: bool) -> How | None:
    """The name where it stands: joined to other words by a hyphen it is another one."""
    how, first, last = best
    start, end = found[first][1], found[last][2]
    left, right = text[start - 1 : start] if start else "", text[end : end + 1]
    if (left == "-" and text[start - 2 : start - 1].isalpha()) or (right == "-" and text[end + 1 : end + 2].isalpha()):
        return None
    gaps = [text[found[at][2] : found[at + 1][1]] for at in range(first, last)]
    glued = any(gap in ("_", "-") or (gap == "." and len(found[first + at][0]) > 1) for at, gap in enumerate(gaps))
    if glued or left in ("_", "@") or right in ("_", "@") or (left == "." and text[start - 2 : start - 1].isalnum()):
        return How.IDENTIFIER
    if how is How.SAME and not lines and len(found) <= _MOST_IN_NAME:
        beside = [place for place in (first - 1, last) if 0 <= place < len(found) - 1]
        others = {
            found[place + (place == last)][0]
            for place in beside
            if not text[found[place][2] : found[place + 1][1]].strip()
        }
        if not others <= _TITLES and not any(char.isdigit() for word in others for char in word):
            return How.AMONG_OTHERS
    return how

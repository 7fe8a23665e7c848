"""Text reduced to what a quote and its document have in common, with a map back to the original.

Markup, case, typographic quotes and dashes, white space, invisible characters and definitional brackets, as in
`Internet Protocol ("IP") address`, `Internet Protocol (IP) address` and `(the "Service")`, are ironed out. Characters
are decomposed (NFKD) and not composed again, so that each keeps its offset; this equates exactly the texts that NFKC
equates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

_MARKUP = re.compile(
    r"""
      (?P<escape>   \\ [!-/:-@\[-`{-~] )
    | (?P<image>    ! (?= \[ ) )
    | (?P<target>   \] \( [^()\s]* (?: \( [^()\s]* \) [^()\s]* )* (?: \s+ "[^"\n]*" )? \) )
    | (?P<reference> \] \[ [^\[\]\n]{0,80} \] )
    | (?P<script>   < script \b [^<>]* > )
    | (?P<style>    < style \b [^<>]* > )
    | (?P<comment>  <!-- )
    | (?P<link>     < (?= (?: [a-z][a-z0-9+.-]*: | [^\s<>@]+@ ) [^\s<>]+ > ) )
    | (?P<inline>   </? (?: a | abbr | b | cite | code | em | font | i | mark | q | s | small | span | strong | sub
                          | sup | u | wbr ) (?: \s [^<>]* )? /? > )
    | (?P<block>    < [a-z/!?] [^<>]* > )
    | (?P<entity>   & (?: [a-z][a-z0-9]{1,31} | \#[0-9]{1,7} | \#x[0-9a-f]{1,6} ) ; )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLOSING = {
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
    "comment": re.compile(r"-->"),
}
_SPACED = frozenset({*_CLOSING, "block"})
_MARKS = frozenset("\\*_`#~|<>[]&")
"""Never part of normal text, so that normal text holds no markup and normalising twice changes nothing."""
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″‶＂"), '"') | dict.fromkeys(map(ord, "‘’‚‛′‵´＇"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_TYPOGRAPHY = _QUOTES | _DASHES
_DEFINITION = re.compile(
    r" ?\( ?(?:[a-z][a-z ,\'-]{0,40} )?"
    r'(?:"[^"()]{1,60}"(?: ?(?:,|;|or|and|, or|, and) ?(?="))?){1,8} ?\)'
)
_ACRONYM = re.compile(r" ?\( ?([a-z]{2,8}) ?\)")
_CLOSE = '"()'


@dataclass(frozen=True, slots=True)
class NormalText:
    """`text[i]` came from `offsets[i]` (code points, never falling) of an original of `length` code points."""

    text: str
    offsets: tuple[int, ...]
    length: int

    def original(self, start: int, stop: int) -> tuple[int, int]:
        """The half-open span of the original that holds `text[start:stop]`, which must not be empty."""
        return self.offsets[start], self.offsets[stop - 1] + 1


def normalise(text: str) -> NormalText:
    """The text in small letters without markup; see the module's head. Normal text is its own normal form."""
    chars = _single_spaces(_ordered(_plain(text)))
    chars = _single_spaces(_without_definitions(chars))
    chars = [each for number, each in enumerate(chars) if each[0] != " " or not _beside_closing(chars, number)]
    return NormalText("".join(char for char, _ in chars), tuple(offset for _, offset in chars), len(text))


_Char = tuple[str, int]


def _plain(text: str) -> Iterator[_Char]:
    """Characters without markup, folded, each with its offset; white space and block tags give a space."""
    done = 0
    unclosed: set[str] = set()
    while found := _MARKUP.search(text, done):
        yield from _folded(text[done : found.start()], done)
        kind, start, done = str(found.lastgroup), found.start(), found.end()
        if kind in _CLOSING and kind not in unclosed:
            closing = _CLOSING[kind].search(text, done)
            if closing is None:
                unclosed.add(kind)
            else:
                done = closing.end()
        if kind == "escape":
            yield from _folded(found.group()[1], start + 1)
        elif kind == "entity":
            yield from ((char, start) for raw in unescape(found.group()) for char in _fold(raw))
        elif kind in _SPACED:
            yield " ", start
    yield from _folded(text[done:], done)


def _folded(text: str, offset: int) -> Iterator[_Char]:
    for number, raw in enumerate(text):
        for char in _fold(raw):
            yield char, offset + number


@cache
def _fold(raw: str) -> str:
    """One character's normal form: none, one or several characters."""
    before, text = "", raw
    while text != before:
        before, text = text, unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY).casefold())
    return "".join(_fold_simple(char) for char in text)


def _fold_simple(char: str) -> str:
    if char in _MARKS or unicodedata.category(char) in ("Cf", "Cs"):
        return ""
    return " " if char.isspace() or unicodedata.category(char) == "Cc" else char


def _ordered(chars: Iterator[_Char]) -> Iterator[_Char]:
    """The same with runs of combining marks in canonical order; offsets stay in theirs."""
    run: list[_Char] = []
    for char, offset in chars:
        if unicodedata.combining(char):
            run.append((char, offset))
            continue
        yield from _sorted_run(run)
        run = []
        yield char, offset
    yield from _sorted_run(run)


def _sorted_run(run: list[_Char]) -> Iterator[_Char]:
    marks = sorted((char for char, _ in run), key=unicodedata.combining)
    return ((mark, offset) for mark, (_, offset) in zip(marks, run, strict=True))


def _single_spaces(chars: Iterator[_Char] | list[_Char]) -> list[_Char]:
    """Runs of spaces as one, none at the ends."""
    kept: list[_Char] = []
    for char, offset in chars:
        if char != " " or (kept and kept[-1][0] != " "):
            kept.append((char, offset))
    if kept and kept[-1][0] == " ":
        kept.pop()
    return kept


def _without_definitions(chars: list[_Char]) -> list[_Char]:
    """Without brackets that only give a term a name: `("IP")`; repeated, since one can stand in another."""
    while True:
        text = "".join(char for char, _ in chars)
        spans = [found.span() for found in _DEFINITION.finditer(text)]
        spans += [found.span() for found in _ACRONYM.finditer(text) if _stands_for(found.group(1), text, found.start())]
        if not spans:
            return chars
        kept: list[_Char] = []
        done = 0
        for start, stop in sorted(spans):
            kept += chars[done:start]
            kept.append((" ", chars[start][1]))
            done = stop
        chars = _single_spaces(kept + chars[done:])


def _stands_for(acronym: str, text: str, start: int) -> bool:
    """Whether its letters begin the words before it, as `ip` does after `internet protocol`."""
    words = re.findall(r"[^\W_]+", text[max(0, start - 40 * len(acronym)) : start])[-len(acronym) :]
    return "".join(word[0] for word in words) == acronym


def _beside_closing(chars: list[_Char], number: int) -> bool:
    """Whether the space there only sets off a bracket or quotation mark from the words inside or beside it."""
    return chars[number - 1][0] in _CLOSE or chars[number + 1][0] in _CLOSE

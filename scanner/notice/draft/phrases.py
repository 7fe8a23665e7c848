"""Phrases of rules/notice_terms, and finding them in a text.

A phrase is words with spaces between. `a/b` is either, `(a)` may be missing, `..` is up to five words.
Words are compared in small letters and singular, `=word` as it is. Inside a phrase a slash, a quotation mark or a short
bracket of the text does not count: `internet protocol address` is found in "Internet Protocol (IP) address".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_TOKEN = re.compile(r"and/or\b|\be-(?=mail)|[^\W_]+(?:'[^\W_]+)?|(?<=\w)-(?=\w)|[^\w\s]|_")
_IRREGULAR = {"cookies": "cookie", "movies": "movie", "children": "child", "and/or": "or"}
_GAP = 5
_BRACKET = 4
_EXACT = "="
_PASSED_OVER = frozenset("/\"'&")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark: as it stands in the normal text, in its compared form, and its span there."""

    raw: str
    word: str
    start: int
    stop: int

    @property
    def is_word(self) -> bool:
        """False for marks."""
        return self.raw[0].isalnum()


def tokenise(text: str) -> list[Token]:
    """Words and marks of a normal text. A hyphen inside a compound counts as a space."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        raw, start = found.group(), found.start()
        if raw == "-" and 0 < start < len(text) - 1 and not text[start - 1].isspace() and not text[start + 1].isspace():
            continue
        if raw == "e-":
            continue
        if raw == "mail" and text[max(0, start - 2) : start] == "e-":
            raw, start = "email", start - 2
        tokens.append(Token(raw, compared(raw), start, found.end()))
    return tokens


def compared(word: str) -> str:
    """The form in which words are compared: without a genitive or plural ending."""
    word = word.removesuffix("'s").removesuffix("s'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class _Step:
    """One place of a phrase: which sequences of words may stand there; none for a gap."""

    choices: tuple[tuple[str, ...], ...]
    optional: bool


def _steps(phrase: str) -> tuple[_Step, ...]:
    return tuple(step for word in phrase.lower().split() if (step := _step(word)) is not None)


def _step(text: str) -> _Step | None:
    if text == "..":
        return _Step((), optional=True)
    optional = text.startswith("(") and text.endswith(")")
    choices = (_choice(part) for part in text.strip("()").split("/"))
    kept = tuple(choice for choice in choices if choice)
    return _Step(kept, optional) if kept else None


def _choice(text: str) -> tuple[str, ...]:
    if text.startswith(_EXACT):
        return (text,)
    return tuple(token.word for token in tokenise(text) if token.is_word)


Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class Found(Generic[Of]):
    """A phrase in a list of tokens: [start, stop) and what the phrase stands for."""

    start: int
    stop: int
    of: Of


@dataclass(frozen=True, slots=True)
class Bounds:
    """Words that a phrase must not be preceded or followed by."""

    not_after: frozenset[tuple[str, ...]] = frozenset()
    not_before: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, not_after: Iterable[str] = (), not_before: Iterable[str] = ()) -> Bounds:
        """From phrases of plain words, `a/b` allowed."""
        return cls(frozenset(_plain(not_after)), frozenset(_plain(not_before)))

    def allow(self, tokens: Sequence[Token], start: int, stop: int) -> bool:
        """Whether the words around [start, stop) are none of these."""
        before = (
            len(words) <= start and _words(tokens[start - len(words) : start]) == words for words in self.not_after
        )
        after = (_words(tokens[stop : stop + len(words)]) == words for words in self.not_before)
        return not any(before) and not any(after)


def _plain(phrases: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for phrase in phrases:
        sequences: list[tuple[str, ...]] = [()]
        for part in phrase.lower().split():
            choices = [tuple(token.word for token in tokenise(each)) for each in part.split("/")] or [()]
            sequences = [(*sequence, *choice) for sequence in sequences for choice in choices]
        yield from (sequence for sequence in sequences if sequence)


def _words(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.word for token in tokens)


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[Of]):
    """The rest of a phrase from one of its first words on. Each of `needs` must be met by a word of the sentence."""

    steps: tuple[_Step, ...]
    needs: tuple[frozenset[str], ...]
    bounds: Bounds
    of: Of


@dataclass
class PhraseBook(Generic[Of]):
    """Many phrases, looked up by their first word."""

    _by_word: dict[str, list[_Phrase[Of]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, phrase: str, of: Of, bounds: Bounds | None = None) -> None:
        """Make `phrase` known as a name of `of`."""
        steps = _steps(phrase)
        for number, step in enumerate(steps):
            rest = steps[number:]
            needs = tuple(_firsts(other) for other in rest[1:] if other.choices and not other.optional)
            for first in _firsts(step):
                self._by_word[first].append(_Phrase(rest, needs, bounds or Bounds(), of))
            if not step.optional:
                break

    def find(self, tokens: Sequence[Token]) -> Iterator[Found[Of]]:
        """Every phrase at every place, the longest reading of each."""
        present = {token.word for token in tokens} | {_EXACT + token.raw for token in tokens}
        for start, token in enumerate(tokens):
            for phrase in (*self._by_word.get(token.word, ()), *self._by_word.get(_EXACT + token.raw, ())):
                if any(need.isdisjoint(present) for need in phrase.needs):
                    continue
                stop = _match(phrase.steps, tokens, start)
                if stop is not None and phrase.bounds.allow(tokens, start, stop):
                    yield Found(start, stop, phrase.of)

    def whole(self, words: Sequence[Token]) -> list[Of]:
        """What a sequence of words as a whole is a name of."""
        return [found.of for found in self.find(words) if found.start == 0 and found.stop == len(words)]


def longest(found: Iterable[Found[Of]]) -> list[Found[Of]]:
    """Without those that stand inside or across a longer one, or on the same place as one that came before."""
    kept: list[Found[Of]] = []
    for each in sorted(found, key=lambda each: (each.start - each.stop, each.start)):
        if not any(each.start < other.stop and other.start < each.stop for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: (each.start, each.stop))


def _firsts(step: _Step) -> frozenset[str]:
    return frozenset(choice[0] for choice in step.choices)


def _match(steps: Sequence[_Step], tokens: Sequence[Token], at: int) -> int | None:
    """Where the longest reading of `steps` from `at` ends. Phrases are short, so the recursion is."""
    if not steps:
        return at
    step, rest = steps[0], steps[1:]
    ends: list[int] = []
    if not step.choices:
        for skipped in range(_GAP + 1):
            if skipped and (at + skipped > len(tokens) or tokens[at + skipped - 1].raw in ".;:"):
                break
            if (end := _match(rest, tokens, at + skipped)) is not None:
                return end
        return None
    for choice in step.choices:
        after = _sequence(choice, tokens, at)
        if after is not None and (end := _match_next(rest, tokens, after)) is not None:
            ends.append(end)
    if step.optional and (end := _match(rest, tokens, at)) is not None:
        ends.append(end)
    return max(ends) if ends else None


def _match_next(rest: Sequence[_Step], tokens: Sequence[Token], after: int) -> int | None:
    """The rest of a phrase, after what does not count between its words."""
    if not rest:
        return after
    straight = _match(rest, tokens, after)
    beyond = _passed(tokens, after)
    over = _match(rest, tokens, beyond) if beyond != after else None
    over = None if over == beyond else over
    return max((end for end in (straight, over) if end is not None), default=None)


def _sequence(choice: Sequence[str], tokens: Sequence[Token], at: int) -> int | None:
    for word in choice:
        if at >= len(tokens) or word not in (tokens[at].word, _EXACT + tokens[at].raw):
            return None
        at += 1
    return at


def _passed(tokens: Sequence[Token], at: int) -> int:
    """The place after marks and a short bracket that do not count inside a phrase."""
    while at < len(tokens) and tokens[at].raw in _PASSED_OVER:
        at += 1
    if at < len(tokens) and tokens[at].raw == "(":
        for close in range(at + 1, min(at + 2 + _BRACKET, len(tokens))):
            if tokens[close].raw == ")":
                return close + 1
    return at

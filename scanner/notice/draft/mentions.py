"""Where a sentence names data, and what it says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scanner.notice.draft.blocks import Kind
from scanner.notice.draft.cues import Reading, Stand, Used
from scanner.notice.draft.lexicon import Lexicon, Term
from scanner.notice.draft.outline import Sentence
from scanner.notice.draft.phrases import Found, Token, longest, tokenise
from scanner.notice.model import Source

_DETERMINERS = frozenset(
    [
        "your",
        "their",
        "his",
        "her",
        "the",
        "a",
        "an",
        "or",
        "any",
        "its",
        "his/her",
        "such",
        "other",
        "personal",
        "certain",
    ]
)
_BEFORE = frozenset({",", "and", "or", "/", ":", "(", "-", ";", "&", "•", "include", "including", "as", "e", "g", "."})
_AFTER = frozenset(
    {",", "and", "or", "/", ":", ")", "-", ";", ".", "&", "(", "when", "to", "if", "for", "from", "as", "you"}
)
_MODIFIERS = 3
_LABEL = 5
_ORDER: tuple[Source, ...] = ("other_person", "third_party", "automatic", "data_subject")


@dataclass(frozen=True, slots=True)
class Mention:
    """Data named in tokens [start, stop) of a sentence."""

    sentence: Sentence
    start: int
    stop: int
    term: Term
    stand: Stand
    cue: Used | None
    source: Source


def mentions(sentence: Sentence, lexicon: Lexicon) -> Iterator[Mention]:
    """All data that a sentence names, with what it says of them."""
    reading = Reading(sentence, lexicon)
    found = [_without_owner(each, sentence.tokens) for each in _terms(sentence, reading, lexicon)]
    source = _source(sentence, lexicon)
    for each in found:
        stand, cue = reading.stand(each.start, each.stop)
        own = [used for used in reading.used if each.start <= used.start < each.stop]
        if each.of.anywhere and not (
            cue is not None and (cue.cue.dominates and each.of.category != "any.from_contacts")
        ):
            inside = next((used for used in own if used.negator is not None), None)
            stand = Stand.DENIED if inside else Stand.HELD
        if sentence.denied and stand is Stand.HELD:
            stand = Stand.DENIED
        if stand is Stand.HELD and _is_label(each, found, sentence):
            stand = Stand.NOTHING
        fixed = each.of.explicitness == "broad" or each.of.source == "other_person"
        told = (each.of.source if fixed else None) or source or each.of.source or "data_subject"
        yield Mention(sentence, each.start, each.stop, each.of, stand, cue, told)


def _without_owner(each: Found[Term], tokens: Sequence[Token]) -> Found[Term]:
    """ "your name" as "name"."""
    owned = (
        tokens[each.start].word in ("your", "their") and each.stop - each.start > 1 and each.of.explicitness != "broad"
    )
    return replace(each, start=each.start + 1) if owned else each


def _terms(sentence: Sentence, reading: Reading, lexicon: Lexicon) -> list[Found[Term]]:
    """Terms without overlaps; words that need a list are kept where they stand in one."""
    tokens = sentence.tokens
    everything = list(lexicon.terms.find(tokens))
    every = longest(each for each in everything if not each.of.also)
    every = [each for each in every if not each.of.listed or _in_list(each, every, sentence, reading)]
    every += longest(each for each in everything if each.of.also)
    shared = [*_shared_heads(every, tokens, lexicon)]
    kept = [each for each in every if not any(_inside(each, other) for other in shared)]
    return sorted({*kept, *shared}, key=lambda each: (each.start, each.stop))


def _inside(each: Found[Term], other: Found[Term]) -> bool:
    return other.start <= each.start and each.stop <= other.stop and each.of.category == other.of.category


def _in_list(each: Found[Term], every: Sequence[Found[Term]], sentence: Sentence, reading: Reading) -> bool:
    tokens = sentence.tokens
    start = each.start
    while start and tokens[start - 1].word in _DETERMINERS and tokens[start - 1].word != "or":
        start -= 1
    governed = any(used.stop == start for used in reading.used)
    begins = start == 0 or governed or tokens[start - 1].raw in _BEFORE or tokens[start - 1].word in _BEFORE
    ends = each.stop == len(tokens) or tokens[each.stop].raw in _AFTER
    alone = start == 0 and each.stop >= len(tokens) - 1 and sentence.block.kind in (Kind.ITEM, Kind.CELL)
    fellows = any(
        other is not each and other.of.explicitness != "broad" and _near(each, other, tokens) for other in every
    )
    return begins and ends and (alone or fellows or governed)


def _near(one: Found[Term], other: Found[Term], tokens: Sequence[Token]) -> bool:
    first, second = (one, other) if one.start < other.start else (other, one)
    between = tokens[first.stop : second.start]
    return len(between) <= 12 and not any(token.raw in ".;:" for token in between)


def _shared_heads(every: Iterable[Found[Term]], tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Found[Term]]:
    """Terms whose last word stands later: "first" in "first and last name", "email" in "email or postal addresses"."""
    for each in every:
        if each.stop - each.start < 2 or each.of.explicitness == "broad":
            continue
        tail, at = tokens[each.start + 1 : each.stop], each.start
        joints = {"and", "or", "/", "&"}
        for _ in range(_MODIFIERS):
            if at < 2 or tokens[at - 1].word not in joints:
                break
            joints |= {","}
            at -= 2 if tokens[at - 2].is_word else 3
            if at < 0 or not tokens[at].is_word:
                break
            meant = {of for of in lexicon.terms.whole([tokens[at], *tail]) if not of.listed}
            if not meant:
                break
            yield from (Found(at, each.stop, of) for of in meant)


def _is_label(each: Found[Term], found: Sequence[Found[Term]], sentence: Sentence) -> bool:
    """Whether it only heads what follows it: "Contact data: …", "Contact data. We collect …"."""
    tokens = sentence.tokens
    if each.start > _LABEL or not sentence.first or each.stop >= len(tokens):
        return False
    if (
        each.of.explicitness == "wider_term"
        and each.start <= 2
        and [token.raw for token in tokens[each.stop :]] == ["."]
    ):
        return len(sentence.normal.text) > tokens[-1].stop + 1
    colon = next((place for place, token in enumerate(tokens[: _LABEL * 2]) if token.raw in (":", "-")), 0)
    later = [other.of.category for other in found if other.start > colon]
    if each.stop > colon or not later:
        return False
    heads = tokens[each.stop - 1].word in ("data", "information", "detail")
    return heads or each.of.explicitness == "wider_term" or each.of.category in later


def _source(sentence: Sentence, lexicon: Lexicon) -> Source | None:
    """From whom the data come, by the words of the sentence, else of its lead-in, else of its headings."""
    for tokens in _places(sentence):
        told = {found.of for found in lexicon.sources.find(tokens)}
        for source in _ORDER:
            if source in told:
                return source
    return None


def _places(sentence: Sentence) -> Iterator[Sequence[Token]]:
    yield sentence.tokens
    lead = sentence.lead
    while lead is not None:
        yield lead.tokens
        lead = lead.lead
    for title in reversed(sentence.section.titles):
        yield tokenise(title)

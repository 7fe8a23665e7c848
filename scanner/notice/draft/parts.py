"""The other parts of a notice: what is denied, and purposes, recipients, retention, places, rights and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scanner.notice.draft.blocks import Source
from scanner.notice.draft.cues import Reading, Stand, Used
from scanner.notice.draft.lexicon import Clause, Lexicon
from scanner.notice.draft.mentions import Mention
from scanner.notice.draft.outline import Sentence
from scanner.notice.draft.phrases import Found, Token, longest
from scanner.notice.draft.quotes import extended, quote

Entry = dict[str, Any]

_AGE = re.compile(
    r"\b(?:under|below|younger than|less than|not yet)(?: the)?(?: age)?(?: of)? (\d{1,2})\b"
    r"|\b(\d{1,2}) years (?:of age )?or younger"
)
_PERIOD = re.compile(
    r"\b(?:for|after|within|to|than|of|period of|up to|maximum of|is|are) (?:a |an |the )?"
    r"(?:maximum |minimum |period |of )*"
    r"(?P<number>\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|ninety)\)? ?(?:\(\d+\) ?)?"
    r"(?:calendar |business |full )?(?P<unit>day|week|month|year)s?\b"
)
_NUMBERS = {
    name: number
    for number, name in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"thirty": 30, "ninety": 90}
_CHILD = frozenset({"child", "minor", "kid"})
_KEEPING = frozenset(
    [
        "retain",
        "retained",
        "keep",
        "kept",
        "store",
        "stored",
        "delete",
        "deleted",
        "erase",
        "erased",
        "deletion",
        "retention",
        "storage",
        "saved",
        "remove",
        "removed",
    ]
)
_MOVING = frozenset(
    [
        "transfer",
        "transferred",
        "store",
        "stored",
        "located",
        "server",
        "process",
        "processed",
        "hosted",
        "transmit",
        "transmitted",
    ]
)
_EXCEPTIONS = frozenset({"except", "unless", "without", "other"})
_SCOPES = {
    "eea": ("european economic area", "eea", "gdpr", " eu "),
    "california": ("california", "ccpa"),
    "uk": ("united kingdom",),
}
_SCOPED = frozenset({"rights", "legal_bases"})
_AIMED = frozenset({"intended", "directed", "designed", "addressed", "address", "target", "offered", "aimed", "meant"})
_LEAD_WORDS = 3
_FEW = 3
"""Of one clause of the lexicon so many quotes are kept; more say nothing new."""


def prohibitions(
    source: Source, lexicon: Lexicon, lines: Sequence[Sentence], named: Sequence[Mention]
) -> Iterator[Entry]:
    """What the notice denies: collecting a category, collecting from children, selling and sharing."""
    denied = [mention for mention in named if mention.stand is Stand.DENIED]
    for mention in denied:
        words, offset = quote(source, mention.sentence, mention.start, mention.stop)
        entry: Entry = {"id": f"no-{mention.term.category.rpartition('.')[2]}", "rule": "not_collect"}
        entry |= {"category": mention.term.category, **_child(mention.sentence), **_lead_in(source, mention)}
        entry |= {"quote": words, "offset": offset}
        yield entry | {"section": mention.sentence.section.title}
    for sentence in lines:
        yield from _denied_acts(source, lexicon, sentence)


def _denied_acts(source: Source, lexicon: Lexicon, sentence: Sentence) -> Iterator[Entry]:
    reading = Reading(sentence, lexicon)
    done: set[str] = set()
    for used in reading.used:
        if used.negator is None:
            continue
        stop = extended(sentence, used.start, used.stop)
        quoted, offset = quote(source, sentence, used.start, stop)
        base: Entry = {"lead_in": _words_before(source, sentence, used), "quote": quoted, "offset": offset}
        base |= {"section": sentence.section.title}
        verb = sentence.tokens[used.start].word
        about = _child(sentence)
        if used.cue.name == "collect" and about and "collect" not in done:
            said = [token.word for token in sentence.tokens[used.negator : used.start + 1]]
            entry: Entry = {"id": "no-children", "rule": "not_collect", **about}
            yield entry | {"knowingly": bool({"knowingly", "intentionally"} & set(said))} | base
            done.add("collect")
        elif used.cue.name == "share" and verb in _SALE and "not_sell" not in done:
            done.add("not_sell")
            yield {"id": "no-sale", "rule": "not_sell"} | base | _exception(sentence, used)
        elif (
            used.cue.name == "share"
            and verb not in _SALE
            and "not_share" not in done
            and not _exception(sentence, used)
        ):
            done.add("not_share")
            rule = "not_transfer" if verb.startswith("transfer") else "not_share"
            yield {"id": "no-sharing", "rule": rule} | base


_SALE = frozenset({"sell", "sold", "selling", "rent", "rented", "renting", "trade", "traded", "lease"})


def _exception(sentence: Sentence, used: Used) -> Entry:
    after = {token.word for token in sentence.tokens[used.stop :]}
    return {"note": "the sentence makes an exception"} if after & _EXCEPTIONS else {}


def _child(sentence: Sentence) -> Entry:
    """Whose data only are meant, where the sentence speaks of children."""
    age = _age(sentence)
    if not age and not {token.word for token in sentence.tokens} & _CHILD:
        return {}
    return {"subject": "child"} | ({"age_under": age} if age else {})


def _age(sentence: Sentence) -> int | None:
    found = _AGE.search(" ".join(token.raw for token in sentence.tokens))
    return int(next(each for each in found.groups() if each)) or None if found else None


def _lead_in(source: Source, mention: Mention) -> Entry:
    """The words that deny, where they stand before the quote."""
    cue = mention.cue
    if cue is None or cue.negator is None or (cue.sentence is mention.sentence and cue.stop > mention.start):
        return {}
    return {"lead_in": quote(source, cue.sentence, max(0, cue.negator - _LEAD_WORDS), cue.stop)[0]}


def _words_before(source: Source, sentence: Sentence, used: Used) -> str:
    negator = used.negator or 0
    start = negator
    while start and negator - start < _LEAD_WORDS and sentence.tokens[start - 1].raw not in ".;:,":
        start -= 1
    return quote(source, sentence, start, max(negator + 1, min(used.start, negator + 6)))[0]


def others(source: Source, lexicon: Lexicon, lines: Iterable[Sentence]) -> Iterator[tuple[str, Entry]]:
    """(part, entry) of every clause that the lexicon knows, and of times and places."""
    seen: dict[tuple[str, str], int] = {}
    for sentence in lines:
        for found in longest(lexicon.clauses.find(sentence.tokens)):
            clause = found.of
            if not _fits(clause, sentence):
                continue
            key = (clause.part, clause.name)
            seen[key] = seen.get(key, 0) + 1
            most = 1 if clause.part in ("purposes", "security", "changes") else _FEW
            if seen[key] <= most:
                yield clause.part, _entry(source, sentence, found, seen[key])
        yield from (("retention", each) for each in _periods(source, sentence))
        yield from (("transfers", each) for each in _places(source, lexicon, sentence))
        yield from (("children", each) for each in _children(source, sentence))


def _fits(clause: Clause, sentence: Sentence) -> bool:
    if clause.kinds and (sentence.section.kind or "other") not in clause.kinds:
        return False
    words = {token.word for token in sentence.tokens}
    if clause.needs == "you":
        return bool(words & {"you", "your", "individual"}) or sentence.section.kind == "rights"
    return not clause.needs or bool(words & {"we", "our", "it"})


def _entry(source: Source, sentence: Sentence, found: Found[Clause], number: int) -> Entry:
    stop = extended(sentence, found.start, found.stop)
    words, offset = quote(source, sentence, found.start, stop)
    name = found.of.name if number == 1 else f"{found.of.name}-{number}"
    entry: Entry = {"id": name, **dict(found.of.values)}
    if found.of.part in _SCOPED and (scope := _scope(sentence)):
        entry["scope"] = scope
    return entry | {"quote": words, "offset": offset, "section": sentence.section.title}


def _scope(sentence: Sentence) -> str | None:
    said = " ".join((*sentence.section.titles[-1:], *(token.raw for token in sentence.tokens)))
    return next((scope for scope, words in _SCOPES.items() if any(word in f" {said} " for word in words)), None)


def _periods(source: Source, sentence: Sentence) -> Iterator[Entry]:
    words = {token.word for token in sentence.tokens}
    if not words & _KEEPING or words & {"request", "respond", "notice"}:
        return
    text = sentence.normal.text
    first, last = sentence.tokens[0].start, sentence.tokens[-1].stop
    for found in _PERIOD.finditer(text, first, last):
        number = _NUMBERS.get(found["number"]) or int(found["number"])
        start = next(place for place, token in enumerate(sentence.tokens) if token.stop > found.start())
        stop = next(place for place, token in enumerate(sentence.tokens) if token.stop >= found.end()) + 1
        quoted, offset = quote(source, sentence, start, stop)
        entry: Entry = {"id": f"keep-{number}-{found['unit']}s", "period": f"P{number}{found['unit'][0].upper()}"}
        entry |= {"disposal": ["delete"]} if words & {"delete", "deleted", "erase", "erased"} else {}
        yield entry | {"quote": quoted, "offset": offset, "section": sentence.section.title}


def _places(source: Source, lexicon: Lexicon, sentence: Sentence) -> Iterator[Entry]:
    """Countries to which data go: those that follow a word of moving, in the same clause."""
    tokens = sentence.tokens
    moves = [place for place, token in enumerate(tokens) if token.word in _MOVING]
    if not moves:
        return
    found = [each for each in longest(lexicon.countries.find(tokens)) if _is_place(tokens, each, moves[0])]
    if not found:
        return
    start, stop = found[0].start, found[-1].stop
    words, offset = quote(source, sentence, start, stop)
    codes = list(dict.fromkeys(each.of for each in found))
    yield {
        "id": "transfer-named",
        "countries": codes,
        "quote": words,
        "offset": offset,
        "section": sentence.section.title,
    }


def _is_place(tokens: Sequence[Token], found: Found[str], move: int) -> bool:
    if found.start < move or (
        tokens[found.start].raw == "us"
        and found.stop == found.start + 1
        and (found.start == 0 or tokens[found.start - 1].word != "the")
    ):
        return False
    before = [token.word for token in tokens[max(0, found.start - 4) : found.start]]
    return not {"outside", "law", "from", "between", "collected", "resident", "leave", "originating"} & set(before)


def _children(source: Source, sentence: Sentence) -> Iterator[Entry]:
    limit = _age(sentence)
    words = {token.word for token in sentence.tokens}
    if limit is None or not words & _AIMED:
        return
    start = next(place for place, token in enumerate(sentence.tokens) if token.word in _AIMED | {"not"})
    words_, offset = quote(source, sentence, start, extended(sentence, start, start + 1))
    yield {
        "id": "children-not-addressed",
        "age_under": limit,
        "quote": words_,
        "offset": offset,
        "section": sentence.section.title,
    }

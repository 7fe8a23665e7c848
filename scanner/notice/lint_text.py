"""Checks of a notice file against its document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scanner.notice.complaint import Complaint, Severity, at
from scanner.notice.denial import denied
from scanner.notice.model import Notice
from scanner.notice.normal import normalise
from scanner.notice.quote_faults import quote_faults
from scanner.notice.sentences import Sentence
from scanner.notice.verify import Place, Quoted, Searchable, Verification

_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|may|might|can|could|will|would|shall|should|must|do|does|did|"
    r"collect|collects|receive|receives|use|uses|share|shares|provide|provides|send|sends|keep|keeps|process|processes|"
    r"contact|request|requests|visit|write|click|see|know|store|stores|offer|offers|record|records|ask|asks|obtain|obtains|include|includes)\b"
)

_HANGING = ("prohibitions", "recipients", "retention", "transfers", "rights", "promises")
"""Parts in which a reader has to see the verb; what declarations and purposes hang on, their part says."""

_REACH = 2000
"""Nothing denies words that stand further away."""


def lint_text(notice: Notice, result: Verification, document: Searchable) -> list[Complaint]:
    """Complaints about quotes in their places. result: the quotes as `verify` found them in this document."""
    found: list[Complaint] = []
    if not result.hash_matches:
        fact = "the document is another one than the file was read from: its hash differs"
        step = f"Take the right document, or read this one and set `sha256: {result.sha256}`."
        found.append(Complaint("hash", Severity.WARNING, ("document", "sha256"), "", fact, step))
    found += [complaint for quote in result.quotes for complaint in _quote(quote)]
    found += _denied(notice, result.quotes, document)
    found += _no_verb(result.quotes, document)
    return found


def _quote(quote: Quoted) -> Iterator[Complaint]:
    where = at(quote.part, quote.number, "lead_in" if quote.lead_in else "quote")
    for severity, fact, step in quote_faults(quote):
        yield Complaint("quote", severity, where, quote.clause, fact, step)


def _denied(notice: Notice, quotes: Iterable[Quoted], document: Searchable) -> Iterator[Complaint]:
    """A declaration whose quote stands in a sentence that denies it."""
    for quote in quotes:
        if quote.part != "declarations" or quote.lead_in or quote.place is None:
            continue
        if notice.declarations[quote.number].status == "rejected":
            continue
        before, words, after = context(document, quote.place)
        cue = denied(before, words, after)
        if cue:
            fact = f"the sentence on line {quote.place.line} denies “{quote.quote}” (“{cue}”)"
            step = "Make it a prohibition with `rule: not_collect`, or quote a sentence that says it."
            yield Complaint(
                "denied_in_text", Severity.ERROR, at(quote.part, quote.number, "quote"), quote.clause, fact, step
            )


def context(document: Searchable, place: Place) -> tuple[str, str, str]:
    """What stands before the quote in its sentence, the quote, and what stands after it, in normal form.

    Before an item of a list stands the sentence that opens the list.
    """
    sentences = document.sentences
    number = sentences.at(place.start)
    if number < 0:
        return "", normalise(document.text[place.start : place.stop]).text, ""
    sentence = sentences.all[number]
    before = document.text[max(sentence.start, place.start - _REACH) : place.start]
    opening = _opening(document, number)
    if opening is not None:
        before = f"{document.text[opening.start : opening.stop][-_REACH:].rstrip(' :')} {before}"
    after = document.text[place.stop : max(min(sentence.stop, place.stop + _REACH), place.stop)]
    return normalise(before).text, normalise(document.text[place.start : place.stop]).text, normalise(after).text


def _opening(document: Searchable, number: int) -> Sentence | None:
    """The sentence that opens the list in whose item this one is."""
    sentences = document.sentences.all
    if sentences[number].kind != "item":
        return None
    while number >= 0 and sentences[number].kind in ("item", "rest"):
        number -= 1
    opening = sentences[number] if number >= 0 else None
    ends = opening is not None and document.text[opening.start : opening.stop].rstrip("*_ ").endswith(":")
    return opening if ends else None


def _no_verb(quotes: Iterable[Quoted], document: Searchable) -> Iterator[Complaint]:
    """Clauses in a sentence without a verb, of parts whose meaning lies in the verb, which have no lead-in."""
    quotes = tuple(quotes)
    led = {(quote.part, quote.number) for quote in quotes if quote.lead_in}
    for quote in quotes:
        if quote.part not in _HANGING or quote.place is None or (quote.part, quote.number) in led:
            continue
        sentence = document.sentences.all[document.sentences.at(quote.place.start)]
        if not _VERB.search(normalise(document.text[sentence.start : sentence.stop]).text):
            fact = f"the sentence of “{quote.quote}” has no verb of its own, and the clause has no lead-in"
            step = "Give the words that it hangs on as `lead_in`."
            yield Complaint(
                "no_lead_in", Severity.ADVICE, at(quote.part, quote.number, "quote"), quote.clause, fact, step
            )

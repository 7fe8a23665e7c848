"""What is wrong with a quote that was held against its document, in words."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.notice.complaint import Severity
from scanner.notice.verify import Match, Place, Quoted

ENOUGH = 3
"""So many words of a missing quote are worth showing."""
SHOWN = 8
"""So many places of an ambiguous one."""


def quote_faults(quote: Quoted) -> Iterator[tuple[Severity, str, str]]:
    """What is wrong with a quote: how much it matters, the fact, and the next step."""
    what = "the lead-in" if quote.lead_in else "the quote"
    if quote.match is Match.MISSING:
        begins = _beginning(quote)
        yield Severity.ERROR, f"{what} “{quote.quote}” is not in the document{begins}", "Quote what stands there."
    if quote.misplaced:
        fact = f"the lead-in “{quote.quote}” stands nowhere before the quote in the same sentence or list"
        yield Severity.ERROR, fact, "Take the words that the quote hangs on."
    if quote.ambiguous:
        places = "; ".join(_place(place) for place in quote.places[:SHOWN])
        places += f"; and {quote.times - SHOWN} more" if quote.times > SHOWN else ""
        fact = f"{what} “{quote.quote}” stands under several headings: {places}"
        yield Severity.WARNING, fact, "Quote more words, or name the heading as `section`."


def _place(place: Place) -> str:
    under = f"under “{place.section}”" if place.section else "under no heading"
    return f"line {place.line} ({place.start}–{place.stop}, {under})"


def _beginning(quote: Quoted) -> str:
    if len(quote.found_words.split()) < ENOUGH:
        return ""
    return f"; it has the beginning, “{quote.found_words}”, on line {quote.found_line}"

"""How a notice's quotes stand in its document, as text and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from scanner.notice.quote_faults import quote_faults
from scanner.notice.verify import Match, Place, Quoted, Verification

FORMAT = "fairnotice-verification/1"
Where = Callable[[Quoted], str]
"""`file:line` of a quote in the notice file."""


def verification_text(result: Verification, where: Where, *, each: bool = False) -> str:
    """How many quotes were found and how, and what is wrong; with `each`, where every one was found."""
    agrees = (
        "the document is the one it was read from" if result.hash_matches else "ANOTHER DOCUMENT than it was read from"
    )
    total = len(result.quotes)
    lines = [f"{result.notice}: {agrees}", f"  sha256 of the document: {result.sha256}"]
    lines += [f"  {match}: {sum(quote.match is match for quote in result.quotes)} of {total} quotes" for match in Match]
    if each:
        lines += [f"  {_place(quote)}  {quote.clause}: “{quote.quote}”" for quote in result.quotes]
    for quote in result.quotes:
        lines += [f"{where(quote)}: `{quote.clause}`: {fact}. {step}" for _, fact, step in quote_faults(quote)]
    return "\n".join(lines) + "\n"


def verification_json(result: Verification, where: Where) -> bytes:
    """The same as data, every quote with its places."""
    document = {
        "format": FORMAT,
        "notice": result.notice,
        "sha256": result.sha256,
        "hash_matches": result.hash_matches,
        "sound": result.sound,
        "quotes": [_quoted(quote, where) for quote in result.quotes],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _place(quote: Quoted) -> str:
    if quote.place is None:
        return f"{quote.match:<10} {'':<24}"
    return f"{quote.match:<10} line {quote.place.line:<5} {_offsets(quote.place):<13}"


def _offsets(place: Place) -> str:
    return f"{place.start}–{place.stop}"


def _quoted(quote: Quoted, where: Where) -> dict[str, Any]:
    return {
        "where": where(quote),
        "part": quote.part,
        "clause": quote.clause,
        "lead_in": quote.lead_in,
        "quote": quote.quote,
        "match": quote.match,
        "line": quote.line,
        "start": quote.start,
        "stop": quote.stop,
        "places": [
            {"line": place.line, "start": place.start, "stop": place.stop, "section": place.section}
            for place in quote.places
        ],
        "ambiguous": quote.ambiguous,
        "misplaced": quote.misplaced,
    }

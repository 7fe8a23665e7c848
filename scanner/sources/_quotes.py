"""Where records of a delimited text end, with quotes in play."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scanner.sources._dialect import Dialect

_LF, _CR, _BACKSLASH = 10, 13, 92


def last_record_end(data: bytes, dialect: Dialect, terminator: bytes = b"\n") -> int:
    """Offset behind the last record that is complete, 0 where none is. The data begins at the start of a record.

    A quote opens a quoted field only at the start of a field, and is doubled or escaped inside one.
    """
    quote = dialect.quote.encode()
    if not quote or quote not in data:
        return data.rfind(terminator) + 1
    text = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(text == quote[0])
    if dialect.escape and b"\\" in data:
        quotes = quotes[~_escaped(text, quotes)]
    if _is_regular(text, quotes, ord(dialect.delimiter)):
        return _last_outside(data, quotes, terminator)
    return _last_outside(data, _spans(data, quotes.tolist(), dialect.delimiter.encode()), terminator)


def _escaped(text: npt.NDArray[np.uint8], places: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Which of these bytes have an odd number of backslashes before them."""
    slashes = np.flatnonzero(text == _BACKSLASH)
    if not len(slashes):
        return np.zeros(len(places), np.bool_)
    begins = np.ones(len(slashes), np.bool_)
    begins[1:] = slashes[1:] != slashes[:-1] + 1
    order = np.arange(len(slashes))
    run = order - np.maximum.accumulate(np.where(begins, order, 0)) + 1
    before = np.searchsorted(slashes, places) - 1
    escaped: npt.NDArray[np.bool_] = (before >= 0) & (slashes[before] == places - 1) & (run[before] % 2 == 1)
    return escaped


def _is_regular(text: npt.NDArray[np.uint8], quotes: npt.NDArray[np.intp], delimiter: int) -> bool:
    """Whether every quote at an even place opens a field (or is the second of a pair), so that parity is enough."""
    opening = quotes[::2]
    before = text[np.maximum(opening - 1, 0)]
    starts = (opening == 0) | (before == delimiter) | (before == _LF) | (before == _CR)
    doubled = np.zeros(len(opening), np.bool_)
    doubled[1:] = opening[1:] == quotes[1::2][: len(opening) - 1] + 1
    return bool((starts | doubled).all())


def _spans(data: bytes, quotes: list[int], delimiter: bytes) -> npt.NDArray[np.intp]:
    """Where quoted fields begin and end, alternating, in a text with stray quotes."""
    edges: list[int] = []
    place, count = 0, len(quotes)
    openers = (delimiter, b"\n", b"\r")
    while place < count:
        opened = quotes[place]
        if opened and data[opened - 1 : opened] not in openers:
            place += 1
            continue
        place += 1
        while place + 1 < count and quotes[place + 1] == quotes[place] + 1:
            place += 2
        edges.append(opened)
        if place < count:
            edges.append(quotes[place])
        place += 1
    return np.array(edges, np.intp)


def _last_outside(data: bytes, edges: npt.NDArray[np.intp], terminator: bytes) -> int:
    """Offset behind the last terminator that an even number of edges precede."""
    end = len(data)
    while (end := data.rfind(terminator, 0, end)) >= 0:
        inside = int(np.searchsorted(edges, end))
        if inside % 2 == 0:
            return end + 1
        end = int(edges[inside - 1])
    return 0

"""Quotes: the words of a document that say something, as a notice file holds them."""

from __future__ import annotations

import re
from html import unescape

from scanner.notice.draft.blocks import Source
from scanner.notice.draft.outline import Sentence

_TAG = re.compile(r"<[^<>]*>")
_MOST_WORDS = 16


def quote(source: Source, sentence: Sentence, start: int, stop: int) -> tuple[str, int]:
    """(words on one line, offset in the document) of tokens [start, stop)."""
    first, last = sentence.place(start, stop)
    text = source.text[first:last]
    if source.html:
        text = unescape(_TAG.sub("", text))
    return " ".join(text.split()), first


def extended(sentence: Sentence, start: int, stop: int) -> int:
    """The end of the clause that begins at `start`: at a mark, or after some words."""
    while stop < len(sentence.tokens) and stop - start < _MOST_WORDS and sentence.tokens[stop].raw not in ",.;:()?!":
        stop += 1
    return stop

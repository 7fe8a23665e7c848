"""Web addresses in sentences: with a scheme, with `www`, or a bare host below a public suffix.

Suffixes: the Public Suffix List as the tldextract package carries it; it is read once and never fetched. A bare host
has to end where its suffix ends, and file names, code, abbreviations and missing blanks after a full stop are told
from hosts by what they end in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import polars as pl

from scanner.detector.ask import contains, length
from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.text import DIGITS, LETTERS, WORD, Bools, Ints, Spans, Text, byte_class

_SCHEME = "(?i)(?:https?|ftps?|sftp|wss?|git|svn|ssh|gopher|nntp|rtsp|webcal|feed)$"
_LETTER = byte_class(LETTERS, high=True)
_HOST = byte_class(DIGITS, LETTERS, ".-", high=True)
_ASCII_LETTER = byte_class(LETTERS)
_HIGH = byte_class(high=True)
_DIGIT = byte_class(DIGITS)
_NAME = byte_class(DIGITS, LETTERS, high=True)
_PATH = byte_class(range(33, 127), high=True) & ~byte_class('"<>\\^`{|}', range(0xE2, 0xE4))
"""Bytes of a URL; those that begin typographical quotes, dashes and full-width stops are none."""
_TRAILING = byte_class(".,;:!?'*&")
_STRAY_BEFORE = byte_class("@/\\.-~$#=") | WORD
_STRAY_AFTER = byte_class("@([=") | WORD
_BALANCED = r"^(?:[^\s()\[\]“”‘’«»]|\([^\s()]*\)|\[[^\s\[\]]*\])+"
"""A URL up to a parenthesis that was opened before it, or a blank that is none of ASCII."""
_NAMED = r"[^\W\d_][^.]*\..|^[0-9]+\.(?:com|net|org|cn)$"
_USUAL = (
    r"\.(?:xn--.*|com|org|net|edu|gov|mil|int|biz|eu|io|co|tv|fm|ly|ae|ar|at|au|br|ca|ch|cl|cn|cz|de|dk|es|fi|fr|gr|hk|hu|ie|il|jp"
    "|kr|lt|lv|mx|nl|nz|pt|ro|ru|se|sg|si|sk|th|tr|tw|ua|uk|vn|za|рф)$"
)
"""Suffixes that make a host of any name; most others are words, kinds of files, or things in programs as well."""
_WITH_PATH = "^(?:app|be|club|dev|gg|gl|im|in|info|it|live|me|news|no|online|page|pl|shop|site|store|to|us|xyz)$"
"""Suffixes that do so where a path follows, or below a second level."""
_SECOND = r"(?i)\.(?:ac|co|com|edu|gob|gouv|gov|govt|net|org|or|ne|go|nic)\.[a-z]{2}$"
_LONGEST = 2000


class UrlDetector:
    """Finds `URL` in prose; `structure` says that it has a scheme, `www`, or a host below a public suffix."""

    name = "url"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Web addresses anywhere in sentences."""
        wanted = [rule for rule in rules.values() if subject.prose or not rule.prose_only]
        if not wanted:
            return
        text = subject.text
        spans = _apart(Spans.concat([_with_scheme(text), _with_www(text), _bare(text)]))
        for rule in wanted:
            if rule.id not in subject.field.denied:
                flags = flags_where(len(spans), Evidence.PATTERN | Evidence.STRUCTURE | named(subject, rule))
                yield Hits(rule.id, spans, flags)


def _with_scheme(text: Text) -> Spans:
    at = text.find(b"://")
    at = at[_NAME.take(text.data[at + 3]) | (text.data[at + 3] == ord("["))]
    start = text.run_start(at, _ASCII_LETTER, 6)
    size = length(text.strings(Spans(start, at)), _SCHEME)
    at, size = at[size > 0], size[size > 0]
    return _trimmed(text, Spans(at - size, text.run_end(at, _PATH, _LONGEST)))


def _with_www(text: Text) -> Spans:
    """From a `www.` that no scheme precedes."""
    at = np.sort(np.concatenate([text.find(word) for word in (b"www.", b"WWW.", b"Www.")]))
    at = at[_NAME.take(text.data[at + 4]) & ~(_STRAY_BEFORE & ~_HIGH).take(text.data[at - 1])]
    spans = _trimmed(text, Spans(at, text.run_end(at, _PATH, _LONGEST)))
    return spans.take(contains(text.strings(spans), r"^(?i:www)\.[^./:?#@]+\.[^\W\d_]"))


def _bare(text: Text) -> Spans:
    """Hosts of at least two labels that end in a public suffix, with the path that follows them."""
    dots = text.positions(".")
    dots = dots[_NAME.take(text.data[dots - 1]) & _LETTER.take(text.data[dots + 1])]
    if not len(dots):
        return Spans.none()
    start, first = np.unique(text.character(text.run_start(dots, _HOST, 253)), return_index=True)
    end = text.character(text.run_end(dots[first], _HOST, 253))
    for _ in range(4):
        end = end - (~_NAME.take(text.data[end - 1]) & (end > start))
    spans = Spans(start, end)
    spans = spans.take(text.standing_alone(spans, _STRAY_BEFORE, _STRAY_AFTER))
    path = (text.data[spans.end] == ord("/")) | (text.data[spans.end] == ord("?"))
    good = _hosts(text.strings(spans), path & _NAME.take(text.data[spans.end + 1]))
    spans, path = spans.take(good), path[good]
    port = (text.data[spans.end] == ord(":")) & _DIGIT.take(text.data[spans.end + 1])
    return _trimmed(
        text, Spans(spans.start, np.where(path | port, text.run_end(spans.end, _PATH, _LONGEST), spans.end))
    )


def _hosts(names: pl.Series, path: Bools) -> Bools:
    """Which names are hosts. Where the suffix says little by itself, a second level or a path has to speak for it."""
    if not len(names):
        return np.zeros(0, np.bool_)
    small = names.str.to_lowercase()
    suffix = small.str.split(".").list.last()
    good = contains(names, r"^[^\W_][\w-]*(?:\.[^\W_][\w-]*)*\.(?:[^A-Z]+|[A-Z]+)$") & contains(names, _NAMED)
    good &= (suffix.is_in(_suffixes().implode()) & ~small.is_in(_suffixes().implode())).to_numpy()
    shouted = contains(names, r"\.[A-Z]+$") & contains(names, "[a-z]")
    usual = contains(small, _USUAL) | contains(small, _SECOND)
    result: Bools = good & ~shouted & (usual | (contains(suffix, _WITH_PATH) & path))
    return result


@cache
def _suffixes() -> pl.Series:
    """All public suffixes, from the installed package alone."""
    import tldextract  # takes a tenth of a second

    return pl.Series(tldextract.TLDExtract(cache_dir=None, suffix_list_urls=()).tlds)


def _trimmed(text: Text, spans: Spans) -> Spans:
    """Without what no longer belongs to it: a parenthesis that was opened before, the stops of the sentence."""
    spans = Spans(spans.start, text.character(spans.end))
    end = spans.start + length(text.strings(spans), _BALANCED)
    for _ in range(6):
        end = end - (_TRAILING.take(text.data[end - 1]) & (end > spans.start))
    return Spans(spans.start, end)


def _apart(spans: Spans) -> Spans:
    """The spans in order, those that begin inside an earlier one left out."""
    order: Ints = np.lexsort((-spans.end, spans.start))
    spans = spans.take(order)
    reach = np.maximum.accumulate(spans.end)
    return spans.take(np.append(True, spans.start[1:] >= reach[:-1])) if len(spans) else spans


DETECTOR = UrlDetector()

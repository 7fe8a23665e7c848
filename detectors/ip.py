"""IPv4 and IPv6 addresses, told from version numbers and from parts of longer dotted numbers.

Addresses that identify nobody are left out: unspecified, loopback, broadcast, netmasks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.ask import contains
from scanner.detector.compiled import BYTES, INTS, compiled
from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.numbers import run_values
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key
from scanner.detector.text import DIGITS, HEX, LETTERS, WORD, Bools, Bytes, Ints, Spans, Text, byte_class, byte_kinds

_LETTER = byte_class(LETTERS)
_DIGIT = byte_class(DIGITS)
_V6 = byte_class("0123456789abcdefABCDEF:.")
_ZONE = byte_class("0123456789._-", LETTERS)
_COMPARISON = byte_class("<>=!~^")
_NEVER_BEFORE = byte_class("-+.^~")
_IN_WORD, _BARS, _COMPARES, _IS_DIGIT, _IS_LETTER = (1 << bit for bit in range(5))
_KINDS = byte_kinds(WORD, _NEVER_BEFORE, _COMPARISON, _DIGIT, _LETTER)
"""What each byte says of a number that stands beside it, as bits."""
_DOT, _SLASH, _EQUALS, _ZERO = b"./=0"
_SUFFIXED = tuple(b"-+")
_PACKAGE = "[0-9a-z_]/[0-9a-z_.-]+@$"
"""What stands before the version of a package in a scope; `user@` before an address has no slash."""
_REACH = 24
"""How many bytes before an address are looked at for words."""
_LONGEST = 100
"""More bytes than any spelling of an address takes, its zone included."""

_H = "[0-9A-Fa-f]{1,4}"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}"
_SPELLINGS = (
    rf"(?:{_H}:){{7}}{_H}",
    *(rf"(?:{_H}:){{1,{7 - tail}}}(?::{_H}){{1,{tail}}}" for tail in range(1, 7)),
    rf"(?:{_H}:){{1,7}}:",
    rf":(?::{_H}){{1,7}}",
    rf"(?:{_H}:){{6}}{_V4}",
    *(rf"(?:{_H}:){{1,{5 - tail}}}(?::{_H}){{1,{tail}}}:{_V4}" for tail in range(1, 5)),
    rf"(?:{_H}:){{1,5}}:{_V4}",
    rf":(?::{_H}){{0,5}}:{_V4}",
)
IPV6 = rf"^(?:{'|'.join(_SPELLINGS)})(?:%[0-9A-Za-z._-]+)?$"
"""All text forms of RFC 4291, section 2.2, with the zone of RFC 4007."""


class IpDetector:
    """Finds `IP_ADDRESS`. `structure` is withheld from dotted quads of small numbers, which may be versions."""

    name = "ip"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Addresses anywhere in the text."""
        text = subject.text
        four, version_like = _ipv4(text)
        six = _ipv6(text)
        if len(six):
            apart = ~_within(four, six)
            four, version_like = four.take(apart), version_like[apart]
        spans = Spans.concat([four, six])
        weak = np.concatenate([version_like, ~_unmistakable(text, six)])
        is_four = np.arange(len(spans)) < len(four)
        before = text.before(spans, _REACH)
        for rule in rules.values():
            if rule.id in subject.field.denied:
                continue
            told = named(subject, rule)
            near = np.zeros(len(spans), np.bool_) if told else text.holds(before, word_or_key(rule.context))
            version = text.holds(before, _no_address(rule))
            a_name = weak & ~near & (not told)
            keep = np.flatnonzero(np.where(is_four, ~version, ~a_name))
            flags = flags_where(len(spans), Evidence.PATTERN | told, structure=~weak, context=near)
            yield Hits(rule.id, _with_prefix(text, spans.take(keep), is_four[keep]), flags[keep])


def _within(four: Spans, six: Spans) -> Bools:
    """Which spans lie in one of the others: the dotted tail of an IPv6 address."""
    order = np.argsort(six.start)
    at = np.searchsorted(six.start[order], four.start, "right") - 1
    inside: Bools = (at >= 0) & (six.end[order][np.maximum(at, 0)] >= four.end)
    return inside


def _with_prefix(text: Text, spans: Spans, is_four: Bools) -> Spans:
    """The spans with the length of the network's prefix behind them, `/24`, where there is one."""
    which = np.flatnonzero((text.data[spans.end] == ord("/")) & _DIGIT[text.data[spans.end + 1]])
    if not len(which):
        return spans
    begin = spans.end[which] + 1
    stop = text.run_end(begin, _DIGIT, 8)
    size = run_values(text, begin, np.minimum(stop - begin, 4), 4)
    after = text.data[stop]
    fits = (stop - begin <= 3) & (size <= np.where(is_four[which], 32, 128)) & ~WORD[after] & (after != ord("/"))
    end = spans.end.copy()
    end[which[fits]] = stop[fits]
    return Spans(spans.start, end)


def _no_address(rule: Rule) -> str:
    """What ends directly before a dotted quad that is something else."""
    words = word_or_key(rule.not_context)
    return f"{words}[^0-9A-Za-z]{{0,4}}$|{_PACKAGE}" if words else _PACKAGE


def _ipv4(text: Text) -> tuple[Spans, Bools]:
    """Dotted quads, and which of them could as well be version numbers."""
    runs = text.digit_runs
    at, small = _quads(text.data, runs.start, runs.end, runs.length, runs.joint, _KINDS)
    return Spans(runs.start[at], runs.end[at + 3]), small


@compiled(BYTES, INTS, INTS, BYTES, BYTES, BYTES)
def _quads(data: Bytes, start: Ints, end: Ints, length: Bytes, joint: Bytes, kinds: Bytes) -> tuple[Ints, Bools]:
    """The first run of each address, and whether all of its numbers are small."""
    found, small, count = np.empty(len(start), np.int64), np.empty(len(start), np.bool_), 0
    for at in range(len(start) - 3):
        if joint[at] != _DOT or joint[at + 1] != _DOT or joint[at + 2] != _DOT:
            continue
        before, after = data[start[at] - 1], data[end[at + 3]]
        earlier, beyond = data[start[at] - 2], data[end[at + 3] + 1]
        if kinds[before] & (_IN_WORD | _BARS) or kinds[after] & _IN_WORD:
            continue
        if (before == _SLASH and earlier != _SLASH) or (before == _EQUALS and kinds[earlier] & _COMPARES):
            continue
        if (after == _DOT and kinds[beyond] & _IS_DIGIT) or (after in _SUFFIXED and kinds[beyond] & _IS_LETTER):
            continue
        first, valid, short = 0, True, True
        for part in range(at, at + 4):
            size, value = length[part], 0
            valid &= size == 1 or (size <= 3 and data[start[part]] != _ZERO)
            for place in range(start[part], start[part] + min(size, 3)):
                value = value * 10 + data[place] - _ZERO
            valid &= value <= 255
            first = value if part == at else first
            short &= part == at or size < 3
        if valid and 0 < first < 224 and first != 127:
            found[count], small[count] = at, short and first < 50 and first != 10
            count += 1
    return found[:count].copy(), small[:count].copy()


def _ipv6(text: Text) -> Spans:
    """Runs of hexadecimal digits and colons with `::`, seven colons, or six and a dotted tail; addresses as a whole."""
    colons = text.positions(":")
    if len(colons) < 2:
        return Spans.none()
    at = _anchors(text.data, colons)
    at = at[HEX[text.data[at - 1]] | HEX[text.data[np.minimum(at + 2, len(text.data) - 1)]]]
    if not len(at):
        return Spans.none()
    start, end = text.run_start(at, _V6, _LONGEST), text.run_end(at, _V6, _LONGEST)
    spans = _unique(Spans(start, end))
    ending = (text.data[spans.end - 1] == ord(".")) | _lone_colon(text, spans.end)
    spans = Spans(spans.start, spans.end - ending)
    zone = np.where(text.data[spans.end] == ord("%"), text.run_end(spans.end + 1, _ZONE, _LONGEST), spans.end)
    spans = Spans(spans.start, zone)
    size = spans.end - spans.start
    spans = spans.take(text.standing_alone(spans) & (size > 3) & (size < _LONGEST))
    return spans.take(contains(text.strings(spans), IPV6)) if len(spans) else spans


@compiled(BYTES, INTS)
def _anchors(data: Bytes, colons: Ints) -> Ints:
    """Colons that stand double, and the last of six or seven that are a few bytes apart."""
    found, count, close = np.empty(len(colons), np.int64), 0, 0
    for number in range(len(colons)):
        at = colons[number]
        step = at - colons[number - 1] if number else 0
        close = close + 1 if 2 <= step <= 5 else 0
        double = number + 1 < len(colons) and colons[number + 1] == at + 1
        if close >= 5:
            following = colons[number + 1] - at if number + 1 < len(colons) else 0
            double |= 2 <= following <= 5 or data[at + 2] == _DOT or data[at + 3] == _DOT or data[at + 4] == _DOT
        if double:
            found[count] = at
            count += 1
    return found[:count].copy()


def _unmistakable(text: Text, spans: Spans) -> Bools:
    """Which spans hold a digit, and a long group, several or a dotted tail; `ab::cd` and `1::2` are code too."""
    found = np.zeros(len(spans), np.bool_)
    if len(spans):
        written = text.strings(spans)
        found = contains(written, "[0-9]") & contains(written, "[0-9A-Fa-f]{3}|(?:[0-9A-Fa-f]+:+){3}|[.]")
    return found


def _lone_colon(text: Text, end: Ints) -> Bools:
    lone: Bools = (text.data[end - 1] == ord(":")) & (text.data[end - 2] != ord(":"))
    return lone


def _unique(spans: Spans) -> Spans:
    start, first = np.unique(spans.start, return_index=True)
    return Spans(start, spans.end[first])


DETECTOR = IpDetector()

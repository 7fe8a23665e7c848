"""E-mail addresses, found from their `@` (or `%40`) outwards.

Shape: RFC 5321 local part of at most 64 octets, quoted or not, and a host of dot-separated labels or an address
literal; internal names and `localhost` count, message ids behind their header do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

from scanner.detector.ask import contains
from scanner.detector.compiled import BYTES, INTS, compiled
from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.rule import Rule
from scanner.detector.text import DIGITS, LETTERS, WORD, Bools, Bytes, Ints, Spans, Text, byte_class, byte_kinds

LOCAL = byte_class(DIGITS, LETTERS, "._%+-'", high=True)
SHORT = 12
"""Addresses of so many bytes may be accidents."""
INSIDE = frozenset(
    (
        "arpa",
        "corp",
        "example",
        "home",
        "intern",
        "internal",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "test",
    )
)
"""Last labels of names that are resolved inside of a network only, or reserved."""
HOST = byte_class(DIGITS, LETTERS, ".-", high=True)
_IN_LITERAL = byte_class("0123456789abcdefABCDEF", ":.IPv")
_STRIP_LEFT = byte_class(".'-%+")

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ASCII = (
    "^[A-Za-z0-9_][A-Za-z0-9_%+'-]*(?:[.][A-Za-z0-9_%+'-]+)*(?:@|%40)"
    f"(?:(?:{_LABEL}[.])+(?:[A-Za-z]{{2,24}}|xn--[a-z0-9-]{{2,59}})|localhost)$"
)
_QUOTED = rf'^"[^"\x00-\x1f]{{1,62}}"@(?:{_LABEL}[.])+[A-Za-z]{{2,24}}$'
_LITERAL = r"^[A-Za-z0-9_][A-Za-z0-9_.%+'-]*@\[(?:IPv6:[0-9A-Fa-f:.]{2,45}|[0-9]{1,3}(?:[.][0-9]{1,3}){3})\]$"
_MESSAGE = r"\b(?:message-id|in-reply-to):\s*<$"
_UNICODE = r"^\w[\w%+'-]*(?:[.][\w%+'-]+)*@(?:[\w-]+[.])+[^\W\d_]{2,24}$"
_FILE_NAMES = tuple(
    f".{ending}"
    for ending in re.split(
        " ",
        "png jpg jpeg gif svg webp ico css scss js mjs jsx ts tsx json map htm html php py rb go rs java"
        " md txt xml yml yaml toml gz zip tgz so dll",
    )
)
_IS_LOCAL, _IS_HOST, _STRIPPED, _IS_ALNUM, _IS_LETTER = (1 << bit for bit in range(5))
_KINDS = byte_kinds(LOCAL, HOST, _STRIP_LEFT, byte_class(DIGITS, LETTERS), byte_class(LETTERS))
_DOT, _HYPHEN, _UNDERSCORE = b".-_"


class EmailDetector:
    """Finds `EMAIL_ADDRESS`; evidence is `structure`, since the whole of the address is parsed."""

    name = "email"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Addresses anywhere in the text."""
        text = subject.text
        at, width = _signs(text)
        if not len(at):
            return
        spans = _valid(text, *_candidates(text, at, width))
        meant = _meant(text, spans)
        for rule in rules.values():
            told = named(subject, rule)
            found = spans if told else spans.take(meant)
            yield Hits(rule.id, found, flags_where(len(found), Evidence.PATTERN | Evidence.STRUCTURE | told))


def _signs(text: Text) -> tuple[Ints, Ints]:
    """Positions of `@` and of `%40`, and how many bytes each takes."""
    plain, encoded = text.positions("@"), text.find(b"%40")
    at = np.concatenate([plain, encoded])
    width = np.concatenate([np.ones(len(plain), np.int64), np.full(len(encoded), 3)])
    if not len(encoded):
        return plain, width
    order = np.argsort(at, kind="stable")
    return at[order], width[order]


def _candidates(text: Text, at: Ints, width: Ints) -> tuple[Spans, Bools]:
    """From each sign as far as local part and host can reach, and which of these need not be asked any more."""
    start, end = _around(text.data, at, width, _KINDS)
    sound = _plain(text.data, start, at, width, end, _KINDS)
    quoted = np.flatnonzero((text.data[at - 1] == ord('"')) & (width == 1))
    start[quoted] = _quote_start(text, at[quoted])
    literal = np.flatnonzero(text.data[at + width] == ord("["))
    end[literal] = text.run_end(at[literal] + width[literal] + 1, _IN_LITERAL, 48) + 1
    sound[quoted] = sound[literal] = False
    spans = Spans(start, end)
    plausible = _plausible(text, spans, at)
    return spans.take(plausible), sound[plausible]


@compiled(BYTES, INTS, INTS, BYTES)
def _around(data: Bytes, at: Ints, width: Ints, kinds: Bytes) -> tuple[Ints, Ints]:
    """Where each address begins and ends, without punctuation at either end."""
    starts, ends = np.empty(len(at), np.int64), np.empty(len(at), np.int64)
    for number in range(len(at)):
        sign, host = at[number], at[number] + width[number]
        start, end = sign, host
        while start > sign - 64 and kinds[data[start - 1]] & _IS_LOCAL:
            start -= 1
        while end < host + 253 and kinds[data[end]] & _IS_HOST:
            end += 1
        while data[start] & 0xC0 == 0x80:  # the rest of a character that is cut
            start += 1
        while data[end] & 0xC0 == 0x80:
            end += 1
        for _ in range(4):
            start += start < sign and kinds[data[start]] & _STRIPPED != 0
            end -= end > host and (data[end - 1] == _DOT or data[end - 1] == _HYPHEN)
        starts[number], ends[number] = start, end
    return starts, ends


@compiled(BYTES, INTS, INTS, INTS, INTS, BYTES)
def _plain(data: Bytes, starts: Ints, at: Ints, width: Ints, ends: Ints, kinds: Bytes) -> Bools:
    """Which addresses are all ASCII, words and labels with single dots between them, the last label of letters."""
    plain = np.zeros(len(at), np.bool_)
    for number in range(len(at)):
        start, host, end = starts[number], at[number] + width[number], ends[number]
        sound = start < at[number] and (kinds[data[start]] & _IS_ALNUM != 0 or data[start] == _UNDERSCORE)
        for place in range(start, at[number]):
            byte = data[place]
            sound &= byte < 128 and not (byte == _DOT and (data[place + 1] == _DOT or place + 1 == at[number]))
        label, labels, letters = host, 1, True
        for place in range(host, end):
            byte = data[place]
            sound &= byte < 128 and not (place == label and byte in (_DOT, _HYPHEN))
            if byte == _DOT:
                sound &= data[place - 1] != _HYPHEN
                label, labels, letters = place + 1, labels + 1, True
            else:
                letters &= kinds[byte] & _IS_LETTER != 0
        plain[number] = sound and labels > 1 and letters and 2 <= end - label <= 24
    return plain


def _quote_start(text: Text, at: Ints) -> Ints:
    """Where the quotation mark stands that opens what a mark before each position closes; the position for none."""
    window = text.windows(at - 1, 64, 0)
    opens = window == ord('"')
    opens[:, 1:] &= ~WORD.take(window[:, :-1])
    place = 63 - np.argmax(opens[:, ::-1], axis=1)
    start: Ints = np.where(opens.any(axis=1), at - 65 + place, at)
    return start


def _plausible(text: Text, spans: Spans, at: Ints) -> Bools:
    """Which have both parts, and are not the `user:password@host` of a URL or the `git@host:` of a clone address."""
    before = text.data[spans.start - 1]
    after = text.data[spans.end]
    url = np.zeros(len(spans), np.bool_)
    suspects = np.flatnonzero((before == ord(":")) | (before == ord("/")))
    if len(suspects):
        window = text.windows(spans.start[suspects], 32, 0)
        slashes = (window[:, 1:] == ord("/")) & (window[:, :-1] == ord("/"))
        spaced = np.maximum.accumulate(np.where(window <= ord(" "), np.arange(32), -1), axis=1)[:, -1]
        last = np.where(slashes, np.arange(31), -1).max(axis=1)
        url[suspects] = last > spaced
    clone = (after == ord(":")) & (text.data[spans.start] == ord("g")) & (at - spans.start == 3)
    doubled = (after == ord("@")) | (before == ord("@")) | (before == ord("$"))
    plausible: Bools = (at > spans.start) & (spans.end > at + 1) & ~url & ~clone & ~doubled
    marked = np.flatnonzero(before == ord("<"))
    if len(marked) and b"-I" in text.raw:
        plausible[marked] &= ~text.holds(text.before(spans.take(marked), 16), _MESSAGE)
    return plausible


def _meant(text: Text, spans: Spans) -> Bools:
    """Which are no accident: random characters, as in dumps, give short addresses whose last label nobody assigned."""
    meant = np.ones(len(spans), np.bool_)
    short = np.flatnonzero(spans.end - spans.start <= SHORT)
    if len(short):
        hosts = text.strings(spans.take(short)).str.extract("(?:@|%40)([^@]+)$")
        last = hosts.str.extract(r"\.([^.]+)$")
        shouted = last.str.contains("[A-Z]") & hosts.str.contains("[a-z]")
        assigned = last.str.to_lowercase().is_in(_last_labels()) | last.str.starts_with("xn--")
        meant[short] = (last.is_null() | (assigned & ~shouted)).to_numpy()
    return meant


@cache
def _last_labels() -> list[str]:
    """Last labels that are assigned, by the copy of the public suffix list that tldextract brings, or used inside."""
    from tldextract import TLDExtract  # takes a tenth of a second, and few texts need it

    known = TLDExtract(cache_dir=None, suffix_list_urls=()).tlds
    return sorted({suffix.rpartition(".")[2] for suffix in known} | INSIDE)


def _valid(text: Text, spans: Spans, sound: Bools) -> Spans:
    """The addresses; those that are not plain are held against the patterns of all forms."""
    rest = np.flatnonzero(~sound)
    if len(rest):
        addresses = text.strings(spans.take(rest))
        other = contains(addresses, f"{_ASCII}|{_QUOTED}|{_LITERAL}")
        if not text.ascii:
            international = (addresses.str.len_bytes() > addresses.str.len_chars()).to_numpy()
            other = other | (international & contains(addresses, _UNICODE))
        sound = sound.copy()
        sound[rest] = other
    spans = spans.take(sound)
    return spans.take(~text.ends_in(spans, _FILE_NAMES))


DETECTOR = EmailDetector()

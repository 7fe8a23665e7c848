"""Hundreds of words and phrases looked for in a whole text at once, faster than by one expression for all of them.

Most words of a text are none of those looked for, which their first three bytes and a small table tell. The others are
followed letter by letter through the tree of all phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, final

import numpy as np

from scanner.detector.compiled import BYTES, INTS, WORDS, Bytes, Ints, Words, compiled, inlined, lowest_bit, word_at
from scanner.detector.search import search
from scanner.detector.text import Spans, Text

_MULTIPLY = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(50)


@final
class Phrases:
    """Words and phrases, whatever their case; blanks, `_` and `-` part their words alike.

    names: the phrases as they are compared, see `spaced`. Those of other scripts than ASCII need not be whole words.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self.names = tuple(sorted({spaced(phrase) for phrase in phrases} - {""}))
        ascii_names = {name: number for number, name in enumerate(self.names) if name.isascii()}
        self._others = {name: number for number, name in enumerate(self.names) if not name.isascii()}
        self._any_other = _pattern(self._others)
        tree: list[dict[int, int]] = [{}]
        self._ends = np.full(1 + sum(map(len, ascii_names)), -1, np.int64)
        for name, number in ascii_names.items():
            node = 0
            for code in name.encode():
                if code not in tree[node]:
                    tree[node][code] = len(tree)
                    tree.append({})
                node = tree[node][code]
            self._ends[node] = number
        self._next = np.zeros(128 * len(tree), np.int64)
        for node, branches in enumerate(tree):
            for code, to in branches.items():
                self._next[128 * node + code] = to
        self._first = _beginnings(ascii_names)

    def find(self, text: Text) -> tuple[Spans, Ints]:
        """Where they stand, in order and apart, the longest at each place; and which ones, as indices of `names`."""
        found = _found(word_bits(text.data), text.data, self._first, self._next, self._ends).reshape(-1, 3)
        spans, which = Spans(found[:, 0], found[:, 1]), found[:, 2]
        others = Spans.none() if text.ascii else search(text, self._any_other)
        if not len(others):
            return spans, which
        named = np.array([self._others.get(spaced(word), -1) for word in text.strings(others)], np.int64)
        spans, which = Spans.concat([spans, others]), np.concatenate([which, named])
        order = np.argsort(spans.start, kind="stable")
        order = order[which[order] >= 0]
        return spans.take(order), which[order]


def _pattern(names: Iterable[str]) -> str:
    """Any of these, the longest first; empty for none."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    branches = "|".join("[ \t_-]+".join(map(re.escape, name.split())) for name in longest_first)
    return f"(?i:{branches})" if branches else ""


def spaced(words: str) -> str:
    """Words in small letters with single blanks between, however they were parted."""
    return " ".join(words.lower().replace("_", " ").replace("-", " ").split())


def _beginnings(names: Iterable[str]) -> Bytes:
    """Which slots the first three bytes of phrases have; after a word of fewer anything may follow."""
    table = np.zeros(1 << 14, np.uint8)
    for head in {name[:3].split(" ")[0].encode() for name in names}:
        threes = np.arange(256 ** (3 - len(head)), dtype=np.uint64) << np.uint64(8 * len(head))
        table[_slots(threes | np.uint64(int.from_bytes(head, "little")))] = 1
    return table


@compiled(BYTES)
def word_bits(data: Bytes) -> Words:
    """Which bytes are letters or digits of ASCII, as bits, 64 to a word, the first the lowest."""
    words = np.zeros(len(data) // 64 + 1, np.uint64)
    low, high, small = np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64(0x8080808080808080), np.uint64(0x2020202020202020)
    from_a, after_z = np.uint64(0x1F1F1F1F1F1F1F1F), np.uint64(0x0505050505050505)
    from_0, after_9 = np.uint64(0x5050505050505050), np.uint64(0x4646464646464646)
    gather, seven, top = np.uint64(0x0102040810204080), np.uint64(7), np.uint64(56)
    whole = len(data) // 8
    for eight in range(whole):
        word = word_at(data, 8 * eight)
        code = word & low
        letter = code | small
        is_word = (((letter + from_a) ^ (letter + after_z)) | ((code + from_0) ^ (code + after_9))) & ~word & high
        words[eight >> 3] |= ((is_word >> seven) * gather >> top) << np.uint64(8 * (eight & 7))
    for at in range(8 * whole, len(data)):
        if 48 <= data[at] <= 57 or 97 <= data[at] | 32 <= 122:
            words[at >> 6] |= np.uint64(1) << np.uint64(at & 63)
    return words


def _slots(three: Any) -> Any:
    """Place in the table of beginnings: of three bytes as a number, the first the lowest, whatever their case."""
    return ((three & np.uint64(0xFFFFFF) | np.uint64(0x202020)) * _MULTIPLY) >> _SHIFT


_slot = inlined(_slots)
"""The same for compiled code, of one number: called with an array it would be compiled anew in each process."""


@inlined
def _parts(code: int) -> bool:
    return code == 32 or code == 9 or code == 95 or code == 45  # blank, tab, `_`, `-`


@inlined
def _is_word(code: int) -> bool:
    return 48 <= code <= 57 or 97 <= code | 32 <= 122


@compiled(WORDS, BYTES, BYTES, INTS, INTS)
def _found(words: Words, data: Bytes, first: Bytes, following: Ints, ends: Ints) -> Ints:
    """Start, end and number of each phrase in turn, in a text of which `words` are the letters and digits."""
    one, last = np.uint64(1), np.uint64(63)
    found = [0 for _ in range(0)]  # so that the compiler knows its type
    carry, past = np.uint64(0), 0
    for number in range(len(words)):
        word = words[number]
        begins = word & ~(word << one | carry)
        carry = word >> last
        while begins:
            begin = 64 * number + lowest_bit(begins)
            begins &= begins - one
            if not first[_slot(word_at(data, begin))] or begin < past:
                continue
            node, place, phrase = 0, begin, -1
            while data[place] < 128:
                code = data[place]
                if _parts(code):
                    code = 32
                    while _parts(data[place + 1]):
                        place += 1
                elif _is_word(code):
                    code |= 32
                node = following[128 * node + code]
                if node == 0:
                    break
                place += 1
                if ends[node] >= 0 and not (_is_word(code) and _is_word(data[place])):
                    phrase, past = ends[node], place
            if phrase >= 0:
                found.extend((begin, past, phrase))
    return np.array(found, np.int64)

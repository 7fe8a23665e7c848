"""The 64-bit numbers by which the compiled loop knows what is wanted; the loop counts them alike, unit by unit."""

from __future__ import annotations

from collections.abc import Iterable

BEGIN, TIMES = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
PAIR, TAIL, CELL = 0xA24BAED4963EE407, 0x9FB21C651E98DF25, 0xC2B2AE3D27D4EB4F
TAIL_UNITS = 7
"""So many letters and digits at the end of a number tell it from others, before it is looked at more closely."""
_WORD = (1 << 64) - 1
TAIL_MASK = (1 << 8 * TAIL_UNITS) - 1


def of_word(word: str) -> int:
    """One folded word."""
    state = BEGIN
    for char in word:
        state = (state ^ ord(char)) * TIMES & _WORD
    return state ^ state >> 29


def of_pair(one: str, other: str) -> int:
    """Two words near each other, in whichever order."""
    both = (of_word(one) + of_word(other)) & _WORD
    both = both * PAIR & _WORD
    return both ^ both >> 31


def of_tail(plain: str) -> int:
    """The last letters and digits of a number, whatever stands between them."""
    tail = 0
    for char in plain[-TAIL_UNITS:]:
        tail = tail << 8 | ord(char) & 0xFF
    tail = tail * TAIL & _WORD
    return tail ^ tail >> 31


def of_cell(words: Iterable[str]) -> int:
    """A cell that holds these words, in this order, and no others."""
    state = CELL
    for word in words:
        state = (state ^ of_word(word)) * TIMES & _WORD
        state ^= state >> 29
    return state

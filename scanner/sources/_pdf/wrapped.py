"""Addresses and numbers that go over the end of a line, as in a narrow cell.

Only what is broken there is joined: a value that stands whole in its line is found there, and would be counted twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_HYPHENATED = re.compile(r"(\S*)\ufffe(\S*)")
_LETTERS = re.compile(r"[^\W\d_]*")
_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_TAIL = re.compile(r"(?:[A-Z]{2}\d\d[A-Z0-9 ]*|[+(]?\d[\d ().-]*)$")
_HEAD = re.compile(r"[A-Z]*\d[A-Z0-9 ().-]*")
_LONGEST_TOKEN = 320
_MOST_LINES = 4


def without_hyphens(text: str) -> str:
    """Words that were divided at the end of a line, whole; in addresses and numbers the hyphen belongs to the value."""
    if "\ufffe" not in text:
        return text
    return _HYPHENATED.sub(lambda found: ("" if _is_word(found) else "-").join(found.groups()), text)


def _is_word(found: re.Match[str]) -> bool:
    return all(_LETTERS.fullmatch(part.strip(".,;:!?()\"'")) for part in found.groups())


def joined(text: str) -> Iterator[str]:
    """The values of a text that are broken at the end of a line, each joined."""
    lines = [line.strip() for line in text.split("\n")]
    for number, line in enumerate(lines[:-1]):
        if line:
            yield from _address(line, lines[number + 1 : number + _MOST_LINES])
            yield from _number(line, lines[number + 1])


def _address(line: str, following: Sequence[str]) -> Iterator[str]:
    begun = line[-_LONGEST_TOKEN:].rpartition(" ")[2]
    if not following or _ADDRESS.search(begun) or not ("@" in begun or following[0].startswith("@")):
        return
    whole = begun
    for after in following:
        token = after[:_LONGEST_TOKEN].partition(" ")[0]
        whole += token
        found = _ADDRESS.search(whole)
        if found and found.start() < len(begun) < found.end():
            yield whole
            return
        if token != after:
            return


def _number(line: str, after: str) -> Iterator[str]:
    tail, head = _TAIL.search(line[-40:]), _HEAD.match(after[:40])
    if not tail or not head:
        return
    begin, end = tail[0], head[0].strip()
    before, count = _digits(begin), _digits(begin) + _digits(end)
    if begin[:2].isalpha():
        fits = before < 15 <= len((begin + end).replace(" ", "")) <= 34
    elif begin.startswith("+"):
        fits = before < 10 and 8 <= count <= 15
    elif begin.endswith(("-", ")")):
        fits = before >= 3 and 10 <= count <= 19
    else:
        fits = 4 <= before < 13 <= count <= 19
    if fits:
        yield begin + ("" if begin.endswith("-") or " " not in begin.strip() else " ") + end


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)

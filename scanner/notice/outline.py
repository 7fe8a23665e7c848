"""The headings of a document, and under which of them a place stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.notice.normal import normalise

_MARKDOWN = re.compile(r"^[ \t]*#{1,6}[ \t]+([^\n]{1,200})$", re.MULTILINE)
_EMPHASISED = re.compile(r"^[ \t]*(\*\*|__|\*|_)([^*_\n]{2,120})\1[ \t]*$", re.MULTILINE)
_HTML = re.compile(r"<h[1-6]\b[^<>]*>([^\n]{1,200}?)</h[1-6]\s*>", re.IGNORECASE)
_LINE = re.compile(r"^[^\n]{2,200}$", re.MULTILINE)


@dataclass(frozen=True)
class Outline:
    """Headings in the order of the document: where each begins, and its normal form."""

    starts: tuple[int, ...]
    names: tuple[str, ...]

    def at(self, offset: int) -> str:
        """The heading above this place, in its normal form; empty above the first."""
        number = bisect_right(self.starts, offset) - 1
        return self.names[number] if number >= 0 else ""

    def __contains__(self, section: str) -> bool:
        return heading(section) in self.names


def heading(section: str) -> str:
    """A heading as headings are compared."""
    return normalise(section).text.strip(" :.-")


def outline(text: str, named: Iterable[str] = ()) -> Outline:
    """The headings that the text marks as such, and lines that are no more than a section which the notice names."""
    found = dict(_marked(text))
    wanted = {heading(each) for each in named} - {""}
    for line in _LINE.finditer(text) if wanted else ():
        name = heading(line.group())
        if name in wanted:
            found[line.start()] = name
    ordered = sorted(found.items())
    return Outline(tuple(start for start, _ in ordered), tuple(name for _, name in ordered))


def _marked(text: str) -> Iterator[tuple[int, str]]:
    for pattern, group in ((_MARKDOWN, 1), (_EMPHASISED, 2), (_HTML, 1)):
        for each in pattern.finditer(text):
            name = heading(each.group(group))
            if name:
                yield each.start(), name

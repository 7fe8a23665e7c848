"""Words and lines of reports for people: titles, wrapped text, colours, and nothing that steers a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from textwrap import wrap

WIDTH = 80
LABEL = 9
HARMLESS = dict.fromkeys([*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
"""Names of files and fields come from outside: nothing in them may steer a terminal or turn its text around."""
CategoryLabel = Callable[[str | None], str]

_BOLD, _DIM, _RED, _GREEN, _END = "\033[1m", "\033[2m", "\033[1;31m", "\033[1;32m", "\033[0m"
_LABELLED = re.compile(r"(    )(why|verdict|notice|labels|samples|files|where)( +)(?=\S)")


def harmless(line: str) -> str:
    """The line without what could steer a terminal."""
    return line.translate(HARMLESS)


def title(text: str, rest: str) -> Iterator[str]:
    """A heading with a rule under it."""
    lines = _wrap(f"{text}  {rest}".rstrip(), WIDTH)
    yield from lines
    yield "─" * min(max(map(len, lines)), WIDTH)


def labelled(name: str, text: str) -> Iterator[str]:
    """Text of a finding beside what it is, in two columns."""
    if text:
        lines = _wrap(text, WIDTH - 4 - LABEL) or [""]
        yield f"    {name:<{LABEL}}{lines[0]}"
        yield from (f"    {'':<{LABEL}}{line}" for line in lines[1:])


def wrapped(text: str, indent: str) -> Iterator[str]:
    """Text with what hangs over indented further."""
    yield from _wrap(text, WIDTH, indent, indent + "  ")


def _wrap(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    """Lines that break at blanks only: names, ids and options are never taken apart."""
    return wrap(
        text, width, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )


def painted(lines: Iterable[str]) -> Iterator[str]:
    """The lines with colours: headings, those of what fails in red, and what labels them faint."""
    for line, after in pairwise([*lines, ""]):
        if line.startswith("─"):
            yield f"{_DIM}{line}{_END}"
        elif after.startswith("─"):
            yield f"{_heading(line)}{line}{_END}"
        elif line.startswith("INTERRUPTED"):
            yield f"{_RED}{line}{_END}"
        else:
            yield _LABELLED.sub(rf"\1{_DIM}\2{_END}\3", line, count=1) if line.startswith("    ") else line


def _heading(line: str) -> str:
    if line.startswith("FAILS"):
        return _RED
    return _GREEN if line.startswith("Nothing fails") else _BOLD


def count(members: Sequence[object], noun: str, nouns: str = "") -> str:
    """How many there are, in words: `1 finding`, `2,000 findings`."""
    return f"{len(members):,} {plural(len(members), noun, nouns)}"


def plural(number: int, noun: str, nouns: str = "") -> str:
    """The noun for so many."""
    return noun if number == 1 else nouns or f"{noun}s"


def volume(size: int) -> str:
    """Bytes as people read them."""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def cell(text: str) -> str:
    """Text for a cell of a table that spreadsheets open: it begins no formula."""
    flat = harmless(text)
    return f"'{flat}" if flat.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else flat

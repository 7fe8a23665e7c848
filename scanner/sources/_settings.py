"""Lines of settings: how they are written, and batches of the settings of a whole text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.lines import LONGEST_RECORD, long_line
from scanner.model.data import Batch
from scanner.model.problems import Problem, Reason
from scanner.sources._entries import Entries
from scanner.streams import BLOCK

NO_SETTING = "lines that are no settings, scanned as text"
TOO_WIDE = "more than 5,000 different keys, the rest scanned as text"
_HEAD_LINES = 200
_LINE = re.compile("[^\r\n]+")

Items = Iterator[Batch | Problem]


@dataclass(frozen=True)
class Style:
    """How settings are written.

    entry: a line with the groups `key` and `value`. section: a line that begins one, its name in the first group.
    comments: what a line begins with that is one. goes_on: what a value begins or ends with that goes on in the
    next lines, and what the last of these ends with.
    """

    entry: re.Pattern[str]
    section: re.Pattern[str] | None = None
    comments: tuple[str, ...] = ("#",)
    goes_on: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()

    def share(self, text: str, *, whole: bool) -> tuple[float, int, int]:
        """Which share of the first lines that say something are settings or sections, and how many of either."""
        lines = text.removeprefix("\ufeff").splitlines()[: _HEAD_LINES + 1]
        said = [line.strip() for line in (lines if whole else lines[:-1])]
        said = [line for line in said if line and not line.startswith(self.comments)]
        entries = sum(self.entry.fullmatch(line) is not None for line in said)
        sections = sum(map(self.is_section, said))
        return (entries + sections) / max(len(said), 1), entries, sections

    def is_section(self, line: str) -> bool:
        """Whether the line begins a section."""
        return self.section is not None and self.section.fullmatch(line) is not None

    def first(self, text: str) -> str:
        """The first line that says something, "" where none does."""
        lines = (line[0].strip() for line in _LINE.finditer(text.removeprefix("\ufeff")))
        return next((line for line in lines if line and not line.startswith(self.comments)), "")


def batches(take: Callable[[int], bytes], style: Style) -> Items:
    """Everything in a text: sections as tables, keys as fields, lines as rows."""
    settings, rest = _Settings(style), b""
    while data := take(BLOCK):
        rest += data
        end = rest.rfind(b"\n") + 1
        if end:
            yield from settings.parse(rest[:end])
            rest = rest[end:]
        elif len(rest) > LONGEST_RECORD:
            rest = yield from long_line(rest, take, b"\n", settings.row)
            settings.row += 1
    yield from settings.parse(rest)


class _Settings:
    """Takes the blocks of one text in order. row: of the next line."""

    def __init__(self, style: Style) -> None:
        self.row = 1
        self._style = style
        self._table = ""
        self._entries = Entries()

    def parse(self, block: bytes) -> Items:
        """The settings of a block of whole lines, then its comments and what else is in it."""
        lines = block.decode().removesuffix("\n").split("\n") if block else []
        at, failed, was_wide = 0, [], self._entries.wide
        while at < len(lines):
            text, row = lines[at].strip(), self.row + at
            entry = None if self._entries.wide else self._style.entry.fullmatch(text)
            section = self._style.section.fullmatch(text) if self._style.section else None
            at += 1
            if text.startswith(self._style.comments):
                self._entries.text(text, row)
            elif section:
                self._table = section[1].strip()
            elif entry:
                more = self._goes_on(entry["value"], lines, at)
                value = "\n".join([entry["value"], *(line.strip() for line in lines[at : at + more])])
                self._entries.add(entry["key"].strip(), _bare(value), row, self._table)
                at += more
            elif text:
                failed.append(row)
                self._entries.text(text, row)
            if self._entries.full:
                yield from self._entries.batches()
        yield from self._entries.batches()
        if self._entries.wide and not was_wide:
            yield Problem(Reason.UNPARSED, TOO_WIDE)
        elif failed and not was_wide:
            yield Problem(Reason.UNPARSED, NO_SETTING, len(failed), failed[0])
        self.row += len(lines)

    def _goes_on(self, value: str, lines: list[str], at: int) -> int:
        """In how many of the next lines a value goes on; in none where its end is not found."""
        for begins, ends in self._style.goes_on:
            if begins.fullmatch(value):
                for number, line in enumerate(lines[at : at + _MOST_LINES], 1):
                    if ends.fullmatch(line.strip()):
                        return number
        return 0


_MOST_LINES = 200
"""Lines of one value."""


def _bare(value: str) -> str:
    """A value without the quotes around it, and without what says that it goes on."""
    value = value.strip().replace("\\\n", "")
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value

"""YAML, taken apart by events: nothing is built, so an alias is a word and never a bomb. Paths are fields, rows lines.

What is not YAML, such as a template, is given as text from there to the end, as is a large file; comments are too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scanner.lines import line_batches, unparsed
from scanner.model.data import UNPARSED, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._entries import Entries
from scanner.streams import BLOCK, open_text

NOT_YAML = "text that is not valid YAML, scanned as text from there to the end"
TOO_LARGE = "more than 8 MiB of YAML, scanned as text"
TOO_WIDE = "more than 5,000 different keys, the rest scanned as text"

_NAMES = (".yaml", ".yml")
_LARGEST = 8 << 20
_WHOLE = 1 << 30
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line of YAML."""
_KEY = re.compile(r"""\s*(?:- )*(?:[A-Za-z_][\w.-]*|"[^"]*"|'[^']*'):(?:\s.*)?""")
_ITEM = re.compile(r"\s*- \S.*")
_NESTED = re.compile(
    r"^[A-Za-z_][\w.-]*:[ \t]*(?:#.*)?\r?\n(?:[ ]*#.*\r?\n)*[ ]+(?:- )?[A-Za-z_][\w.-]*:(?:\s|$)", re.MULTILINE
)
_COMMENT = re.compile(r"(?:(?<=\s)|^)#.*")


class Yaml(OneUnit):
    """See `scanner.source.Source`; one unit."""

    name = "yaml"
    about = About("YAML files", _NAMES)

    def fit(self, head: Head) -> Fit:
        """By name, or where hardly a line is anything but a key or an item, some of them below others."""
        if head.text is None or head.text.lstrip()[:1] in ("{", "<"):
            return Fit.NO
        if head.name.endswith(_NAMES):
            return Fit.NAME
        return Fit.CONTENT if _looks_like_yaml(head.text) else Fit.NO

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Values under their paths, then comments."""
        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(_batches(text.take))


def _looks_like_yaml(text: str) -> bool:
    if ":" not in text or not _NESTED.search(text):
        return False
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", "---", "..."))]
    keys = sum(_KEY.fullmatch(line) is not None for line in lines)
    items = sum(_ITEM.fullmatch(line) is not None for line in lines)
    return keys >= 3 and keys + items >= 0.9 * len(lines)


def _batches(take: Callable[[int], bytes]) -> Iterator[Batch | Problem]:
    data = b""
    while len(data) <= _LARGEST and (more := take(BLOCK)):
        data += more
    if len(data) > _LARGEST:
        yield Problem(Reason.UNPARSED, TOO_LARGE)
        parts = [data]
        yield from line_batches(lambda size: parts.pop() if parts else take(size), UNPARSED)
    elif data:
        yield from _Document(data.decode()).batches()


@dataclass
class _Open:
    """A collection that is not at its end; key: of a mapping, the one that waits for its value."""

    path: str
    mapping: bool
    key: str | None = None


class _Document:
    """One file, and how far it was taken apart.

    reach: for each line where the last key or value on it ends. last: the line of the last of them.
    """

    def __init__(self, text: str) -> None:
        self._lines = _BREAK.split(text)
        self._text = text
        self._entries = Entries()
        self._stack: list[_Open] = []
        self._reach = [0] * (len(self._lines) + 1)
        self._last = 0

    def batches(self) -> Iterator[Batch | Problem]:
        """Values, then comments; the rest where something is wrong."""
        import yaml

        fact = ""
        try:
            for event in yaml.parse(self._text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
                self._take(event)
                if self._entries.full:
                    yield from self._entries.batches()
                if self._entries.wide:
                    fact = TOO_WIDE
                    break
        except yaml.YAMLError:
            fact = NOT_YAML
        end = self._last if fact else len(self._lines)
        for number, line in enumerate(self._lines[:end]):
            comment = _COMMENT.search(line, self._reach[number]) if "#" in line else None
            if comment:
                self._entries.text(comment[0], number + 1)
        yield from self._entries.batches()
        if fact:
            yield Problem(Reason.UNPARSED, fact, row=end + 1)
            rest = [self._lines[end][self._reach[end] :], *self._lines[end + 1 :]]
            filled = [number for number, line in enumerate(rest) if line.strip()]
            yield unparsed([rest[number] for number in filled], [end + 1 + number for number in filled])

    def _take(self, event: Any) -> None:
        """One event of the parser: opens or closes a collection, or is a key or a value."""
        kind = type(event).__name__
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            path = self._place("?")
            path = self._stack[-1].path + ".?" if path is None else path
            self._stack.append(_Open(path, kind == "MappingStartEvent"))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._stack.pop()
        elif kind in ("ScalarEvent", "AliasEvent"):
            value = event.value if kind == "ScalarEvent" else ""
            path = self._place(value)
            if path is not None and value:
                self._entries.add(path or "[]", value, event.start_mark.line + 1)
            self._pass(event.start_mark.line, event.end_mark.line, event.end_mark.column)

    def _place(self, word: str) -> str | None:
        """The path of the next value; None where a key is due, which the word then is."""
        if not self._stack:
            return ""
        top = self._stack[-1]
        if not top.mapping:
            return f"{top.path}[]"
        if top.key is None:
            top.key = word
            return None
        path, top.key = f"{top.path}.{top.key}" if top.path else top.key, None
        return path

    def _pass(self, first: int, last: int, column: int) -> None:
        """Nothing on these lines up to this column of the last is a comment."""
        self._reach[first:last] = [_WHOLE] * (last - first)
        self._reach[last] = max(self._reach[last], column)
        self._last = last


SOURCE = Yaml()

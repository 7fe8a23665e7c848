"""JSON documents, streamed: an array of records, arrays of records under keys, or one object.

The elements of an array of objects are records; under keys, the path of keys is their table. The rest of an object is
one record. Objects that follow each other are records too. What is not JSON, such as JSON with comments, is given as
text from there to the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np

from scanner.lines import LONGEST_RECORD, line_batches
from scanner.model.data import UNPARSED, Batch, Column, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._json import JsonRecords, is_json, is_json_lines, leaves_of, texts
from scanner.sources._json_depth import MOST_DEPTH, brackets
from scanner.streams import BLOCK, open_text

NOT_JSON = "text that is not valid JSON, or nested too deep, scanned as text from there to the end"
TOO_WIDE = "an object with more than 5,000 values outside of arrays of objects, scanned as text from there to the end"
_NAMES = (".json", ".geojson", ".ipynb", ".har")
_MOST_LEAVES = 5000
_LARGEST_RECORD = 8 << 20
"""Bytes of an object that is one record; the arrays of a larger one are tables."""

_SPACE = re.compile(rb"[ \t\r\n]*")
_SCALAR = re.compile(rb'"(?:[^"\\]|\\.)*+"|[-+.\w]++(?=[\s,\]}:])', re.DOTALL)
_NO_NEWLINES = bytes.maketrans(b"\r\n", b"  ")


class JsonDocument(OneUnit):
    """See `scanner.source.Source`; one unit, since only the start of a document says what its middle is."""

    name = "json"
    about = About("JSON documents", _NAMES)

    def fit(self, head: Head) -> Fit:
        """By the first tokens, or by name; lines of objects are left to the reader of JSON Lines."""
        if head.text is None:
            return Fit.NO
        if not is_json(head.text, whole=head.whole):
            return Fit.NAME if head.name.endswith(_NAMES) else Fit.NO
        return Fit.FALLBACK if is_json_lines(head.text, whole=head.whole) else Fit.CONTENT

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Records of arrays as they come, the rest of an object at its end."""
        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(_Document(text.take).batches())


class _Stop(Exception):  # noqa: N818 - never leaves this module
    """The document is not taken apart from here on; the text says why."""


class _Document:
    """A text and how far it was taken apart. row: the number of the document that is being read."""

    def __init__(self, take: Callable[[int], bytes]) -> None:
        self._take = take
        self._row = 1
        self._tables: dict[tuple[str, bool], JsonRecords] = {}
        self._held = b""
        self._at = 0
        self._leaves: list[tuple[str, str]] = []

    def batches(self) -> Iterator[Batch | Problem]:
        """Everything in the text."""
        try:
            if self._peek() == b"{" and len(self._whole_objects()) > 1:
                yield from self._objects()
            while self._peek():
                yield from self._value("", 0)
                yield from self._record()
                self._row += 1
        except _Stop as stop:
            yield from self._record()
            yield Problem(Reason.UNPARSED, str(stop))
            parts = [self._held[self._at :]]
            yield from line_batches(lambda size: (parts.pop() if parts else b"") or self._take(size), UNPARSED)

    def _record(self) -> Iterator[Batch]:
        """What was found outside of arrays of objects since the last time, as one record."""
        fields: dict[str, list[str]] = {}
        for field, value in self._leaves:
            fields.setdefault(field, []).append(value)
        self._leaves = []
        if fields:
            columns = (
                Column(field, texts(values), np.zeros(len(values), np.int64)) for field, values in fields.items()
            )
            yield Batch(tuple(columns), 1, self._row)

    def _objects(self) -> Iterator[Batch | Problem]:
        """Objects that follow each other, as long as whole ones are held: each is a record."""
        records = JsonRecords()
        records.row = self._row
        while self._peek() == b"{":
            ends = self._whole_objects()
            if len(ends):
                held = self._held[self._at :].translate(_NO_NEWLINES)
                pieces = [held[start:end] for start, end in zip([0, *ends], ends, strict=False)]
                yield from records.parse(b"\n".join(pieces))
                self._at += ends[-1]
            elif len(self._held) - self._at > _LARGEST_RECORD or not self._more():
                break
        self._row = records.row

    def _whole_objects(self) -> list[int]:
        """Where the objects that are next end, as far as whole ones are held and nothing else is between them."""
        data = np.frombuffer(self._held, np.uint8)[self._at :]
        places, steps = brackets(data)
        depth = np.cumsum(steps, dtype=np.int32)
        ends: list[int] = (places[(depth == 0) & (steps < 0)] + 1).tolist()
        others = places[(depth == 1) & (steps > 0) & (data[places] == ord("["))]
        return [end for end in ends if end <= others[0]] if len(others) else ends

    def _value(self, path: str, depth: int) -> Iterator[Batch | Problem]:
        first = self._peek()
        if depth > MOST_DEPTH:
            raise _Stop(NOT_JSON)
        if first == b"{":
            self._at += 1
            yield from self._object(path, depth)
        elif first == b"[":
            self._at += 1
            yield from self._array(path)
        else:
            self._leaves += [(path or "[]", value) for value in self._scalar()]

    def _object(self, path: str, depth: int) -> Iterator[Batch | Problem]:
        while (first := self._peek()) != b"}":
            if first == b",":
                self._at += 1
                continue
            key = self._scalar() if first == b'"' else []
            if not key or self._peek() != b":":
                raise _Stop(NOT_JSON)
            self._at += 1
            yield from self._value(f"{path}.{key[0]}" if path else key[0], depth + 1)
            if len(self._leaves) > _MOST_LEAVES:
                raise _Stop(TOO_WIDE)
        self._at += 1

    def _array(self, path: str) -> Iterator[Batch | Problem]:
        """Elements in blocks of lines; those that are not objects are values of one field."""
        made = JsonRecords(path) if self._peek() == b"{" else JsonRecords(root=f"{path}[]")
        records = self._tables.setdefault((path, self._peek() == b"{"), made)
        ended = False
        while not ended:
            block, ended = self._elements()
            yield from records.parse(block)

    def _elements(self) -> tuple[bytes, bool]:
        """The next whole elements of an array, one a line, and whether the array ended behind them."""
        while True:
            held = self._held[self._at :]
            places, steps = brackets(np.frombuffer(held, np.uint8))
            depth = np.cumsum(steps, dtype=np.int32)
            closing = np.flatnonzero(depth < 0)[:1]
            inside = int(closing[0]) if len(closing) else len(places)
            commas = places[:inside][(depth[:inside] == 0) & (steps[:inside] == 0)]
            if len(closing) or len(commas):
                end = int(places[inside]) if len(closing) else int(commas[-1])
                block = bytearray(held[:end].translate(_NO_NEWLINES))
                np.frombuffer(block, np.uint8)[commas[commas < end]] = ord("\n")
                self._at += end + 1
                return bytes(block), bool(len(closing))
            if len(held) > LONGEST_RECORD or not self._more():
                raise _Stop(NOT_JSON)

    def _scalar(self) -> list[str]:
        """The text of a string or number, nothing for a literal; taken off only if it is one."""
        while not (found := _SCALAR.match(self._held, self._at)):
            if len(self._held) - self._at > LONGEST_RECORD or not self._more():
                raise _Stop(NOT_JSON)
        try:
            values = [value for _, value in leaves_of(found[0].decode())]
        except ValueError:
            raise _Stop(NOT_JSON) from None
        self._at = found.end()
        return values

    def _peek(self) -> bytes:
        """The next byte that is not white space, none at the end."""
        while True:
            space = _SPACE.match(self._held, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def _more(self) -> bool:
        data = self._take(BLOCK)
        self._held, self._at = self._held[self._at :] + data, 0
        return bool(data)


SOURCE = JsonDocument()

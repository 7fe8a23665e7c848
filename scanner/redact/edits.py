"""A batch → what of its values is to be replaced by what; and a buffer with such pieces replaced, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scanner.detect import ColumnFound, detect
from scanner.detector.book import Rulebook
from scanner.detector.compiled import GIVEN, INTS, NUMBER, Bytes, Ints, compiled
from scanner.detector.freetext import FreeText
from scanner.detector.text import Spans, Text, offsets_of
from scanner.model.data import Batch, Column
from scanner.redact.chosen import Field, Fields
from scanner.redact.operators import Replacing

_ROUNDS = 3
"""How often a text is looked at again after something in it was replaced."""


@dataclass(frozen=True, slots=True)
class Edits:
    """Pieces of the values of one column, in order and apart. value: which one; start, end: offsets in its bytes.

    which: the number of the text of `texts` that comes in its place.
    """

    value: Ints
    start: Ints
    end: Ints
    which: Ints
    texts: tuple[bytes, ...]


@dataclass(slots=True)
class Redactor:
    """Redacts batches of one asset, and counts what it replaced. free: the budget of a language model, if one reads."""

    fields: Fields
    replacing: Replacing
    book: Rulebook
    regions: tuple[str, ...]
    free: FreeText | None = None
    replaced: int = 0

    def edits(self, batch: Batch) -> Iterator[tuple[int, Edits]]:
        """What is to be replaced, by the position of the column in the batch."""
        wanted = {
            place: field
            for place, column in enumerate(batch.columns)
            if (field := self.fields.get((batch.table, column.field)))
        }
        if not wanted:
            return
        places = {id(column): place for place, column in enumerate(batch.columns)}
        for found in detect(batch, self.book, self.regions, self.free):
            place = places[id(found.column)]
            field = wanted.get(place)
            if field is not None and not field.whole:
                edits = self._of_matches(found, field)
                if edits is not None:
                    yield place, self._settled(batch.columns[place], edits, field, lines=batch.lines)
        for place, field in wanted.items():
            if field.whole:
                yield place, self._of_all(batch.columns[place], batch.lines, field.whole)

    def _of_all(self, column: Column, lines: bool, entity: str) -> Edits:
        """Every value that is not blank."""
        text = Text.of(column.values, lines)
        value = np.flatnonzero(text.ends > text.starts)
        return self._edits(text, value, Spans(text.starts[value], text.ends[value]), entity)

    def _settled(self, column: Column, edits: Edits, field: Field, *, lines: bool) -> Edits:
        """The edits, and more in values in which these bring other matches to light.

        A word that says what a number is may come near enough to another number when what stood between is shorter.
        """
        touched, value = np.unique(edits.value, return_inverse=True)
        before = column.values.take(pa.array(touched))
        text = rewritten(before, replace(edits, value=value))
        again = np.zeros(len(touched), np.bool_)
        for _ in range(_ROUNDS):
            alone = Batch((Column(column.field, text),), len(text), lines=lines)
            found = next(iter(detect(alone, self.book, self.regions)), None)
            more = self._of_matches(found, field) if found else None
            if more is None:
                break
            again[more.value] = True
            text = rewritten(text, more)
        if not again.any():
            return edits
        which = np.flatnonzero(again)
        kept = np.flatnonzero(~again[value])
        first = replace(edits, **{name: getattr(edits, name)[kept] for name in ("value", "start", "end", "which")})
        sizes = pc.binary_length(before.take(pa.array(which))).to_numpy().astype(np.int64)
        whole = tuple(each.encode() for each in text.take(pa.array(which)).to_pylist())
        return _merged(
            [first, Edits(touched[which], np.zeros(len(which), np.int64), sizes, np.arange(len(which)), whole)]
        )

    def _of_matches(self, found: ColumnFound, field: Field) -> Edits | None:
        """The matches of the field's rules; those that overlap go as one."""
        parts = [(one, one.spans.take(one.levels > 0)) for one in found.found if one.rule in field.rules]
        spans = Spans.concat([spans for _, spans in parts])
        if not len(spans):
            return None
        order = np.lexsort((-spans.end, spans.start))
        spans = spans.take(order)
        reach = np.maximum.accumulate(spans.end)
        first = np.flatnonzero(np.append(True, spans.start[1:] >= reach[:-1]))
        apart = Spans(spans.start[first], reach[np.append(first[1:], len(spans)) - 1])
        entity = np.repeat(np.arange(len(parts)), [len(each) for _, each in parts])[order][first]
        names = [self.book.rules[one.rule].entity for one, _ in parts]
        value = found.text.value_at(apart.start)
        edits = [
            self._edits(found.text, value[mask], apart.take(mask), name)
            for number, name in enumerate(names)
            if (mask := np.flatnonzero(entity == number)).size
        ]
        return _merged(edits)

    def _edits(self, text: Text, value: Ints, spans: Spans, entity: str) -> Edits:
        self.replaced += len(spans)
        _, first, which = np.unique(text.hashes(spans), return_index=True, return_inverse=True)
        texts = self.replacing.texts(text.strings(spans.take(first)).to_list(), entity)
        begin = text.starts[value]
        made = tuple(each.encode() for each in texts)
        return Edits(value, spans.start - begin, spans.end - begin, which.astype(np.int64), made)


def _merged(parts: Sequence[Edits]) -> Edits:
    if len(parts) == 1:
        return parts[0]
    value, start, end = (np.concatenate([getattr(part, name) for part in parts]) for name in ("value", "start", "end"))
    before = np.cumsum([0, *(len(part.texts) for part in parts)])
    which = np.concatenate([part.which + shift for part, shift in zip(parts, before, strict=False)])
    order = np.lexsort((start, value))
    return Edits(
        value[order], start[order], end[order], which[order], tuple(text for part in parts for text in part.texts)
    )


def rewritten(values: pa.StringArray, edits: Edits) -> pa.StringArray:
    """The strings with pieces of them replaced."""
    offsets = offsets_of(values).astype(np.int64)
    content = values.buffers()[2]
    data = content.to_pybytes()[offsets[0] : offsets[-1]] if content is not None else b""
    offsets -= offsets[0]
    begin = offsets[edits.value]
    new = spliced(data, begin + edits.start, begin + edits.end, edits.which, edits.texts)
    sizes = np.array([len(text) for text in edits.texts], np.int64)[edits.which] - (edits.end - edits.start)
    lengths = np.diff(offsets) + np.bincount(edits.value, sizes, len(values)).astype(np.int64)
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    made = pa.StringArray.from_buffers(len(values), pa.py_buffer(ends), pa.py_buffer(new))
    return pc.if_else(values.is_valid(), made, pa.scalar(None, pa.string())) if values.null_count else made


def spliced(data: bytes, start: Ints, end: Ints, which: Ints, texts: Sequence[bytes]) -> bytes:
    """The bytes with these pieces replaced, which are in order and apart."""
    if not len(start):
        return data
    sizes = np.array([len(text) for text in texts], np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    total = len(data) - int((end - start).sum()) + int(sizes[which].sum())
    places = [np.ascontiguousarray(each, np.int64) for each in (start, end, which)]
    given, pool = np.frombuffer(data, np.uint8), np.frombuffer(b"".join(texts) + b"\0", np.uint8)
    return _spliced(given, places[0], places[1], places[2], pool, offsets, total).tobytes()


@compiled(GIVEN, INTS, INTS, INTS, GIVEN, INTS, NUMBER)
def _spliced(data: Bytes, start: Ints, end: Ints, which: Ints, texts: Bytes, offsets: Ints, total: int) -> Bytes:
    out = np.empty(total, np.uint8)
    at = to = 0
    for number in range(len(start)):
        size = start[number] - at
        out[to : to + size] = data[at : start[number]]
        to += size
        first, last = offsets[which[number]], offsets[which[number] + 1]
        out[to : to + last - first] = texts[first:last]
        to += last - first
        at = end[number]
    out[to:] = data[at:]
    return out

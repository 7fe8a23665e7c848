"""Fixed-width text: records whose fields lie at the same places of every line, such as a database's shell prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scanner.lines import LONGEST_RECORD, lines_array, long_line, terminator_of, unparsed
from scanner.model.data import Asset, Batch, Column, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import HEAD_BYTES, About, Fit, Head
from scanner.sources._columns_of_text import RULER, Layout, aligned, has_ruler, ruled
from scanner.streams import BLOCK, line_units, open_text

MISFITS = "lines that do not keep to the columns, scanned as text"

Items = Iterator[Batch | Problem]


class FixedWidth:
    """See `scanner.source.Source`; `detail` of a unit is the layout, none where rulers in the text tell it."""

    name = "fixed_width"
    about = About("fixed-width text", (".fwf", ".prn"))

    def fit(self, head: Head) -> Fit:
        """By a ruler under names, which no other format has, or by columns that all lines keep to."""
        if head.text is None:
            return Fit.NO
        text = head.text.removeprefix("\ufeff")
        if has_ruler(text):
            return Fit.SIGNATURE
        return Fit.CONTENT if aligned(text, whole=head.whole) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit where rulers tell the columns, which may change; else ranges of whole lines."""
        with open_text(asset.content) as text:
            head = text.take(HEAD_BYTES).decode()
            layout = None if has_ruler(head) else aligned(head, whole=not text.take(1))
        return line_units(asset, layout.to_json()) if layout else [Unit(asset, bytes=asset.bytes)]

    def read(self, unit: Unit) -> Items:
        """Records as columns; what does not keep to them as text."""
        layout = Layout.from_json(unit.detail) if unit.detail else None
        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            records = _Records(layout, rulers=layout is None)
            skip = layout.header if layout and not unit.start else 0
            yield from text.then_problems(_read(records, text.take, skip))


def _read(records: _Records, take: Callable[[int], bytes], skip: int) -> Items:
    rest, terminator = b"", b""
    while data := take(BLOCK):
        terminator = terminator or terminator_of(data)
        rest += data
        end = rest.rfind(terminator) + 1
        if end:
            lines = lines_array(rest[:end], terminator)
            rest = rest[end:]
            yield from records.add(lines[skip:])
            skip = max(skip - len(lines), 0)
        elif len(rest) > LONGEST_RECORD:
            rest = yield from long_line(rest, take, terminator, records.row)
            records.row += 1
    yield from records.add(lines_array(rest + terminator, terminator)[skip:] if rest else lines_array(b""))
    yield from records.rest()


class _Records:
    """Takes lines in order and numbers those that are not blank, and no names or rulers, from 1."""

    def __init__(self, layout: Layout | None, *, rulers: bool) -> None:
        self.row = 1
        self._layout = layout
        self._rulers = rulers
        self._held = pa.array([], pa.string())

    def add(self, lines: pa.StringArray) -> Items:
        """The records of these lines; the last line is kept where it may be names above a ruler."""
        if not self._rulers:
            yield from self._records(lines)
            return
        lines = pa.concat_arrays([self._held, lines])
        start = 0
        for place in pc.indices_nonzero(pc.match_substring_regex(lines, RULER)).to_pylist():
            above = lines[max(place - 1, 0) : place + 1].to_pylist()
            layout = ruled(*(line.rstrip("\r\n") for line in above)) if place else None
            if layout:
                yield from self._records(lines[start : max(place - 1, start)])
                self._layout, start = layout, place + 1
        last = max(len(lines) - 1, start)
        yield from self._records(lines[start:last])
        self._held = lines[last:]

    def rest(self) -> Items:
        """The record of the line that was kept."""
        yield from self._records(self._held)

    def _records(self, lines: pa.StringArray) -> Items:
        lines = lines.filter(pc.not_equal(pc.utf8_trim_whitespace(lines), ""))
        if not len(lines):
            return
        row, self.row = self.row, self.row + len(lines)
        fits = _fits(lines, self._layout) if self._layout else pa.array(np.zeros(len(lines), np.bool_))
        places = pc.indices_nonzero(fits).to_numpy().astype(np.int64)
        if self._layout and len(places):
            kept = lines if len(places) == len(lines) else lines.filter(fits)
            yield Batch(_columns(kept, self._layout), len(kept), row, row_numbers=row + places)
        if len(places) < len(lines):
            numbers = [row + place for place, fit in enumerate(fits.to_pylist()) if not fit]
            texts = [text.rstrip("\r\n") for text in lines.filter(pc.invert(fits)).to_pylist()]
            yield unparsed(texts, numbers)
            yield Problem(Reason.UNPARSED, MISFITS, len(numbers), numbers[0])


def _fits(lines: pa.StringArray, layout: Layout) -> pa.BooleanArray:
    """Which lines have the mark between all columns; blanks may be missing at the end of a line."""
    allowed = pa.array([layout.mark] if layout.mark == "|" else [layout.mark, "", "\r", "\n"])
    fits = pa.array(np.ones(len(lines), np.bool_))
    for stop in layout.stops:
        if stop is not None:
            fits = pc.and_(fits, pc.is_in(pc.utf8_slice_codeunits(lines, stop, stop + 1), allowed))
    return fits


def _columns(lines: pa.StringArray, layout: Layout) -> tuple[Column, ...]:
    columns = []
    for name, start, stop in zip(layout.names, layout.starts, layout.stops, strict=True):
        values = pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(lines, start, stop))
        blank = pc.equal(values, "")
        columns.append(Column(name, pc.if_else(blank, pa.scalar(None, pa.string()), values)))
    return tuple(columns)


SOURCE = FixedWidth()

"""A batch against the rulebook: what each column holds, every value read once and by its best reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from scanner.detector.book import Rulebook
from scanner.detector.contract import FieldName, Subject
from scanner.detector.dates import record_days, says_day
from scanner.detector.freetext import FieldText, FreeText
from scanner.detector.rule import Rule
from scanner.detector.sampling import looked_at
from scanner.detector.text import LETTERS, Bools, Ints, Text, byte_class, offsets_of, text_bytes
from scanner.model.data import Batch, Column, Dated, Days
from scanner.readings import Found, Lost, best_readings

_PROSE_WORDS = 4
_LETTER_WORDS = 2
"""Blanks per line from which on lines are worth reading for names: the lines of a letter are short."""
_PROSE_LETTERS = 0.8
_PIECE = 1 << 16
FEW_BYTES = 1 << 19
"""Batches of up to so many bytes are worth being read together with others."""


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """One column of a batch with everything that was found in it.

    filled: which values are not blank. tried: per rule, how many strings of its shape were tested. lost: readings that
    are not among those found, since better ones overlap them.
    """

    column: Column
    text: Text
    prose: bool
    filled: Bools
    found: tuple[Found, ...]
    tried: Mapping[str, int]
    lost: tuple[Lost, ...] = ()


def detect(
    batch: Batch, book: Rulebook, regions: Sequence[str] = ("US",), free: FreeText | None = None
) -> list[ColumnFound]:
    """What each column of a batch holds, in their order; see `detect_together`."""
    return detect_together([batch], book, regions, [free])[0]


def detect_together(
    batches: Sequence[Batch],
    book: Rulebook,
    regions: Sequence[str] = ("US",),
    free: Sequence[FreeText | None] | None = None,
) -> tuple[list[ColumnFound], ...]:
    """What each column of each batch holds; columns without a value are left out.

    To ask anything of a text has its price, so columns that are read alike are read as one text: a table may have
    thousands whose names mean nothing, and there may be thousands of small tables. What is found in a column does not
    depend on those beside it. free: for each batch the budget for what a language model reads, which is kept by
    column; without it none is read.
    """
    found: tuple[dict[int, ColumnFound], ...] = tuple({} for _ in batches)
    alike: dict[_Kind, list[_Place]] = {}
    for number, (batch, budget) in enumerate(zip(batches, free or [None] * len(batches), strict=True)):
        names = tuple(column.field for column in batch.columns)
        for at, column in enumerate(batch.columns):
            name, lines = book.field(column.field), batch.lines or column.lines
            prose = (book.asks_for_prose or not lines) and _is_prose(column.values, lines=lines)
            rules = [book.rules[id_] for id_ in name.named]
            beside = names if any(rule.beside for rule in rules) else ()
            kind = _Kind(FieldName("", name.named, name.denied), beside, lines, prose)
            births = any(rule.detector == "birth_date" for rule in rules)
            written = budget and (prose or _is_written(column, rules, lines))
            if not (births or written):
                alike.setdefault(kind, []).append(_Place(number, at, column))
                continue
            made = (batch.dated or dated(batch)) if births else None
            place = _Place(number, at, _decoded(column) if births else column)
            day = _days_of(made.days, column) if made else None
            read = budget.of(batch.member, batch.table, column.field) if budget and written else None
            _read([place], kind.subject([place], batches, regions, day, read), book, found)
    for kind, places in alike.items():
        _read(places, kind.subject(places, batches, regions), book, found)
    return tuple([columns[at] for at in sorted(columns)] for columns in found)


class _Place(NamedTuple):
    """A column, and where it belongs."""

    batch: int
    at: int
    column: Column


@dataclass(frozen=True, slots=True)
class _Kind:
    """What columns have in common that are read alike: what their names mean, and what they look like.

    beside: the names of all fields of their tables, where a rule asks for them.
    """

    field: FieldName
    beside: tuple[str, ...]
    lines: bool
    prose: bool

    def subject(
        self,
        places: Sequence[_Place],
        batches: Sequence[Batch],
        regions: Sequence[str],
        day: Days | None = None,
        free: FieldText | None = None,
    ) -> Subject:
        """The columns at these places as one text, one after the other."""
        arrays = [place.column.values for place in places]
        values = arrays[0] if len(arrays) == 1 else pa.concat_arrays(arrays)
        return Subject(
            Text.of(values, self.lines),
            self.field,
            self.lines,
            self.prose,
            None if self.lines else values,
            day,
            regions,
            self.beside,
            tuple(map(len, arrays)),
            tuple(place.column.length for place in places),
            tuple(looked_at(len(batches[place.batch].columns)) for place in places),
            free,
        )


def _read(places: Sequence[_Place], subject: Subject, book: Rulebook, into: Sequence[dict[int, ColumnFound]]) -> None:
    """Everything that is found in a text, column by column; the columns' values lie in it one after the other."""
    hits = [hit for detector, rules in book.detectors for hit in detector.detect(subject, rules)]
    found, lost = best_readings(hits, book)
    text = subject.text
    last = np.cumsum(subject.sizes)
    bounds = np.concatenate([[0], np.append(text.starts, len(text.data))[last]])
    first = (last - subject.sizes).tolist()
    filled = text.ends > text.starts
    finds = [_by_column(one.spans.start, bounds) for one in found]
    tries = [(hit.rule, _by_column(np.sort(hit.tried), bounds), np.sort(hit.tried)) for hit in hits if len(hit.tried)]
    for number, (place, begin, end) in enumerate(zip(places, first, last.tolist(), strict=True)):
        if not filled[begin:end].any():
            continue
        part = text.part(begin, end)
        tried: dict[str, int] = {}
        for rule, cuts, starts in tries:
            if (some := cuts.get(number)) is not None:
                tried[rule] = tried.get(rule, 0) + _records(place.column, part, starts[some])
        here = tuple(
            one if len(cuts) == 1 else one.take(np.arange(some.start, some.stop))
            for one, cuts in zip(found, finds, strict=True)
            if (some := cuts.get(number)) is not None
        )
        gone = tuple(each for each in (_within(one, bounds[number], bounds[number + 1]) for one in lost) if each)
        column = ColumnFound(place.column, part, subject.prose, filled[begin:end], here, tried, gone)
        into[place.batch][place.at] = column


def _by_column(starts: Ints, bounds: Ints) -> dict[int, slice]:
    """Which of these ascending positions lie in each column, for those where any do. bounds: where columns begin."""
    cuts = np.searchsorted(starts, bounds)
    return {int(at): slice(int(cuts[at]), int(cuts[at + 1])) for at in np.flatnonzero(np.diff(cuts))}


def _within(lost: Lost, begin: int, end: int) -> Lost | None:
    """Those that start in one column."""
    starts = lost.starts[(lost.starts >= begin) & (lost.starts < end)]
    return replace(lost, starts=starts) if len(starts) else None


def _records(column: Column, text: Text, starts: Ints) -> int:
    """How many records hold what starts there: in a dictionary column each value stands for several."""
    if column.index is None:
        return len(starts)
    weights = np.bincount(column.index[column.index >= 0], minlength=len(column.values))
    return int(weights[text.value_at(starts)].sum())


def _decoded(column: Column) -> Column:
    """A dictionary column with one value per record; other columns as they are."""
    if column.index is None:
        return column
    index = pa.array(column.index, mask=column.index < 0)
    return Column(column.field, column.values.take(index), column.rows)


def dated(batch: Batch, named: str | None = None) -> Dated | None:
    """The day of each record, from the field that labels name, or the first whose name says when it was made."""
    for column in batch.columns:
        if column.rows is None and (_is_field(column.field, named) if named else says_day(column.field)):
            values = record_days(column.values)
            if column.index is not None:
                values = np.append(values, np.datetime64("NaT", "D"))[column.index]
            return Dated(column.field, values)
    return None


def _is_field(field: str, named: str) -> bool:
    return field.lower() in (named.lower(), f"{named.lower()}[]")


def _days_of(day: Days, column: Column) -> Days:
    return day if column.rows is None else day[column.rows]


def _is_written(column: Column, rules: Sequence[Rule], lines: bool) -> bool:
    """Whether people may have written it: short lines of words, or a field that is named as what people write.

    rules: those that the field's name speaks of.
    """
    if lines:
        return _is_prose(column.values, lines=True, words=_LETTER_WORDS)
    return any(rule.container for rule in rules)


def _is_prose(values: pa.StringArray, lines: bool, words: int = _PROSE_WORDS) -> bool:
    """Whether the values are sentences: words, and hardly anything but letters. A log line is not."""
    data = text_bytes(values)
    blanks = np.count_nonzero(data == ord(" "))
    if not blanks or blanks < words * _filled(values):
        return False
    most = 1 - _PROSE_LETTERS if lines else 0.3
    left = most * len(data)
    for at in range(0, len(data), _PIECE):
        piece = data[at : at + _PIECE]
        other = np.count_nonzero(_OTHER_THAN_WORDS[piece])
        left -= other
        if left <= 0 or (at == 0 and other > 1.5 * most * len(piece)):  # what begins like a log is not read to its end
            return False
    return True


_OTHER_THAN_WORDS = ~byte_class(LETTERS, " ,.'\n", high=True)
"""Bytes that are neither letters nor blanks nor the stops of sentences."""


def _filled(values: pa.StringArray) -> int:
    """How many values are neither null nor empty."""
    if values.null_count:
        values = values.drop_null()
    offsets = offsets_of(values)
    return int(np.count_nonzero(offsets[1:] != offsets[:-1]))

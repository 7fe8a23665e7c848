"""Free text, cut into passages, and how much of it is read: a budget per field that chooses the same in every run.

A model reads 50 kB a second, a scan a thousand times that, so by default only a sample is read, and the report says
how large it was. The unit of choice is a passage: a value, a paragraph of lines, or a piece of either where it is long.
Of the distinct passages of a field those with the smallest hashes are read (bottom-k, as in `scanner.summary`), so the
choice depends on nothing but the text. A passage that comes again is not read again, and counts as read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from scanner.detector.language import Model, Reading
from scanner.detector.mentions import Mention
from scanner.detector.text import Hashes, Ints, Spans, Text
from scanner.model.pickled import Pickled

SAMPLE = 300
"""Distinct passages that are read per field of an asset, by default."""
LEAST = 40
"""The same per unit, where an asset is scanned in many."""
PASSAGE = 1200
"""Bytes of a passage at most, unless there is no place to cut it."""
_REMEMBERED = 4096
_FEWEST_BYTES = 6
_CUTS = (b"\n\n", b"\n", b". ", b"! ", b"? ", b"; ", b" ")

Mentions = tuple[Mention, ...]
Read = Callable[[Sequence[str]], Iterator[Mentions | None]]
"""The mentions of each passage, None for one that is passed over."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What is read of free text, and with what; nothing where there is no model."""

    reading: Reading = Reading.OFF
    model: Model | None = None

    @property
    def reads(self) -> bool:
        """Whether any free text is read."""
        return self.model is not None and self.reading is not Reading.OFF


@dataclass(frozen=True, slots=True)
class Amount(Pickled):
    """Passages of free text and their bytes: how many there were, and how many of them were read.

    passed_over: those of the read ones that were no language of the model's, but code or another one.
    """

    passages: int = 0
    read: int = 0
    bytes: int = 0
    bytes_read: int = 0
    passed_over: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.passages + other.passages,
            self.read + other.read,
            self.bytes + other.bytes,
            self.bytes_read + other.bytes_read,
            self.passed_over + other.passed_over,
        )


@dataclass(slots=True)
class FieldText:
    """The free text of one field of one unit: what is read of it, what was found in it, how much that was."""

    model: Model
    limit: int | None
    """Distinct passages to read; None for all."""
    beat: Callable[[int], None] | None = None
    """Told after each passage how many of the field have been read, so that slow reading is not taken for none."""
    amount: Amount = field(default_factory=Amount)
    _kept: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    _known: dict[int, Mentions | None] = field(default_factory=dict)

    def mentions(self, text: Text, passages: Spans, read: Read) -> Iterator[tuple[int, Mentions]]:
        """For each passage that is read its start and what it mentions, in the order of the text."""
        hashes = text.hashes(passages)
        chosen = self._chosen(hashes)
        size = passages.end - passages.start
        self.amount += Amount(len(passages), len(chosen), int(size.sum()), int(size[chosen].sum()))
        distinct, first = np.unique(hashes[chosen], return_index=True)
        fresh = [place for place, key in zip(first, distinct.tolist(), strict=True) if key not in self._known]
        which = chosen[np.sort(np.array(fresh, np.int64))]
        found: dict[int, Mentions | None] = {}
        texts = text.strings(passages.take(which)).to_list()
        for key, one in zip(hashes[which].tolist(), read(texts), strict=True):
            found[key] = one
            if self.beat:
                self.beat(len(found))
        known = {**self._known, **found}
        passed_over = 0
        for key, start in zip(hashes[chosen].tolist(), passages.start[chosen].tolist(), strict=True):
            mentioned = known[key]
            passed_over += mentioned is None
            if mentioned:
                yield start, mentioned
        self.amount += Amount(passed_over=passed_over)
        self._known = known if len(known) <= _REMEMBERED else {}

    def _chosen(self, hashes: Hashes) -> Ints:
        """Which passages are among those with the smallest hashes so far."""
        if self.limit is None:
            return np.arange(len(hashes))
        self._kept = np.unique(np.concatenate([self._kept, hashes]))[: self.limit]
        return np.flatnonzero(hashes <= self._kept[-1]) if len(self._kept) else np.empty(0, np.int64)


class FreeText:
    """The free text of one unit, field by field. share: how much of its asset the unit is."""

    def __init__(self, budget: Budget, share: float = 1.0, beat: Callable[[int], None] | None = None) -> None:
        self._budget = budget
        self._beat = beat
        self._limit = max(ceil(SAMPLE * share), LEAST) if budget.reading is Reading.SAMPLE else None
        self._fields: dict[tuple[str, str, str], FieldText] = {}

    def of(self, member: str, table: str, name: str) -> FieldText | None:
        """The free text of one field; None where none is read."""
        if self._budget.model is None or not self._budget.reads:
            return None
        return self._fields.setdefault((member, table, name), FieldText(self._budget.model, self._limit, self._beat))

    def amounts(self) -> Mapping[tuple[str, str, str], Amount]:
        """How much free text there was by member, table and field."""
        return {key: each.amount for key, each in self._fields.items() if each.amount.passages}


def passages(text: Text, lines: bool) -> Spans:
    """The passages of a text: its values, or paragraphs of lines, cut where they are long; blank ones left out."""
    spans = _paragraphs(text) if lines else Spans(text.starts, text.ends)
    spans = spans.take(spans.end - spans.start >= _FEWEST_BYTES)
    long = spans.end - spans.start > PASSAGE
    if not long.any():
        return spans
    pieces = [_pieces(text, start, end) for start, end in zip(*_ends_of(spans.take(long)), strict=True)]
    every = Spans.concat([spans.take(~long), *pieces])
    return every.take(np.argsort(every.start, kind="stable"))


def _paragraphs(text: Text) -> Spans:
    """Runs of lines without a blank one, begun anew where about `PASSAGE` bytes are full."""
    held = np.flatnonzero(text.ends - text.starts > 1)
    if not len(held):
        return Spans.none()
    block = (text.starts[held] - text.starts[0]) // PASSAGE
    begins = np.flatnonzero(np.append(True, (np.diff(held) > 1) | (np.diff(block) > 0)))
    last = np.append(begins[1:], len(held)) - 1
    return Spans(text.starts[held[begins]], text.ends[held[last]])


def _pieces(text: Text, start: int, end: int) -> Spans:
    """A long passage, cut behind paragraphs where that can be, else lines, sentences, words."""
    cuts = [start]
    while end - cuts[-1] > PASSAGE:
        window = text.data[cuts[-1] : cuts[-1] + PASSAGE].tobytes()
        cuts.append(cuts[-1] + _cut(window))
    return Spans(np.array(cuts, np.int64), np.array([*cuts[1:], end], np.int64))


def _cut(window: bytes) -> int:
    for mark in _CUTS:
        at = window.rfind(mark, PASSAGE // 3)
        if at >= 0:
            return at + len(mark)
    at = len(window)
    while window[at - 1] & 0xC0 == 0x80:
        at -= 1
    return at - (window[at - 1] >= 0xC0)


def _ends_of(spans: Spans) -> tuple[list[int], list[int]]:
    return spans.start.tolist(), spans.end.tolist()

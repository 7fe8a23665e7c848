"""Asking one detector, or all of them, what a few texts hold."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from scanner.detect import ColumnFound, detect
from scanner.model.data import Batch, Column
from scanner.model.found import Confidence
from scanner.rulebook import load

BOOK = load()


def looked(texts: Sequence[str | None], field: str = "", regions: Sequence[str] = ("US",)) -> ColumnFound | None:
    """What `detect` makes of one column: lines where it has no field name, else values."""
    lines = not field
    values = pa.array([f"{text}\n" if lines else text for text in texts], pa.string())
    return next(iter(detect(Batch((Column(field, values),), len(texts), lines=lines), BOOK, regions)), None)


def spans_of(
    rule: str, texts: Sequence[str | None], field: str = "", regions: Sequence[str] = ("US",)
) -> list[tuple[int, str, Confidence]]:
    """(index of the value, matched text, level) of every match of one rule, in order of place."""
    column = looked(texts, field, regions)
    result: list[tuple[int, int, str, Confidence]] = []
    for part in [] if column is None else column.found:
        if part.rule == rule and column is not None:
            at = column.text.value_at(part.spans.start).tolist()
            found = column.text.strings(part.spans).to_list()
            levels = [Confidence(int(level)) for level in part.levels]
            result += zip(at, part.spans.start.tolist(), found, levels, strict=True)
    return [(value, text, level) for value, _, text, level in sorted(result)]


def holding(rule: str, texts: Sequence[str | None], field: str = "", regions: Sequence[str] = ("US",)) -> set[int]:
    """Indexes of the values that the rule matches as a whole."""
    return {at for at, found, _ in spans_of(rule, texts, field, regions) if found == texts[at]}

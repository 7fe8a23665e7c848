"""Where the columns of a fixed-width text lie: told by a ruler of dashes, or by blanks that all lines share.

Prose, logs and source code must never be taken for tables. A ruler counts only under a line of names that it fits, and
shared blanks only where names stand above columns of values, or where all lines are of one length.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from scanner.sources._dialect import column_names, is_value

RULER = r"^ ?-+(?:(?:\+-+)+|(?: -+)+) *[\r\n]*$"
"""What psql (with `+`), sqlcmd and Oracle draw below the names."""

_RULER = re.compile(RULER, re.MULTILINE)
_ENDS = re.compile("\r\n|\r|\n")
_GROUP = re.compile("-+")
_SHORTEST_RULER = 5
_LOOK_BYTES, _FEWEST, _FEWEST_BARE = 1 << 15, 10, 20
_FEWEST_COLUMNS = 3
_FIRST = 2000
"""Characters in which the first lines of most texts lie, which tell most that are no table."""
_MOST_PLACES = 4 << 20
_VALUES = 0.8
_KEEPING = 0.6
_LEVEL = re.compile(r"\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns by code points from `starts` to `stops`, None for the end of the line; at `stops` stands `mark`.

    header: lines before the first record.
    """

    names: tuple[str, ...]
    starts: tuple[int, ...]
    stops: tuple[int | None, ...]
    mark: str = " "
    header: int = 0

    def to_json(self) -> str:
        """For the detail of a unit."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The layout that `to_json` wrote."""
        fields = json.loads(text)
        return cls(**fields | {key: tuple(fields[key]) for key in ("names", "starts", "stops")})

    def fits(self, line: str) -> bool:
        """Whether the line has the mark between all columns, as far as it reaches."""
        return all(line[stop : stop + 1] in self._allowed for stop in self.stops if stop is not None)

    @property
    def _allowed(self) -> tuple[str, ...]:
        return (self.mark,) if self.mark == "|" else (self.mark, "")


def ruled(names: str, ruler: str) -> Layout | None:
    """The columns that a ruler draws, None where it is none, or the line above does not fit."""
    if not _RULER.match(ruler) or ruler.count("-") < _SHORTEST_RULER:
        return None
    groups = [match.span() for match in _GROUP.finditer(ruler)]
    mark = "|" if "+" in ruler else " "
    starts = tuple(start for start, _ in groups)
    stops: tuple[int | None, ...] = (*(stop for _, stop in groups[:-1]), None)
    layout = Layout((), starts, stops, mark)
    cells = [names[start:stop].strip() for start, stop in zip(starts, stops, strict=True)]
    filled = [cell for cell in cells if cell]
    if not layout.fits(names) or len(filled) * 2 < len(cells) or any(map(_is_datum, filled)):
        return None
    return Layout(column_names(cells, len(cells), extra_first=False), starts, stops, mark)


def lines_of(text: str) -> list[str]:
    """The lines of a text without what ends them."""
    return _ENDS.split(text)


def has_ruler(text: str) -> bool:
    """Whether there are rulers below names, and most lines keep to them."""
    if not ("-+-" in text or "- -" in text) or not _RULER.search(text):
        return False
    lines = [line for line in lines_of(text) if line.strip()]
    layout, keeping = None, 0
    for above, line in pairwise(["", *lines]):
        found = ruled(above, line)
        if found:
            keeping += 1 + (layout is None or not layout.fits(above))
        layout = found or layout
        keeping += layout is not None and not found and layout.fits(line)
    return keeping > 2 and keeping >= _KEEPING * len(lines)


def aligned(text: str, *, whole: bool) -> Layout | None:
    """The columns that blanks tell in which all lines agree, None where nothing else speaks for a table."""
    first = [line for line in lines_of(text[:_FIRST]) if line.strip()]
    if "\t" in text[:_LOOK_BYTES] or (len(first) > _FEWEST and len(_spans(first[:_FEWEST])) < _FEWEST_COLUMNS):
        return None
    lines = lines_of(text[:_LOOK_BYTES])
    lines = [line for line in (lines if whole and len(text) < _LOOK_BYTES else lines[:-1]) if line.strip()]
    if len(lines) <= _FEWEST or len(_spans(lines[:_FEWEST])) < _FEWEST_COLUMNS:
        return None
    spans = _spans(lines)
    if len(spans) < _FEWEST_COLUMNS:
        return None
    named = [span for span in spans if lines[0][slice(*span)].strip()]
    spans = named if len(named) >= _FEWEST_COLUMNS and named[0] == spans[0] else spans
    spans = [
        (start, following[0] - 1) for (start, _), following in pairwise([*spans, (len(max(lines, key=len)) + 1, 0)])
    ]
    table = [[line[start:stop].strip() for start, stop in spans] for line in lines]
    names, *body = table
    starts = tuple(start for start, _ in spans)
    stops: tuple[int | None, ...] = (*(start - 1 for start in starts[1:]), None)
    if all(names) and _name(names, body):
        return Layout(column_names(names, len(names), extra_first=False), starts, stops, header=1)
    if _is_bare(lines, table):
        return Layout(column_names([], len(spans), extra_first=False), starts, stops)
    return None


def _spans(lines: list[str]) -> list[tuple[int, int]]:
    """Runs of places between blanks that all lines share, each with text in most lines."""
    width = max(map(len, lines))
    if width * len(lines) > _MOST_PLACES:
        return []
    text = "".join(line.ljust(width) for line in lines).encode("utf-32-le", "replace")
    filled = (np.frombuffer(text, np.uint32) != ord(" ")).reshape(len(lines), width)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], filled.any(axis=0).view(np.int8), [0]])))
    spans = [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]
    if any(filled[:, start:stop].any(axis=1).sum() * 2 < len(lines) for start, stop in spans):
        return []
    return spans


def _name(names: list[str], body: list[list[str]]) -> bool:
    """Whether the first line names columns, of which one at least holds nothing but values."""
    if any(is_value(name) or "@" in name or len(name.split()) > 3 for name in names) or len(set(names)) < len(names):
        return False
    columns = list(zip(*body, strict=True))
    again = any(name in column for name, column in zip(names, columns, strict=True))
    return not again and any(map(_holds_values, columns))


def _is_bare(lines: list[str], table: list[list[str]]) -> bool:
    """Whether records without names are all of one length, which lines of other texts are not."""
    columns = list(zip(*table, strict=True))
    return (
        len(lines) >= _FEWEST_BARE
        and len(set(map(len, lines))) == 1
        and sum(map(_holds_values, columns)) > 1
        and not any(map(_LEVEL.search, lines))
    )


def _holds_values(cells: tuple[str, ...]) -> bool:
    filled = [cell for cell in cells if cell]
    return sum(map(_is_datum, filled)) >= _VALUES * len(filled) > 0


def _is_datum(cell: str) -> bool:
    return is_value(cell) and any(map(str.isdigit, cell))

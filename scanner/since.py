"""Records of some days only, as `--since` and `--until` ask: partitions, row groups and records of others are left.

A partition is named by a day (`dt=2026-11-01`), a month, or `year=`, `month=` and `day=` below each other. Of a file
that is read, its records are told by the field that labels name, or whose name says when a record was made. What says
no day is looked at, and coverage says so. The time of a file says nothing about its records, so it is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote

import numpy as np

from scanner.detect import dated
from scanner.detector.dates import says_day
from scanner.model.data import Batch, Unit, Window
from scanner.model.problems import Problem, Reason
from scanner.model.sample import Part
from scanner.thinning import thinned

FILES = "files in partitions of other days, not opened"
RECORDS = "records of other days, not looked at"
UNDATED = "records without a day, looked at whatever the days asked for"

_SHORT = frozenset({"dt", "ds", "date", "day"})
_WHOLE = re.compile(r"(\d{4})-?(\d\d)(?:-?(\d\d))?(?:[T _-].*)?")
_PARTS = {"year": 0, "yyyy": 0, "y": 0, "month": 1, "mm": 1, "m": 1, "day": 2, "dd": 2, "d": 2}


def days_of(file: str, named: str | None = None) -> tuple[np.datetime64, np.datetime64] | None:
    """The first and the last day that the partitions of a file have; None where they tell none.

    file: its path in the dataset. named: the field that holds the dates, where labels say so.
    """
    steps = (step.partition("=") for step in PurePosixPath(file).parent.parts if "=" in step)
    parts = ["", "", ""]
    for key, _, value in ((unquote(key).lower(), mark, unquote(value)) for key, mark, value in steps):
        found = _WHOLE.fullmatch(value)
        if found and len(value) > 4 and (key == named.lower() if named else key in _SHORT or says_day(key)):
            parts = [each or "" for each in found.groups()]
            break
        if key in _PARTS and value.isdecimal():
            parts[_PARTS[key]] = value.zfill(2)
    return _span(parts)


def _span(parts: Sequence[str]) -> tuple[np.datetime64, np.datetime64] | None:
    """Year, month and day, or as many as are told, as days; None where they are none."""
    told = parts[: parts.index("")] if "" in parts else parts
    try:
        return (_edge(told, 0), _edge(told, 1) - 1) if told else None
    except ValueError:
        return None


def _edge(told: Sequence[str], step: int) -> np.datetime64:
    """The first day of what is told, or of what comes after it."""
    unit = "YMD"[len(told) - 1]
    return (np.datetime64("-".join(told), unit) + np.timedelta64(step, unit)).astype("datetime64[D]")  # type: ignore[call-overload, no-any-return]


def wanted(units: Iterable[Unit], window: Window) -> tuple[list[Unit], tuple[Problem, ...]]:
    """The units whose partitions have some of the days, and what is said of the others.

    What a sample leaves unread is counted with the unit that follows it: where that one is left, with another.
    """
    kept, left, counted = list[Unit](), set[str](), Part()
    for unit in units:
        span = days_of(unit.file, window.field) if "=" in unit.file else None
        if span and not window.meets(*span):
            left.add(unit.file)
            counted = counted.counting(unit.part)
        else:
            kept.append(unit)
    if kept and kept[-1].part:
        kept[-1] = replace(kept[-1], part=kept[-1].part.counting(counted))
    return kept, (Problem(Reason.OTHER_DAYS, FILES, len(left)),) if left else ()


@dataclass(slots=True)
class Within:
    """The records of one unit that are of the days asked for, and how many were not.

    told: whether its partition says that they are.
    """

    window: Window
    told: bool = False
    left: int = 0
    undated: int = 0

    def of(self, batch: Batch, named: str | None) -> Iterator[Batch]:
        """The batch without the others; nothing where none is left. named: the field that holds the dates."""
        told = None if batch.lines else dated(batch, named)
        if told is None:
            self.undated += 0 if self.told else batch.rows
            yield batch
            return
        unknown = np.isnat(told.days)
        which = unknown | self.window.holds(told.days)
        self.undated += 0 if self.told else int(unknown.sum())
        self.left += int((~which).sum())
        if which.any():
            yield thinned(batch, which)

    def problems(self) -> Iterator[Problem]:
        """What coverage is to say."""
        if self.left:
            yield Problem(Reason.OTHER_DAYS, RECORDS, self.left)
        if self.undated:
            yield Problem(Reason.UNDATED, UNDATED, self.undated)

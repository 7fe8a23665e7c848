"""Which version of a notice was in force when records were made.

A version holds from the first of its dates, and until the next version does. Where it has a later date for some
persons, such as those who had signed up before, records made in between are judged by it and remain unchecked.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scanner.labels.model import day_of
from scanner.model.found import Finding
from scanner.model.judged import Labels
from scanner.notice.model import Notice

UNDATED = "no date tells which version was in force, so the newest was taken"
BEFORE_ALL = "some of the records are older than each version, and were held against the first"
STRADDLES = "counts are by month or year, and one in which the version changed was held against the newer one"


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a finding that one version decides.

    values: how many, None for all. in_force: False for records that are older than the notice. dated: whether a date
    chose the version. remarks: what else the reason has to say.
    """

    version: int
    values: int | None = None
    in_force: bool = True
    dated: bool = True
    remarks: tuple[str, ...] = ()

    def whole(self) -> Share:
        """The same for all values."""
        return replace(self, values=None)


class Versions:
    """Versions of a notice in the order in which they came into force."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        self.notices = tuple(sorted(notices, key=lambda notice: (begin(notice), notice.updated, notice.id)))
        self._begins = tuple(begin(notice) for notice in self.notices)

    def shares(self, finding: Finding, labels: Labels) -> tuple[Share, ...]:
        """The versions that decide a finding, oldest first, by its labels or the days of its records."""
        newest = len(self.notices) - 1
        day = day_of(labels.collected_at)
        if day is not None:
            return (self._of_day(day),)
        several = newest > 0
        if not several and labels.collected_at is None:
            return (Share(newest, dated=False),)
        recorded = finding.recorded
        named = labels.collected_at
        if recorded is None or (named is not None and recorded.by.lower() != named.lower()):
            return (Share(newest, dated=False, remarks=(UNDATED,) if several else ()),)
        return self._of_counts(recorded.counts, strict=named is not None)

    def _of_day(self, day: date) -> Share:
        version = self._at(day)
        if version is None:
            return Share(0, in_force=False)
        return Share(version, remarks=self._unsettled(version, day))

    def _of_counts(self, counts: Mapping[str, int], strict: bool) -> tuple[Share, ...]:
        """strict: whether records that are older than each version are out of its scope, or held against the first."""
        values: dict[tuple[int, bool], int] = {}
        remarks: dict[tuple[int, bool], dict[str, None]] = {}
        for text, count in counts.items():
            first, last = _days_in(text)
            version = self._at(last)
            key = (0, not strict) if version is None else (version, True)
            values[key] = values.get(key, 0) + count
            said = remarks.setdefault(key, {})
            if version is None and not strict:
                said[BEFORE_ALL] = None
            elif version is not None:
                if self._at(first) != version:
                    said[STRADDLES] = None
                said.update(dict.fromkeys(self._unsettled(version, first)))
        shares = [
            Share(version, values[version, in_force], in_force, remarks=tuple(remarks[version, in_force]))
            for version, in_force in sorted(values)
        ]
        return (shares[0].whole(),) if len(shares) == 1 else tuple(shares)

    def _at(self, day: date) -> int | None:
        """The version in force on a day."""
        held = [number for number, first in enumerate(self._begins) if first <= day]
        return held[-1] if held else None

    def _unsettled(self, version: int, day: date) -> tuple[str, ...]:
        """What leaves it open whether a version held for everyone on a day."""
        later = [each for each in self.notices[version].effective if each.from_ > day]
        if not later:
            return ()
        whom = later[0].scope
        return (f"for {whom} it holds only from {later[0].from_}, and nothing tells who these are",)


def begin(notice: Notice) -> date:
    """The first day on which a notice holds for anyone."""
    return min(each.from_ for each in notice.effective)


def _days_in(text: str) -> tuple[date, date]:
    """First and last day of a day, month or year."""
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)

"""What was scanned and what was not, and why: errors as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from scanner.model.pickled import Pickled

NAMED_MEMBERS, MORE_MEMBERS = 100, "(further members)"
"""So many members with the same problem are named in coverage."""


class Reason(StrEnum):
    """Named reasons for a line in coverage. Those in `HOLES` mean that something was not scanned."""

    EMPTY = "empty"
    RAGGED_ROWS = "ragged_rows"
    REPAIRED_TEXT = "repaired_text"
    UNPARSED = "unparsed"
    NUL_BYTES = "nul_bytes"
    NOT_READABLE = "not_readable"
    NOT_A_FILE = "not_a_file"
    SYMLINK = "symlink"
    UNKNOWN_FORMAT = "unknown_format"
    MALFORMED = "malformed"
    TRUNCATED = "truncated"
    CHANGED = "changed"
    ENCRYPTED = "encrypted"
    LIMIT = "limit"
    WORKER_LOST = "worker_lost"
    TIMEOUT = "timeout"
    INTERRUPTED = "interrupted"
    MISSING_EXTRA = "missing_extra"
    STRINGS_ONLY = "strings_only"
    PICTURES_NOT_READ = "pictures_not_read"
    NAMES_NOT_READ = "names_not_read"
    UNKNOWN_LABEL = "unknown_label"
    SAMPLED = "sampled"
    COLUMNS_LEFT_OUT = "columns_left_out"
    SCHEMA_DRIFT = "schema_drift"
    OTHER_DAYS = "other_days"
    UNDATED = "undated"


HOLES = frozenset(Reason) - {
    Reason.PICTURES_NOT_READ,
    Reason.EMPTY,
    Reason.RAGGED_ROWS,
    Reason.REPAIRED_TEXT,
    Reason.UNPARSED,
    Reason.NUL_BYTES,
    Reason.SYMLINK,
    Reason.UNKNOWN_LABEL,
    Reason.SAMPLED,
    Reason.COLUMNS_LEFT_OUT,
    Reason.SCHEMA_DRIFT,
    Reason.OTHER_DAYS,
    Reason.UNDATED,
}


@dataclass(frozen=True, slots=True)
class Problem(Pickled):
    """Something about an input that its reader could not take at face value; errors as data.

    `fact` is a sentence part without any value from the data, such as "rows with more fields than the
    header, scanned as text". Problems with the same reason and fact are summed over `count`.
    """

    reason: Reason
    fact: str
    count: int = 1
    row: int | None = None
    member: str = ""
    """What it concerns inside the asset: members of archives, joined by `!`."""


class Status(StrEnum):
    """How much of an asset was scanned; `PARTIAL` and `SKIPPED` are holes."""

    SCANNED = "scanned"
    PARTIAL = "partial"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Coverage(Pickled):
    """How much of one asset was scanned, and why not all of it."""

    asset: str
    status: Status
    source: str = ""
    bytes: int = 0
    rows: int = 0
    problems: tuple[Problem, ...] = ()
    since: str = ""
    """The kept run in which it was scanned, where it has not changed since and its results were carried over."""
    identity: str = ""
    """What told its content when a kept run looked at it (`Content.identity`); empty where nothing does."""

    @property
    def holes(self) -> bool:
        """Whether some of it was not read that should have been."""
        return any(problem.reason in HOLES for problem in self.problems)

    @property
    def sampled(self) -> bool:
        """Whether only a sample was looked at, as it was asked for."""
        return any(problem.reason is Reason.SAMPLED for problem in self.problems)

    @property
    def of_days(self) -> bool:
        """Whether records of other days than those asked for were left out."""
        return any(problem.reason is Reason.OTHER_DAYS for problem in self.problems)

    @property
    def whole(self) -> bool:
        """Whether all of it was looked at."""
        left_out = any(problem.reason is Reason.COLUMNS_LEFT_OUT for problem in self.problems)
        return self.status is Status.SCANNED and not self.sampled and not self.of_days and not left_out


def sum_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same problems with equal ones counted together, in a fixed order; the first row is kept.

    Of members with the same problem `NAMED_MEMBERS` are named, the others are counted with the last of these.
    """
    summed: dict[tuple[Reason, str, str], Problem] = {}
    named: dict[tuple[Reason, str], int] = {}
    for problem in sorted(problems, key=lambda each: (each.reason, each.fact, each.member)):
        kind = problem.reason, problem.fact
        key = (*kind, problem.member)
        if problem.member not in ("", MORE_MEMBERS) and key not in summed:
            if named.get(kind, 0) == NAMED_MEMBERS:
                key = (*kind, MORE_MEMBERS)
            else:
                named[kind] = named.get(kind, 0) + 1
        seen = summed.get(key)
        if seen is None:
            summed[key] = replace(problem, member=key[2])
            continue
        rows = [row for row in (seen.row, problem.row) if row is not None]
        summed[key] = replace(seen, count=seen.count + problem.count, row=min(rows, default=None))
    return tuple(summed[key] for key in sorted(summed))

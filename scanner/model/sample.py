"""How much of the data a sample reads: what was asked for, what a unit is of it, and what became of a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

WHOLE = Fraction(1)
SAMPLED = "a sample of its records was scanned, as --sample asks"
"""What coverage says of an asset that was not looked at whole."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What `--sample` and `--seed` ask for; one of the three is set.

    share: of everything. rows: about so many records of each table. per_file: at most so many of each file. seed: two
    runs with the same one read the same records of the same data. again: the share of a second pass over assets in
    which the first one met something, None where there is none. every: what a row group of Parquet is read of at least
    while there are so many records to look at: each `partition` or `file` of a dataset; empty for neither.
    """

    share: Fraction | None = None
    rows: int | None = None
    per_file: int | None = None
    seed: int = 0
    again: Fraction | None = None
    every: str = ""

    def stratum(self, file: str) -> str:
        """The part of a dataset of which something is to be read at least, to which a file of it belongs."""
        return file if self.every == "file" else file.rpartition("/")[0] if self.every else ""

    @property
    def second(self) -> Sample | None:
        """That of the second pass; None where it takes all."""
        return None if self.again in (None, WHOLE) else Sample(self.again, seed=self.seed, every=self.every)

    @property
    def most(self) -> int | None:
        """Records of a table that is a file of its own; None where a share is asked for."""
        return self.rows if self.per_file is None else self.per_file

    def of(self, records: int) -> int:
        """How many of so many records of one table are to be looked at, one at least where there are any."""
        wanted = round(self.share * records) if self.share is not None else self.most or 0
        return min(max(wanted, 1), records)

    def __str__(self) -> str:
        if self.share is not None:
            return f"share={float(self.share):.6g}"
        return f"rows={self.rows}" if self.per_file is None else f"per-file={self.per_file}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that follow each other and are read; start, stop: as those of a unit.

    records: how many it has, and before: those left unread just before it, both 0 where nobody counted them.
    """

    start: int
    stop: int
    records: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit is of a sample, where its source chose what it reads.

    share: of the records that it reads, those that are looked at; `rows`: at most so many of them instead. weight: how
    much of all that is read of its table the unit is. pieces: what is read of the unit. blocks: how many these are.
    left: blocks left unread that are counted with it. passed: records left unread that are counted with it. unread:
    bytes left unread in which nobody counted records. numbered: whether it is known how many records lie before each of
    its own. about: records of the table as a database that took the sample itself estimates them, 0 where it does not.
    spare: records looked at beyond the share, so that each partition or file has one, that are counted with it.
    """

    share: Fraction = WHOLE
    rows: int | None = None
    weight: float = 1.0
    pieces: tuple[Piece, ...] = ()
    blocks: int = 0
    left: int = 0
    passed: int = 0
    unread: int = 0
    numbered: bool = True
    about: int = 0
    spare: int = 0

    def counting(self, other: Part | None) -> Part:
        """The same part with what was left unread and is counted with another one."""
        if other is None:
            return self
        unread = self.unread + other.unread
        return replace(self, left=self.left + other.left, passed=self.passed + other.passed, unread=unread)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of one table of a sample; adding that of its units gives that of the table.

    looked: records looked at. passed: records that were counted and not looked at. read, unread: bytes of blocks, where
    records left unread were not counted. blocks, left: those that were read, and those that were not. about: records
    of the table as estimated, where nobody counted them. rest: whether some were left out, and nobody knows how many.
    spare: of those looked at, those beyond the share, which a bound must not count.
    """

    looked: int = 0
    passed: int = 0
    read: int = 0
    unread: int = 0
    blocks: int = 0
    left: int = 0
    about: int = 0
    rest: bool = False
    spare: int = 0

    def __add__(self, other: Drawn) -> Drawn:
        return Drawn(
            self.looked + other.looked,
            self.passed + other.passed,
            self.read + other.read,
            self.unread + other.unread,
            self.blocks + other.blocks,
            self.left + other.left,
            self.about + other.about,
            self.rest or other.rest,
            self.spare + other.spare,
        )

    @property
    def whole(self) -> bool:
        """Whether everything was looked at."""
        return not (self.passed or self.unread or self.rest)

    @property
    def records(self) -> int | None:
        """Records of the table; None where they were not counted."""
        return None if self.unread or self.rest else self.looked + self.passed

    @property
    def share(self) -> float | None:
        """The share that was looked at: of records, or of bytes where these were not counted; None where unknown."""
        if self.rest:
            return min(self.looked / self.about, 1.0) if self.about else None
        within = self.looked / max(self.looked + self.passed, 1)
        return within * self.read / (self.read + self.unread) if self.unread else within

    @property
    def measure(self) -> str:
        """What the share is of: `records`, `bytes`, or records as a database's `estimate` has them."""
        return "estimate" if self.rest else "bytes" if self.unread else "records"

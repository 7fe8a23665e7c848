"""Which blocks of a table a sample reads: a choice that depends on the seed, the table's name and the blocks alone.

The blocks of a table are taken in runs that follow each other, and one of each run is chosen by a hash (a stratified
sample, Cochran 1977, chapter 5): so they are spread over the whole, and any worker, any number of jobs and a run that
goes on choose alike. Where few blocks would be enough for the share, `FEWEST` are read and fewer records of each looked
at, since what lies together is mostly alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil

import numpy as np
import numpy.typing as npt

from scanner.model.data import Asset, Unit
from scanner.model.sample import WHOLE, Part, Piece, Sample

FEWEST = 8
"""Blocks of a table that are read at least, where it has them."""
LEAST_BYTES, MOST_BYTES, MANY = 256 << 10, 32 << 20, 256
"""Blocks of bytes are so large at least and at most, and in between so large that about so many are read."""
CUT_FROM = 8 << 20
"""Size from which bytes of a file are left unread; smaller ones are read through, so that all records are counted."""
_UNIT_BYTES = 8 << 20
_SPARE = 1.5
_FINE = 1 << 20
Hashes = npt.NDArray[np.uint64]
Int64s = npt.NDArray[np.int64]


def key_of(seed: int, *place: str) -> np.uint64:
    """What the choices in one place are made by."""
    told = hashlib.blake2b("\0".join((str(seed), *place)).encode("utf-8", "surrogatepass"), digest_size=8)
    return np.uint64(int.from_bytes(told.digest(), "little"))


def hashes(key: np.uint64, numbers: Int64s) -> Hashes:
    """A random number for each number: splitmix64 (Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        mixed = key + (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def is_chosen(key: np.uint64, numbers: Int64s, share: Fraction) -> npt.NDArray[np.bool_]:
    """Which of these numbers, from 0, a share of all takes: one of each run of about 1 / share of them.

    Run j begins at the whole part of j / share, so that in the long run just this share is taken, whatever it is.
    """
    above, below = share.numerator, share.denominator
    run = ((numbers + 1) * above - 1) // below
    first = run * below // above
    size = (run + 1) * below // above - first
    taken: npt.NDArray[np.bool_] = numbers == first + (hashes(key, run) % size.astype(np.uint64)).astype(np.int64)
    return taken


def chosen(key: np.uint64, blocks: int, count: int) -> list[int]:
    """So many of the blocks, in order: one of each of `count` runs of nearly the same length."""
    bounds = np.arange(count + 1) * blocks // max(count, 1)
    first, size = bounds[:-1], np.diff(bounds)
    places = first + (hashes(key, np.arange(count)) % size.astype(np.uint64)).astype(np.int64)
    return [int(place) for place in places]


def quotas(sample: Sample, place: Sequence[str], records: Sequence[int], fewest: int = FEWEST) -> list[int]:
    """How many records of each block are to be looked at; a block with none is left unread.

    records: how many each block has. They sum up to what the sample asks of all of them. fewest: blocks that are read
    at least.
    """
    filled = [number for number, count in enumerate(records) if count]
    total = sum(records)
    wanted = sample.of(total)
    count = min(max(ceil(Fraction(wanted, max(total, 1)) * len(filled)), fewest), len(filled), wanted)
    taken = [filled[number] for number in chosen(key_of(sample.seed, *place), len(filled), count)]
    result = [0] * len(records)
    for number, quota in zip(taken, _shared(wanted, [records[number] for number in taken]), strict=True):
        result[number] = quota
    return result


def in_strata(
    sample: Sample, place: Sequence[str], records: Sequence[int], strata: Sequence[str]
) -> tuple[list[int], int]:
    """As `quotas`, and how many records more these are than the sample asks for; of each stratum one at least.

    strata: that of each block. Each has its share of the records (proportional allocation, Cochran 1977, chapter 5).
    Where there are more strata than records to look at, or one only, they do not count.
    """
    members: dict[str, list[int]] = {}
    for number, stratum in enumerate(strata):
        if records[number]:
            members.setdefault(stratum, []).append(number)
    wanted = sample.of(sum(records))
    if not 1 < len(members) <= wanted:
        return quotas(sample, place, records), 0
    result, fewest = [0] * len(records), ceil(FEWEST / len(members))
    sizes = [sum(records[number] for number in numbers) for numbers in members.values()]
    for (stratum, numbers), share in zip(members.items(), _shared(wanted, sizes), strict=True):
        part = Sample(rows=max(share, 1), seed=sample.seed)
        among = quotas(part, (*place, stratum), [records[number] for number in numbers], fewest)
        for number, quota in zip(numbers, among, strict=True):
            result[number] = quota
    return result, sum(result) - wanted


def _count(blocks: int, share: Fraction) -> int:
    return min(max(ceil(share * blocks), FEWEST), blocks)


def _shared(wanted: int, sizes: Sequence[int]) -> list[int]:
    """A number shared out in proportion to sizes, none of which gets more than it has."""
    total = sum(sizes)
    wanted = min(wanted, total)
    bounds = [0]
    for size in sizes:
        bounds.append(bounds[-1] + size)
    return [wanted * end // total - wanted * begin // total for begin, end in pairwise(bounds)]


@dataclass(frozen=True, slots=True)
class Group:
    """A block of which it is known how many records it has, such as a row group. wanted: those to be looked at.

    file: of a dataset. number: within it.
    """

    file: str
    number: int
    records: int
    bytes: int
    wanted: int


def group_units(asset: Asset, groups: Sequence[Group], most: int, spare: int = 0) -> list[Unit]:
    """The blocks that are read as units, those of one file together up to so many bytes. spare: see `Part`."""
    total = sum(group.wanted for group in groups)
    units: list[Unit] = []
    taken: list[Group] = []
    pieces: list[Piece] = []
    before = passed = left = 0

    def close() -> None:
        nonlocal passed, left
        if taken:
            wanted, records = sum(group.wanted for group in taken), sum(group.records for group in taken)
            part = Part(Fraction(wanted, records), None, wanted / total, tuple(pieces), len(taken), left, passed)
            start, stop, size = pieces[0].start, pieces[-1].stop, sum(group.bytes for group in taken)
            units.append(Unit(asset, len(units), start, stop, size, file=taken[0].file, part=part))
            taken.clear()
            pieces.clear()
            passed = left = 0

    for group in groups:
        if taken and (group.file != taken[0].file or sum(each.bytes for each in taken) >= most):
            close()
        if not group.wanted:
            before, passed, left = before + group.records, passed + group.records, left + 1
        elif pieces and pieces[-1].stop == group.number:
            pieces[-1] = replace(pieces[-1], stop=group.number + 1, records=pieces[-1].records + group.records)
            taken.append(group)
        else:
            pieces.append(Piece(group.number, group.number + 1, group.records, before))
            taken.append(group)
            before = 0
    close()
    if units and units[-1].part:
        last = units[-1].part
        part = replace(last, passed=last.passed + passed, left=last.left + left, spare=spare)
        units[-1] = replace(units[-1], part=part)
    return units


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes of a block. number: of the block. rows: as many of its records are looked at, where these are counted."""

    start: int
    stop: int
    number: int
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Ranges:
    """The blocks of a file that are read. blocks: how many there are. share: of the records read that are looked at."""

    read: tuple[Range, ...]
    blocks: int
    share: Fraction


def ranges(sample: Sample, place: Sequence[str], size: int, record: float) -> Ranges:
    """Blocks of bytes of a file that has so many. record: bytes of one, about; wanted where records are counted."""
    share = sample.share
    if share is None:
        share = min(Fraction(_SPARE * (sample.most or 0) * record / size).limit_denominator(_FINE), WHOLE)
    block = min(max(int(share * size / MANY), LEAST_BYTES), MOST_BYTES)
    starts = range(0, size, block)
    count = _count(len(starts), share)
    most = sample.most
    count = count if most is None else min(count, most)
    read = tuple(
        Range(
            starts[number],
            min(starts[number] + block, size),
            number,
            None if most is None else most * (place + 1) // count - most * place // count,
        )
        for place, number in enumerate(chosen(key_of(sample.seed, *place), len(starts), count))
    )
    taken = sum(each.stop - each.start for each in read)
    return Ranges(read, len(starts), min(Fraction(share * size / taken).limit_denominator(_FINE), WHOLE))


def block_units(
    asset: Asset, whole: int, record: float, start_of: Callable[[int], int | None], detail: str = ""
) -> list[Unit]:
    """The units of a sample of a file of so many bytes; none where the asset is read whole, or is too small for that.

    start_of: where the first record at or after these bytes begins, None where that cannot be told: what lies there is
    left out. record, detail: see `ranges` and `Unit`.
    """
    sample = asset.sample
    if sample is None or whole < CUT_FROM:
        return []
    among = ranges(sample, (asset.name,), whole, record)
    if len(among.read) == among.blocks:
        return []
    read = []
    for each in among.read:
        start = start_of(each.start) if each.start else 0
        stop = start_of(each.stop) if each.stop < whole else whole
        if start is not None and stop is not None and start < stop:
            read.append(replace(each, start=start, stop=stop))
    total = sum(each.stop - each.start for each in read)
    units: list[Unit] = []
    stop, number, held = 0, -1, list[Range]()
    for each in read:
        held.append(each)
        size, last = sum(one.stop - one.start for one in held), each is read[-1]
        if last or size >= _UNIT_BYTES:
            begin, end = held[0].start, each.stop
            rows = [one.rows for one in held if one.rows is not None]
            part = Part(
                share=among.share,
                rows=sum(rows) if rows else None,
                weight=size / total,
                pieces=tuple(Piece(one.start, one.stop) for one in held),
                blocks=len(held),
                left=(among.blocks - 1 if last else each.number) - number - len(held),
                unread=(whole if last else end) - stop - size,
                numbered=not stop and end == size,
            )
            units.append(Unit(asset, len(units), begin, end, size, detail, part=part))
            stop, number = end, each.number
            held.clear()
    return units

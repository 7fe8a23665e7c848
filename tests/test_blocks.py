"""Which blocks a sample reads: the same for every worker, as many as were asked for, spread over the whole."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scanner.blocks import (
    FEWEST,
    LEAST_BYTES,
    Group,
    block_units,
    chosen,
    group_units,
    is_chosen,
    key_of,
    quotas,
    ranges,
)
from scanner.content import Held
from scanner.model.data import Asset
from scanner.model.sample import Sample

SHARES = st.fractions(min_value="1/1000", max_value=1, max_denominator=1000)
SIZES = st.lists(st.integers(0, 500), min_size=1, max_size=80)
KEY = key_of(0, "lake/orders")
SAMPLES = st.builds(Sample, SHARES, seed=st.integers(0, 9)) | st.builds(Sample, rows=st.integers(1, 2000))


@given(SHARES, st.integers(1, 5000))
def test_just_the_share_is_taken(share: Fraction, count: int) -> None:
    taken = int(is_chosen(KEY, np.arange(count), share).sum())
    assert abs(taken - count * share) <= 1


@given(SHARES, st.lists(st.integers(0, 1000), max_size=6))
def test_the_choice_does_not_depend_on_how_the_numbers_are_split(share: Fraction, cuts: list[int]) -> None:
    bounds = [0, *sorted(cuts), 1000]
    parts = [is_chosen(KEY, np.arange(*pair), share) for pair in pairwise(bounds)]
    assert np.array_equal(np.concatenate(parts), is_chosen(KEY, np.arange(1000), share))


def test_another_seed_or_table_chooses_others() -> None:
    first = is_chosen(KEY, np.arange(1000), Fraction(1, 10))
    for other in (key_of(1, "lake/orders"), key_of(0, "lake/clients")):
        assert not np.array_equal(first, is_chosen(other, np.arange(1000), Fraction(1, 10)))


@given(st.integers(1, 400), st.data())
def test_one_block_of_each_run(blocks: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, blocks))
    taken = chosen(KEY, blocks, count)
    for run, block in enumerate(taken):
        assert blocks * run // count <= block < blocks * (run + 1) // count


def test_every_block_is_as_likely() -> None:
    counts = np.zeros(20, np.int64)
    for seed in range(2000):
        counts[chosen(key_of(seed, "t"), 20, 4)] += 1
    assert counts.min() > 320
    assert counts.max() < 480


@given(SAMPLES, SIZES)
def test_quotas_are_what_was_asked_for(sample: Sample, sizes: list[int]) -> None:
    wanted = quotas(sample, ("t",), sizes)
    assert all(quota <= size for quota, size in zip(wanted, sizes, strict=True))
    read = sum(size for quota, size in zip(wanted, sizes, strict=True) if quota)
    assert sum(wanted) == min(sample.of(sum(sizes)), read)
    assert bool(sum(wanted)) == bool(sum(sizes))


@given(st.integers(1, 100), SHARES)
def test_few_blocks_are_enough_for_a_small_share_but_not_too_few(blocks: int, share: Fraction) -> None:
    read = sum(quota > 0 for quota in quotas(Sample(share), ("t",), [1000] * blocks))
    assert read == min(
        max(-(-blocks * share.numerator // share.denominator), FEWEST), blocks, Sample(share).of(1000 * blocks)
    )


@given(SAMPLES, SIZES, st.integers(1, 100_000))
def test_units_of_groups_count_every_record_and_block_once(sample: Sample, sizes: list[int], most: int) -> None:
    wanted = quotas(sample, ("t",), sizes)
    groups = [
        Group(f"part-{number // 5}", number % 5, size, 100 * size, quota)
        for number, (size, quota) in enumerate(zip(sizes, wanted, strict=True))
    ]
    units = group_units(asset(0, sample), groups, most)
    place = {(each.file, each.number): each for each in groups}
    before = 0
    for unit in units:
        assert unit.part
        for piece in unit.part.pieces:
            read = [place[unit.file, number] for number in range(piece.start, piece.stop)]
            assert all(each.wanted for each in read)
            assert piece.records == sum(each.records for each in read)
            before += piece.before
            assert before == sum(each.records for each in groups[: groups.index(read[0])])
            before += piece.records
    parts = [unit.part for unit in units if unit.part]
    read_records = sum(each.records for each in groups if each.wanted)
    assert sum(part.passed for part in parts) == (sum(sizes) - read_records if parts else 0)
    assert sum(part.blocks + part.left for part in parts) == (len(groups) if parts else 0)
    assert [unit.number for unit in units] == list(range(len(units)))


@given(SAMPLES, st.integers(8 << 20, 10**12), st.floats(20, 5000))
def test_ranges_lie_apart_and_in_the_file(sample: Sample, size: int, record: float) -> None:
    found = ranges(sample, ("t",), size, record)
    assert found.read
    assert all(one.stop <= other.start for one, other in pairwise(found.read))
    assert found.read[0].start >= 0
    assert found.read[-1].stop <= size
    if sample.most is not None:
        assert sum(each.rows or 0 for each in found.read) == sample.most


def test_units_of_bytes_say_what_lies_between_them() -> None:
    size = 400 * LEAST_BYTES
    units = block_units(asset(size, Sample(Fraction(1, 10))), size, 100, lambda wanted: wanted + 7)
    parts = [unit.part for unit in units if unit.part]
    pieces = [piece for part in parts for piece in part.pieces]
    assert len(units) == 2
    assert len(pieces) == sum(part.blocks for part in parts) == 40
    assert sum(unit.bytes for unit in units) == sum(piece.stop - piece.start for piece in pieces)
    assert sum(unit.bytes for unit in units) + sum(part.unread for part in parts) == size
    assert sum(part.blocks + part.left for part in parts) == 400
    assert not any(unit.numbered for unit in units)


def test_blocks_whose_start_cannot_be_told_are_left_out() -> None:
    size = 100 * LEAST_BYTES
    whole = asset(size, Sample(Fraction(1, 10)))
    assert block_units(whole, size, 100, lambda _: None) == []
    half = block_units(whole, size, 100, lambda wanted: wanted if wanted < size // 2 else None)
    assert half
    assert sum(unit.bytes + (unit.part.unread if unit.part else 0) for unit in half) == size


def asset(size: int, sample: Sample) -> Asset:
    return Asset("lake/orders", Held("orders", b""), size, "csv", sample)

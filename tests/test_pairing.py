"""Pairs of fields are found and counted as if all were held against all."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.compiled import Ints, Words
from scanner.pairing import candidates, counted, keep_telling

HASHES = st.lists(st.sets(st.integers(0, 60), min_size=1), min_size=2, max_size=8)
"""So few fields that each is compared with all others."""


def joined(fields: list[set[int]]) -> tuple[Words, Ints]:
    bounds = np.cumsum([0, *map(len, fields)])
    return np.array([each for field in fields for each in sorted(field)], np.uint64), bounds


@given(HASHES)
def test_every_pair_that_shares_a_hash_is_found_once(fields: list[set[int]]) -> None:
    first, second = candidates([np.array(sorted(each), np.uint64) for each in fields])
    found = list(zip(first.tolist(), second.tolist(), strict=True))
    whole = [(one, other) for other in range(len(fields)) for one in range(other) if fields[one] & fields[other]]
    assert found == sorted(whole)


@given(HASHES, st.lists(st.integers(0, 60), min_size=8, max_size=8))
def test_counts_are_those_of_sets(fields: list[set[int]], limits: list[int]) -> None:
    hashes, bounds = joined(fields)
    first, second = np.triu_indices(len(fields), 1)
    of_each = counted(hashes, bounds[:-1], bounds[1:], np.array(limits, np.uint64), first, second)
    for one, other, counts in zip(first, second, of_each.tolist(), strict=True):
        ones, others = ({each for each in fields[at] if each <= min(limits[one], limits[other])} for at in (one, other))
        assert counts == [len(ones), len(others), len(ones & others)]


@given(st.lists(st.sets(st.integers(0, 60)), min_size=1, max_size=8))
def test_what_tells_something_is_kept_in_its_field(fields: list[set[int]]) -> None:
    hashes, bounds = joined(fields)
    keep_telling(hashes, bounds)
    kept = [hashes[begin:end].tolist() for begin, end in pairwise(bounds)]
    assert kept == [[each for each in sorted(field) if each % 2] for field in fields]


def test_of_very_many_those_that_share_what_few_have_come_first() -> None:
    """All fields have the same fifty hashes, and each has twenty more with one other alone."""
    everywhere = np.arange(50, dtype=np.uint64)
    fields = [np.append(everywhere, np.arange(20, dtype=np.uint64) + 100 * (1 + number // 2)) for number in range(400)]
    first, second = candidates(fields)
    assert {(one, one + 1) for one in range(0, 400, 2)} <= set(zip(first.tolist(), second.tolist(), strict=True))
    assert len(first) < 400 * 9

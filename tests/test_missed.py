"""What a sample may have missed, against every case counted out."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.missed import RISK, largest_missed


def counted_out(looked: int, of: int) -> Fraction:
    """The largest share that all of the sample misses with a probability of 0.05 or more, by whole numbers."""
    risk = Fraction(str(RISK))
    missed = [there for there in range(of - looked + 1) if comb(of - there, looked) >= risk * comb(of, looked)]
    return Fraction(max(missed), of)


@example(3, 3)  # 1 / C(6, 3) is 0.05 itself
@given(st.integers(1, 120), st.integers(0, 120))
def test_the_bound_is_that_of_all_cases_counted_out(looked: int, more: int) -> None:
    exact = float(counted_out(looked, looked + more))
    assert exact <= largest_missed(looked, looked + more) + 1e-9 <= exact * 1.001 + 2e-9


@given(st.integers(1, 10**6), st.integers(0, 10**9))
def test_a_bound_for_any_number_of_values_is_never_smaller(looked: int, more: int) -> None:
    assert largest_missed(looked, looked + more) <= largest_missed(looked)


@given(st.integers(1, 10**5), st.integers(0, 10**6))
def test_more_values_looked_at_never_give_a_larger_bound(looked: int, more: int) -> None:
    of = looked + more + 1
    assert largest_missed(looked + 1, of) <= largest_missed(looked, of)


def test_the_rule_of_three() -> None:
    assert largest_missed(1000) == pytest.approx(3 / 1000, rel=0.01)
    assert largest_missed(1000, 10**9) == pytest.approx(largest_missed(1000), rel=0.001)


def test_all_and_nothing_looked_at() -> None:
    assert largest_missed(500, 500) == 0
    assert largest_missed(0) == largest_missed(0, 10) == 1

"""What a sample in which nothing was found may have missed, at 95 % confidence.

Where n of N values were looked at, in a sample that does not depend on where the values in question lie, all of K such
values were missed with the probability C(N - K, n) / C(N, n) (hypergeometric). The largest K for which this is 0.05 or
more cannot be ruled out (Wright 1991, Exact Confidence Bounds when Sampling from Small Finite Universes). Where N is
not known the bound for any N takes its place: 1 - 0.05 ** (1 / n), about 3 / n (Hanley and Lippman-Hand 1983, If
Nothing Goes Wrong, Is Everything All Right?, JAMA 249:1743-1745).
"""

from __future__ import annotations

from math import ceil, lgamma, log

RISK = 0.05
"""The probability with which a bound is too small: one in twenty."""
_DIGITS = 4
_NOISE = 1e-6
"""Of numbers that computers round themselves."""
_TIE = log(RISK) - 1e-9
"""A probability of 0.05 itself counts as 0.05 or more, though its logarithm was rounded."""


def largest_missed(looked: int, of: int | None = None) -> float:
    """The largest share of all values that may have been missed, from 0 to 1.

    looked: values looked at, none of which was one. of: how many there are, None where that is not known. Without any
    looked at it is 1: nothing is known.
    """
    if looked <= 0:
        return 1.0
    if of is None:
        return _rounded(1 - RISK ** (1 / looked))
    if looked >= of:
        return 0.0
    low, high = 0, of - looked
    while low < high:
        middle = (low + high + 1) // 2
        if _log_all_missed(looked, of, middle) >= _TIE:
            low = middle
        else:
            high = middle - 1
    return min(_rounded(low / of), largest_missed(looked))


def _log_all_missed(looked: int, of: int, there: int) -> float:
    """The logarithm of C(of - there, looked) / C(of, looked)."""
    return lgamma(of - there + 1) - lgamma(of - there - looked + 1) - lgamma(of + 1) + lgamma(of - looked + 1)


def _rounded(share: float) -> float:
    """To some digits that count, upwards, so that a bound stays one."""
    if not share:
        return 0.0
    unit = 10.0 ** (_DIGITS - 1 - int(f"{share:e}".partition("e")[2]))
    return min(ceil(share * unit - _NOISE) / unit, 1.0)

"""Whether chance explains that so many strings passed a check."""

from __future__ import annotations

from math import erfc, exp, lgamma, log, log1p, sqrt

CHANCE_LIMIT = 1e-4
"""Matches are put down to chance when at least as many would turn up this often among random strings."""


def chance_explains(passed: int, tried: int, chance: float) -> bool:
    """Whether at least `passed` of `tried` random strings would pass, each with `chance`, oftener than `CHANCE_LIMIT`.

    The upper tail of the binomial distribution: exact up to 1,000 trials, else by the normal approximation.
    """
    if not passed or chance <= 0 or tried < passed:
        return False
    if tried > 1000:
        spread = sqrt(tried * chance * (1 - chance))
        return 0.5 * erfc((passed - 0.5 - tried * chance) / (spread * sqrt(2))) > CHANCE_LIMIT
    tail = 0.0
    for count in range(passed, tried + 1):
        ways = lgamma(tried + 1) - lgamma(count + 1) - lgamma(tried - count + 1)
        tail += exp(ways + count * log(chance) + (tried - count) * log1p(-chance))
    return tail > CHANCE_LIMIT

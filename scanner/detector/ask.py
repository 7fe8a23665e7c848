"""Asking a pattern of many short strings.

Polars' engine keeps only its last few patterns compiled, and compiling one takes as long as asking it of some hundred
strings. So where strings are few, Python's own engine is asked, which keeps what it has compiled. That one may take
exponential time, so only patterns of our own are asked here, never a rule's. They are written in the syntax that both
engines share, `(?-u:` and `\\z` apart.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

FEW = 384


def contains(strings: pl.Series, pattern: str) -> Bools:
    """Whether the pattern matches somewhere in each string; an empty one never does."""
    if not pattern or not len(strings):
        return np.zeros(len(strings), np.bool_)
    compiled = _compiled(pattern) if len(strings) < FEW else None
    if compiled is not None:
        return np.array([compiled.search(one) is not None for one in strings.to_list()], np.bool_)
    answers: Bools = strings.str.contains(pattern).to_numpy()
    return answers


def length(strings: pl.Series, pattern: str) -> Ints:
    """How many bytes of each string the pattern matches, 0 where it does not."""
    compiled = _compiled(pattern) if len(strings) < FEW else None
    if compiled is not None:
        found = (compiled.search(one) for one in strings.to_list())
        return np.array([len(one.group().encode()) if one else 0 for one in found], np.int64)
    matched = strings.str.extract(f"({pattern})", 1).str.len_bytes().fill_null(0)
    return matched.to_numpy().astype(np.int64)


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern for Python's engine; None where it uses what that does not have."""
    if r"\p" in pattern or "&&" in pattern:
        return None
    same = re.sub(r"(?<!\\)\$", r"\\Z", pattern).replace(r"\z", r"\Z").replace("(?-u:", "(?a:")
    flags = re.match(r"\(\?([a-z]+)-u\)", same)
    same = f"(?a{flags[1]}){same[flags.end() :]}" if flags else same
    try:
        return re.compile(same)
    except re.error:
        return None

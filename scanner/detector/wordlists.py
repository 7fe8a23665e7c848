"""Lists of words that come with the rules, in `rules/words/`: one a line, or several; `#` begins a comment."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of `rules/words/NAME.txt`."""
    lines = (files("rules") / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())

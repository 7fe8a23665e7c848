"""Ways in which a word of a name, or the domain of an address, may be written."""

from __future__ import annotations

from scanner.find.folding import tokens
from scanner.find.wanted import Term

_LONG = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_SHORT = {"ae": "a", "oe": "o", "ue": "u", "aa": "a"}


def spellings(term: Term, place: int) -> tuple[str, ...]:
    """A word of a name with its umlauts written as one letter and as two: `muller`, `mueller`."""
    word = term.plain[place]
    said = term.said.split()
    long = "".join(_LONG.get(char, char) for char in said[place].lower()) if len(said) == len(term.plain) else word
    short = word
    for two, one in _SHORT.items():
        short = short.replace(two, one)
    return tuple(dict.fromkeys((word, *tokens(long)[:1], short)))


def in_letters(domain: str) -> str:
    """A domain of the name system in the form of letters; as it is where it has none."""
    try:
        return domain.encode().decode("idna")
    except UnicodeError:
        return domain

"""A pattern of Python's regular expressions as a superset in the syntax of linear-time engines.

Look-around is left out and a back-reference becomes the pattern of the group that it refers to, so the result matches
wherever the original does, and elsewhere too; what it finds is then put to the original. Digits are those of ASCII.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_parser: Any = importlib.import_module("re._parser")  # the standard library's own parser; it has no public name
_MOST = 64
"""Code points that a repetition without an upper bound is taken to have."""
_GLOBAL_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")
_CLASSES = {
    "CATEGORY_DIGIT": "0-9",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
_PLACES = {
    "AT_BEGINNING": "^",
    "AT_BEGINNING_STRING": "^",
    "AT_END": "$",
    "AT_END_STRING": "$",
    "AT_BOUNDARY": r"(?-u:\b)",
    "AT_NON_BOUNDARY": "",
}
"""Boundaries are those of ASCII, which are found faster; a pattern with other letters is written without any."""
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_GROUPS = frozenset({"SUBPATTERN", "ATOMIC_GROUP"})
_DIGITS = frozenset(range(ord("0"), ord("9") + 1))


class NotLinearError(ValueError):
    """The pattern has something for which there is no superset here."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A superset of a pattern, for the engine of polars.

    least, most: code points of a match; at most `_MOST` more than the least. reach: code points before a match at
    which the original looks. digits: how many digits in a row each match holds at least. bare: a match is digits alone.
    """

    pattern: str
    least: int
    most: int
    reach: int
    digits: int
    bare: bool


def linear(pattern: str, ignore_case: bool = True) -> Linear:
    """The superset of a pattern for Python's `re` or `regex`. Raises `NotLinearError`."""
    flags = re.MULTILINE | re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    try:
        tree = _parser.parse(_GLOBAL_FLAGS.sub("", pattern), flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise NotLinearError(f"it cannot be parsed: {error}") from error
    writer = _Writer(boundaries=pattern.isascii())
    body = writer.sequence(tree)
    return Linear(
        f"(?{'i' if ignore_case else ''}s:{body})",
        int(tree.getwidth()[0]),
        min(int(tree.getwidth()[1]), int(tree.getwidth()[0]) + _MOST),
        writer.reach,
        max(_digits_of(tree)[1:]),
        _is_bare(tree),
    )


class _Writer:
    """Writes parsed patterns anew, remembering groups for references to them."""

    def __init__(self, boundaries: bool) -> None:
        self.reach = 0
        self._boundaries = boundaries
        self._groups: dict[int, str] = {}

    def sequence(self, tree: Iterable[tuple[object, Any]]) -> str:
        """Parts one after the other."""
        return "".join(self._part(str(operator), argument) for operator, argument in tree)

    def _part(self, operator: str, argument: Any) -> str:
        if operator == "LITERAL":
            return _literal(argument)
        if operator == "NOT_LITERAL":
            return f"[^{_literal(argument)}]"
        if operator == "ANY":
            return "."
        if operator == "IN":
            return _class(argument)
        if operator == "BRANCH":
            return f"(?:{'|'.join(self.sequence(branch) for branch in argument[1])})"
        if operator in _GROUPS:
            return self._group(operator, argument)
        if operator in _REPEATS:
            least, most, inner = argument
            upper = "" if str(most) == "MAXREPEAT" else most
            lazy = "?" if operator == "MIN_REPEAT" else ""
            return f"(?:{self.sequence(inner)}){{{least},{upper}}}{lazy}"
        if operator == "GROUPREF" and argument in self._groups:
            return self._groups[argument]
        if operator == "AT":
            place = str(argument)
            return "" if place == "AT_BOUNDARY" and not self._boundaries else _PLACES[place]
        if operator in ("ASSERT", "ASSERT_NOT"):
            direction, inner = argument
            if direction < 0:
                self.reach = max(self.reach, min(int(inner.getwidth()[1]), _MOST))
            return ""
        raise NotLinearError(f"it uses {operator.lower()}")

    def _group(self, operator: str, argument: Any) -> str:
        inner = argument if operator == "ATOMIC_GROUP" else argument[3]
        written = f"(?:{self.sequence(inner)})"
        if operator == "SUBPATTERN" and argument[0] is not None:
            self._groups[argument[0]] = written
        return written


def _literal(code: int) -> str:
    char = chr(code)
    return char if char.isalnum() else f"\\x{{{code:x}}}"


def _class(items: Iterable[tuple[object, Any]]) -> str:
    negated, parts = "", []
    for operator, argument in items:
        kind = str(operator)
        if kind == "NEGATE":
            negated = "^"
        elif kind == "LITERAL":
            parts.append(_literal(argument))
        elif kind == "RANGE":
            parts.append(f"{_literal(argument[0])}-{_literal(argument[1])}")
        else:
            parts.append(_CLASSES[str(argument)])
    return f"[{negated}{''.join(parts)}]"


# --- what every match has -----------------------------------------------------------------------


def _digits_of(tree: Iterable[tuple[object, Any]]) -> tuple[bool, int, int, int]:
    """Of every match: whether it is all digits, and digits in a row at its begin, anywhere, and at its end."""
    whole, begin, best, end = True, 0, 0, 0
    for operator, argument in tree:
        part = _digits_of_part(str(operator), argument)
        if part is None:
            continue
        part_whole, part_begin, part_best, part_end = part
        best = max(best, part_best, end + part_begin)
        begin = begin + part_begin if whole else begin
        end = end + part_end if part_whole else part_end
        whole = whole and part_whole
    return whole, begin, best, end


def _digits_of_part(operator: str, argument: Any) -> tuple[bool, int, int, int] | None:
    """As `_digits_of`, for one part; None for a part without width."""
    if operator in ("AT", "ASSERT", "ASSERT_NOT"):
        return None
    if operator in _GROUPS:
        return _digits_of(argument if operator == "ATOMIC_GROUP" else argument[3])
    if operator == "BRANCH":
        branches = [_digits_of(branch) for branch in argument[1]]
        begin, best, end = (min(one[place] for one in branches) for place in (1, 2, 3))
        return all(one[0] for one in branches), begin, best, end
    if operator in _REPEATS:
        least, _, inner = argument
        whole, begin, best, end = _digits_of(inner)
        if not least:
            return whole, 0, 0, 0
        return (
            (True, *(best * least,) * 3) if whole else (False, begin, max(best, end + begin if least > 1 else 0), end)
        )
    digit = _one_digit(operator, argument)
    return digit, int(digit), int(digit), int(digit)


def _one_digit(operator: str, argument: Any) -> bool:
    """Whether a part of one character is always a digit."""
    if operator == "LITERAL":
        return argument in _DIGITS
    return operator == "IN" and all(_digit_item(str(kind), item) for kind, item in argument)


def _digit_item(kind: str, item: Any) -> bool:
    if kind == "LITERAL":
        return item in _DIGITS
    if kind == "RANGE":
        return item[0] in _DIGITS and item[1] in _DIGITS
    return kind == "CATEGORY" and str(item) == "CATEGORY_DIGIT"


def _is_bare(tree: Iterable[tuple[object, Any]]) -> bool:
    return bool(_digits_of(tree)[0])

"""One tuple of an INSERT read token by token: function calls, casts, concatenations. Slow, for the rare row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TAIL = (
    rb"|(?P<double>\"(?:[^\"\\]++|\"\"|\\.)*+\")|(?P<mark>[(),\[\]])|(?P<concat>\|\|)"
    rb"|(?P<word>[^\s,()'\"\[\]|]++|[|\"])"
)
_TOKEN = {
    False: re.compile(rb"(?P<escaped>\b[eE]'(?:[^'\\]++|''|\\.)*+')|'(?P<string>(?:[^']++|'')*+)'" + _TAIL, re.DOTALL),
    True: re.compile(rb"(?P<escaped>'(?:[^'\\]++|''|\\.)*+')|(?P<string>(?!))" + _TAIL, re.DOTALL),
}
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0", b"Z": b"\x1a", b"b": b"\b", b"%": b"\\%", b"_": b"\\_"}
_UNISTR = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4})|(\\))")
_PREFIX = re.compile(rb"(?:[NnXxBb]|_\w+|U&)\Z")
_FIRST_ONLY = frozenset({b"cast", b"to_date", b"to_timestamp", b"to_timestamp_tz", b"str_to_date", b"st_geomfromtext"})
_DEPTH = 64
_UNICODE_END = 0x110000


class NotARowError(ValueError):
    """The text is not a list of values that could be taken apart."""


@dataclass(slots=True)
class _Value:
    """A value under way: its string literals, or else the words that it is made of."""

    texts: list[bytes] = field(default_factory=list)
    words: list[bytes] = field(default_factory=list)
    glue: bool = False
    """Whether a `||` came last, so that the next string is added."""

    def add(self, text: bytes | None) -> None:
        """Takes the value of a literal or a call. A second one counts only behind `||`: others are formats or types."""
        if text is not None and (not self.texts or self.glue):
            self.texts.append(text)
        self.glue = False

    def get(self, nested: bool) -> bytes | None:
        """The value; None for NULL. Of the words inside a call only the first is one: `12 AS decimal`."""
        if self.texts:
            return b"".join(self.texts)
        word = b"".join(self.words[:1] if nested else self.words)
        return None if word.upper() in {b"NULL", b"DEFAULT"} else word


@dataclass(slots=True)
class _Call:
    name: bytes
    open: bytes
    known: bool
    """Whether the caller already has a value, so that the result does not matter: the `(9)` of `varchar(9)`."""
    arguments: list[bytes | None] = field(default_factory=list)
    value: _Value = field(default_factory=_Value)

    def end_argument(self, nested: bool) -> None:
        self.arguments.append(self.value.get(nested))
        self.value = _Value()


def row(text: bytes, escapes: bool) -> list[bytes | None]:
    """The values of a tuple without its outer parentheses, None for NULL.

    escapes: whether a backslash escapes inside a string. Raises `NotARowError` where parentheses do not match.
    """
    calls = [_Call(b"", b"(", False)]
    for token in _TOKEN[escapes].finditer(text):
        kind, part = token.lastgroup, token[0]
        call = calls[-1]
        if kind == "string":
            call.value.add(part[1:-1].replace(b"''", b"'"))
        elif kind == "double":
            call.value.add(_plain_double(part, escapes))
        elif kind == "escaped":
            call.value.add(_unescaped(part[part.index(b"'") + 1 : -1]))
        elif kind == "concat":
            call.value.glue = True
        elif kind == "word":
            call.value.words.append(part)
        elif part == b",":
            call.end_argument(len(calls) > 1)
        elif part in b"([":
            calls.append(_opened(call.value, part))
        else:
            _close(calls)
        if len(calls) > _DEPTH:
            raise NotARowError
    if len(calls) != 1:
        raise NotARowError
    calls[0].end_argument(False)
    return calls[0].arguments


def _plain_double(text: bytes, escapes: bool) -> bytes:
    inner = text[1:-1].replace(b'""', b'"')
    return _unescaped(inner) if escapes else inner


def _unescaped(text: bytes) -> bytes:
    text = text.replace(b"''", b"'") if b"\\'" not in text else re.sub(rb"(\\.)|''", _quote, text, flags=re.DOTALL)
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text) if b"\\" in text else text


def _quote(match: re.Match[bytes]) -> bytes:
    return match[1] or b"'"


def _opened(value: _Value, mark: bytes) -> _Call:
    name = value.words[-1].lower() if value.words and mark == b"(" else b""
    known = not value.glue and (bool(value.texts) or len(value.words) > 1)
    if not known and name:
        value.words.pop()
    return _Call(name, mark, known)


def _close(calls: list[_Call]) -> None:
    if len(calls) == 1:
        raise NotARowError
    call = calls.pop()
    call.end_argument(True)
    if not call.known:
        calls[-1].value.add(_result(call))


def _result(call: _Call) -> bytes | None:
    """What a call gives, as far as dumps use calls; of an unknown function, its arguments."""
    arguments = call.arguments
    given = [argument for argument in arguments if argument is not None]
    if call.name == b"replace" and len(given) == 3 == len(arguments) and len(given[2]) <= len(given[1]):
        return given[0].replace(given[1], given[2])
    if call.name in {b"char", b"chr", b"nchar"} and given:
        return _characters(given)
    if call.name == b"unistr" and len(given) == 1:
        return _UNISTR.sub(_code_point, given[0].decode("utf-8", "replace")).encode("utf-8", "replace")
    if not given:
        return None
    if call.name in _FIRST_ONLY:
        return given[0]
    return (b"" if call.name == b"concat" else b",").join(given)


def _characters(numbers: list[bytes]) -> bytes:
    if not all(number.isdigit() and len(number) < 8 and int(number) < _UNICODE_END for number in numbers):
        return b",".join(numbers)
    return "".join(chr(int(number)) for number in numbers).encode("utf-8", "replace")


def _code_point(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3] or match[4]
    if digits is None:
        return "\\"
    number = int(digits, 16)
    return chr(number) if number < _UNICODE_END else match[0]

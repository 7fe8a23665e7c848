"""Identifiers as the dialects write them, and the column names of a `CREATE TABLE`."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Every repetition is possessive and every quoted name bounded, so that no text makes a match slow.
NAME = rb"(?:`(?:[^`]|``){0,512}+`|\"(?:[^\"]|\"\"){0,512}+\"|\[[^\]]{0,512}+\]|[\w$#@\x80-\xff]++)"
QUALIFIED = NAME + rb"(?:\s*+\.\s*+" + NAME + rb")*+"

_PART = re.compile(
    rb"`((?:[^`]|``)*+)`|\"((?:[^\"]|\"\")*+)\"|\[([^\]]*+)\]|([^\s,`\"\[\]().]++)",
)
_CREATE = re.compile(
    rb"CREATE\s++(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN)\s++)*+TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?+("
    + QUALIFIED
    + rb")\s*+\(",
    re.IGNORECASE,
)


def _token_pattern(string: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"(?P<comment>--[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)|(?P<string>" + string + rb")"
        rb"|(?P<name>`(?:[^`]|``)*+`|\"(?:[^\"]|\"\")*+\"|\[[^\]]*+\])"
        rb"|(?P<word>[\w$#@\x80-\xff]++)|(?P<mark>[(),;])|(?P<other>[^\s\w])",
        re.DOTALL,
    )


_TOKEN = {
    False: _token_pattern(rb"'(?:[^']|'')*+'"),
    True: _token_pattern(rb"'(?:[^'\\]|''|\\.)*+'"),
}
LONGEST = 1 << 20
"""Bytes within which a `CREATE TABLE` must end to be understood."""

_NEVER_COLUMN = frozenset({"constraint", "foreign", "primary", "exclude", "fulltext", "spatial", "like"})
_INDEX_WORDS = frozenset({"key", "index", "unique", "check", "period"})


def parts(text: bytes) -> list[str]:
    """The names of a list or of a qualified name, without their quotes."""
    return [_bare(match) for match in _PART.finditer(text)]


def table_name(text: bytes) -> str:
    """A qualified name as one string with dots."""
    return ".".join(parts(text))


def _bare(match: re.Match[bytes]) -> str:
    tick, quote, bracket, word = match.groups()
    if tick is not None:
        name = tick.replace(b"``", b"`")
    elif quote is not None:
        name = quote.replace(b'""', b'"')
    else:
        name = bracket if bracket is not None else word
    return name.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Definition:
    """A `CREATE TABLE` statement up to `stop`. Without columns where it could not be taken apart.

    comments: column and comment, where the statement has them, as MySQL writes them.
    """

    table: str
    columns: tuple[str, ...]
    stop: int
    complete: bool
    comments: tuple[tuple[str, bytes], ...] = ()


def definition(data: bytes, start: int, escapes: bool) -> Definition | None:
    """The `CREATE TABLE t (...)` that begins at `start`, None where none does.

    It is not complete where the data, or what may be its longest, ends first. `escapes`: whether a
    backslash escapes inside a string.
    """
    head = _CREATE.match(data, start)
    if head is None:
        return None
    columns: list[str] = []
    comments: list[tuple[str, bytes]] = []
    item: list[tuple[str, bytes]] = []
    depth, stop, before = 1, head.end(), b""
    for token in _TOKEN[escapes].finditer(data, stop, start + LONGEST):
        stop, kind, text = token.end(), token.lastgroup or "", token[0]
        if kind == "mark":
            depth += (text == b"(") - (text == b")")
            if text == b";":
                return Definition(table_name(head[1]), (), stop, True)
        if depth == 0 or (depth == 1 and text == b"," and kind == "mark"):
            columns.extend(_column(item))
            item = []
        elif kind == "string" and before.upper() == b"COMMENT":
            comments.extend((column, text[1:-1]) for column in _column(item))
        elif len(item) < 4 and kind != "comment":
            item.append((kind, text))
        before = text
        if depth == 0:
            return Definition(table_name(head[1]), tuple(columns), stop, True, tuple(comments))
    return Definition(table_name(head[1]), (), stop, False)


def _column(item: list[tuple[str, bytes]]) -> list[str]:
    """The name of the column that one item of the list defines, nothing for a constraint or an index."""
    if not item or item[0][0] not in {"name", "word", "string"}:
        return []
    kind, token = item[0]
    if kind != "word":
        return [token[1:-1].decode("utf-8", "replace")] if kind == "string" else parts(token)
    word = token.decode("utf-8", "replace")
    if word.lower() in _NEVER_COLUMN and len(item) > 1:
        return []
    return [] if word.lower() in _INDEX_WORDS and _is_index(item[1:]) else [word]


def _is_index(rest: list[tuple[str, bytes]]) -> bool:
    """Whether what follows KEY, UNIQUE ... is an index, `idx (a)`, and not the type of a column, `varchar(9)`."""
    if not rest:
        return False
    kind, token = rest[0]
    if kind == "name" or token == b"(" or token.lower() in {b"key", b"index", b"for"}:
        return True
    return len(rest) > 2 and rest[1][1] == b"(" and not rest[2][1].isdigit()

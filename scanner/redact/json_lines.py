"""Copies of JSON lines, value by value: the order of keys, blanks and escapes stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain

import numpy as np

from scanner.detector.compiled import GIVEN, Bytes, Ints, compiled
from scanner.errors import SourceError
from scanner.lines import LONGEST_RECORD
from scanner.model.data import Asset, Column
from scanner.model.problems import Problem
from scanner.redact.cells import Cells, Writing, edits_in, lines_in, replaced
from scanner.redact.edits import Redactor
from scanner.redact.sink import Sink
from scanner.sources._extended_json import unwrapped
from scanner.sources._json import number_text
from scanner.streams import TextStream

_DEEPEST = 200
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_OBJECT, _LIST = 1, 2
_VALUE, _KEY, _COLON, _NEXT = 0, 1, 2, 3
_ITEM, _TIMES, _ROOT = np.uint64(0xA24BAED4963EE407), np.uint64(0xD6E8FEB86659FD93), np.uint64(0x9E3779B97F4A7C15)
_QUOTE, _BACKSLASH = 34, 92
_BLOCK = 2 << 20


def copy(asset: Asset, text: TextStream, sink: Sink, redactor: Redactor) -> Iterator[Problem]:
    """Every line; what is no JSON as text. Raises `SourceError`."""
    rest, names = b"", dict[int, str]()
    while data := text.take(_BLOCK):
        rest += data
        end = rest.rfind(b"\n") + 1
        if not end and len(rest) > LONGEST_RECORD:
            raise SourceError(f"{asset.content.name}: a record of more than 16 MiB, which cannot be redacted")
        sink.write(_block(rest[:end], names, redactor))
        rest = rest[end:]
    sink.write(_block(rest, names, redactor))
    yield from text.problems


def _block(block: bytes, names: dict[int, str], redactor: Redactor) -> bytes:
    """A block of whole lines. names: of the paths that are known by their hashes."""
    if not block:
        return block
    values, lines = _values_of(np.frombuffer(block, np.uint8))
    if not len(lines):
        return block
    record, path, start, end, form = np.ascontiguousarray(values.T)
    keys, first, field = np.unique(path, return_index=True, return_inverse=True)
    for key, at in zip(keys.tolist(), first.tolist(), strict=True):
        if key not in names:
            line = lines[record[at], 0]
            names[key] = _path_of(block[line : end[at] + 1], int(start[at] - line))
    numbers = np.cumsum(lines[:, 2] == 0) - 1
    cells = Cells(
        numbers[record], field, start, end, form, [names[key] for key in keys.tolist()], int((lines[:, 2] == 0).sum())
    )
    bad = lines[lines[:, 2] != 0]
    texts = lines_in(block, bad[:, 0].copy(), bad[:, 1].copy(), redactor)
    return replaced(block, chain(edits_in(block, cells, _WRITING, redactor), texts))


def _path_of(line: bytes, start: int) -> str:
    """The path of the value that begins at an offset, as a scan names it. line: up to the end of the value."""
    above: list[tuple[bytes, str]] = []
    path, key = "", None
    for token in _TOKEN.finditer(line):
        sign = token.group()
        opened = above[-1][0] if above else b""
        if sign in (b"{", b"["):
            above.append((sign, path))
            path = f"{path}[]" if sign == b"[" else path
            key = None
        elif sign in (b"}", b"]"):
            path = above.pop()[1]
        elif opened == b"{" and sign == b",":
            path, key = above[-1][1], None
        elif opened == b"{" and sign != b":" and key is None:
            key = _decoded(sign[1:-1])
            path = f"{path}.{key}" if path else key
        elif token.start() <= start < token.end() and sign not in (b",", b":"):
            break
        if sign in (b"}", b"]"):
            key = ""
    return path or "[]"


def _decoded(text: bytes) -> str:
    """A string without its quotes; half of a surrogate pair becomes a question mark, as in a scan."""
    found: str = json.loads(b'"' + text + b'"', strict=False)
    return found.encode("utf-8", "replace").decode()


def _encoded(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()


def _read(column: Column) -> Column:
    """Values that say their type as plain ones: `{"$oid": …}`."""
    return next(iter(unwrapped((column,))), column) if "$" in column.field else column


_WRITING = Writing(_decoded, _encoded, b"null", quotes=True, read=_read, number=number_text)


@compiled(GIVEN)
def _values_of(data: Bytes) -> tuple[Ints, Ints]:
    """Rows of all strings and numbers: line, hash of the path, begin, end, `Form`. And of all lines that are not blank:
    begin, end, whether it is no JSON.

    What is checked is no more than that brackets, commas and colons stand where they may.
    """
    most = lines = 1
    for byte in data:
        most += byte == 44 or byte == 91 or byte == 123 or byte == 10
        lines += byte == 10
    values, found = np.empty((most, 5), np.int64), np.zeros((lines, 3), np.int64)
    kinds, paths = np.zeros(_DEEPEST + 1, np.int64), np.zeros(_DEEPEST + 1, np.uint64)
    count = line = at = 0
    size = len(data)
    while at < size:
        begin, before, good = at, count, True
        depth, state, path, blank = 0, _VALUE, _ROOT, True
        while at < size and data[at] != 10:
            byte = data[at]
            if byte <= 32:
                at += 1
                continue
            blank = False
            if byte == _QUOTE and state in (_VALUE, _KEY):
                at += 1
                start, form, word = at, 0, _TIMES
                while at < size and data[at] != _QUOTE and data[at] != 10:
                    escaped = data[at] == _BACKSLASH
                    form |= escaped
                    word = (word ^ np.uint64(data[at])) * _TIMES
                    word ^= word >> np.uint64(29)
                    at += 1
                    if escaped and at < size and data[at] != 10:
                        word = (word ^ np.uint64(data[at])) * _TIMES
                        at += 1
                if at >= size or data[at] != _QUOTE:
                    good = False
                    break
                if state == _KEY:
                    path, state = (paths[depth] ^ word) * _TIMES, _COLON
                else:
                    values[count, 0], values[count, 1], values[count, 2] = line, np.int64(path), start
                    values[count, 3], values[count, 4] = at, form
                    count, state = count + 1, _NEXT
                at += 1
            elif (byte == 123 or byte == 91) and state == _VALUE and depth < _DEEPEST:
                depth += 1
                kinds[depth] = _OBJECT if byte == 123 else _LIST
                path = path if byte == 123 else (path ^ _ITEM) * _TIMES
                paths[depth] = path
                state = _KEY if byte == 123 else _VALUE
                at += 1
            elif (byte == 125 or byte == 93) and depth and kinds[depth] == (_OBJECT if byte == 125 else _LIST):
                depth, state = depth - 1, _NEXT
                at += 1
            elif byte == 58 and state == _COLON:
                state = _VALUE
                at += 1
            elif byte == 44 and state == _NEXT and depth:
                path, state = paths[depth], _KEY if kinds[depth] == _OBJECT else _VALUE
                at += 1
            elif state == _VALUE and (byte == 45 or 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122):
                start = at
                while at < size and data[at] > 32 and data[at] != 44 and data[at] != 125 and data[at] != 93:
                    at += 1
                if byte == 45 or byte <= 57:
                    values[count, 0], values[count, 1], values[count, 2] = line, np.int64(path), start
                    values[count, 3], values[count, 4] = at, 2
                    count += 1
                state = _NEXT
            else:
                good = False
                break
        good = good and (blank or (depth == 0 and state == _NEXT))
        if not good:
            count = before
            while at < size and data[at] != 10:
                at += 1
        if not blank:
            found[line, 0], found[line, 1], found[line, 2] = begin, at, not good
            line += 1
        at += 1
    return values[:count].copy(), found[:line].copy()

"""Persons who object: which addresses and numbers of a list are found in data, told by an HMAC under a key of the run.

The list is read once, by the process that was given it. What workers get is a key that is drawn for this run and the
HMAC of each value under it, in a file that goes with the run: the values themselves are in neither.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from scanner.detect import ColumnFound
from scanner.detector.book import Rulebook
from scanner.detector.text import Hashes
from scanner.errors import UsageError
from scanner.plain import digits_of, plain_form
from scanner.readings import Found

ENTITIES = frozenset({"EMAIL_ADDRESS", "PHONE_NUMBER"})
_KEY_BYTES = 32
_FEWEST_DIGITS = 7
_NUMBER = re.compile(r"[+(\d][\d ().\-/]*")


@dataclass(frozen=True, eq=False, slots=True)
class Suppressed:
    """The list as workers know it."""

    key: bytes
    prints: Hashes

    def found(self, column: ColumnFound, book: Rulebook) -> dict[str, frozenset[int]]:
        """By rule, which entries of the list a column holds; nothing for rules of other entities."""
        return {
            one.rule: self._found(column, one)
            for one in column.found
            if book.rules[one.rule].entity in ENTITIES
        }  # fmt: skip

    def _found(self, column: ColumnFound, one: Found) -> frozenset[int]:
        _, first = np.unique(column.text.hashes(one.spans), return_index=True)
        texts = column.text.strings(one.spans.take(first)).to_list()
        prints = np.array([_print(plain, self.key) for plain in map(plain_form, texts)], np.uint64)
        return frozenset(np.intersect1d(prints, self.prints).tolist())


def prepare(file: Path, to: Path, key: bytes | None = None) -> None:
    """Writes the list in the form in which workers know it. Raises `UsageError`, with the line and never the value.

    key: a secret of the run, drawn where none is given.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError(f"{file}: the text is not UTF-8. Save the list as UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {(error.strerror or 'unknown error').lower()}.") from None
    key = hashlib.sha256(key).digest() if key else secrets.token_bytes(_KEY_BYTES)
    prints = set[int]()
    for number, line in enumerate(lines, 1):
        text = line.strip().strip('"')
        if not text or text.startswith("#"):
            continue
        if "@" not in text and not (_NUMBER.fullmatch(text) and len(digits_of(text)) >= _FEWEST_DIGITS):
            raise UsageError(f"{file}:{number}: neither an e-mail address nor a phone number. Give one a line.")
        prints.add(_print(plain_form(text), key))
    if not prints:
        raise UsageError(f"{file}: the list is empty. Give one e-mail address or phone number a line.")
    to.write_bytes(key + np.array(sorted(prints), np.uint64).tobytes())


@lru_cache(maxsize=1)
def load(file: Path) -> Suppressed:
    """What `prepare` wrote."""
    data = file.read_bytes()
    return Suppressed(data[:_KEY_BYTES], np.frombuffer(data, np.uint64, offset=_KEY_BYTES))


def _print(plain: str, key: bytes) -> int:
    return int.from_bytes(hmac.new(key, plain.encode(), hashlib.sha256).digest()[:8], "little")

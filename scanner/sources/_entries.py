"""Settings, one after the other: key, value and line, collected into batches in which each key is a column."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from scanner.lines import unparsed
from scanner.model.data import Batch, Column

MOST_KEYS = 5000
"""Different keys of one file, beyond which its values are given as text: keys are data then."""
_FULL = 1 << 15


class Entries:
    """What was read of one file and not given yet. Rows are lines.

    wide: there were more different keys than `MOST_KEYS`.
    """

    def __init__(self) -> None:
        self._values: dict[str, dict[str, tuple[list[str], list[int]]]] = {}
        self._texts: list[str] = []
        self._rows: list[int] = []
        self._keys: set[tuple[str, str]] = set()
        self._held = 0

    @property
    def full(self) -> bool:
        """Whether it is time to give what is held."""
        return self._held >= _FULL

    @property
    def wide(self) -> bool:
        """Whether there were too many different keys."""
        return len(self._keys) > MOST_KEYS

    def add(self, key: str, value: str, line: int, table: str = "") -> None:
        """A value under its key."""
        self._keys.add((table, key))
        values, lines = self._values.setdefault(table, {}).setdefault(key, ([], []))
        values.append(value)
        lines.append(line)
        self._held += 1

    def text(self, text: str, line: int) -> None:
        """A comment, or a line that is no setting."""
        self._texts.append(text)
        self._rows.append(line)
        self._held += 1

    def batches(self) -> Iterator[Batch]:
        """Everything that is held, table by table, then the text."""
        for table, keys in self._values.items():
            numbers = np.unique(np.concatenate([np.array(lines, np.int64) for _, lines in keys.values()]))
            columns = tuple(
                Column(key, pa.array(values, pa.string()), np.searchsorted(numbers, np.array(lines, np.int64)))
                for key, (values, lines) in keys.items()
            )
            yield Batch(columns, len(numbers), table=table, row_numbers=numbers)
        if self._texts:
            yield unparsed(self._texts, self._rows)
        self._values, self._texts, self._rows, self._held = {}, [], [], 0

"""How far a run has come, for a person who watches it."""

from __future__ import annotations

import sys

from tqdm import tqdm


class Bar:
    """A progress bar in bytes, on stderr, and only where that is a terminal."""

    def __init__(self) -> None:
        self._bar = tqdm(total=0, unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def total(self, size: int) -> None:
        """How much there is to read."""
        self._bar.total = size
        self._bar.refresh()

    def done(self, size: int, under_way: int) -> None:
        """How much has been read."""
        self._bar.n = min(size + under_way, self._bar.total or 0)
        self._bar.refresh()

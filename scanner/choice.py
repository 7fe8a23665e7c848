"""Which assets a run is to look at, and how much of each."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.globs import matches
from scanner.model.data import LIMITS, Limits, Window
from scanner.model.sample import Sample

LEFT_OUT = (".git", ".hg", ".svn", "__pycache__", ".fairnotice")
"""Folders of version control, of caches and of kept runs, left out unless an include pattern names them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which assets are wanted: globs on the asset's name (`*` crosses `/`), on its last part, or on a folder above.

    limits: what each of them may ask for. window: of which days records are wanted. sample: how much of each table is
    looked at, all if nothing is said.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limits: Limits = LIMITS
    sample: Sample | None = None
    window: Window | None = None
    columns: tuple[str, ...] = ()
    """Globs of the columns that are wanted of each table, all if none is said."""
    apart: bool = False
    """Whether files in `key=value` folders are assets of their own, but where a format's reader takes the folder."""

    @property
    def asks(self) -> bool:
        """Whether not all of each asset is wanted."""
        return bool(self.sample or self.window or self.columns)

    @property
    def in_passes(self) -> bool:
        """Whether some assets may be looked at a second time."""
        return bool(self.sample and self.sample.again)

    def wants(self, name: str) -> bool:
        """Whether an asset of this name is to be scanned."""
        left_out = not self.include and any(part in LEFT_OUT for part in name.split("/")[:-1])
        wanted = not self.include or matches(self.include, name)
        return not left_out and wanted and not (self.exclude and matches(self.exclude, name))

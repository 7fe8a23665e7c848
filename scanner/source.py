"""The contract of a source: how a format's bytes become batches.

A source is a module-level object named `SOURCE` in a file of `scanner/sources/`, or one that an installed
package names under the entry point group `fairnotice.sources`. Sources are found, not listed, and never
import each other; what they share is in `scanner.streams` and `scanner.columns`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from importlib.util import find_spec
from shutil import which
from typing import Protocol, runtime_checkable

from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Hint, Member, Schema, Unit
from scanner.model.problems import Coverage, Problem, Reason

HEAD_BYTES = 1 << 16
"""How much of the start of a file (after decompression) decides what it is."""


class Fit(IntEnum):
    """How well a source fits a file. Content goes before name: only equal fits are settled by name."""

    NO = 0
    FALLBACK = 1
    """Any text would do."""
    NAME = 2
    """The name says so and the content does not speak against it."""
    CONTENT = 3
    """The content looks like it."""
    SIGNATURE = 4
    """The format's own magic number is there."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a file before a source is chosen.

    name: file name without `.gz`, `.zst`, in lower case. data: first `HEAD_BYTES` after decompression, raw.
    text: the beginning of the same as str, or None where it is not text. whole: `text` is all there is.
    """

    name: str
    data: bytes
    text: str | None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What people are told of a source.

    title: the format. extensions: usual ends of names, in lower case. extra: what must be installed to read it, as in
    `fairnotice[excel]`, and modules: those that it brings; none where nothing more is needed. program: one of the
    system without which less is read.
    """

    title: str
    extensions: tuple[str, ...] = ()
    extra: str = ""
    modules: tuple[str, ...] = ()
    program: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The modules that cannot be imported, since the extra is not installed."""
        return tuple(module for module in self.modules if find_spec(module) is None)

    @property
    def usable(self) -> str:
        """`yes`, or what must be done first."""
        if self.missing:
            return f"no: pip install 'fairnotice[{self.extra}]'"
        return "yes" if not self.program or which(self.program) else f"in part: install the program {self.program}"

    def needed(self, name: str) -> None:
        """To be called before the modules are imported. Raises `SourceError` where they are missing."""
        if self.missing:
            raise SourceError(
                f"{name}: {self.title} are read with an extra that is not installed. Install it with "
                f"`pip install 'fairnotice[{self.extra}]'` and scan again",
                Reason.MISSING_EXTRA,
            )


class Source(Protocol):
    """Reads one format. `read` yields batches in row order and, in between, problems as data.

    It raises `SourceError` when nothing more can be read; what it yielded before stays. It never lets any
    other exception of a parsing library out, never returns values in messages, and holds at most a few
    blocks (`streams.BLOCK`) of the input in memory, or where a format must be read to and fro, what `streams.at_random`
    gives. A content that is not `ranged` is one unit.
    """

    name: str
    about: About

    def fit(self, head: Head) -> Fit:
        """How well this source fits the file; must not raise."""

    def plan(self, asset: Asset) -> list[Unit]:
        """The asset cut into units, in row order. Raises `SourceError`."""

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint | Member | Schema]:
        """The batches of one unit, labels that the data carry, and what lies inside it as files of their own.

        Of a file that says which columns it has, these too, before its first batch.

        A member is read by whoever asked for it before the next item is asked for. Raises `SourceError`.
        """


class OneUnit:
    """A source that takes what it reads as one unit."""

    about: About

    def plan(self, asset: Asset) -> list[Unit]:
        """The one. Raises `SourceError` where the extra is not installed."""
        self.about.needed(asset.content.name)
        return [Unit(asset, bytes=asset.bytes)]


@runtime_checkable
class FolderSource(Source, Protocol):
    """A source that also reads whole folders as one asset, such as a partitioned dataset."""

    def may_fit_folder(self, names: Sequence[str]) -> bool:
        """Whether a folder with these names directly inside is worth a look; asked of every folder, must not raise."""

    def fits_folder(self, folder: str) -> bool:
        """Whether the folder is one dataset of this format; must not raise, and is asked of likely folders only."""


@runtime_checkable
class AddressSource(Source, Protocol):
    """A source whose assets lie behind an address, such as the tables of a database; their `source` is its name."""

    schemes: tuple[str, ...]
    """What the addresses begin with, in lower case, without `://`."""

    def assets(self, address: str, alone: bool) -> Iterator[Asset | Coverage]:
        """What lies there, in order of name; raises `SourceError` where that cannot be known.

        alone: whether nothing else is scanned, so that names need not say where it lies.
        """


def problem_of(error: SourceError, *names: str) -> Problem:
    """The error as a line of coverage, which names the asset or member itself: the names are left out at the front."""
    fact = str(error)
    for name in names:
        fact = fact.removeprefix(f"{name}: ")
    return Problem(Reason(error.reason), fact.removesuffix("."))

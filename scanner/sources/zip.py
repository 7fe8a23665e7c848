"""Zip archives: each file in them is read in its turn, by the reader that fits it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path, PurePosixPath

from scanner.content import Streamed, too_many
from scanner.model.data import Asset, Content, Limits, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._archive import ENCRYPTED
from scanner.sources._zip import END, LOCAL, METHODS, READABLE, DirectoryError, Entry, Zip
from scanner.streams import UNIT_BYTES, at_random

_EXTENSIONS = (".zip", ".jar", ".war", ".ear", ".apk", ".whl")
_BEFORE = (b"MZ", b"\x7fELF", b"#!")
"""How programs begin that carry an archive behind them."""
_LEFT_OUT = "__MACOSX/"

CUT = "the archive has no directory, as it is incomplete; what can be found without it was scanned"
OVERLAP = "members that overlap others, as those of bombs do, not scanned"


class ZipArchive:
    """See `scanner.source.Source`; `start` and `stop` of a unit count members in the order of the directory."""

    name = "zip"
    about = About("zip archives", _EXTENSIONS)

    def fit(self, head: Head) -> Fit:
        """By the mark of a first member or of an empty directory, also behind a program."""
        if head.data.startswith((LOCAL, END)) or (head.data.startswith(_BEFORE) and LOCAL in head.data):
            return Fit.CONTENT
        named = head.name.endswith(_EXTENSIONS) and (head.text is None or not head.data)
        return Fit.NAME if named else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Members by their size, so that several workers share a large archive."""
        whole = [Unit(asset, bytes=asset.bytes)]
        if not asset.content.ranged or asset.bytes <= UNIT_BYTES:
            return whole
        limits = asset.content.limits
        with ExitStack() as stack:
            try:
                entries = _listed(_opened(asset.content, stack), limits)
            except DirectoryError:
                return whole
        if sum(entry.size or 0 for entry in entries) > limits.total:
            return whole
        starts = _starts(entries)
        stops = [*starts[1:], None]
        sizes = [sum(entry.packed for entry in entries[start:stop]) for start, stop in zip(starts, stops, strict=True)]
        sizes[-1] = max(asset.bytes - sum(sizes[:-1]), 0)
        return [
            Unit(asset, number, start, stop, size)
            for number, (start, stop, size) in enumerate(zip(starts, stops, sizes, strict=True))
        ]

    def read(self, unit: Unit) -> Iterator[Problem | Member]:
        """The members of a unit."""
        limits = unit.asset.content.limits
        with ExitStack() as stack:
            archive = _opened(unit.asset.content, stack)
            try:
                entries = _listed(archive, limits)
            except DirectoryError:
                yield Problem(Reason.TRUNCATED, CUT) if archive.size else Problem(Reason.EMPTY, "the file is empty")
                for entry in archive.front_to_back():
                    yield from _member(archive, entry, limits)
                return
            if not entries:
                yield Problem(Reason.EMPTY, "the archive has no members")
            overlapping = archive.overlapping(entries)
            for number, entry in islice(enumerate(entries), unit.start, unit.stop):
                if number == limits.members:
                    yield Problem(Reason.LIMIT, too_many(limits))
                elif number in overlapping:
                    yield Problem(Reason.LIMIT, OVERLAP, member=entry.name)
                else:
                    yield from _member(archive, entry, limits)


def _opened(content: Content, stack: ExitStack) -> Zip:
    file = at_random(content)
    return Zip(stack.enter_context(Path(file).open("rb")) if isinstance(file, str) else file)


def _listed(archive: Zip, limits: Limits) -> list[Entry]:
    """The entries of the directory, up to one more than may be read."""
    return list(islice(archive.directory(), limits.members + 1))


def _starts(entries: list[Entry]) -> list[int]:
    """The first members of units of about `UNIT_BYTES`."""
    starts, held = [0], 0
    for number, entry in enumerate(entries):
        if held >= UNIT_BYTES:
            starts.append(number)
            held = 0
        held += entry.packed
    return starts


def _member(archive: Zip, entry: Entry, limits: Limits) -> Iterator[Problem | Member]:
    if entry.name.endswith("/") or entry.name.startswith(_LEFT_OUT):
        return
    if entry.encrypted:
        yield Problem(Reason.ENCRYPTED, ENCRYPTED, member=entry.name)
    elif entry.method not in READABLE:
        method = METHODS.get(entry.method, f"method {entry.method}")
        yield Problem(Reason.UNKNOWN_FORMAT, f"members compressed by {method}, not scanned", member=entry.name)
    else:
        problems: list[Problem] = []
        name = PurePosixPath(entry.name).name or entry.name
        pieces = archive.pieces(entry, name, limits, problems)
        yield Member(entry.name, Streamed(name, pieces, entry.size or 0, limits))
        for problem in problems:
            yield Problem(problem.reason, problem.fact, problem.count, member=entry.name)


SOURCE = ZipArchive()

"""Archives of pg_dump: custom (`-Fc`), tar (`-Ft`) and directory (`-Fd`), read from front to back.

An archive is read as the script that pg_restore would make of it: its rows are those of the reader of SQL
dumps, its statements are lines of text. Large objects are members, read for what they are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path

from scanner.content import LocalFile, Streamed
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Content, Hint, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._pg.feed import Feed
from scanner.sources._pg.parts import (
    TOC_FILE,
    Part,
    files_of,
    missing_files,
    of_custom,
    of_folder,
    of_tar,
    tar_members,
)
from scanner.sources._pg.script import Script, rows
from scanner.sources._pg.toc import CUSTOM, MAGIC, Toc, read_toc
from scanner.sources._sql.dump import Dump
from scanner.streams import BLOCK, open_stream

_TAR_MAGIC = TOC_FILE.encode() + b"\0"
_TAR_BLOCK = 512
_UNIT_BYTES = 64 << 20

MISSING = "tables of which the file with the rows is missing"
ALONE = "a table of contents alone: the rows lie in files beside it"

Items = Iterator[Batch | Problem | Hint | Member]


class PgDump:
    """See `scanner.source.Source`; of a folder, `start` and `stop` of a unit are places among its files."""

    name = "pg_dump"
    about = About("pg_dump archives: custom, tar, directory", (".dump", ".pgdump"))

    def fit(self, head: Head) -> Fit:
        """By the magic number, of a tar by that of its first member."""
        data = head.data
        is_tar = data.startswith(_TAR_MAGIC) and data[_TAR_BLOCK : _TAR_BLOCK + len(MAGIC)] == MAGIC
        return Fit.SIGNATURE if is_tar or data.startswith(MAGIC) else Fit.NO

    def may_fit_folder(self, names: Sequence[str]) -> bool:
        """There is a table of contents."""
        return TOC_FILE in names

    def fits_folder(self, folder: str) -> bool:
        """The table of contents is one of pg_dump, and files lie beside it, no folders."""
        try:
            with open_stream(LocalFile(str(Path(folder, TOC_FILE)))) as stream:
                return stream.read(len(MAGIC)) == MAGIC and not any(map(os.path.isdir, Path(folder).iterdir()))
        except (SourceError, OSError):
            return False

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit; of a folder some files each, the first with the table of contents."""
        path = asset.content.path
        if path is None or not os.path.isdir(path):
            return [Unit(asset, bytes=asset.bytes)]
        ends, held = [0], LocalFile(str(Path(path, TOC_FILE))).size()
        sizes = [held]
        for place, name in enumerate(files_of(path)):
            if held >= _UNIT_BYTES:
                ends.append(place)
                sizes.append(0)
                held = 0
            size = LocalFile(str(Path(path, name))).size()
            held += size
            sizes[-1] += size
        stops = [*ends[1:], None]
        return [Unit(asset, *each) for each in zip(range(len(ends)), ends, stops, sizes, strict=True)]

    def read(self, unit: Unit) -> Items:
        """Rows, statements as lines, labels in comments, and large objects as members."""
        content = unit.asset.content
        if content.path is not None and os.path.isdir(content.path):
            yield from _folder(content, content.path, unit)
            return
        with open_stream(content) as stream:
            is_tar = stream.peek(len(MAGIC)) != MAGIC
            if is_tar:
                members = tar_members(stream)
                _, first = next(members)
                toc = read_toc(Feed(first), content.name, content.limits.held)
                parts = of_tar(members, toc, content)
            else:
                feed = Feed(stream)
                toc = read_toc(feed, content.name, content.limits.held)
                parts = of_custom(feed, toc, content)
            if not is_tar and toc.format != CUSTOM:
                parts = iter(())
                yield Problem(Reason.UNPARSED, ALONE)
            yield from _items(toc, parts, toc.statements())
            yield from stream.problems


def _folder(content: Content, path: str, unit: Unit) -> Items:
    with open_stream(LocalFile(str(Path(path, TOC_FILE)), content.limits)) as stream:
        toc = read_toc(Feed(stream), content.name, content.limits.held)
    names = files_of(path)
    yield from _items(
        toc, of_folder(content, names[unit.start : unit.stop], toc), () if unit.start else toc.statements()
    )
    missing = 0 if unit.start else missing_files(toc, names)
    if missing:
        yield Problem(Reason.NOT_READABLE, MISSING, missing)


def _items(toc: Toc, parts: Iterable[Part], statements: Iterable[bytes]) -> Items:
    """The statements, then the parts in their order. Raises the `SourceError` that ended the archive."""
    created = toc.created()
    yield from _script(toc, iter(statements), created, [])
    for are_members, group in groupby(parts, lambda part: bool(part.member)):
        if are_members:
            for part in group:
                yield Member(part.member, Streamed(part.member, part.pieces))
        else:
            problems: list[Problem] = []
            pieces = (rows(part.entry, part.pieces, problems) for part in group)
            yield from _script(toc, chain.from_iterable(pieces), created, problems)


def _script(
    toc: Toc, pieces: Iterator[bytes], created: Mapping[str, tuple[str, ...]], problems: list[Problem]
) -> Iterator[Batch | Problem | Hint]:
    """What a piece of the script holds, then the problems that were found on the way."""
    script = Script(pieces, toc.encoding, problems)
    try:
        yield from Dump(script, BLOCK, toc.dialect, created).read()
    except SourceError:
        yield from problems
        raise
    yield from problems


SOURCE = PgDump()

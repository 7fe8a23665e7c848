"""Tar archives, compressed or not: each file in them is read in its turn, by the reader that fits it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.content import Streamed
from scanner.model.data import Limits, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._archive import LINK
from scanner.sources._tar import Header, Kind, Tape, headers, is_header
from scanner.streams import open_stream

DEVICE = "devices and pipes in an archive, not opened"
HOLES_LEFT_OUT = "sparse files, read without their holes"


class TarArchive(OneUnit):
    """See `scanner.source.Source`; an archive is one unit, as it is read from front to back."""

    name = "tar"
    about = About("tar archives", (".tar", ".tgz", ".tbz2", ".txz", ".tzst"))

    def fit(self, head: Head) -> Fit:
        """By the checksum of the first header."""
        ours = is_header(head.data) and head.data[512:517] != b"PGDMP"  # an archive of pg_dump has its own reader
        return Fit.CONTENT if ours else Fit.NO

    def read(self, unit: Unit) -> Iterator[Problem | Member]:
        """The files in their order; links and devices are named and left alone."""
        content = unit.asset.content
        with open_stream(content) as stream:
            tape = Tape(stream)
            for item in headers(tape):
                if isinstance(item, Problem):
                    yield item
                elif item.kind in _LEFT_ALONE:
                    yield Problem(*_LEFT_ALONE[item.kind], member=item.name)
                elif item.kind is Kind.OTHER:
                    tape.skip(item.size)
                else:
                    yield from _file(tape, item, content.limits)
            yield from stream.problems


_LEFT_ALONE = {Kind.LINK: (Reason.SYMLINK, LINK), Kind.DEVICE: (Reason.NOT_A_FILE, DEVICE)}


def _file(tape: Tape, header: Header, limits: Limits) -> Iterator[Problem | Member]:
    name = PurePosixPath(header.name).name or header.name
    data = Streamed(name, tape.pieces(header, name), header.size, limits)
    yield Member(header.name, data)
    data.drain()
    if header.kind is Kind.SPARSE:
        yield Problem(Reason.UNPARSED, HOLES_LEFT_OUT, member=header.name)


SOURCE = TarArchive()

"""What comes once, such as standard input: it is told by its first bytes while it is read, not before."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.content import Streamed, pieces_of
from scanner.model.data import Asset, Member, Unit
from scanner.source import About, Fit, Head


class Stream:
    """See `scanner.source.Source`; fits no file, and is chosen by whoever knows that an asset is a stream."""

    name = "stream"
    about = About("streams, such as standard input")

    def fit(self, head: Head) -> Fit:  # noqa: ARG002 - see `scanner.source.Source`
        """Never by content."""
        return Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit."""
        return [Unit(asset)]

    def read(self, unit: Unit) -> Iterator[Member]:
        """The one member, without a name, that all of it is."""
        content = unit.asset.content
        yield Member("", Streamed(content.name, pieces_of(content), limits=content.limits))


SOURCE = Stream()

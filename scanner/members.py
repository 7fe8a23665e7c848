"""What a unit holds: the batches of its own, and those of all that lies inside it, however deep.

An archive or a mail hands over its members; each is told by its content like any file, read by its own reader, and
its batches, labels and problems carry its path inside the asset, such as `old.tar.gz!crm/dump.sql`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from scanner.content import Streamed, pieces_of, too_many
from scanner.datasets import file_of, is_dataset, planned_by_file, with_partition
from scanner.errors import LimitError, SourceError, place_of
from scanner.model.data import Asset, Batch, Content, Hint, Limits, Member, Schema, Unit
from scanner.model.problems import Problem, Reason
from scanner.registry import source_for, sources
from scanner.source import FolderSource, Source, problem_of

Item = Batch | Problem | Hint | Schema
NOT_KNOWN = Problem(Reason.UNKNOWN_FORMAT, "no reader knows this kind of file")


def read_unit(unit: Unit, at: Callable[[int], None] | None = None) -> Iterator[Item]:
    """Everything in a unit. Raises `SourceError` for the unit itself; that of a member is one of its problems.

    at: told the number of each member before it is read, counted from 1.
    """
    return _guarded(_Reading(unit, at).items())


def planned(source: Source, asset: Asset) -> list[Unit]:
    """The asset's units. Raises `SourceError` and nothing else, whatever the source's library raises."""
    by_file = is_dataset(asset.content) and not isinstance(source, FolderSource)
    try:
        return planned_by_file(source, asset) if by_file else source.plan(asset)
    except (SourceError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # libraries in Rust raise what is no Exception
        raise _failure(error) from error


def _failure(error: BaseException) -> SourceError:
    """The error that a reader should have raised instead of this one, whose text may hold values."""
    if isinstance(error, MemoryError):
        return LimitError("there was not enough memory to read it")
    return SourceError(f"its reader failed with {type(error).__name__}{place_of(error)}")


Inside = Batch | Problem | Hint | Member | Schema


def _in_file(source: Source, unit: Unit) -> Iterator[Inside]:
    """What is in a unit of a dataset: that of its file, which is planned now where it was not, and its partition."""
    within = file_of(unit)
    last: dict[str, int] = {}
    for each in planned(source, within.asset) if unit.whole else [within]:
        before = dict(last)
        for item in _pieces(source, each):
            if isinstance(item, Batch):
                item = with_partition(item.after(before.get(item.table, 0)), unit.file)
                last[item.table] = max(last.get(item.table, 0), item.last)
            yield item


def _pieces(source: Source, unit: Unit) -> Iterator[Inside]:
    """What is in a unit, or in the pieces of it that a sample reads, whose records are numbered through."""
    if unit.file:
        yield from _in_file(source, unit)
        return
    if unit.part is None or not unit.part.pieces:
        yield from source.read(unit)
        return
    rows = 0
    for piece in unit.part.pieces:
        last = rows
        for item in source.read(replace(unit, start=piece.start, stop=piece.stop)):
            if isinstance(item, Batch):
                item = item.after(rows)
                last = max(last, item.last)
            yield replace(item, row=None) if isinstance(item, Problem) else item
        rows = rows + piece.records if piece.records else last


class _StopError(Exception):
    """A limit of the whole unit is reached."""


def _guarded(items: Iterator[Item]) -> Iterator[Item]:
    """The same items; what a library raises that it should not becomes a `SourceError`."""
    while True:
        try:
            item = next(items)
        except StopIteration:
            return
        except (SourceError, _StopError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            raise _failure(error) from error
        yield item


@dataclass
class _Reading:
    """One unit, with what came out of it so far. stopped: why no more is to come, which no reader may forget."""

    unit: Unit
    at: Callable[[int], None] | None
    members: int = 0
    given: int = 0
    stopped: str = ""

    def items(self) -> Iterator[Item]:
        source = sources()[self.unit.asset.source]
        try:
            yield from self._through(_pieces(source, self.unit), "", 0)
        except _StopError as stop:
            yield Problem(Reason.LIMIT, str(stop))

    @property
    def _limits(self) -> Limits:
        return self.unit.asset.content.limits

    def _through(self, items: Iterator[Inside], path: str, depth: int) -> Iterator[Item]:
        for item in items:
            if isinstance(item, Member):
                yield from self._member(item, path, depth + 1)
            elif isinstance(item, Schema):
                if not path:
                    yield item
            elif path:
                yield replace(item, member=f"{path}!{item.member}" if item.member else path)
            else:
                yield item

    def _member(self, member: Member, above: str, depth: int) -> Iterator[Item]:
        path = f"{above}!{member.name}" if above else member.name
        self.members += 1
        if self.members > self._limits.members:
            raise _StopError(too_many(self._limits))
        if cause := dict(self.unit.skip).get(self.members):
            yield replace(cause, member=path)
            return
        if self.at:
            self.at(self.members)
        if depth > self._limits.depth:
            yield Problem(
                Reason.LIMIT, f"nested more than {self._limits.depth} deep, not opened. Raise --max-depth", member=path
            )
            return
        try:
            yield from _guarded(self._read(member, path, depth))
        except SourceError as error:
            names = (self.unit.asset.name, member.content.name, member.name)
            archive = above.rpartition("!")[2].rpartition("/")[2] or self.unit.asset.content.name
            yield replace(problem_of(error, *names, archive), member=path)
        if self.stopped:
            raise _StopError(self.stopped)

    def _read(self, member: Member, path: str, depth: int) -> Iterator[Item]:
        content = member.content
        if member.name:
            content = Streamed(content.name, self._counted(content), content.size(), self._limits)
        source = source_for(content, member.name)
        if source is None:
            yield replace(NOT_KNOWN, member=path)
            return
        asset = Asset(self.unit.asset.name, content, content.size(), source.name)
        before: dict[tuple[str, str], int] = {}
        for unit in planned(source, asset):
            rows = dict(before)
            for item in self._through(source.read(unit), path, depth):
                if isinstance(item, Batch):
                    table = item.member, item.table
                    before[table] = before.get(table, 0) + item.rows
                    item = item.after(rows.get(table, 0))
                yield item

    def _counted(self, content: Content) -> Iterator[bytes]:
        """The bytes of a member, as long as not too many came out of the unit."""
        most = self._limits.total
        for data in pieces_of(content):
            self.given += len(data)
            if self.given > most:
                self.stopped = f"more than {most >> 20} MiB came out of it; the rest was not scanned. Raise --max-total"
                raise _StopError(self.stopped)
            yield data

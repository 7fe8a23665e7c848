"""ORC: stripes are read one after the other; a damaged stripe costs the columns that are damaged in it, no more.

Now and then the library ends the process over a damaged stripe: that is what units in worker processes are for.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.orc

from scanner.columns import columns_of
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Content, Hint, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._metadata import check_names, hints
from scanner.streams import at_random

_MAGIC = b"ORC"
_UNIT_BYTES = 64 << 20
_BATCH_BYTES = 16 << 20
_MOST_VALUES = 1 << 28
"""Values of one stripe: stripes lie in memory whole, and a few bytes can stand for any number of equal values."""
_ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, RuntimeError)

LOST = "stripes that are damaged, not scanned"


class Orc:
    """See `scanner.source.Source`; `start` and `stop` of a unit are stripes."""

    name = "orc"
    about = About("ORC files", (".orc",))

    def fit(self, head: Head) -> Fit:
        """By the magic number; text may begin with the same letters."""
        return Fit.SIGNATURE if head.data.startswith(_MAGIC) and head.text is None else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Stripes of about 64 MiB; a file that cannot be opened is one unit, which fails when it is read."""
        try:
            stripes = _opened(asset.content).nstripes if asset.content.ranged else 0
        except SourceError:
            stripes = 0
        parts = min(max(asset.bytes // _UNIT_BYTES, 1), max(stripes, 1))
        starts = [stripes * part // parts for part in range(parts)]
        stops = [*starts[1:], None]
        share = asset.bytes // parts
        sizes = [asset.bytes - share * (parts - 1), *[share] * (parts - 1)]
        return [Unit(asset, part, starts[part], stops[part], sizes[part]) for part in range(parts)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """Batches of all leaves, a few to each stripe; labels that the file's metadata hold."""
        file = _opened(unit.asset.content)
        yield from hints(file.metadata.metadata if file.metadata else None, "metadata of the file")
        if not file.nrows:
            yield Problem(Reason.EMPTY, "the file has no rows")
        problems: list[Problem] = []
        row = 1
        for stripe in range(unit.start, file.nstripes if unit.stop is None else unit.stop):
            data = _stripe(file, stripe, problems)
            if data is not None:
                yield from _batches(data, row, problems)
                row += data.num_rows
        yield from problems


def _opened(content: Content) -> pa.orc.ORCFile:
    """Raises `SourceError` for what is not a whole ORC file."""
    source = at_random(content)
    try:
        file = pa.orc.ORCFile(source)
        check_names(file.schema)
        if file.nrows * len(file.schema) > _MOST_VALUES * max(file.nstripes, 1):
            raise SourceError(
                f"{content.name}: its stripes hold more values than can be held in memory. Write it again with "
                "smaller stripes",
                Reason.LIMIT,
            )
    except _ERRORS:
        raise SourceError(
            f"{content.name}: not a whole ORC file: its footer is damaged or missing. Fetch or write it again",
            Reason.MALFORMED,
        ) from None
    return file


def _stripe(file: pa.orc.ORCFile, stripe: int, problems: list[Problem]) -> pa.RecordBatch | None:
    """One stripe, without the columns that are damaged in it; None where all are."""
    try:
        return _valid(file.read_stripe(stripe))
    except _ERRORS:
        pass
    good: dict[str, pa.Array] = {}
    for name in file.schema.names:
        try:
            good[name] = _valid(file.read_stripe(stripe, [name])).column(0)
        except _ERRORS:
            problems.append(Problem(Reason.MALFORMED, f"column {name} is damaged in some stripes, not scanned there"))
    if not good:
        problems.append(Problem(Reason.MALFORMED, LOST))
        return None
    return pa.RecordBatch.from_arrays(list(good.values()), list(good))


def _valid(data: pa.RecordBatch) -> pa.RecordBatch:
    """Raises `ArrowInvalid` where Arrow would not keep to the data's bounds."""
    data.validate(full=True)
    return data


def _batches(data: pa.RecordBatch, row: int, problems: list[Problem]) -> Iterator[Batch]:
    size = max(_BATCH_BYTES * data.num_rows // max(data.nbytes, 1), 64)
    for start in range(0, data.num_rows, size):
        part = data.slice(start, size)
        yield Batch(columns_of(part, problems), part.num_rows, row + start)


SOURCE = Orc()

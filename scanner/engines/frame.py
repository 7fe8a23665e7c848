"""A DataFrame of Spark, scanned where its partitions are: `DataFrame.mapInArrow`, and one result for each partition.

Spark takes the rows of one attempt of each partition, so nothing counts twice. A partition is a unit, numbered as Spark
does. When Spark tries one again, its rows are first laid into a file on the executor, so that they can be read by a
child that may be lost as well.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scanner.engines.carried import Carried
from scanner.engines.executor import ROWS, Job, Watch, alone, place, quiet, retried, row, settle
from scanner.engines.failure import failure
from scanner.model.data import Asset, Hint, Unit
from scanner.sources._metadata import hints
from scanner.sources._sql.comments import hints as comment_hints
from scanner.sources.dataframe import NAME, Frame
from scanner.unit import Settings, UnitResult, scan_units
from scanner.workers import Guard, Lost, nothing, whole

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

Done = tuple[Unit, UnitResult | Lost[Unit]]
_COMMENT = b"comment"
_Batches = Iterator["pa.RecordBatch"]


def asset_of(frame: DataFrame, name: str) -> Asset:
    """The DataFrame as an asset, with the labels in the metadata of its columns."""
    told = tuple(hint for column in frame.schema.fields for hint in _hints(column.name, column.metadata))
    return Asset(name, Frame(name, hints=told), 0, NAME)


def _hints(column: str, metadata: Mapping[str, object]) -> Iterator[Hint]:
    told = {key.encode(): str(value).encode() for key, value in metadata.items()}
    yield from comment_hints(told.get(_COMMENT, b""), "", column)
    yield from hints(told, "metadata of the column", column)


def scanned(frame: DataFrame, asset: Asset, settings: Settings, guard: Guard) -> list[Done]:
    """Each partition with its result. Raises `EngineError` where Spark gives the job up."""
    carried = Carried.of(settings)
    job = pickle.dumps((Job(scan_units, carried, guard, whole, nothing), asset))
    outcomes: list[Done] = []
    try:
        rows = frame.mapInArrow(_doing(job), ROWS).collect()
    except Exception as error:
        raise failure(error) from error
    for (outcome,) in rows:
        unit, result, files = pickle.loads(outcome)  # noqa: S301 - from our executors
        carried.landed(files)
        outcomes.append((unit, result))
    return outcomes


def _doing(job: bytes) -> Callable[[_Batches], _Batches]:
    """The function that Spark gives the rows of a partition; see `scanner.engines.spark`."""

    def do(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from scanner.engines.frame import partition

        yield from partition(job, batches)

    return do


def partition(job: bytes, batches: _Batches) -> _Batches:
    """The one row of this partition."""
    settle()
    from pyspark import TaskContext

    told, asset = pickle.loads(job)  # noqa: S301 - from the driver
    context = TaskContext.get()
    unit = Unit(asset, context.partitionId() if context else 0)
    with told.settings.unpacked(place()) as (settings, files), quiet():
        result = _again(told, unit, batches, settings) if retried() else _once(told, unit, batches, settings)
        yield row(unit, result, files())


def _once(job: Job, unit: Unit, batches: _Batches, settings: Settings) -> UnitResult:
    """In this process. What goes wrong is not shown, and Spark tries again."""
    source = _Checked(batches)
    try:
        with Watch(job.guard) as watch:
            result: UnitResult = job.function((_read_from(unit, batches=source),), settings, watch)[0]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - libraries in Rust raise what is no Exception
        kind = type(error).__name__
        raise RuntimeError(f"a partition could not be scanned: {kind}") from None
    if source.broken:
        raise RuntimeError("the rows of a partition ended before its last")
    return replace(result, unit=unit)


def _again(job: Job, unit: Unit, batches: _Batches, settings: Settings) -> UnitResult | Lost[Unit]:
    """In a child, from a file; what is lost once more is named."""
    import pyarrow as pa

    with TemporaryDirectory(prefix="fairnotice-rows-", dir=place()) as folder:
        file = Path(folder, "rows.arrow")
        first = next(batches, None)
        if first is not None:
            with pa.ipc.new_stream(str(file), first.schema) as stream:
                for batch in (first, *batches):
                    stream.write_batch(batch)
        task = (_read_from(unit, file=str(file) if first is not None else ""),)
        ((_, outcome),) = alone(job, [task], settings)
    if isinstance(outcome, Lost):
        problem = replace(outcome.problem, fact=f"partition {unit.number}: {outcome.problem.fact}")
        return Lost(unit, problem, outcome.place)
    result: UnitResult = outcome[0]
    return replace(result, unit=unit)


def _read_from(unit: Unit, **where: Any) -> Unit:
    content: Any = unit.asset.content
    return replace(unit, asset=replace(unit.asset, content=replace(content, **where)))


class _Checked:
    """Batches that remember whether they came to their end: a reader's error would be taken for a damaged input."""

    def __init__(self, batches: _Batches) -> None:
        self._batches = batches
        self.broken = False

    def __iter__(self) -> _Checked:
        return self

    def __next__(self) -> pa.RecordBatch:
        try:
            return next(self._batches)
        except StopIteration:
            raise
        except BaseException:
            self.broken = True
            raise

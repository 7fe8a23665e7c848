"""Tasks over the executors of Spark: the same function as everywhere, and results that come back as rows.

`spark.range(0, parts, 1, parts).mapInArrow(…)` gives one Spark task for each part, and needs neither the RDD interface
nor a context, so it works over Spark Connect too. A part holds tasks of about `_PART_BYTES`, which are seconds of work:
a Spark task costs 30 ms. Parts go out in waves, each a Spark job, and there is always one more wave than fills the
cluster, so that no core waits for the last part of a wave, and what is done is known, and kept, after each.
"""

from __future__ import annotations

import heapq
import math
import pickle
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from scanner.engines.carried import Carried
from scanner.engines.executor import ROWS, Job
from scanner.engines.failure import failure
from scanner.errors import UsageError
from scanner.model.data import Asset
from scanner.ways import pipe
from scanner.workers import GUARD, Function, Guard, Lost, Progress, nothing, whole

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

Task = TypeVar("Task")
Result = TypeVar("Result")
Settings = TypeVar("Settings")
Wave = Future[list[bytes]]

_TICK = 0.2
_PART_BYTES = 64 << 20
_EACH_BYTES = 1 << 16
"""What a unit costs beside its bytes, in the time that so many take: to open a file, to sum it up."""
_LOOK_BYTES = 1 << 18
"""What it costs to look at an asset and cut it into units."""
_NARROW, _WIDE = 4, 128
"""Parts of a wave, at least and at most: each of its tasks unpacks all that the wave holds."""


class SparkWorkers:
    """See `scanner.crew.Crew`; the executors of a session, which stays open when the crew is left.

    jobs: how many Spark tasks run at a time, 0 for as many as the cluster has room for now.
    """

    def __init__(self, session: SparkSession, jobs: int = 0, guard: Guard = GUARD) -> None:
        self._spark = session
        self._guard = guard
        self._tag = f"fairnotice-{uuid.uuid4()}"
        self._stopped = Event()
        self.jobs = jobs or _room(session)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing is left to end: `run` does that for its jobs."""

    def run(
        self,
        function: Function[Task, Settings, Result],
        tasks: Sequence[Task],
        settings: Settings,
        progress: Progress | None = None,
        apart: Callable[[Task], Sequence[Task]] = whole,
        without: Callable[[Task, Lost[Task]], Task | None] = nothing,
    ) -> Iterator[tuple[Task, Result | Lost[Task]]]:
        """See `scanner.workers.Workers.run`. Raises `EngineError` where Spark gives up a job."""
        from pyspark import cloudpickle

        _check_reach(tasks)
        carried = Carried.of(settings)
        given = Job(function, carried, self._guard, apart, without)
        job: bytes = cloudpickle.dumps(given)  # type: ignore[no-untyped-call]
        parts = evenly(tasks, self.jobs)
        width = min(max(self.jobs, _NARROW), _WIDE)
        with ThreadPoolExecutor(math.ceil(self.jobs / width) + 1, "fairnotice-spark") as threads:
            waves = [parts[first : first + width] for first in range(0, len(parts), width)]
            running: set[Wave] = {threads.submit(self._wave, job, wave) for wave in waves}
            try:
                while running:
                    done, running = wait(running, _TICK, FIRST_COMPLETED)
                    if progress:
                        progress(0)
                    for task, outcome, files in (pickle.loads(row) for wave in done for row in _rows(wave)):  # noqa: S301
                        carried.landed(files)
                        yield task, outcome
            finally:
                self._end(running)

    def _wave(self, job: bytes, parts: Sequence[Sequence[object]]) -> list[bytes]:
        """One Spark job, in a thread of its own."""
        if self._stopped.is_set():
            return []
        self._spark.addTag(self._tag)
        frame = self._spark.range(0, len(parts), 1, len(parts))
        rows = frame.mapInArrow(_doing(job, [pickle.dumps(part) for part in parts]), ROWS).collect()
        return [row[0] for row in rows]

    def _end(self, running: set[Wave]) -> None:
        """Has Spark give up the jobs that nobody waits for any more."""
        self._stopped.set()
        while running := {wave for wave in running if not wave.cancel() and not wave.done()}:
            self._spark.interruptTag(self._tag)
            wait(running, 5 * _TICK)
        self._stopped.clear()


def _doing(job: bytes, parts: Sequence[bytes]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function that Spark gives the numbers of parts. It imports on the executor, which may lack it."""

    def do(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from scanner.engines.executor import done

        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from done(job, parts[number])

    return do


def _rows(wave: Wave) -> list[bytes]:
    """Raises `EngineError` where Spark gave the job up."""
    error = wave.exception()
    if error is not None:
        raise failure(error) from error
    return wave.result()


def _room(session: SparkSession) -> int:
    """How many tasks the cluster runs at a time: so many parts Spark makes of a range of which nothing is said."""
    from pyspark.sql import functions as sql

    try:
        parts = session.range(1 << 16).select(sql.spark_partition_id().alias("part"))
        return int(parts.agg(sql.max("part")).collect()[0][0]) + 1
    except Exception as error:
        raise failure(error) from error


def _check_reach(tasks: Sequence[object]) -> None:
    """Raises `UsageError` for what only this process can read."""
    items = (each for task in tasks if isinstance(task, tuple) for each in task)
    if any(isinstance(each, Asset) and isinstance(each.content, pipe.StandardInput) for each in items):
        raise UsageError("`-`: standard input does not reach the executors of Spark. Scan it with --engine local.")


def evenly(tasks: Sequence[Task], jobs: int) -> list[list[Task]]:
    """The tasks in parts that take about as long: the largest first, each to the part that has least."""
    weights = [_weight(task) for task in tasks]
    count = max(math.ceil(sum(weights) / _PART_BYTES), jobs)
    count = min(math.ceil(count / jobs) * jobs, len(tasks))
    parts: list[list[Task]] = [[] for _ in range(count)]
    least = [(0, number) for number in range(count)]
    for place in sorted(range(len(tasks)), key=lambda place: -weights[place]):
        held, number = least[0]
        parts[number].append(tasks[place])
        heapq.heapreplace(least, (held + weights[place], number))
    return parts


def _weight(task: object) -> int:
    """What a task, or a pack of them, costs; assets are only looked at."""
    if isinstance(task, tuple):
        return sum(map(_weight, task))
    return _LOOK_BYTES if isinstance(task, Asset) else int(getattr(task, "bytes", 0)) + _EACH_BYTES

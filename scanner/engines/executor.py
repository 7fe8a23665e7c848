"""What runs on the executors of Spark: tasks in the Python worker itself, and in a process of their own on a retry.

Spark tries what was lost again, and tells how often it did. The first time, a task that kills its worker takes all of
its part with it; from then on each task of that part runs in a child of its own (see `scanner.workers`), so that only
the one to blame is lost, and is named. Nothing is written but below a folder of Spark's own: results are returned as
rows, of which Spark takes those of one attempt only. Errors that reach Spark would be shown with their text, which may
hold values; so those of a task end here.

Only the standard library is imported before `settle`, since libraries read the environment when they are loaded.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import pickle
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.workers import ENVIRONMENT, Function, Guard, Lost, Workers, memory_of

if TYPE_CHECKING:
    import pyarrow as pa

    from scanner.engines.carried import Carried, Files

ROWS = "outcome binary"
"""What comes back, in Spark's words: a task, its outcome and the files that belong to it, pickled."""
_DUE = 1.0
"""Seconds between two looks at the clock and the memory."""
_MALLOPT = {"MALLOC_TRIM_THRESHOLD_": -1, "MALLOC_MMAP_THRESHOLD_": -3}
"""Numbers of `mallopt(3)` for what glibc reads from the environment when a process begins."""

Outcome = tuple[Any, Any]
"""A task, and its result or why it is lost; see `scanner.workers.Workers.run`."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with each task of a run, and what it needs; see `scanner.workers.Workers.run`."""

    function: Function[Any, Any, Any]
    settings: Carried
    guard: Guard
    apart: Callable[[Any], Sequence[Any]]
    without: Callable[[Any, Lost[Any]], Any]


def done(job: bytes, tasks: bytes) -> Iterator[pa.RecordBatch]:
    """A row for each task of a part, as soon as it is done. job, tasks: pickled `Job` and sequence of tasks."""
    settle()
    told: Job = pickle.loads(job)  # noqa: S301 - from the driver
    with told.settings.unpacked(place()) as (settings, files), quiet():
        for task, result in _outcomes(told, pickle.loads(tasks), settings):  # noqa: S301
            yield row(task, result, files())


def settle() -> None:
    """The environment of workers, in a process that began without it."""
    missing = {name: value for name, value in ENVIRONMENT.items() if name not in os.environ}
    os.environ.update(missing)
    if "ARROW_DEFAULT_MEMORY_POOL" in missing:  # pyspark has loaded pyarrow before
        import pyarrow as pa

        pa.set_memory_pool(pa.system_memory_pool())
        pa.set_cpu_count(1)
    for name in missing.keys() & _MALLOPT.keys():
        with suppress(OSError, AttributeError):  # not glibc
            ctypes.CDLL(None).mallopt(_MALLOPT[name], int(missing[name]))


def row(task: object, result: object, files: Files) -> pa.RecordBatch:
    """One row of what comes back."""
    import pyarrow as pa

    return pa.record_batch([pa.array([pickle.dumps((task, result, files))], pa.binary())], ["outcome"])


def retried() -> bool:
    """Whether Spark tries again what was lost."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return context is not None and context.attemptNumber() > 0


def place() -> Path:
    """A folder that Spark removes when the executor ends."""
    from pyspark import SparkFiles

    root = Path(SparkFiles.getRootDirectory())
    return root if root.is_dir() else Path(tempfile.gettempdir())


def _outcomes(job: Job, tasks: Sequence[Any], settings: object) -> Iterator[Outcome]:
    if retried():
        yield from alone(job, tasks, settings)
        return
    for task in tasks:
        try:
            with Watch(job.guard) as watch:
                result = job.function(task, settings, watch)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: BLE001 - libraries in Rust raise what is no Exception
            yield from alone(job, [task], settings)
        else:
            yield task, result


def alone(job: Job, tasks: Sequence[Any], settings: object) -> Iterator[Outcome]:
    """Tasks in a child process: whoever kills it is taken apart, tried once more, and then named."""
    with Workers(1, job.guard) as workers:
        yield from workers.run(job.function, tasks, settings, None, job.apart, job.without)


class Watch:
    """What a function reports with, in the Python worker itself. A context manager.

    Without progress the process ends, and Spark tries again. The clock is that of `faulthandler`, whose thread needs no
    lock of Python's: it also ends what never gives that back.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._last = 0.0
        self._nowhere = Path(os.devnull).open("wb")  # noqa: SIM115 - closed when it is left

    def __enter__(self) -> Watch:
        self._wind_up()
        return self

    def __exit__(self, *_: object) -> None:
        faulthandler.cancel_dump_traceback_later()
        self._nowhere.close()

    def __call__(self, seen: int, place: int = 0) -> None:  # noqa: ARG002 - see `scanner.workers.Reported`
        """Takes down that there was progress; ends the process where it has too much memory."""
        if time.monotonic() - self._last < _DUE:
            return
        self._wind_up()
        if self._guard.memory and memory_of(os.getpid()) > self._guard.memory:
            os._exit(1)

    def _wind_up(self) -> None:
        self._last = time.monotonic()
        faulthandler.dump_traceback_later(self._guard.stall + _DUE, exit=True, file=self._nowhere)


@contextmanager
def quiet() -> Iterator[None]:
    """What libraries print, such as the cause of a panic, may hold values, and is dropped."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    before = {number: os.dup(number) for number in (1, 2)}
    try:
        for number in before:
            os.dup2(nowhere, number)
        yield
    finally:
        for number, old in before.items():
            os.dup2(old, number)
            os.close(old)
        os.close(nowhere)

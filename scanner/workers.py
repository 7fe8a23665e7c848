"""Tasks over processes: one lost worker costs one task, which is tried once more, alone, and then named.

N pools of one process each ("slots"), since a shared pool loses all that is pending when one of its processes
dies. A slot has one task at a time, so nothing piles up and blame is exact. The processes come from a fork
server that has loaded what they need; they ignore interrupts, which the coordinator handles.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.sharedctypes import SynchronizedArray
from pathlib import Path
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from scanner.errors import EngineError, RuleError, place_of
from scanner.model.problems import Problem, Reason

Task = TypeVar("Task")
Result = TypeVar("Result")
Settings = TypeVar("Settings")

_TICK = 0.2
_STILLBORN = 3
"""So many processes in turn may end before they begin; then none will ever begin."""
_START_SECONDS = 30.0
"""So long is waited at most for a process that is to be killed and has not begun."""
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
_PRELOAD = ["scanner.warm"]
ENVIRONMENT = {
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # glibc keeps freed arrays instead of giving them back after each batch: 10 to 25 % faster on logs
    "MALLOC_TRIM_THRESHOLD_": "268435456",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
}
"""What workers run with, where the user has not said otherwise."""

_FIELDS = 3
_SEEN, _PROCESS, _PLACE = range(_FIELDS)
"""What each slot shares with its worker: bytes read, the worker's process id, the place it is at."""
_PAGE = os.sysconf("SC_PAGE_SIZE")

_reported: SynchronizedArray[int] | None = None
_slot = 0


Progress = Callable[[int], None]


class Reported(Protocol):
    """What a function in a worker reports with: bytes seen, and the number of the part that it is at."""

    def __call__(self, seen: int, place: int = 0) -> None:
        """Takes them down."""


Function = Callable[[Task, Settings, Reported], Result]
"""What runs in a worker: a top-level function, so that it pickles; it reports how far it is."""


@dataclass(frozen=True, slots=True)
class Guard:
    """When a worker is killed.

    stall: seconds without a report of progress. memory: bytes that it may take, 0 for any number.
    """

    stall: float = 300.0
    memory: int = 0


GUARD = Guard()


@dataclass(frozen=True, slots=True)
class Lost(Generic[Task]):
    """A task that no worker could finish, and why; place: how far it was, as its function reported."""

    task: Task
    problem: Problem
    place: int = 0


def whole(task: Task) -> tuple[Task]:
    """A task as the one part of it."""
    return (task,)


def nothing(task: Task, lost: Lost[Task]) -> Task | None:  # noqa: ARG001 - see `Workers.run`
    """What is left of a task that cannot be made smaller."""
    return None


@dataclass
class _Slot:
    """One worker process and the task that it has."""

    number: int
    pool: ProcessPoolExecutor
    seen: int = 0
    since: float = field(default_factory=time.monotonic)
    killed: Problem | None = None
    """Why it was killed."""
    busy: bool = False

    @property
    def gone(self) -> bool:
        """Whether the process has ended by itself."""
        return bool(getattr(self.pool, "_broken", False))


class Workers:
    """A set of worker processes. A context manager: leaving it ends them, whatever they are at.

    The fork server begins to load what they need at once, while the caller does other things.
    """

    def __init__(self, jobs: int, guard: Guard = GUARD) -> None:
        self.jobs = max(jobs, 1)
        self._guard = guard
        os.environ.update({name: value for name, value in ENVIRONMENT.items() if name not in os.environ})
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOAD)
        forkserver.ensure_running()
        self._shared = self._context.Array("q", _FIELDS * self.jobs)
        self._slots = [self._new_slot(number) for number in range(self.jobs)]
        self._stillborn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for slot in self._slots:
            if slot.busy:
                self._kill(slot)
            slot.pool.shutdown(wait=True, cancel_futures=True)

    def run(
        self,
        function: Function[Task, Settings, Result],
        tasks: Sequence[Task],
        settings: Settings,
        progress: Progress | None = None,
        apart: Callable[[Task], Sequence[Task]] = whole,
        without: Callable[[Task, Lost[Task]], Task | None] = nothing,
    ) -> Iterator[tuple[Task, Result | Lost[Task]]]:
        """Each task with its result, in the order in which they are done; one that is lost is tried once more, alone.

        Raises `EngineError` where processes end before they begin.

        progress: called now and then with the bytes read by the tasks that are under way. apart: what a lost task is
        taken apart into before that. without: what is left of one that was lost twice once the part is taken out that
        it was lost at; None where nothing is.
        """
        waiting = deque(tasks)
        again: list[Task] = []
        running: dict[Future[Result], tuple[_Slot, Task]] = {}
        free = list(self._slots)
        while waiting or running:
            while waiting and free:
                slot, task = free.pop(), waiting.popleft()
                running[self._submit(slot, function, task, settings)] = slot, task
            for future in self._wait(running, progress):
                slot, task = running.pop(future)
                outcome = self._outcome(future, slot, task)
                free.append(self._ready(slot))
                if isinstance(outcome, Lost):
                    again.append(task)
                else:
                    yield task, outcome
        for task in itertools.chain.from_iterable(map(apart, again)):
            outcome, left = self._alone(function, task, settings), task
            while isinstance(outcome, Lost) and (part := without(left, outcome)) is not None:
                outcome, left = self._alone(function, part, settings), part
            yield task, outcome

    def _alone(self, function: Function[Task, Settings, Result], task: Task, settings: Settings) -> Result | Lost[Task]:
        """A lost task once more, in a fresh process, with nothing else running."""
        slot = self._slots[0] = self._replaced(self._slots[0])
        future = self._submit(slot, function, task, settings)
        while not self._wait({future: (slot, task)}, None):
            pass
        outcome = self._outcome(future, slot, task)
        self._ready(slot)
        return outcome

    def _submit(
        self, slot: _Slot, function: Function[Task, Settings, Result], task: Task, settings: Settings
    ) -> Future[Result]:
        self._shared[_FIELDS * slot.number + _SEEN] = self._shared[_FIELDS * slot.number + _PLACE] = 0
        slot.seen, slot.since = 0, time.monotonic()
        with _undisturbed():
            try:
                future = slot.pool.submit(_work, function, task, settings)
            except BrokenProcessPool:  # the process died while it had nothing to do
                slot.pool.shutdown(wait=False, cancel_futures=True)
                slot.pool = self._new_slot(slot.number).pool
                future = slot.pool.submit(_work, function, task, settings)
            slot.busy = True
        return future

    def _wait(
        self, running: dict[Future[Result], tuple[_Slot, Task]], progress: Progress | None
    ) -> set[Future[Result]]:
        """The tasks that are done within a tick; workers that do not get on are killed meanwhile."""
        done, _ = wait(running, timeout=_TICK, return_when=FIRST_COMPLETED)
        now, under_way, most = time.monotonic(), 0, f"{self._guard.memory >> 20} MiB"
        for slot, _ in running.values():
            seen = self._shared[_FIELDS * slot.number + _SEEN]
            under_way += seen
            process = self._shared[_FIELDS * slot.number + _PROCESS]
            if seen != slot.seen or not process:  # what has not begun does not stall
                slot.seen, slot.since = seen, now
            elif now - slot.since > self._guard.stall:
                self._give_up(slot, Reason.TIMEOUT, f"no progress for {self._guard.stall:.0f} seconds, given up")
            if self._guard.memory and memory_of(process) > self._guard.memory:
                self._give_up(slot, Reason.LIMIT, f"it took more than {most} of memory, given up")
        if progress:
            progress(under_way)
        return done

    def _outcome(self, future: Future[Result], slot: _Slot, task: Task) -> Result | Lost[Task]:
        """The result, or why there is none."""
        slot.busy = False
        error = future.exception()
        if error is None:
            self._stillborn = 0
            return future.result()
        if isinstance(error, BrokenProcessPool) and not self._shared[_FIELDS * slot.number + _PROCESS]:
            self._stillborn += 1
            if self._stillborn == _STILLBORN:
                raise EngineError(
                    "worker processes end before they begin. A script must call this below "
                    '`if __name__ == "__main__":`, as all that starts processes; else see to enough memory for them'
                )
        return Lost(task, slot.killed or _cause(error), self._shared[_FIELDS * slot.number + _PLACE])

    def _ready(self, slot: _Slot) -> _Slot:
        """The slot, with a new process if the old one is gone."""
        if slot.gone or slot.killed:
            slot = self._slots[slot.number] = self._replaced(slot)
        return slot

    def _replaced(self, slot: _Slot) -> _Slot:
        slot.pool.shutdown(wait=False, cancel_futures=True)
        return self._new_slot(slot.number)

    def _new_slot(self, number: int) -> _Slot:
        self._shared[_FIELDS * number + _PROCESS] = 0
        pool = ProcessPoolExecutor(1, self._context, _begin, (self._shared, number))
        return _Slot(number, pool)

    def _give_up(self, slot: _Slot, reason: Reason, fact: str) -> None:
        if not slot.killed:
            slot.killed = Problem(reason, fact)
            self._kill(slot)

    def _kill(self, slot: _Slot) -> None:
        """Ends the process, if need be as soon as it has begun."""
        latest = time.monotonic() + _START_SECONDS
        while not (process := self._shared[_FIELDS * slot.number + _PROCESS]):
            if slot.gone or time.monotonic() > latest:
                return
            time.sleep(_TICK / 4)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Holds interrupts back: one that comes while a process is being started would leave it half started."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in _INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
    if came:
        raise KeyboardInterrupt


def _begin(shared: SynchronizedArray[int], number: int) -> None:
    """Runs first in each worker: interrupts are the coordinator's, threads of libraries would only get in the way.

    What libraries print, such as the cause of a panic, may hold values and is dropped. The process ends with the
    coordinator: nobody else would end a task that goes on for ever.
    """
    global _reported, _slot
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_coordinator, daemon=True).start()
    _reported, _slot = shared, number
    shared[_FIELDS * number + _PROCESS] = os.getpid()
    import pyarrow as pa

    pa.set_cpu_count(1)


def _end_with_coordinator() -> None:
    if coordinator := multiprocessing.parent_process():
        coordinator.join()
        os.kill(os.getpid(), signal.SIGKILL)


def _work(function: Function[Task, Settings, Result], task: Task, settings: Settings) -> Result:
    return function(task, settings, _report)


def _report(seen: int, place: int = 0) -> None:
    if _reported is not None:
        _reported[_FIELDS * _slot + _SEEN] = seen
        _reported[_FIELDS * _slot + _PLACE] = place


def memory_of(process: int) -> int:
    """Bytes that a process holds; 0 where the system does not tell."""
    try:
        with Path(f"/proc/{process}/statm").open("rb") as file:
            return int(file.read().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _cause(error: BaseException) -> Problem:
    """Why there is no result; of an unexpected error only its type, since its text may hold values."""
    if isinstance(error, BrokenProcessPool):
        return Problem(Reason.WORKER_LOST, "the worker process died twice while reading it")
    if isinstance(error, RuleError):
        return Problem(Reason.WORKER_LOST, f"a rule could not be used: {error}")
    if isinstance(error, MemoryError):
        return Problem(Reason.LIMIT, "there was not enough memory to read it")
    return Problem(Reason.WORKER_LOST, f"reading it failed with {type(error).__name__}{place_of(error)}")

"""Small tasks travel to workers in packs, since each way there and back has its price."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from scanner.workers import Function, Lost, Progress, Workers, whole

_MOST = 256
_SMALL = 1 << 18
_MOST_BYTES = 1 << 20
_A_WORKER = 4
"""Packs that each worker is to have at least, so that none waits for another."""


class Sized(Protocol):
    """A task that knows how much it has to read."""

    @property
    def bytes(self) -> int:
        """Bytes that it reads."""


Task = TypeVar("Task", bound=Sized)
Result = TypeVar("Result")
Settings = TypeVar("Settings")


def in_packs(
    workers: Workers,
    function: Function[tuple[Task, ...], Settings, list[Result]],
    tasks: Sequence[Task],
    settings: Settings,
    progress: Progress | None = None,
    without: Callable[[Task, Lost[Task]], Task | None] = whole,
) -> Iterator[tuple[Task, Result | Lost[Task]]]:
    """Each task with its result; a pack that is lost is taken apart, so that one task costs no other.

    function: gives a result for each task of a pack, in their order. progress, without: see `Workers.run`.
    """
    alone: list[Task] = []
    for pack, outcome in workers.run(function, list(packed(tasks, workers.jobs)), settings, progress, _only(without)):
        if not isinstance(outcome, Lost):
            yield from zip(pack, outcome, strict=True)
        elif len(pack) > 1:
            alone.extend(pack)
        else:
            yield pack[0], Lost(pack[0], outcome.problem, outcome.place)
    singles: list[tuple[Task, ...]] = [(task,) for task in alone]
    for pack, outcome in workers.run(function, singles, settings, progress, _only(without)):
        yield pack[0], Lost(pack[0], outcome.problem, outcome.place) if isinstance(outcome, Lost) else outcome[0]


def _only(
    without: Callable[[Task, Lost[Task]], Task | None],
) -> Callable[[tuple[Task, ...], Lost[tuple[Task, ...]]], tuple[Task, ...] | None]:
    """The same for packs, of which only those of one task can be made smaller."""

    def smaller(pack: tuple[Task, ...], lost: Lost[tuple[Task, ...]]) -> tuple[Task, ...] | None:
        left = without(pack[0], Lost(pack[0], lost.problem, lost.place)) if len(pack) == 1 else None
        return None if left is None else (left,)

    return smaller


def packed(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, ...]]:
    """The tasks in their order, small ones that follow each other in packs."""
    most = min(max(len(tasks) // (jobs * _A_WORKER), 1), _MOST)
    pack: list[Task] = []
    size = 0
    for task in tasks:
        if pack and (len(pack) == most or task.bytes > _SMALL or size + task.bytes > _MOST_BYTES):
            yield tuple(pack)
            pack, size = [], 0
        pack.append(task)
        size += task.bytes
    if pack:
        yield tuple(pack)

"""Small tasks travel to workers in packs, since each way there and back has its price."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from scanner.crew import Crew
from scanner.workers import Function, Lost, Progress, nothing

_MOST = 256
_SMALL = 1 << 19
_MOST_BYTES = 1 << 21
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
    workers: Crew,
    function: Function[tuple[Task, ...], Settings, list[Result]],
    tasks: Sequence[Task],
    settings: Settings,
    progress: Progress | None = None,
    without: Callable[[Task, Lost[Task]], Task | None] = nothing,
) -> Iterator[tuple[Task, Result | Lost[Task]]]:
    """Each task with its result; a pack that is lost is taken apart, so that one task costs no other.

    function: gives a result for each task of a pack, in their order. progress, without: see `Workers.run`.
    """

    def smaller(pack: tuple[Task, ...], lost: Lost[tuple[Task, ...]]) -> tuple[Task, ...] | None:
        left = without(pack[0], Lost(pack[0], lost.problem, lost.place))
        return None if left is None else (left,)

    packs = list(packed(tasks, workers.jobs))
    for pack, outcome in workers.run(function, packs, settings, progress, _apart, smaller):
        if isinstance(outcome, Lost):
            yield pack[0], Lost(pack[0], outcome.problem, outcome.place)
        else:
            yield from zip(pack, outcome, strict=True)


def _apart(pack: tuple[Task, ...]) -> list[tuple[Task, ...]]:
    return [(task,) for task in pack]


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

"""The contract of those who do a run's tasks: processes of this machine, or the executors of an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Protocol, Self, TypeVar

from scanner.workers import Function, Guard, Lost, Progress, nothing, whole

Task = TypeVar("Task")
Result = TypeVar("Result")
Settings = TypeVar("Settings")


class Crew(Protocol):
    """Does tasks, several at a time. A context manager: leaving it ends what is under way."""

    jobs: int
    """How many tasks are done at a time."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...

    def run(
        self,
        function: Function[Task, Settings, Result],
        tasks: Sequence[Task],
        settings: Settings,
        progress: Progress | None = None,
        apart: Callable[[Task], Sequence[Task]] = whole,
        without: Callable[[Task, Lost[Task]], Task | None] = nothing,
    ) -> Iterator[tuple[Task, Result | Lost[Task]]]:
        """Each task with its result, in the order in which they are done; see `scanner.workers.Workers.run`."""


Hire = Callable[[int, Guard], Crew]
"""Makes a crew that does so many tasks at a time, 0 for as many as there is room for, and keeps to a guard."""

"""What a library pushes, as something that is pulled: the library runs in a thread that waits for whoever reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Full, Queue
from threading import Thread
from types import TracebackType
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")
_WAIT = 0.1


class AbandonedError(Exception):
    """Nobody reads any more."""


class Pump(Generic[Item]):
    """Runs `push` in a thread; what it puts can be taken, one by one. A context manager: leaving it ends both.

    One item waits at most, so that memory holds no more than the library needs.
    """

    def __init__(self, push: Callable[[Callable[[Item], None]], None]) -> None:
        self._queue: Queue[tuple[Item] | Exception | None] = Queue(1)
        self._left = False
        self._thread = Thread(target=self._run, args=(push,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._left = True
        self._thread.join()

    def items(self) -> Iterator[Item]:
        """What was put, until the library is done. Raises what it raised."""
        while (item := self._queue.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item[0]

    def _run(self, push: Callable[[Callable[[Item], None]], None]) -> None:
        end: Exception | None = None
        try:
            push(lambda item: self._put((item,)))
        except AbandonedError:
            return
        except Exception as error:  # noqa: BLE001 - raised again where it is awaited
            end = error
        try:
            self._put(end)
        except AbandonedError:
            return

    def _put(self, item: tuple[Item] | Exception | None) -> None:
        while not self._left:
            try:
                self._queue.put(item, timeout=_WAIT)
            except Full:
                continue
            return
        raise AbandonedError

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from scanner.model.problems import Reason
from scanner.workers import Guard, Lost, Reported, Workers

Progress = Callable[[int], None]


def double(task: int, settings: int, progress: Progress) -> int:
    progress(task)
    return task * settings


def process_id(task: int, settings: None, progress: Progress) -> int:
    return os.getpid()


def die_on_seven(task: int, settings: None, progress: Progress) -> int:
    if task == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def die_once(task: int, settings: Path, progress: Progress) -> int:
    mark = settings / str(task)
    if task % 5 == 0 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def raise_on_three(task: int, settings: None, progress: Progress) -> int:
    if task == 3:
        raise ValueError("a text that must not come out")
    return task


def sleep_on_two(task: int, settings: None, progress: Progress) -> int:
    if task == 2:
        time.sleep(600)
    return task


def test_every_task_has_its_result() -> None:
    with Workers(3) as workers:
        assert dict(workers.run(double, range(50), 2)) == {task: 2 * task for task in range(50)}


def test_a_script_that_its_workers_would_run_again_is_told_so(tmp_path: Path) -> None:
    """A script without the usual guard: each process that it starts would start more, and none does a task."""
    script = tmp_path / "script.py"
    script.write_text(
        "from scanner import workers\n"
        "workers._PRELOAD = []\n"
        "with workers.Workers(2) as crew:\n"
        "    print(list(crew.run(print, range(100), None)))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "EngineError: worker processes end before they begin" in done.stderr


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    with Workers(2) as workers:
        assert dict(workers.run(die_once, range(12), tmp_path)) == {task: task for task in range(12)}


def test_a_worker_that_dies_while_it_has_nothing_to_do_is_replaced() -> None:
    with Workers(1) as workers:
        (process,) = {result for _, result in workers.run(process_id, [0], None)}
        assert isinstance(process, int)
        os.kill(process, signal.SIGKILL)
        time.sleep(0.5)
        assert [result for _, result in workers.run(process_id, [0], None)] != [process]


def test_a_task_that_always_kills_its_worker_is_named_and_alone() -> None:
    with Workers(2) as workers:
        results = dict(workers.run(die_on_seven, range(12), None))
    lost = results.pop(7)
    assert isinstance(lost, Lost)
    assert lost.problem.reason is Reason.WORKER_LOST
    assert results == {task: task for task in range(12) if task != 7}


def test_an_unexpected_error_is_named_by_type_not_by_text() -> None:
    with Workers(2) as workers:
        lost = dict(workers.run(raise_on_three, range(5), None))[3]
    assert isinstance(lost, Lost)
    assert "ValueError" in lost.problem.fact
    assert "must not" not in lost.problem.fact


def test_a_task_without_progress_is_given_up() -> None:
    with Workers(2, Guard(stall=1.0)) as workers:
        results = dict(workers.run(sleep_on_two, range(5), None))
    lost = results.pop(2)
    assert isinstance(lost, Lost)
    assert lost.problem.reason is Reason.TIMEOUT
    assert results == {0: 0, 1: 1, 3: 3, 4: 4}


def fill_memory(task: int, settings: None, progress: Progress) -> int:
    held = []
    while task == 1:
        held.append(bytearray(os.urandom(1) * (64 << 20)))
        time.sleep(0.02)
    return task


def test_a_worker_that_takes_too_much_memory_is_killed() -> None:
    with Workers(2, Guard(memory=2 << 30)) as workers:
        results = dict(workers.run(fill_memory, range(3), None))
    lost = results.pop(1)
    assert isinstance(lost, Lost)
    assert lost.problem.reason is Reason.LIMIT
    assert results == {0: 0, 2: 2}


def die_at_parts(task: tuple[int, ...], settings: None, progress: Reported) -> tuple[int, ...]:
    for part in task:
        progress(0, part)
        if part % 3 == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return task


def test_what_is_left_of_a_lost_task_is_done_without_the_part_it_was_lost_at() -> None:
    def without(task: tuple[int, ...], lost: Lost[tuple[int, ...]]) -> tuple[int, ...] | None:
        return tuple(part for part in task if part != lost.place) if len(task) > 2 else None

    tasks = [(1, 2), (1, 3, 4, 6), (3, 6)]
    with Workers(2) as workers:
        results = dict(workers.run(die_at_parts, tasks, None, without=without))
    assert results[1, 2] == (1, 2)
    assert results[1, 3, 4, 6] == (1, 4)
    assert isinstance(results[3, 6], Lost)

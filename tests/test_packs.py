"""Small tasks in packs: each has its own result, and one that costs a worker costs no other."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from scanner.packs import in_packs, packed
from scanner.workers import Lost, Reported, Workers


@dataclass(frozen=True)
class Job:
    number: int
    bytes: int = 10


SIZES = st.lists(st.integers(0, 1 << 19), max_size=80)


@given(SIZES, st.integers(1, 8))
def test_packs_hold_every_task_once_and_in_order(sizes: list[int], jobs: int) -> None:
    tasks = [Job(number, size) for number, size in enumerate(sizes)]
    packs = list(packed(tasks, jobs))
    assert [task for pack in packs for task in pack] == tasks
    assert all(len(pack) == 1 or sum(task.bytes for task in pack) <= 1 << 20 for pack in packs)
    assert len(packs) >= min(len(tasks), jobs)


def squared(jobs: tuple[Job, ...], settings: int, progress: Reported) -> list[int]:
    for at, job in enumerate(jobs, 1):
        progress(0, at)
        if job.number == settings:
            os.kill(os.getpid(), signal.SIGKILL)
    return [job.number**2 for job in jobs]


def test_a_task_that_kills_its_worker_costs_none_of_its_pack() -> None:
    tasks = [Job(number) for number in range(40)]
    with Workers(2) as workers:
        results = dict(in_packs(workers, squared, tasks, 17))
    lost = results.pop(tasks[17])
    assert isinstance(lost, Lost)
    assert lost.task == tasks[17]
    assert results == {task: task.number**2 for task in tasks if task.number != 17}

"""A job for Spark as a user writes one: `job.py OUT PATH...`, run by `spark-submit` or by Python.

With OUT.kill beside it, it kills a Python worker after the first part is done, and an executor after the second.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from scanner.engines import spark as engine
from scanner.pipeline import scan as run
from scanner.spark import Options, scan, write


def processes() -> dict[int, tuple[int, str]]:
    """By id, the parent and the command of every process."""
    found = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit():
                command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
                found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1]), command
    return found


def below(root: int) -> dict[int, tuple[int, str]]:
    """The same of all that were started by a process."""
    every, mine, last = processes(), {root}, -1
    while last != len(mine):
        last = len(mine)
        mine |= {number for number, (parent, _) in every.items() if parent in mine}
    return {number: each for number, each in every.items() if number in mine}


class Killer:
    """See `scanner.spread.Listener`; kills what is at work."""

    def __init__(self) -> None:
        self.killed: list[str] = []

    def total(self, size: int) -> None:
        """Of no interest."""

    def done(self, size: int, under_way: int) -> None:  # noqa: ARG002 - see `Listener`
        """Once something is done, there is something to kill."""
        if size and len(self.killed) < 2:
            mine = below(os.getpid())
            daemons = {number for number, (_, command) in mine.items() if ".daemon" in command}
            workers = [number for number in daemons if mine[number][0] in daemons]
            executors = [number for number, (_, command) in mine.items() if "CoarseGrainedExecutorBackend" in command]
            victims = executors if self.killed else workers
            if victims:
                os.kill(victims[0], signal.SIGKILL)
                self.killed.append("executor" if self.killed else "worker")


def main() -> None:
    out, *paths = sys.argv[1:]
    kill = Path(f"{out}.kill")
    if not kill.exists():
        write(scan(paths, Options(ner="off")), out)
        return
    from functools import partial

    from pyspark.sql import SparkSession

    engine._PART_BYTES = 1 << 18  # several waves of little data
    session = SparkSession.builder.getOrCreate()
    killer = Killer()
    write(run(Options(ner="off").order(paths, partial(engine.SparkWorkers, session)), killer), out)
    kill.write_text(" ".join(killer.killed))
    session.stop()


if __name__ == "__main__":
    main()

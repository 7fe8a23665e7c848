"""A child process, measured: wall time and peak memory of it and of all that it starts."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scanner.workers import ENVIRONMENT


@dataclass(frozen=True, slots=True)
class Run:
    """seconds: wall time from start to end. peak: resident memory of the largest process, in MB (10^6 bytes)."""

    seconds: float
    peak: float
    status: int
    output: str


def run(command: Sequence[str], folder: Path) -> Run:
    """Runs a command with the environment of our workers; its standard output goes through a file."""
    output = folder / "output"
    with output.open("wb") as out, (folder / "errors").open("wb") as err:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **ENVIRONMENT})
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    text = output.read_text("utf-8", "replace") if output.stat().st_size < 1 << 20 else ""
    return Run(seconds, usage.ru_maxrss * 1024 / 1e6, child.returncode, text)


_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux: processes whose parent has ended become children of this one."""


def adopt() -> None:
    """Makes this process the parent of all that it starts and that is left alone, so that `used` counts it."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)


def used() -> float:
    """CPU seconds of everything that was started and has ended; what was adopted is waited for."""
    with suppress(ChildProcessError):
        while True:
            os.wait()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime

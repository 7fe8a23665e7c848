"""Peak memory of the command with its workers, as the system counts it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.command import ROOT, Ran
from tests.forked import kill, started

_BETWEEN = 0.02


def scan_measured(*arguments: object, timeout: float = 240) -> tuple[Ran, int]:
    """`fairnotice scan --format json`, and the most bytes that any one of its processes held."""
    peak, latest = 0, time.monotonic() + timeout
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        out.touch()
        err.touch()
        command = ["scan", "--format", "json", "--jobs", "2", *map(str, arguments)]
        running = started(command, ROOT, os.environ, (Path(os.devnull), out, err))
        assert running.pid is not None
        while running.is_alive():
            peak = max(peak, *(_peak(process) for process in _of_group(running.pid)), 0)
            if time.monotonic() > latest:
                kill(running)
                raise AssertionError(f"still running after {timeout} seconds")
            time.sleep(_BETWEEN)
        assert running.exitcode is not None
        ran = Ran(running.exitcode, out.read_text(), err.read_text())
    assert "Traceback" not in ran.err, ran.err
    return ran, peak


def _of_group(group: int) -> list[str]:
    return [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit() and _group(entry.name) == group]


def _group(process: str) -> int:
    try:
        return int(Path("/proc", process, "stat").read_text().rpartition(")")[2].split()[2])
    except (OSError, IndexError):
        return -1


def _peak(process: str) -> int:
    try:
        status = Path("/proc", process, "status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM")), 0)

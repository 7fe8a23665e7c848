"""Peak memory of the command with its workers, as the system counts it."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryFile

from tests.command import COMMAND, ROOT, Ran

_BETWEEN = 0.02


def scan_measured(*arguments: object, timeout: float = 240) -> tuple[Ran, int]:
    """`fairnotice scan --format json`, and the most bytes that any one of its processes held."""
    command = [*COMMAND, "scan", "--format", "json", "--jobs", "2", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    peak, latest = 0, time.monotonic() + timeout
    with TemporaryFile() as out, TemporaryFile() as err:
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=err, process_group=0) as running:
            while running.poll() is None:
                peak = max(peak, *(_peak(process) for process in _of_group(running.pid)), 0)
                if time.monotonic() > latest:
                    running.terminate()
                    raise AssertionError(f"still running after {timeout} seconds")
                time.sleep(_BETWEEN)
        out.seek(0)
        err.seek(0)
        ran = Ran(running.returncode, out.read().decode(), err.read().decode())
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

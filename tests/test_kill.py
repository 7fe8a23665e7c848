"""A worker that is killed during a run costs nothing: the report is the same as without."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import COMMAND, ROOT, scan


def children(process: int) -> list[int]:
    """Processes whose parent is this one."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def workers(process: int) -> list[int]:
    """The fork server's children."""
    return [worker for child in children(process) for worker in children(child)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find the workers")
def test_the_report_is_complete_though_workers_were_killed(tmp_path: Path) -> None:
    line = "2018-11-30 10:11:12 user ada{0}@fjordtel.net from 10.1.2.3 order 4711\n"
    for number in range(4):
        block = "".join(line.format(each) for each in range(number * 1000, number * 1000 + 1000))
        (tmp_path / f"{number}.log").write_text(block * 250)
    process = subprocess.Popen(
        [*COMMAND, "scan", str(tmp_path), "--jobs", "2", "--format", "json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    killed = 0
    while process.poll() is None and killed < 3:
        for worker in workers(process.pid)[:1]:
            try:
                os.kill(worker, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                continue
        time.sleep(0.7)
    out, err = process.communicate(timeout=120)
    assert killed
    assert b"Traceback" not in err
    report = json.loads(out)
    lost = [each["asset"] for each in report["coverage"] if each["status"] != "scanned"]
    named = {problem["reason"] for each in report["coverage"] for problem in each["problems"]}
    whole = scan(tmp_path).report
    assert named <= {"worker_lost"}
    assert report["findings"] == [each for each in whole["findings"] if each["asset"] not in lost]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find the workers")
def test_a_worker_ends_with_its_coordinator_even_if_it_would_go_on_for_ever(tmp_path: Path) -> None:
    code = (
        "from tests.test_workers import sleep_on_two\n"
        "from scanner.workers import Workers\n"
        "with Workers(1) as workers:\n"
        "    list(workers.run(sleep_on_two, [2], None))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    until = time.monotonic() + 60
    while not (found := workers(process.pid)) and time.monotonic() < until:
        time.sleep(0.1)
    assert found
    time.sleep(1)
    process.kill()
    process.wait()
    while any(map(alive, found)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(alive, found))

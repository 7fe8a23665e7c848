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

from scanner.workers import Reported
from tests.command import ROOT, scan
from tests.forked import started


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
    data = tmp_path / "data"
    data.mkdir()
    for number in range(4):
        block = "".join(line.format(each) for each in range(number * 1000, number * 1000 + 1000))
        (data / f"{number}.log").write_text(block * 80)
    streams = tmp_path / "in", tmp_path / "out", tmp_path / "err"
    for each in streams:
        each.touch()
    command = ["scan", str(data), "--jobs", "2", "--ner", "off", "--format", "json"]
    process, killed = started(command, ROOT, os.environ, streams), 0
    assert process.pid is not None
    while process.is_alive() and killed < 3:
        for worker in workers(process.pid)[:1]:
            try:
                os.kill(worker, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                continue
        time.sleep(0.3)
    process.join(120)
    assert process.exitcode is not None
    assert killed
    assert "Traceback" not in streams[2].read_text()
    report = json.loads(streams[1].read_text())
    lost = [each["asset"] for each in report["coverage"] if each["status"] != "scanned"]
    named = {problem["reason"] for each in report["coverage"] for problem in each["problems"]}
    whole = scan(data, "--ner", "off").report
    assert named <= {"worker_lost"}
    assert report["findings"] == [each for each in whole["findings"] if each["asset"] not in lost]


def sleep_for_ever(task: str, settings: None, progress: Reported) -> None:
    Path(task).touch()
    while True:
        time.sleep(60)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find the workers")
def test_a_worker_ends_with_its_coordinator_even_if_it_would_go_on_for_ever(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from tests.test_kill import sleep_for_ever\n"
        "from scanner.workers import Workers\n"
        "with Workers(1) as workers:\n"
        "    list(workers.run(sleep_for_ever, sys.argv[1:], None))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "began")], cwd=ROOT)
    until = time.monotonic() + 60
    while not (tmp_path / "began").exists() and time.monotonic() < until:
        time.sleep(0.1)
    found = workers(process.pid)
    assert found
    process.kill()
    process.wait()
    while any(map(alive, found)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(alive, found))

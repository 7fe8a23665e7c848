"""What keeping runs costs, and what it saves: `python -m benchmarks.runs`.

Small files are scanned undisturbed, with and without a kept run; then killed five times at random with `kill -9` of the
whole process group and gone on with; then once more with nothing changed. The reports must be the same but for ids.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import data
from benchmarks.process import adopt, used

_KILLS = 5
_COMMAND = [sys.executable, "-m", "scanner", "scan", "data", "--ner", "off", "--format", "json"]


def main() -> None:
    """Makes the files, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runs", description=__doc__)
    parser.add_argument("--files", type=int, default=20_000, help="how many files (default 20000)")
    parser.add_argument("--kb", type=float, default=10, help="kilobytes of each (default 10)")
    options = parser.parse_args()
    adopt()
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        folder = Path(name)
        _write(folder / "data", options.files, options.kb)
        time.sleep(2.5)
        print(f"{options.files:,} files of {options.kb:g} kB; CPU seconds of all processes\n")
        plain = _run(folder, "plain", "--no-keep")
        kept = _run(folder, "kept", "--run-dir", "kept.runs")
        killed, done = _killed(folder, options.files)
        again = _run(folder, "again", "--run-dir", "kept.runs")
        reports = [_report(folder / f"{each}.json") for each in ("kept", "killed", "again")]
    print(f"{'run':<44} {'CPU s':>7} {'wall s':>7} {'x kept':>7}")
    named = ("not kept", "kept", f"killed at {done} units", "again, nothing changed")
    for told, (cpu, wall) in zip(named, (plain, kept, killed, again), strict=True):
        print(f"{told:<44} {cpu:>7.1f} {wall:>7.1f} {cpu / kept[0]:>7.3f}")
    print(f"\nreports are the same: {reports[0] == reports[1] == reports[2]}")


def _write(folder: Path, files: int, kilobytes: float) -> None:
    rng = random.Random(7)
    lines = data.application_log(rng)
    for number in range(files):
        below = folder / f"{number // 1000:03d}"
        below.mkdir(parents=True, exist_ok=True)
        text = ""
        while len(text) < kilobytes * 1000:
            text += next(lines)
        (below / f"{number}.log").write_text(text, encoding="ascii")


def _run(folder: Path, name: str, *more: str) -> tuple[float, float]:
    """CPU seconds, those of workers among them, and seconds by the clock."""
    before, began = used(), time.perf_counter()
    subprocess.run([*_COMMAND, "--output", f"{name}.json", *more], cwd=folder, check=False, env=_environment())
    return used() - before, time.perf_counter() - began


def _killed(folder: Path, files: int) -> tuple[tuple[float, float], list[int]]:
    """Killed when so many units are recorded as chance says, five times, and gone on with."""
    points, done = sorted(random.Random(11).sample(range(files // 50, files - files // 50), _KILLS)), list[int]()
    before, began = used(), time.perf_counter()
    command = [*_COMMAND, "--output", "killed.json", "--run-dir", "killed.runs"]
    for point in points:
        process = subprocess.Popen(command, cwd=folder, start_new_session=True, env=_environment())
        while process.poll() is None and _recorded(folder / "killed.runs") < point:
            time.sleep(0.05)
        if process.poll() is not None:
            break
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        done.append(_recorded(folder / "killed.runs"))
    subprocess.run(command, cwd=folder, check=False, env=_environment())
    return (used() - before, time.perf_counter() - began), done


def _recorded(runs: Path) -> int:
    from scanner.errors import RunError
    from scanner.runs.store import Store

    try:
        store = Store.open(max(runs.glob("*.run")))
    except (ValueError, RunError):  # not there yet
        return 0
    counts = store.counts()
    store.close()
    return counts.done


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}


def _report(file: Path) -> Any:
    report = json.loads(file.read_bytes())
    report["run"].pop("id")
    for each in report["coverage"]:
        each.pop("unchanged_since")
    return report


if __name__ == "__main__":
    main()

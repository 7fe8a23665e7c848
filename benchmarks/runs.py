"""What keeping runs costs, and what it saves: `python -m benchmarks.runs`.

Small files are scanned undisturbed, with and without a kept run; then killed five times at random with `kill -9` of the
whole process group and gone on with; then once more with nothing changed. The reports must be the same but for ids.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks import data

_KILLS = 5
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux: processes whose parent has ended become children of this one."""
_COMMAND = [sys.executable, "-m", "scanner", "scan", "data", "--ner", "off", "--format", "json"]


def main() -> None:
    """Makes the files, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runs", description=__doc__)
    parser.add_argument("--files", type=int, default=20_000, help="how many files (default 20000)")
    parser.add_argument("--kb", type=float, default=10, help="kilobytes of each (default 10)")
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        folder = Path(name)
        _write(folder / "data", options.files, options.kb)
        time.sleep(2.5)
        print(f"{options.files:,} files of {options.kb:g} kB; CPU seconds of all processes\n")
        plain = _run(folder, "plain", "--no-keep")
        kept = _run(folder, "kept", "--run-dir", "kept.runs")
        killed, done = _killed(folder, kept[1])
        again = _run(folder, "again", "--run-dir", "kept.runs")
        reports = [_report(folder / f"{each}.json") for each in ("kept", "killed", "again")]
    print(f"{'run':<44} {'CPU s':>7} {'wall s':>7}")
    print(f"{'not kept':<44} {plain[0]:>7.1f} {plain[1]:>7.1f}")
    print(f"{'kept':<44} {kept[0]:>7.1f} {kept[1]:>7.1f}   {kept[0] / plain[0]:.2f} x not kept")
    print(f"{f'killed {_KILLS} times, at {done} units':<44} {killed[0]:>7.1f} {killed[1]:>7.1f}")
    print(f"{'again, nothing changed':<44} {again[0]:>7.1f} {again[1]:>7.1f}   {again[0] / kept[0]:.3f} x kept")
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
    before, began = _used(), time.perf_counter()
    subprocess.run([*_COMMAND, "--output", f"{name}.json", *more], cwd=folder, check=False, env=_environment())
    return _used() - before, time.perf_counter() - began


def _killed(folder: Path, seconds: float) -> tuple[tuple[float, float], list[int]]:
    rng, done = random.Random(11), list[int]()
    before, began = _used(), time.perf_counter()
    command = [*_COMMAND, "--output", "killed.json", "--run-dir", "killed.runs"]
    for _ in range(_KILLS):
        process = subprocess.Popen(command, cwd=folder, start_new_session=True, env=_environment())
        time.sleep(rng.uniform(0.3, 0.6) * seconds)
        if process.poll() is not None:
            break
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        done.append(_recorded(folder / "killed.runs"))
    subprocess.run(command, cwd=folder, check=False, env=_environment())
    return (_used() - before, time.perf_counter() - began), done


def _recorded(runs: Path) -> int:
    from scanner.runs.store import Store

    store = Store.open(max(runs.glob("*.run")))
    counts = store.counts()
    store.close()
    return counts.done


def _used() -> float:
    """CPU seconds of everything that was started and has ended; orphans are ours (`main`), and are waited for."""
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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

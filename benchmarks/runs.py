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
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import data
from benchmarks.process import adopt, used

_KILLS = 5
_LINE, _SHORTEST = 100, 100_000
"""Bytes of a line, about, and of the shortest log that pieces are taken from."""
_HIGH = b"6789"
_COMMAND = [sys.executable, "-m", "scanner", "scan", "data", "--ner", "off", "--format", "json"]


def main() -> None:
    """Makes the files, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runs", description=__doc__)
    parser.add_argument("--files", type=int, default=20_000, help="how many files (default 20000)")
    parser.add_argument("--kb", type=float, default=10, help="kilobytes of each (default 10)")
    parser.add_argument("--all-kept", action="store_true", help="leave out the run that is not kept")
    parser.add_argument("--no-kills", action="store_true", help="leave out the run that is killed")
    options = parser.parse_args()
    adopt()
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        folder = Path(name)
        _write(folder / "data", options.files, options.kb)
        time.sleep(2.5)
        print(f"{options.files:,} files of {options.kb:g} kB; CPU seconds of all processes\n")
        plain = None if options.all_kept else _run(folder, "plain", "--no-keep")
        kept = _run(folder, "kept", "--run-dir", "kept.runs")
        killed, done = (None, []) if options.no_kills else _killed(folder, options.files)
        again = _run(folder, "again", "--run-dir", "kept.runs")
        names = ("kept", "again") if options.no_kills else ("kept", "killed", "again")
        reports = [_report(folder / f"{each}.json") for each in names]
    print(f"{'run':<44} {'CPU s':>7} {'wall s':>7} {'x kept':>7}")
    named = ("not kept", "kept", f"killed at {done} units", "again, nothing changed")
    for told, used_up in zip(named, (plain, kept, killed, again), strict=True):
        if used_up:
            print(f"{told:<44} {used_up[0]:>7.1f} {used_up[1]:>7.1f} {used_up[0] / kept[0]:>7.3f}")
    print(f"\nreports are the same: {all(each == reports[0] for each in reports)}")


def _write(folder: Path, files: int, kilobytes: float) -> None:
    """Each file is another piece of one log, with addresses and numbers of its own."""
    rng = random.Random(7)
    size = int(kilobytes * 1000)
    log = b"".join(map(str.encode, islice(data.application_log(rng), 20 * max(size, _SHORTEST) // _LINE)))
    for number in range(files):
        below = folder / f"{number // 1000:03d}"
        below.mkdir(parents=True, exist_ok=True)
        first = log.index(b"\n", rng.randrange(len(log) - size - _LINE)) + 1
        others = bytes(rng.sample(_HIGH, len(_HIGH)))  # which leaves addresses of the network valid
        piece = log[first : log.index(b"\n", first + size - _LINE) + 1].translate(bytes.maketrans(_HIGH, others))
        (below / f"{number}.log").write_bytes(piece.replace(b"@", b"%d@" % number))


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

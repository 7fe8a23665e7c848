"""Speed beside presidio-analyzer and ripgrep, in one run: `python -m benchmarks.speed --help`."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import data, memory, ripgrep
from benchmarks.process import Run, run

FILES = {"access.log": data.access_log, "application.log": data.application_log, "customers.csv": data.customers}
ROUNDS = 3
SLICE = 0.1
"""Megabytes that presidio-analyzer reads: it needs some seconds for them."""
SCANNED = (0, 1, 3)
"""Exit status of a scan that ended as it should."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Medians of some runs. steady: MB/s without start; whole: MB/s of the process; peak: MB of memory."""

    steady: float | None
    whole: float
    peak: float


def main() -> None:
    """Makes the files, measures, prints."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        folder = Path(name)
        if options.memory:
            memory.report(folder)
            return
        print(
            f"{os.cpu_count()} cores, {options.mb} MB a file, medians of {ROUNDS} interleaved runs, MB = 10^6 bytes\n"
        )
        for file, lines in FILES.items():
            _compare(data.write(folder / file, lines, options.mb), options.mb, folder)
        if options.jobs > 1:
            _scaling(folder, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--mb", type=int, default=50, help="size of each file in megabytes (default 50)")
    parser.add_argument("--jobs", type=int, default=1, help="also show how 1 to N worker processes scale")
    parser.add_argument("--memory", action="store_true", help="peak memory on 50 MB and 500 MB of each streamed format")
    return parser.parse_args()


def _compare(file: Path, megabytes: float, folder: Path) -> None:
    """One file: all contestants by turns, and a table of their speeds."""
    piece = folder / "piece.txt"
    piece.write_bytes(_whole_lines(file, SLICE))
    contestants: dict[str, tuple[list[str], float]] = {
        "fairnotice, core": ([sys.executable, "-m", "benchmarks.ours", "core", str(file)], megabytes),
        "fairnotice, all rules": ([sys.executable, "-m", "benchmarks.ours", "all", str(file)], megabytes),
        "fairnotice scan --jobs 1": (_command(file, 1), megabytes),
        "presidio-analyzer": ([sys.executable, "-m", "benchmarks.presidio", str(piece)], piece.stat().st_size / 1e6),
    }
    searching = ripgrep.command(file)
    if searching:
        contestants["ripgrep -o"] = (searching, megabytes)
    runs: dict[str, list[Run]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, (command, _) in contestants.items():
            runs[name].append(_checked(run(command, folder), name, folder))
    _table(file.name, {name: _speed(runs[name], contestants[name][1]) for name in contestants})
    piece.unlink()


def _command(target: Path, jobs: int) -> list[str]:
    program = "import scanner.cli; scanner.cli.main()"
    output = str(target.parent / "report.json") if target.is_file() else str(target.with_suffix(".json"))
    arguments = ["scan", str(target), "--jobs", str(jobs), "--format", "json", "--output", output]
    return [sys.executable, "-c", program, *arguments]


def _whole_lines(file: Path, megabytes: float) -> bytes:
    with file.open("rb") as opened:
        head = opened.read(round(megabytes * 1e6))
    return head[: head.rfind(b"\n") + 1]


def _checked(done: Run, name: str, folder: Path) -> Run:
    if done.status not in SCANNED:
        raise SystemExit(f"{name}: ended with status {done.status}.\n{(folder / 'errors').read_text()[-2000:]}")
    return done


def _speed(runs: list[Run], megabytes: float) -> Speed:
    """Medians; a run that prints its own seconds has a steady speed."""
    own = [json.loads(one.output)["seconds"] for one in runs if one.output.startswith("{")]
    return Speed(
        megabytes / statistics.median(own) if own else None,
        megabytes / statistics.median(one.seconds for one in runs),
        max(one.peak for one in runs),
    )


def _table(title: str, speeds: dict[str, Speed]) -> None:
    presidio = speeds["presidio-analyzer"].steady
    searching = speeds["ripgrep -o"].whole if "ripgrep -o" in speeds else None
    print(
        f"{title:26} {'steady':>10} {'x presidio':>11} {'x ripgrep':>10} {'whole':>9} {'x ripgrep':>10} {'peak MB':>8}"
    )
    for name, speed in speeds.items():
        steady = speed.steady or (speed.whole if name == "ripgrep -o" else None)
        print(
            f"{name:26} {_number(steady):>10} {_ratio(steady, presidio, 0):>11} {_ratio(steady, searching, 2):>10} "
            f"{_number(speed.whole):>9} {_ratio(speed.whole, searching, 2):>10} {speed.peak:>8.0f}"
        )
    print()


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 10 else f"{value:.3f}"


def _ratio(value: float | None, other: float | None, places: int) -> str:
    return f"{value / other:,.{places}f}" if value and other else "-"


def _scaling(folder: Path, options: argparse.Namespace) -> None:
    """The command on many files at once with 1 to N workers."""
    many = folder / "many"
    many.mkdir()
    total = 0.0
    for file, lines in FILES.items():
        for number in range(max(2, options.jobs)):
            total += options.mb
            data.write(many / f"{number}-{file}", lines, options.mb)
    print(f"{'fairnotice scan, all rules':26} {'seconds':>10} {'MB/s':>11} {'x one job':>10}")
    alone = 0.0
    for jobs in range(1, options.jobs + 1):
        done = [_checked(run(_command(many, jobs), folder), "fairnotice scan", folder).seconds for _ in range(ROUNDS)]
        seconds = statistics.median(done)
        alone = alone or seconds
        print(f"{f'--jobs {jobs}':26} {seconds:>10.1f} {total / seconds:>11.0f} {alone / seconds:>10.2f}")


if __name__ == "__main__":
    main()

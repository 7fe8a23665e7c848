"""Whether peak memory depends on the size of the input, for each format that is streamed."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import data
from benchmarks.process import run

FORMATS = {
    "customers.csv": data.customers,
    "application.log": data.application_log,
    "customers.jsonl": data.json_lines,
    "customers.sql": data.pg_dump,
}
SIZES = (50, 500)


def report(folder: Path) -> None:
    """Scans a small and a large file of each format, each in a process of its own, and prints their peaks."""
    small, large = SIZES
    print(f"{'peak memory, MB':20} {f'{small} MB':>10} {f'{large} MB':>10} {'ratio':>8}")
    for name, lines in FORMATS.items():
        peaks = []
        for size in SIZES:
            file = data.write(folder / name, lines, size)
            done = run([sys.executable, "-m", "benchmarks.ours", "all", str(file)], folder)
            if done.status:
                raise SystemExit(f"{name}: ended with status {done.status}.\n{(folder / 'errors').read_text()[-2000:]}")
            peaks.append(done.peak)
            file.unlink()
        print(f"{name:20} {peaks[0]:>10.0f} {peaks[1]:>10.0f} {peaks[1] / peaks[0]:>8.2f}")

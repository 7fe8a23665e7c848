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
CONVERTED = {"customers.parquet": "parquet", "customers.sqlite": "sqlite"}
"""Names of functions of `data`, run in a process of their own: a child's peak counts from its parent's size."""
_CONVERT = "import sys, pathlib, benchmarks.data as data; getattr(data, sys.argv[1])(*map(pathlib.Path, sys.argv[2:]))"
SIZES = (50, 500)


def report(folder: Path) -> None:
    """Scans a small and a large file of each format, each in a process of its own, and prints their peaks.

    What is converted from CSV has the rows of a CSV file of that size.
    """
    small, large = SIZES
    print(f"{'peak memory, MB':20} {f'{small} MB':>10} {f'{large} MB':>10} {'ratio':>8}")
    for name in (*FORMATS, *CONVERTED):
        peaks = []
        for size in SIZES:
            file = _made(folder / name, size)
            done = run([sys.executable, "-m", "benchmarks.ours", "all", str(file)], folder)
            if done.status:
                raise SystemExit(f"{name}: ended with status {done.status}.\n{(folder / 'errors').read_text()[-2000:]}")
            peaks.append(done.peak)
            file.unlink()
        print(f"{name:20} {peaks[0]:>10.0f} {peaks[1]:>10.0f} {peaks[1] / peaks[0]:>8.2f}")


def _made(file: Path, size: int) -> Path:
    if file.name in FORMATS:
        return data.write(file, FORMATS[file.name], size)
    table = data.write(file.with_suffix(".csv"), data.customers, size)
    run([sys.executable, "-c", _CONVERT, CONVERTED[file.name], str(table), str(file)], file.parent)
    table.unlink()
    return file

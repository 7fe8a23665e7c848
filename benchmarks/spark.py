"""Spark beside our own processes on the same Parquet files: `python -m benchmarks.spark`.

Both take turns in one process, each warm: the session is open and its Python workers are loaded, and so is the fork
server of ours. MB are 10^6 bytes of decoded Arrow strings. The reports must be the same.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scanner.crew import Hire
from scanner.engines.session import Cluster
from scanner.engines.spark import SparkWorkers
from scanner.model.judged import Report
from scanner.pipeline import scan
from scanner.progress import Bar
from scanner.spark import Options
from scanner.workers import Workers

_ROWS = 100_000
_WORDS = ("order", "parcel", "late", "invoice", "paid", "again", "desk", "window", "ticket", "reset", "phone", "plan")


def main() -> None:
    """Makes the files, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__)
    parser.add_argument("--mb", type=int, default=2000, help="decoded strings (default 2000)")
    parser.add_argument("--files", type=int, default=24, help="in how many files (default 24)")
    parser.add_argument("--jobs", type=int, default=2, help="processes, and Spark tasks at a time (default 2)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default 3)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        folder = Path(name)
        size = sum(_write(folder / f"{number:03d}.parquet", number, options) for number in range(options.files))
        disk = sum(file.stat().st_size for file in folder.iterdir())
        print(f"{options.files} files, {size / 1e6:,.0f} MB of strings, {disk / 1e6:,.0f} MB on disk\n")
        cluster = Cluster(f"local[{options.jobs},4]", {"spark.ui.enabled": "false"})
        with cluster.session() as session:
            _measure(folder, size, options, {"processes": Workers, "spark": partial(SparkWorkers, session)})


def _measure(folder: Path, size: int, options: argparse.Namespace, ways: dict[str, Hire]) -> None:
    warm = folder / "000.parquet"
    for hire in ways.values():
        for _ in range(2):
            _scanned(warm, options.jobs, hire)
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    reports: dict[str, Report] = {}
    for _ in range(options.rounds):
        for way, hire in ways.items():
            began = time.perf_counter()
            reports[way] = _scanned(folder, options.jobs, hire)
            seconds[way].append(time.perf_counter() - began)
    best = {way: min(each) for way, each in seconds.items()}
    print(f"{'way':<12} {'best s':>8} {'median s':>9} {'MB/s':>7}")
    for way, each in seconds.items():
        print(f"{way:<12} {best[way]:>8.1f} {statistics.median(each):>9.1f} {size / 1e6 / best[way]:>7.0f}")
    print(f"\nspark / processes: {best['processes'] / best['spark']:.2f} x (at least 0.7)")
    print(f"reports are the same: {reports['processes'] == reports['spark']}")


def _scanned(path: Path, jobs: int, hire: Hire) -> Report:
    with Bar() as bar:
        return scan(Options(ner="off", jobs=jobs).order([str(path)], hire), bar)


def _write(file: Path, number: int, options: argparse.Namespace) -> int:
    """One file of customers, orders' notes and addresses of the web; returns the bytes of its strings."""
    rng, written = random.Random(number), 0
    wanted = options.mb * 1_000_000 // options.files
    with pq.ParquetWriter(file, _table(rng, 1).schema, compression="zstd") as writer:
        while written < wanted:
            table = _table(rng, _ROWS)
            writer.write_table(table)
            written += table.nbytes
    return written


def _table(rng: random.Random, rows: int) -> pa.Table:
    ids = [rng.randrange(10**8) for _ in range(rows)]
    notes = [" ".join(rng.choices(_WORDS, k=12)) for _ in range(1000)]
    return pa.table(
        {
            "email": pa.array([f"kari.{each}@fjordtel-post.net" if each % 3 else None for each in ids], pa.string()),
            "note": [f"{notes[each % 1000]} ticket {each} call +47 22 {each % 90 + 10} 34 56" for each in ids],
            "page": [f"https://shop.fjordtel.net/p/{each}?ref={each % 977}" for each in ids],
        }
    )


if __name__ == "__main__":
    main()

"""Speed of reading, bytes to Arrow batches, beside the libraries that read the same: `python -m benchmarks.sources`.

Each format is read by our source and by its peer in turn, in this one process on one thread with the environment of our
workers. What counts is the processor's time, which neighbours disturb less than the clock; figures are medians. Batches
hold text, so a peer whose columns have types writes these out as text too.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from benchmarks import data
from scanner.content import LocalFile
from scanner.members import read_unit
from scanner.model.data import Asset
from scanner.registry import source_for
from scanner.workers import ENVIRONMENT

ROUNDS = 5
SLICE = 1.0
"""Megabytes that a peer reads that needs seconds for each."""


@dataclass(frozen=True, slots=True)
class Contest:
    """bar: what ours must reach, as a share of the peer's speed. share: how much of the file the peer reads."""

    title: str
    file: Path
    peer: str
    read: Callable[[Path], object]
    bar: float
    share: float = 1.0


def main() -> None:
    """Makes the files, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sources", description=__doc__)
    parser.add_argument("--mb", type=float, default=50, help="size of each file in megabytes (default 50)")
    options = parser.parse_args()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    print(f"{options.mb:g} MB of text a format, medians of {ROUNDS} rounds, MB = 10^6 bytes as they lie\n")
    print(f"{'format':<24} {'ours MB/s':>10} {'peer MB/s':>10} {'ratio':>7} {'bar':>6}  peer")
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        for contest in _contests(Path(name), options.mb):
            _compare(contest)


def _contests(folder: Path, megabytes: float) -> list[Contest]:
    table = data.write(folder / "customers.csv", data.customers, megabytes)
    lines = data.write(folder / "customers.jsonl", data.json_lines, megabytes)
    dump = data.write(folder / "copy.sql", data.pg_dump, megabytes)
    inserts = data.write(folder / "inserts.sql", data.mysql_dump, megabytes)
    parquet, arrow = folder / "customers.parquet", folder / "customers.arrow"
    data.parquet(table, parquet)
    data.arrow(table, arrow)
    return [
        Contest("CSV", table, "pyarrow.csv, all columns string", _csv, 0.8),
        Contest("Parquet", parquet, "pyarrow.parquet, as text", _parquet, 0.8),
        Contest("Arrow IPC", arrow, "pyarrow.ipc, validated, as text", _arrow, 0.8),
        Contest("COPY of pg_dump", dump, "pyarrow.csv on the rows as CSV", lambda _: _csv(table), 0.5),
        Contest("INSERTs of mysqldump", inserts, "sqlglot's tokenizer", _sqlglot, 10, SLICE / megabytes),
        Contest("JSON lines", lines, "orjson, line by line", _orjson, 0.7),
        Contest("JSON lines", lines, "pyarrow.json", _pyarrow_json, 0.7),
    ]


def _compare(contest: Contest) -> None:
    ours, theirs = [], []
    size = contest.file.stat().st_size / 1e6
    for round_ in range(ROUNDS + 1):
        mine, other = _seconds(_ours, contest.file), _seconds(contest.read, contest.file)
        if round_:  # the first one loads and compiles
            ours.append(size / mine)
            theirs.append(contest.share * size / other)
    mine, other = statistics.median(ours), statistics.median(theirs)
    print(f"{contest.title:<24} {mine:>10.0f} {other:>10.1f} {mine / other:>7.2f} {contest.bar:>6.1f}  {contest.peer}")


def _seconds(read: Callable[[Path], object], file: Path) -> float:
    began = time.process_time()
    read(file)
    return time.process_time() - began


def _ours(file: Path) -> int:
    content = LocalFile(str(file))
    source = source_for(content, file.name)
    if source is None:
        raise SystemExit(f"{file.name}: no source reads this file.")
    rows = 0
    for unit in source.plan(Asset(file.name, content, file.stat().st_size, source.name)):
        rows += sum(getattr(item, "rows", 0) for item in read_unit(unit))
    return rows


def _csv(file: Path) -> None:
    from pyarrow import csv

    with file.open(encoding="utf-8") as text:
        names = text.readline().strip().split(",")
    convert = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    read = csv.ReadOptions(use_threads=False, block_size=1 << 20)
    for batch in csv.open_csv(file, read_options=read, convert_options=convert):
        batch.num_rows  # noqa: B018 - reading it is what counts


def _parquet(file: Path) -> None:
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(file).iter_batches(use_threads=False):
        _as_text(batch)


def _arrow(file: Path) -> None:
    with pa.ipc.open_file(str(file)) as reader:
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            batch.validate(full=True)
            _as_text(batch)


def _as_text(batch: pa.RecordBatch) -> None:
    for column in batch.columns:
        if not pa.types.is_string(column.type):
            column.cast(pa.string())


def _sqlglot(file: Path) -> None:
    import sqlglot

    head = file.read_bytes()[: round(SLICE * 1e6)].decode()
    sqlglot.tokenize(head[: head.rfind(";\n") + 1], read="mysql")


def _orjson(file: Path) -> None:
    import orjson

    with file.open("rb") as lines:
        for line in lines:
            orjson.loads(line)


def _pyarrow_json(file: Path) -> None:
    from pyarrow import json

    json.read_json(file, read_options=json.ReadOptions(use_threads=False, block_size=2 << 20))


if __name__ == "__main__":
    if not ENVIRONMENT.items() <= os.environ.items():
        os.execve(  # the allocator reads them once, when a process begins
            sys.executable, [sys.executable, "-m", "benchmarks.sources", *sys.argv[1:]], {**os.environ, **ENVIRONMENT}
        )
    main()

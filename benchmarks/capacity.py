"""Speed of whole scans by format, one core: `python -m benchmarks.capacity`; `--write` keeps it as figures of `plan`.

A file of each format is planned, read, looked at with all rules and summed in this one process, with the environment of
our workers and no language model. What counts is the processor's time, all threads together, which neighbours disturb
less than the clock; figures are medians. *scan* is bytes as they lie over the time of the whole, *read* the same over
the time of reading alone, which is what a sample pays for what it reads and does not look at. The last line is what a
small file costs.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import yaml

from benchmarks import data
from scanner.content import LocalFile
from scanner.members import read_unit
from scanner.model.data import Asset, Unit
from scanner.planning.figures import FILE
from scanner.unit import Settings, scan_units, survey
from scanner.workers import ENVIRONMENT

ROUNDS = 3
_SMALL = 400
Make = Callable[[Path, Path], None]


def main() -> None:
    """Makes the files, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__)
    parser.add_argument("--mb", type=float, default=40, help="text in each file in megabytes (default 40)")
    parser.add_argument("--write", action="store_true", help=f"write the figures into {FILE.name}")
    options = parser.parse_args()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    print(
        f"{options.mb:g} MB of text a format, medians of {ROUNDS} rounds, MB = 10^6 bytes as they lie, a CPU second\n"
    )
    print(f"{'format':<14} {'stored MB':>10} {'text/stored':>12} {'scan MB/s':>10} {'read MB/s':>10}")
    speeds: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        for format_, file, text in files(Path(name), options.mb):
            size = file.stat().st_size / 1e6
            speeds[format_] = {
                "scan": round(size / _median(_scan, file), 1),
                "read": round(size / _median(_read, file), 1),
            }
            each = speeds[format_]
            print(f"{format_:<14} {size:>10.1f} {text / size:>12.1f} {each['scan']:>10.1f} {each['read']:>10.1f}")
        small = _small(Path(name))
        print(f"\na small file: {1000 * small:.1f} ms")
    if options.write:
        _write(speeds, small, options.mb)


def files(folder: Path, megabytes: float) -> list[tuple[str, Path, float]]:
    """Format as `plan` names it, file, and megabytes of text in it."""
    table = data.write(folder / "customers.csv", data.customers, megabytes)
    lines = data.write(folder / "customers.jsonl", data.json_lines, megabytes)
    made: list[tuple[str, Path, float]] = [
        ("csv", table, megabytes),
        ("json_lines", lines, megabytes),
        ("text", data.write(folder / "service.log", data.application_log, megabytes), megabytes),
        ("access_log", data.write(folder / "access.log", data.access_log, megabytes), megabytes),
        ("sql_dump", data.write(folder / "copy.sql", data.pg_dump, megabytes), megabytes),
    ]
    makers: list[tuple[str, str, Path, Make]] = [
        ("csv.gz", "customers.csv.gz", table, _gzip),
        ("json_lines.gz", "customers.jsonl.gz", lines, _gzip),
        ("parquet", "customers.parquet", table, data.parquet),
        ("orc", "customers.orc", table, _orc),
        ("arrow", "customers.arrow", table, data.arrow),
        ("avro", "customers.avro", table, _avro),
        ("sqlite", "customers.sqlite", table, data.sqlite),
    ]
    for format_, name, source, make in makers:
        make(source, folder / name)
        made.append((format_, folder / name, megabytes))
    return made


def _gzip(source: Path, file: Path) -> None:
    file.write_bytes(gzip.compress(source.read_bytes(), 6))


def _orc(source: Path, file: Path) -> None:
    from pyarrow import orc

    orc.write_table(pyarrow.csv.read_csv(source), file, compression="zstd")


def _avro(source: Path, file: Path) -> None:
    import fastavro

    rows = pyarrow.csv.read_csv(
        source, convert_options=pyarrow.csv.ConvertOptions(column_types={"created": pa.string()})
    )
    fields = [{"name": name, "type": ["null", "long" if name == "id" else "string"]} for name in rows.column_names]
    texts = [column.to_pylist() for column in rows.columns]
    records = (
        {name: value if name == "id" else str(value) for name, value in zip(rows.column_names, row, strict=True)}
        for row in zip(*texts, strict=True)
    )
    with file.open("wb") as out:
        schema = fastavro.parse_schema({"type": "record", "name": "customer", "fields": fields})
        fastavro.writer(out, schema, records, codec="deflate")


def _median(work: Callable[[list[Unit]], object], file: Path) -> float:
    units = _units(file)
    return statistics.median([_seconds(work, units) for _ in range(ROUNDS + 1)][1:])  # the first one loads and compiles


def _units(file: Path) -> list[Unit]:
    return list(survey(Asset(file.name, LocalFile(str(file)), file.stat().st_size, ""), Settings()).units)


def _seconds(work: Callable[[list[Unit]], object], units: list[Unit]) -> float:
    began = time.process_time()
    work(units)
    return time.process_time() - began


def _scan(units: list[Unit]) -> None:
    for unit in units:
        scan_units((unit,), Settings())


def _read(units: list[Unit]) -> None:
    for unit in units:
        for _ in read_unit(unit):
            pass


def _small(folder: Path) -> float:
    """Seconds for a file of ten rows, of many that are surveyed and scanned."""
    made = []
    for number in range(_SMALL):
        file = folder / f"small-{number}.csv"
        file.write_text("id,email\n" + "".join(f"{n},kim.{n}@nordlys-mail.org\n" for n in range(10)), encoding="ascii")
        made.append(file)

    def work(_: list[Unit]) -> None:
        scan_units([unit for file in made for unit in _units(file)], Settings())

    return statistics.median(_seconds(work, []) for _ in range(ROUNDS)) / _SMALL


def _write(speeds: dict[str, dict[str, float]], small: float, megabytes: float) -> None:
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    told["measured"] = {
        "on": date.today().isoformat(),
        "with": f"python -m benchmarks.capacity --mb {megabytes:g}",
        "machine": f"{platform.machine()}, Python {platform.python_version()}, pyarrow {pa.__version__}",
    }
    told["speeds"], told["file_seconds"] = speeds, round(small, 5)
    FILE.write_text(yaml.safe_dump(told, sort_keys=False, width=120), encoding="utf-8")


if __name__ == "__main__":
    if not ENVIRONMENT.items() <= os.environ.items():
        os.execve(  # the allocator reads them once, when a process begins
            sys.executable, [sys.executable, "-m", "benchmarks.capacity", *sys.argv[1:]], {**os.environ, **ENVIRONMENT}
        )
    main()

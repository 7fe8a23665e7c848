"""Processor time of a sample beside that of a whole scan: `python -m benchmarks.sampling --help`.

Both in this process and after a first scan, so that neither counts the start; medians of interleaved rounds.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks import data
from scanner.arguments import sample_of
from scanner.content import LocalFile
from scanner.detector.freetext import Budget
from scanner.detector.language import Reading
from scanner.model.data import Asset
from scanner.unit import Settings, scan_unit, survey

ROUNDS = 3
SETTINGS = Settings(budget=Budget(Reading.OFF))


def main() -> None:
    """Makes the files, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sampling", description=__doc__)
    parser.add_argument("--mb", type=int, default=50, help="size of the CSV file in megabytes (default 50)")
    parser.add_argument("--sample", default="share=0.05", help="as of `fairnotice scan` (default share=0.05)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        files = _files(Path(name), options.mb)
        print(f"{options.mb} MB of CSV, --sample {options.sample}, medians of {ROUNDS} rounds\n")
        print(f"{'':20}{'whole':>10}{'sample':>10}{'ratio':>9}")
        for file in files:
            _seconds(file, options.sample)
            rounds = [(_seconds(file, ""), _seconds(file, options.sample)) for _ in range(ROUNDS)]
            whole, sample = (statistics.median(each) for each in zip(*rounds, strict=True))
            print(f"{file.name:20}{whole:8.2f} s{sample:8.2f} s{100 * sample / whole:7.1f} %")


def _files(folder: Path, megabytes: int) -> list[Path]:
    """The same customers as CSV, compressed, and as Parquet in row groups of 20,000."""
    plain = data.write(folder / "customers.csv", data.customers, megabytes)
    packed, columns = folder / "customers.csv.gz", folder / "customers.parquet"
    with plain.open("rb") as source, gzip.open(packed, "wb", 1) as target:
        shutil.copyfileobj(source, target)
    pq.write_table(pyarrow.csv.read_csv(plain), columns, row_group_size=20_000)
    return [plain, columns, packed]


def _seconds(file: Path, sample: str) -> float:
    """Seconds of processor time for the units of a file, one after the other."""
    begun = time.process_time()
    found = survey(Asset(file.name, LocalFile(str(file)), file.stat().st_size, "", sample_of(sample)), SETTINGS)
    for unit in found.units:
        scan_unit(unit, SETTINGS)
    return time.process_time() - begun


if __name__ == "__main__":
    main()

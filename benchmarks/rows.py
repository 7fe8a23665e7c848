"""Whether very many rows cost more than few, each: `python -m benchmarks.rows --rows 100000000`.

Rows of CSV with an e-mail address each, none twice, are made on the fly and go through reading, detection and summing
in one process; a million of them first, then all. Making them counts in both.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from benchmarks.process import run
from scanner.content import Streamed
from scanner.model.data import Asset, Limits, Unit
from scanner.unit import Settings, scan_unit

_FEW = 1_000_000
_AT_ONCE = 50_000
_UNBOUNDED = Limits(total=1 << 50)


def main() -> None:
    """Measures two numbers of rows, each in a process of its own, and prints their ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rows", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000_000, help="how many rows (default 100000000)")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_scanned(options.one)))
        return
    print(f"{'rows':>12} {'matched':>12} {'rows a CPU second':>18} {'peak MB':>8}")
    speeds, peaks = [], []
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as folder:
        for rows in (_FEW, options.rows):
            done = run([sys.executable, "-m", "benchmarks.rows", "--one", str(rows)], Path(folder))
            if done.status:
                raise SystemExit((Path(folder) / "errors").read_text("utf-8", "replace"))
            told = json.loads(done.output)
            speeds.append(rows / told["seconds"])
            peaks.append(done.peak)
            print(f"{rows:>12,} {told['matched']:>12,} {speeds[-1]:>18,.0f} {done.peak:>8.0f}", flush=True)
    print(f"{'ratio':>12} {'':>12} {speeds[1] / speeds[0]:>18.2f} {peaks[1] / peaks[0]:>8.2f}")


def _scanned(rows: int) -> dict[str, float]:
    """Processor seconds without the start, and how many values matched."""
    _unit(_AT_ONCE)
    began = time.process_time()
    matched = _unit(rows)
    return {"seconds": time.process_time() - began, "matched": matched}


def _unit(rows: int) -> int:
    content = Streamed("rows.csv", _pieces(rows), limits=_UNBOUNDED)
    result = scan_unit(Unit(Asset("rows.csv", content, 0, "stream")), Settings())
    tallies = [tally for field in result.summary.fields.values() for tally in field.matches.values()]
    return max(tally.values for tally in tallies)


def _pieces(rows: int) -> Iterator[bytes]:
    for first in range(0, rows, _AT_ONCE):
        ids = pa.array(np.arange(first, min(first + _AT_ONCE, rows)))
        words = ids.cast(pa.string())
        mails = pc.binary_join_element_wise("jane.", words, "@fjordtel-post.net", "")
        out = io.BytesIO()
        table = pa.table({"id": ids, "mail": mails, "total": pc.multiply(ids, 7)})
        csv.write_csv(table, out, csv.WriteOptions(include_header=first == 0))
        yield out.getvalue()


if __name__ == "__main__":
    main()

"""What it costs to tell fields that share values: `python -m benchmarks.overlap`.

Nanoseconds a value for the hash that is the same for all spellings, beside that of the bytes as they are; and seconds
for all pairs among many fields with full sketches. All figures are processor time, the best of several.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pyarrow as pa

from benchmarks import data
from scanner.detector.rule import Spelling
from scanner.detector.spelling import same_hashes
from scanner.detector.text import Spans, Text
from scanner.model.data import Origin
from scanner.overlap import Sketched, compared
from scanner.tally import SKETCH, smallest

_VALUES = 200_000
_COLUMNS = {0: Spelling.NAME, 2: Spelling.TEXT, 3: Spelling.PHONE, 4: Spelling.TEXT, 5: Spelling.NUMBER}
"""Of the table of customers: given name, e-mail, phone, IP address, card."""


def main() -> None:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overlap", description=__doc__)
    parser.add_argument("--fields", type=int, default=10_000, help="how many fields are compared (default 10000)")
    options = parser.parse_args()
    rng = random.Random(1)
    rows = [data.customer(rng) for _ in range(_VALUES)]
    print(f"{'hash of a value, ns':<24} {'as it is':>9} {'spelling':>9}")
    for column, spelling in _COLUMNS.items():
        text = Text.of(pa.array([row[column] for row in rows]))
        spans = Spans(text.starts, text.ends)
        plain = _seconds(partial(text.hashes, spans))
        same = _seconds(partial(same_hashes, text, spans, spelling))
        print(f"{rows[0][column]:<24.24} {1e9 * plain / _VALUES:>9.1f} {1e9 * same / _VALUES:>9.1f}")
    list(compared(list(_fields(4, 2))))
    print(f"\n{options.fields:,} fields of one category, {SKETCH:,} hashes each")
    for name, pools in (("unrelated", 0), ("in groups of 10", options.fields // 10), ("all of one pool", 1)):
        fields = list(_fields(options.fields, pools))
        began = time.process_time()
        count = sum(1 for _ in compared(fields))
        print(f"{name:<24} {time.process_time() - began:>9.1f} s {count:>9,} pairs")


def _seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(8):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def _fields(count: int, pools: int) -> Iterator[Sketched]:
    """Fields of 3,000 values: of their own, or of one of so many pools of 5,000."""
    rng = np.random.default_rng(1)
    drawn = [_hashes(rng, 5000) for _ in range(pools)]
    for number in range(count):
        values = rng.choice(drawn[number % pools], 3000, replace=False) if pools else _hashes(rng, 3000)
        known = smallest(values)
        yield Sketched(Origin("data", field=f"f{number:06}"), "contact.phone", known, known[-1], 1e9)


def _hashes(rng: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return rng.integers(0, 2**64, count, dtype=np.uint64) | np.uint64(1)


if __name__ == "__main__":
    main()

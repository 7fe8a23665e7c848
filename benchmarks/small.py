"""What very many small files cost: `python -m benchmarks.small --files 20000`.

Short texts without personal data, tables of 20 records with four columns of it, and logs of 100 kB that are full of it
are scanned by the command with two workers, a quarter of them and then all: what each further file costs is the
difference.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from benchmarks import data
from benchmarks.process import adopt, run, used

_WORDS = ("the", "build", "of", "module", "seven", "passed", "and", "was", "kept", "for", "later", "store", "parts")
_LINES, _RECORDS, _LOGGED = 8, 20, 680
_COMMAND = [sys.executable, "-m", "scanner", "--no-config", "scan", "--no-keep", "--ner", "off", "--jobs", "2"]


def main() -> None:
    """Makes the files, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.small", description=__doc__)
    parser.add_argument("--files", type=int, default=20_000, help="how many files (default 20000)")
    parser.add_argument("--kind", choices=tuple(_KINDS), help="only these")
    options = parser.parse_args()
    adopt()
    print(f"{'files':<8} {'CPU ms a file':>14} {'coordinator, kB a file':>23} {'peak MB':>9}")
    for name, (ending, text) in _KINDS.items():
        if options.kind not in (None, name):
            continue
        with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as made:
            _row(name, ending, text, options.files, Path(made))


def _row(name: str, ending: str, text: Callable[[random.Random], str], files: int, folder: Path) -> None:
    rng = random.Random(3)
    few = files // 4
    found = []
    for first, last in ((0, few), (few, files)):
        for number in range(first, last):
            below = folder / "data" / f"{number // 1000:04d}"
            below.mkdir(parents=True, exist_ok=True)
            (below / f"{number}.{ending}").write_text(text(rng), encoding="ascii")
        command = [*_COMMAND, "--format", "jsonl", "--output", str(folder / "report"), str(folder / "data")]
        before = used()
        done = run(command, folder)
        if done.status:
            raise SystemExit(f"the command ended with {done.status}: {(folder / 'errors').read_text('utf-8')}")
        found.append((used() - before, done.peak))
    (less, small), (more, large) = found
    milliseconds = (more - less) / (files - few) * 1000
    print(f"{name:<8} {milliseconds:>14.2f} {(large - small) * 1000 / (files - few):>23.2f} {large:>9.0f}", flush=True)
    shutil.rmtree(folder / "data")


def _text(rng: random.Random) -> str:
    return "".join(" ".join(rng.choices(_WORDS, k=9)) + "\n" for _ in range(_LINES))


def _table(rng: random.Random) -> str:
    return "".join(islice(data.customers(rng), _RECORDS + 1))


def _log(rng: random.Random) -> str:
    return "".join(islice(data.application_log(rng), _LOGGED))


_KINDS = {"texts": ("txt", _text), "tables": ("csv", _table), "logs": ("log", _log)}


if __name__ == "__main__":
    main()

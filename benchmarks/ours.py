"""Scans files in this one process, without the command's start and report: `python -m benchmarks.ours core|all FILE…`.

Prints a JSON object: seconds from the first file's first byte to the last finding, files read, fields with findings.
"""

from __future__ import annotations

import itertools
import json
import sys
import tempfile
import time
from pathlib import Path

from scanner.columns import with_repeats_once
from scanner.content import LocalFile
from scanner.detect import detect
from scanner.detector.book import Rulebook
from scanner.detector.compiled import compile_all
from scanner.findings import findings
from scanner.marks import lists_of
from scanner.model.data import Asset, Batch
from scanner.registry import source_for
from scanner.rulebook import load
from scanner.summarising import Summarising
from scanner.summary import Summary, merge

CORE = frozenset({"email_address", "phone_number", "ip_address", "credit_card"})


def core(book: Rulebook) -> Rulebook:
    """The rules of the four core entities only."""
    bound = tuple(
        (detector, {id_: rule for id_, rule in rules.items() if id_ in CORE}) for detector, rules in book.detectors
    )
    return Rulebook(
        {id_: rule for id_, rule in book.rules.items() if id_ in CORE},
        tuple((detector, rules) for detector, rules in bound if rules),
        book.levels,
    )


def scan(path: Path, book: Rulebook) -> Summary:
    """Everything in one file."""
    source = source_for(LocalFile(str(path)), path.name)
    if source is None:
        raise SystemExit(f"{path.name}: no source reads this file.")
    summaries = []
    lists = lists_of((), None)
    for unit in source.plan(Asset(path.name, LocalFile(str(path)), path.stat().st_size, source.name)):
        summing = Summarising(unit, book, lists=lists)
        for item in source.read(unit):
            if isinstance(item, Batch):
                item = item if item.lines else with_repeats_once(item)
                summing.add(item, [lists.marked(column, book) for column in detect(item, book)])
        summaries.append(summing.summary())
    return merge(summaries)


def _warm(path: Path, book: Rulebook) -> None:
    """Scans the first lines once, as the peer reads one: what is made when it is first needed counts as start.

    What is compiled is loaded, as it is for workers before they begin.
    """
    compile_all()
    if path.suffix in (".parquet", ".sqlite"):  # no lines; only the memory that they take is measured
        return
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as folder, path.open("rb") as file:
        piece = Path(folder) / path.name
        piece.write_bytes(b"".join(itertools.islice(file, 200)))
        scan(piece, book)


def main() -> None:
    which, *names = sys.argv[1:]
    book = core(load()) if which == "core" else load()
    _warm(Path(names[0]), book)
    began = time.perf_counter()
    found = [one for name in names for one in findings(scan(Path(name), book), book, lists_of((), None).entries)]
    print(json.dumps({"seconds": time.perf_counter() - began, "findings": len(found)}))


if __name__ == "__main__":
    main()

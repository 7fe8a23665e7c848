"""Helpers: scans in this process, and what was read and found in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from scanner.choice import Choice
from scanner.detector.freetext import Budget
from scanner.detector.language import Reading
from scanner.model.data import Limits, Unit
from scanner.pipeline import Order, scan
from scanner.report.document import to_json
from scanner.runs.folder import Folder
from scanner.runs.keeper import Keep
from scanner.sources._lake.model import DataFile
from scanner.unit import Settings, UnitResult

Report = dict[str, Any]
Found = dict[tuple[str, str], tuple[Any, ...]]
DOMAINS = ("fjordtel-post.net", "nordlys-mail.org", "kaisen-works.co")


class Here:
    """Workers that are this process; keeps what units were scanned."""

    jobs = 1
    read: list[Unit] = []  # noqa: RUF012 - of the test that runs

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(
        self, function: Callable[..., Any], tasks: Sequence[Any], settings: object, *_: object
    ) -> Iterator[tuple[Any, Any]]:
        for task in tasks:
            outcome = function(task, settings, None)
            scanned = (each[1] or () if isinstance(each, tuple) else (each,) for each in outcome)
            Here.read += [each.unit for each in chain.from_iterable(scanned) if isinstance(each, UnitResult)]
            yield task, outcome


class Silent:
    def total(self, size: int) -> None: ...

    def done(self, size: int, under_way: int) -> None: ...


class Scans:
    """Scans of one test. runs: the folder where they are kept."""

    def __init__(self, runs: Path) -> None:
        self._folder = Folder(runs)
        self._seal = self._folder.prepared()

    def __call__(
        self, root: object, *, kept: bool = False, full: bool = False, history: bool = False, **choice: Any
    ) -> Report:
        Here.read = []
        keep = Keep(self._folder, self._seal, f"{root} {history}", full) if kept else None
        order = Order(
            [str(root)],
            Settings(budget=Budget(Reading.OFF)),
            Choice(limits=Limits(history=history), **choice),
            keep=keep,
            day="2026-01-01",
            hire=Here,
        )
        loaded: Report = json.loads(to_json(scan(order, Silent())))
        return loaded


def files_read() -> set[str]:
    """The data files that the last scan has read."""
    held = (json.loads(unit.detail)["file"] for unit in Here.read)
    return {DataFile.from_json(file).path.rpartition("/")[2] for file in held if file}


def found(report: Report, member: str | None = None) -> Found:
    """What was found, by field and category, of what is current or of a member."""
    return {
        (each["field"], each["category"]): (
            each["entities"], each["scanned"], each["matched"], each["distinct"], each["confidence"], each["samples"],
        )
        for each in report["findings"]
        if each["member"] == member
    }  # fmt: skip


def lasting(report: Report) -> Report:
    """The report without what names the run."""
    report["run"].pop("id")
    report["run"].pop("gone")
    for each in report["coverage"]:
        each.pop("unchanged_since")
    return report


def plain(table: pa.Table, folder: Path) -> Path:
    """The rows as a plain Parquet file."""
    folder.mkdir(exist_ok=True)
    path = folder / "plain.parquet"
    pq.write_table(table, path)
    return path


def people(first: int, rows: int = 40, **more: Sequence[object]) -> pa.Table:
    """Invented customers."""
    numbers = range(first, first + rows)
    return pa.table(
        {
            "id": pa.array(numbers, pa.int32()),
            "email": [f"jane.roe{n}@{DOMAINS[n % 3]}" if n % 7 else None for n in numbers],
            "phone": [f"+1415555{n % 10000:04d}" for n in numbers],
            "contact": [{"mail": f"kaya{n}@{DOMAINS[n % 3]}", "tags": ["a", "b"]} if n % 5 else None for n in numbers],
            "region": [("NO", "SE", "DK")[n % 3] for n in numbers],
            **more,
        }
    )

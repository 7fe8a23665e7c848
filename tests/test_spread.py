"""Files are looked at before they are scanned, small ones in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.model.judged import Report
from scanner.pipeline import Order, scan
from tests.runs.keeping import settled
from tests.sources.lakes import Here, Silent

LINE = "write to lea.meier@post.meierdahl.org soon\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three small files, a large one, and a small dataset of two files."""
    for name in ("a.txt", "b.csv", "c.log"):
        (tmp_path / name).write_text(LINE)
    (tmp_path / "large.txt").write_text(LINE * 20_000)
    for day in ("01", "02"):
        (tmp_path / "sales" / f"day={day}").mkdir(parents=True)
        pq.write_table(pa.table({"phone": ["+47 22 12 34 56"] * 30}), tmp_path / "sales" / f"day={day}" / "0.parquet")
    settled(tmp_path)  # what was written a moment ago has no identity
    return tmp_path


class Noted(Here):
    """Takes down what is done with how many tasks."""

    done: list[tuple[str, int]]

    def run(
        self, function: Callable[..., Any], tasks: Sequence[Any], settings: object, *more: object
    ) -> Iterator[tuple[Any, Any]]:
        if tasks:
            self.done.append((function.__name__, sum(map(len, tasks))))
        yield from super().run(function, tasks, settings, *more)


def test_small_files_go_to_a_worker_once_and_others_twice(data: Path) -> None:
    Noted.done = []
    report: Report = scan(Order([str(data)], hire=Noted), Silent())
    assert Noted.done == [("look_and_scan", 4), ("survey_all", 1), ("scan_units", 3)]  # files of a dataset may be known
    assert {each.finding.origin.asset for each in report.findings} == {"a.txt", "b.csv", "c.log", "large.txt", "sales"}
    assert all(each.rows for each in report.coverage)

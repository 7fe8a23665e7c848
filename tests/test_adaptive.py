"""`--adaptive`: a thin pass over everything, a second one where something stirred, one report."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.choice import Choice
from scanner.model.judged import Report
from scanner.model.sample import Sample
from scanner.pipeline import Order
from scanner.pipeline import scan as run
from tests.command import fairnotice, scan

ROWS = 3000


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three files without personal data, one with an address in each tenth row, a dataset of telephone numbers."""
    folder = tmp_path_factory.mktemp("lake")
    for name, every in {"a": 0, "b": 10, "c": 0, "d": 0}.items():
        notes = (f"kim.{n}@nordlys-mail.org" if every and n % every == 0 else "all is well" for n in range(ROWS))
        (folder / f"{name}.csv").write_text("id,note\n" + "".join(f"{n},{note}\n" for n, note in enumerate(notes)))
    (folder / "calls").mkdir()
    for part in range(3):
        phones = [f"+47 22 12 {n // 100:02} {n % 100:02}" for n in range(1000)]
        pq.write_table(pa.table({"phone": phones}), folder / "calls" / f"{part}.parquet", row_group_size=100)
    return folder


def found(report: dict[str, Any]) -> dict[tuple[str, str], tuple[int, int, int | None, float | None]]:
    return {
        (each["asset"], each["field"]): (each["scanned"], each["matched"], each["in_pass"], each["share_read"])
        for each in report["findings"]
    }


def passes(report: dict[str, Any]) -> dict[str, tuple[int, float]]:
    return {each["asset"]: (each["in_pass"], each["share"]) for each in report["sampled"]}


def test_what_stirred_is_looked_at_whole_and_counted_once(lake: Path) -> None:
    done = scan(lake, "--ner", "off", "--sample", "5%", "--adaptive", "whole")
    assert found(done.report) == {
        ("b.csv", "note"): (ROWS, ROWS // 10, 2, None),
        ("calls", "phone"): (ROWS, ROWS, 2, None),
    }
    assert passes(done.report) == {"a.csv": (1, 0.05), "c.csv": (1, 0.05), "d.csv": (1, 0.05)}
    assert (done.report["run"]["second_pass"], done.report["run"]["looked_at_again"]) == ("whole", 2)
    assert {each["asset"]: each["rows"] for each in done.report["coverage"]}["b.csv"] == ROWS
    whole = scan(lake, "--ner", "off").report["findings"]
    again = [{**each, "in_pass": None} for each in done.report["findings"]]
    assert again == whole


def test_the_bound_of_a_field_is_that_of_the_pass_that_is_reported(lake: Path) -> None:
    thin = scan(lake, "--ner", "off", "--sample", "5%").report
    both = scan(lake, "--ner", "off", "--sample", "5%", "--adaptive", "50%").report
    assert passes(both) == {
        **{f"{name}.csv": (1, 0.05) for name in "acd"},
        "b.csv": (2, 0.5),
        "calls": (2, 0.5),
    }
    bounds = [
        {each["asset"]: [field["missed"] for field in each["fields"]] for each in report["sampled"]}
        for report in (thin, both)
    ]
    assert bounds[0]["a.csv"] == bounds[1]["a.csv"] == [0.019, 0.019]
    assert max(bounds[1]["b.csv"]) < min(bounds[0]["b.csv"]) / 10
    assert both["run"]["second_pass"] == "share=0.5"


def test_the_next_night_takes_over_what_has_not_changed(lake: Path, tmp_path: Path) -> None:
    for file in lake.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    options = ("--keep", "--run-dir", tmp_path / "runs", "--ner", "off", "--sample", "5%", "--adaptive", "whole")
    data = ("--include", "*.csv", tmp_path)
    first = scan(*options, *data)
    assert found(first.report) == {("b.csv", "note"): (ROWS, ROWS // 10, 2, None)}
    (tmp_path / "c.csv").write_bytes((lake / "b.csv").read_bytes())
    second = scan(*options, *data)
    assert found(second.report) == {
        ("b.csv", "note"): (ROWS, ROWS // 10, 2, None),
        ("c.csv", "note"): (ROWS, ROWS // 10, 2, None),
    }
    assert set(passes(second.report)) == {"a.csv", "d.csv"}
    carried = {each["asset"] for each in second.report["coverage"] if each["unchanged_since"]}
    assert "c.csv" not in carried
    shown = fairnotice("report", "latest", "--run-dir", tmp_path / "runs").out
    assert "Looked at again, whole: 2 files in which something stirred." in " ".join(shown.split())


def test_a_sampled_run_that_is_kept_is_carried_over(lake: Path, tmp_path: Path) -> None:
    options = (lake, "--keep", "--run-dir", tmp_path / "runs", "--ner", "off", "--sample", "5%")
    first, second = scan(*options), scan(*options)
    assert second.err == ""
    assert second.report["findings"] == first.report["findings"]
    assert second.report["sampled"] == first.report["sampled"]


class _Impatient:
    """A listener that interrupts the run after some units."""

    def __init__(self, units: int) -> None:
        self._left = units

    def total(self, size: int) -> None:
        pass

    def done(self, size: int, under_way: int) -> None:  # noqa: ARG002
        if not under_way:
            self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("units", [1, 3, 6])
def test_an_interrupt_ends_either_pass_with_a_report_of_what_is_done(lake: Path, units: int) -> None:
    sample = Sample(Fraction(1, 20), again=Fraction(1))
    report: Report = run(Order([str(lake)], choice=Choice(sample=sample)), _Impatient(units))
    assert report.run["complete"] is False
    assert {each.asset for each in report.coverage} == {"a.csv", "b.csv", "c.csv", "d.csv", "calls"}
    open_ = [each for each in report.coverage if any(problem.reason == "interrupted" for problem in each.problems)]
    assert open_
    assert len({each.finding.origin for each in report.findings}) == len(report.findings)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--adaptive", "whole"], "--adaptive: a second pass needs a first one"),
        (["--sample", "5%", "--adaptive", "2%"], "--adaptive: 2% is no larger share than the first pass has"),
        (["--sample", "rows=10", "--adaptive", "much"], "--adaptive: much is no larger share"),
    ],
)
def test_a_second_pass_that_makes_no_sense_is_said(arguments: list[str], complaint: str) -> None:
    done = fairnotice("scan", "sample_data", *arguments)
    assert done.status == 2
    assert complaint in done.err

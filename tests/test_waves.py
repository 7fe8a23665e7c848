"""A run in waves comes to the same as one in which all assets are known at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner import waves
from scanner.arguments import sample_of
from scanner.choice import Choice
from scanner.content import Held
from scanner.detector.freetext import Budget
from scanner.detector.language import Reading
from scanner.model.data import Asset
from scanner.model.judged import Report
from scanner.pipeline import Order, scan
from scanner.report.document import to_json
from scanner.runs.folder import Folder
from scanner.runs.keeper import Keep
from scanner.unit import Settings
from scanner.waves import Wave
from tests.runs.keeping import settled
from tests.sources.lakes import Here

FILES = {
    "a/people.csv": "name,email\nIna Vogt,ina.vogt@post.nordwolke.de\nKai Berg,kai.berg@fjordtel-post.com\n",
    "a/plain.csv": "colour,size\nred,4\nblue,5\n",
    "b.txt": "write to lea.meier@post.meierdahl.org soon\n",
    "c.txt": "the build of module seven passed and was kept for later\n" * 3,
    "d.txt": "",
    "e.zip": "PK\x03\x04 and no more",
    "z/notes.csv": "id,note\n1,call +47 22 12 34 56\n2,nothing\n",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for day in ("01", "02"):
        (folder / "sales" / f"day={day}").mkdir(parents=True)
        pq.write_table(pa.table({"phone": ["+47 22 12 34 56"] * 30}), folder / "sales" / f"day={day}" / "0.parquet")
    (folder / "link").symlink_to(folder)
    settled(folder)
    return folder


class Listener:
    """Keeps what it is told; interrupts the run once so many bytes are read."""

    def __init__(self, until: int | None = None) -> None:
        self.totals: list[int] = []
        self.read = 0
        self._until = until

    def total(self, size: int) -> None:
        self.totals.append(size)

    def done(self, size: int, under_way: int) -> None:
        self.read = size + under_way
        if self._until is not None and self.read > self._until:
            raise KeyboardInterrupt


def night(data: Path, listener: Listener | None = None, **order: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"settings": Settings(budget=Budget(Reading.OFF)), "day": "2026-01-01", "hire": Here}
    report: Report = scan(Order([str(data)], **{**given, **order}), listener or Listener())
    loaded: dict[str, Any] = json.loads(to_json(report))
    return loaded


def lasting(report: dict[str, Any]) -> dict[str, Any]:
    """What is the same whenever it was scanned."""
    coverage = [{**each, "unchanged_since": None} for each in report["coverage"]]
    return {**report, "run": {**report["run"], "id": None}, "coverage": coverage}


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_the_report_is_the_same(data: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    whole = night(data)
    assert {each["asset"] for each in whole["findings"]} == {"a/people.csv", "b.txt", "z/notes.csv", "sales"}
    monkeypatch.setattr(waves, "MOST", most)
    assert night(data) == whole


def test_samples_and_labels_are_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "e.zip").unlink()  # where not all is read, that a label names nothing says nothing
    (data / "fairnotice.yaml").write_text(
        "format: fairnotice-labels/1\nentries:\n"
        "- {match: '*.csv', field: colour, owner: Sales}\n"
        "- {match: '*.csv', field: nowhere, owner: Sales}\n"
    )
    orders: list[dict[str, Any]] = [{}, {"choice": Choice(sample=sample_of("rows=1", 3), columns=("phone", "n*"))}]
    whole = [night(data, **order) for order in orders]
    (complaint,) = whole[0]["run"]["labels"]["unmatched"]
    assert "nowhere" in complaint
    assert whole[1]["sampled"]
    monkeypatch.setattr(waves, "MOST", 2)
    assert [night(data, **order) for order in orders] == whole


def test_progress_goes_on_from_wave_to_wave(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "MOST", 2)
    listener = Listener()
    night(data, listener)
    assert listener.totals
    assert listener.read == listener.totals[-1] == max(listener.totals)


def test_a_kept_night_takes_over_what_is_the_same(data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "runs")
    keep = Keep(folder, folder.prepared(), "a command")
    first = night(data, keep=keep)
    monkeypatch.setattr(waves, "MOST", 2)
    Here.read = []
    second = night(data, keep=keep)
    assert Here.read == []
    assert lasting(second) == lasting(first)
    (data / "c.txt").unlink()
    (data / "b.txt").write_text("write to lea.meier@post.meierdahl.net soon\n")
    settled(data)
    third = night(data, keep=keep)
    assert third["run"]["gone"] == ["c.txt"]
    assert {unit.asset.name for unit in Here.read} == {"b.txt"}
    since = {each["asset"]: each["unchanged_since"] for each in third["coverage"]}
    assert (since["b.txt"], since["a/people.csv"]) == (None, first["run"]["id"])
    assert "c.txt" not in since
    assert night(data, keep=keep)["run"]["gone"] == []


def test_an_interrupt_names_what_was_not_reached_and_the_run_goes_on(
    data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = night(data)
    monkeypatch.setattr(waves, "MOST", 2)
    folder = Folder(tmp_path / "runs")
    keep = Keep(folder, folder.prepared(), "a command")
    part = night(data, Listener(150), keep=keep)
    assert part["run"]["complete"] is False
    assert part["run"]["gone"] == []
    reasons = {each["asset"]: [one["reason"] for one in each["problems"]] for each in part["coverage"]}
    assert set(reasons) == {each["asset"] for each in whole["coverage"]}
    assert reasons["a/people.csv"] == []
    assert "interrupted" in reasons["z/notes.csv"]
    Here.read = []
    rest = night(data, keep=keep)
    assert "a/people.csv" not in {unit.asset.name for unit in Here.read}
    assert rest["run"]["id"] == part["run"]["id"]
    assert lasting(rest) == {**lasting(whole), "coverage": lasting(rest)["coverage"]}


def test_waves_know_the_bytes_before_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "MOST", 2)
    assets = [Asset(str(size), Held("", b""), size, "text") for size in (1, 2, 4, 8, 16)]
    assert list(waves.waves(assets)) == [
        Wave(tuple(assets[:2]), 0, 28),
        Wave(tuple(assets[2:4]), 3, 16),
        Wave(tuple(assets[4:]), 15, 0),
    ]
    assert list(waves.waves([])) == []

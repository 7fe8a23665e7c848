"""Helpers: data that is old enough to be known again, and runs that are kept."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

import scanner.content
from tests.command import Ran, fairnotice
from tests.forked import SETTLED


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are known again as soon as they are written, here and in commands: nobody writes to them meanwhile."""
    monkeypatch.setenv(SETTLED, "0")
    monkeypatch.setattr("scanner.content._SETTLED", 0.0)


def settled(folder: Path) -> None:
    """Waits until the files of a folder are older than the resolution of their times is taken for."""
    latest = max(file.stat().st_ctime for file in folder.rglob("*"))
    time.sleep(max(latest + scanner.content._SETTLED + 0.1 - time.time(), 0))


def kept(cwd: Path, *arguments: object, path: str = "data") -> Ran:
    return fairnotice("scan", path, "--keep", "--format", "json", "--jobs", "1", "--ner", "off", *arguments, cwd=cwd)


def lasting(ran: Ran) -> dict[str, Any]:
    """The report without what names the run."""
    report = ran.report
    report["run"].pop("id")
    for each in report["coverage"]:
        each.pop("unchanged_since")
    return report


def unchanged(ran: Ran) -> dict[str, str | None]:
    return {each["asset"]: each["unchanged_since"] for each in ran.report["coverage"]}


def people(folder: Path, files: int = 4) -> Path:
    """Small tables and notes of invented people."""
    folder.mkdir(exist_ok=True)
    for number in range(files):
        rows = "".join(f"{row},jane.roe{row}{number}@fjordtel-post.com,+1 415 555 01{row:02d}\n" for row in range(30))
        (folder / f"people{number}.csv").write_text(f"id,email,phone\n{rows}")
        notes = "".join(f"call kaya{row}{number}@nordlys-mail.org about the order\n" for row in range(20))
        (folder / f"notes{number}.txt").write_text(notes)
    return folder


def written(file: Path) -> Any:
    return json.loads(file.read_text())

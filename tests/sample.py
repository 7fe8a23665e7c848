"""The report of the sample data, made once for all tests that read it, whichever process they run in."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from tests.command import NOTICE, scan


def sample_report(folders: pytest.TempPathFactory, *arguments: str) -> Path:
    """Where it lies, beside its matches, as `.jsonl`. arguments: more of the scan than the notice."""
    root = folders.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    report = root / f"sample{'-'.join(arguments)}.json"
    with report.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not report.exists():
            part = report.with_suffix(".part")
            matches = report.with_suffix(".jsonl")
            ran = scan("sample_data", "--notice", NOTICE, *arguments, "--matches", matches, "--output", part)
            assert ran.status == 1, ran.err
            part.rename(report)
    return report

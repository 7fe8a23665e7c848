"""One scan of the sample data, from which every form is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import NOTICE, fairnotice


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "report.json"
    ran = fairnotice(
        "scan", "sample_data", "--notice", NOTICE, "--ner", "off", "--jobs", "2", "--output", f"json={path}"
    )
    assert ran.status == 1, ran.err
    return path

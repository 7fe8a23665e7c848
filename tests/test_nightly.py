"""The nightly example of the documentation, taken from the page and run."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.command import ROOT, fairnotice
from tests.runs.keeping import people

PAGE = (ROOT / "docs" / "nightly.md").read_text()
ACCEPT = "format: fairnotice-accept/1\nentries: []\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder of the example, with data in which something is undeclared."""
    if not shutil.which("flock"):
        pytest.skip("the program flock (util-linux) is not installed")
    data = people(tmp_path / "data", 1)
    (data / "staff.csv").write_text("email,ssn\njane@fjordtel.net,219-45-6781\nolav@nordlys-bygg.no,501-62-8834\n")
    (tmp_path / "fairnotice.toml").write_text(blocks("toml")[0].replace("/srv/data", "data"))
    (tmp_path / "fairnotice.accept.yaml").write_text(ACCEPT)
    (tmp_path / "labels.yaml").write_text("format: fairnotice-labels/1\nentries:\n  - country: US\n")
    (tmp_path / "nightly.sh").write_text(blocks("sh")[0])
    for folder in ("bin", "metrics"):
        (tmp_path / folder).mkdir()
    command = tmp_path / "bin" / "fairnotice"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scanner "$@"\n')
    command.chmod(0o755)
    return tmp_path


def night(place: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "PATH": f"{place / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "FAIRNOTICE_KEEP": "1",
        "FAIRNOTICE_NER": "off", "FAIRNOTICE_JOBS": "1", "TEXTFILES": str(place / "metrics"),
    }  # fmt: skip
    script = ["sh", str(place / "nightly.sh")]
    return subprocess.run(script, cwd="/", env=environment, capture_output=True, text=True, timeout=240, check=False)


def test_two_nights_and_a_wrong_one(place: Path) -> None:
    file = place / "fairnotice.toml"
    knows_baselines = "--baseline" in fairnotice("scan", "--help").out
    if not knows_baselines:
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith(("accept", "baseline", "fail-on"))))
    first = night(place)
    assert first.returncode == 1, first.stderr
    assert "new findings" in first.stdout
    metrics = (place / "metrics" / "fairnotice.prom").read_text()
    assert "fairnotice_failing 1" in metrics
    assert [each.name for each in (place / "metrics").iterdir()] == ["fairnotice.prom"]
    second = night(place)
    assert second.returncode == (0 if knows_baselines else 1), second.stderr
    assert len(list((place / "runs").glob("*.run"))) == 2
    file.write_text(f"{file.read_text()}keeep = 3\n")
    third = night(place)
    assert third.returncode == 2
    assert "has no option `keeep`. Did you mean `keep`?" in third.stderr
    assert "wrong configuration" in third.stderr


def test_units_of_systemd(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("the program systemd-analyze is not installed")
    units = {re.findall(r"# .*/(\S+)", block)[0]: block for block in blocks("ini")}
    assert sorted(units) == ["fairnotice.service", "fairnotice.timer"]
    for name, block in units.items():
        (tmp_path / name).write_text(block)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in units)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "fairnotice." in line]
    assert complaints == []


def test_what_other_programs_read() -> None:
    alerts, workflow = (yaml.safe_load(block) for block in blocks("yaml"))
    assert {each["alert"] for each in alerts["groups"][0]["rules"]} >= {"FairnoticeFails", "FairnoticeDidNotRun"}
    steps = workflow["jobs"]["scan"]["steps"]
    (lines,) = (step["run"] for step in steps if step.get("name") == "scan")
    for shell, text in (("bash", lines), ("sh", blocks("sh")[0])):
        subprocess.run([shell, "-n"], input=text, text=True, check=True, capture_output=True)
    (dag,) = blocks("python")
    assert any(isinstance(each, ast.With) for each in ast.parse(dag).body)
    (cron,) = blocks("crontab")
    assert cron.splitlines()[-1].split()[:5] == workflow[True]["schedule"][0]["cron"].split()

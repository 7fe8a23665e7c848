"""Installed packages bring detectors and sources; the command finds them without being told."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.command import COMMAND, ROOT

PLUGIN = """
import pyarrow as pa
from scanner.detector.contract import Evidence, Hits, flags_where
from scanner.detector.search import search
from scanner.model.data import Batch, Column, Unit
from scanner.source import About, Fit


class Shout:
    name = "shout"

    def detect(self, subject, rules):
        for rule in rules.values():
            spans = search(subject.text, "[A-Z]{9,}")
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN))


class Knots:
    name = "knots"
    about = About("Knots", (".bin",))

    def fit(self, head):
        return Fit.SIGNATURE if head.data.startswith(b"KNOTS") else Fit.NO

    def plan(self, asset):
        return [Unit(asset, bytes=asset.bytes)]

    def read(self, unit):
        with open(unit.asset.content.path, "rb") as file:
            cells = file.read()[5:].decode().split("~")
        yield Batch((Column("knot", pa.array(cells)),), len(cells))


DETECTOR = Shout()
SOURCE = Knots()
"""
RULE = (
    "format: fairnotice-rule/1\nid: shouting\nentity: SHOUTING\nlabel: Shouting\ndescription: Loud words.\n"
    "detector: shout\nconfidence: {pattern: likely}\n"
)


def test_an_installed_packages_detector_and_source_are_used(tmp_path: Path) -> None:
    (tmp_path / "knotplug.py").write_text(PLUGIN)
    info = tmp_path / "knotplug-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: knotplug\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[fairnotice.detectors]\nshout = knotplug:DETECTOR\n[fairnotice.sources]\nknots = knotplug:SOURCE\n"
    )
    rules, data = tmp_path / "rules", tmp_path / "data"
    rules.mkdir()
    data.mkdir()
    (rules / "shouting.yaml").write_text(RULE)
    (data / "rope.bin").write_bytes(b"KNOTSquiet words~VERYLOUDWORDS~ada@fjordtel.net")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    command = [*COMMAND, "scan", str(data), "--rules", str(rules), "--format", "json", "--jobs", "1"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    found = {(each["field"], tuple(each["entities"]), each["matched"]) for each in json.loads(done.stdout)["findings"]}
    assert found == {("knot", ("SHOUTING",), 1), ("knot", ("EMAIL_ADDRESS",), 1)}

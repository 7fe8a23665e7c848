"""Readers that kill their process, hang or eat memory: each costs what it read, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.command import COMMAND, ROOT

PLUGIN = """
import os, signal, time
import pyarrow as pa
from scanner.model.data import Batch, Column, Unit
from scanner.source import About, Fit
from scanner.streams import open_stream


class Poison:
    name = "poison"
    about = About("poisons")

    def fit(self, head):
        return Fit.SIGNATURE if head.data.startswith(b"POISON") else Fit.NO

    def plan(self, asset):
        return [Unit(asset, bytes=asset.bytes)]

    def read(self, unit):
        with open_stream(unit.asset.content) as stream:
            kind = stream.read().decode().split()[1]
        os.write(1, b"printed cy@fjordtel.net")
        os.write(2, b"printed cy@fjordtel.net")
        if kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "raise":
            yield Batch((Column("mail", pa.array(["ada@fjordtel.net"])),), 1)
            raise KeyError("cy@fjordtel.net")
        held = []
        while True:
            time.sleep(0.005)
            if kind == "eat":
                held.append(bytearray(os.urandom(1)) * (100 << 20))


SOURCE = Poison()
"""
TABLE = "id,email\n" + "".join(f"{number},ada.{number}@fjordtel.net\n" for number in range(50))
REASONS = {"kill": "worker_lost", "hang": "timeout", "eat": "limit", "raise": "malformed"}


def environment(folder: Path) -> dict[str, str]:
    (folder / "plug").mkdir()
    (folder / "plug" / "poisonplug.py").write_text(PLUGIN)
    info = folder / "plug" / "poisonplug-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: poisonplug\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[fairnotice.sources]\npoison = poisonplug:SOURCE\n")
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder / 'plug'}"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Of a folder with poisonous files, and with an archive of such."""
    folder = tmp_path_factory.mktemp("isolation")
    data = folder / "data"
    data.mkdir()
    for number in range(6):
        (data / f"{number}.csv").write_text(TABLE)
    for kind in REASONS:
        (data / f"{kind}.bin").write_text(f"POISON {kind} ")
    with zipfile.ZipFile(data / "all.zip", "w") as archive:
        for number, kind in enumerate(REASONS):
            archive.writestr(f"{number}.csv", TABLE)
            archive.writestr(f"{kind}.bin", f"POISON {kind} ")
        archive.writestr("last.csv", TABLE)
    limits = ["--max-stall", "6", "--max-memory", "1GiB", "--ner", "off"]
    command = [*COMMAND, "scan", str(data), "--format", "json", "--jobs", "2", *limits]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder), capture_output=True, check=False, timeout=240)
    assert done.returncode == 3, done.stderr
    assert b"cy@fjordtel" not in done.stdout + done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def test_files_beside_a_poisonous_one_are_scanned(report: dict[str, Any]) -> None:
    assert {(each["asset"], each["matched"]) for each in report["findings"] if each["asset"] != "all.zip"} == {
        *((f"{number}.csv", 50) for number in range(6)),
        ("raise.bin", 1),
    }
    reasons = {each["asset"]: [one["reason"] for one in each["problems"]] for each in report["coverage"]}
    del reasons["all.zip"]
    assert reasons == {
        **{f"{number}.csv": [] for number in range(6)},
        **{f"{kind}.bin": [reason] for kind, reason in REASONS.items()},
    }


def test_a_poisonous_member_costs_itself(report: dict[str, Any]) -> None:
    found = {(each["member"], each["matched"]) for each in report["findings"] if each["asset"] == "all.zip"}
    assert found == {*((f"{number}.csv", 50) for number in (0, 1, 2, 3, "last")), ("raise.bin", 1)}
    (coverage,) = (each for each in report["coverage"] if each["asset"] == "all.zip")
    named = {each["member"]: each["reason"] for each in coverage["problems"]}
    assert named == {f"{kind}.bin": reason for kind, reason in REASONS.items()}

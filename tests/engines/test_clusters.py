"""The command on Spark, and clusters of several processes: `local-cluster`, a standalone one, Spark Connect."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.command import NOTICE, ROOT, fairnotice
from tests.engines.data import lake
from tests.test_isolation import PLUGIN, REASONS

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="needs the extra `spark`"),
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17 or later"),
]
JOB = str(ROOT / "tests" / "engines" / "job.py")
SECONDS = 600
QUICK = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dspark.ui.enabled=false"}
"""Runs are too short for the best of compilers to pay, and nobody looks at pages of Spark's."""
POISONS = ("kill", "raise")
"""What hangs, and what eats, takes time; `test_spark` does those."""
OWN_RULE = """
format: fairnotice-rule/1
id: berth_code
entity: BERTH_CODE
label: Berth code
description: An invented code of a berth.
detector: pattern
pattern: '\\bBERTH-[0-9]{4}\\b'
confidence: {pattern: certain}
examples:
- {text: BERTH-1234}
near_misses:
- {text: BERTH-12}
"""
ALLOW = "format: fairnotice-allow/1\nentries:\n- {domain: nordlys-mail.org, reason: friends}\n"


def environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    told = {"PYTHONPATH": path, "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}
    return {**os.environ, **told, "SPARK_LOCAL_IP": "127.0.0.1", **QUICK, **more}


def home() -> Path:
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def without_ids(report: dict[str, Any]) -> dict[str, Any]:
    """A report without what names one run."""
    report["run"] = {key: value for key, value in report["run"].items() if key not in ("id", "minimum")}
    return report


def job(folder: Path, out: Path, *launcher: str, **more: str) -> dict[str, Any]:
    """The report of the job, run by a launcher."""
    done = subprocess.run(
        [*launcher, JOB, str(out), str(folder)],
        env=environment(**more),
        cwd=out.parent,
        capture_output=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return without_ids(json.loads(out.read_text()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lake(tmp_path_factory.mktemp("lake") / "lake")


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    return scanned(folder)


def scanned(folder: Path) -> dict[str, Any]:
    done = fairnotice("scan", folder, "--ner", "off", "--format", "json", "--jobs", "2", "--fail-on", "none")
    return without_ids(done.report)


def test_a_worker_and_an_executor_that_are_killed_change_nothing(tmp_path: Path) -> None:
    folder = lake(tmp_path / "lake", logs=12, lines=4000)
    kill = tmp_path / "out.json.kill"
    kill.touch()
    conf = {
        "spark.executorEnv.PYTHONPATH": str(ROOT),
        "spark.executor.memory": "512m",
        "spark.python.daemon.module": "scanner.engines.daemon",
    }
    told = " ".join(f"--conf {key}={value}" for key, value in conf.items())
    submit = f"--master local-cluster[2,1,512] {told} pyspark-shell"
    report = job(folder, tmp_path / "out.json", sys.executable, PYSPARK_SUBMIT_ARGS=submit)
    assert kill.read_text() == "worker executor"
    assert report == scanned(folder)


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    """The address of a standalone cluster: a master and a worker, each a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "127.0.0.1", str(free.getsockname()[1])
    url, start = f"spark://{address[0]}:{address[1]}", [str(home() / "bin" / "spark-class")]
    package = "org.apache.spark.deploy"
    commands = [[f"{package}.master.Master", "--host", address[0], "--port", address[1], "--webui-port", "0"]]
    commands += [
        [f"{package}.worker.Worker", "--host", address[0], "-c", "1", "-m", "1g", "-d", str(tmp_path / "work"), url]
    ]
    with ExitStack() as stack:
        for command in commands:
            process = subprocess.Popen(
                [*start, *command], env=environment(PYTHONPATH=""), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
        until = time.monotonic() + SECONDS / 4
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex((address[0], int(address[1]))) == 0:
                    break
            time.sleep(0.2)
        yield url


def packed(folder: Path) -> Path:
    """An environment that holds the package, as an archive; what the package needs is taken from where it is."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in ("scanner", "detectors", "rules"):
        shutil.copytree(ROOT / name, packages / name)
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    archive = folder.with_suffix(".tar.gz")
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        tar.add(folder, ".")
    return archive


def test_spark_submit_ships_an_environment_to_a_standalone_cluster(
    master: str, folder: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    submit = [str(home() / "bin" / "spark-submit"), "--master", master, "--executor-memory", "512m"]
    submit += ["--archives", f"{packed(tmp_path / 'pack')}#environment"]
    assert job(folder, tmp_path / "out.json", *submit, PYSPARK_PYTHON="./environment/bin/python") == expected


def test_spark_connect(folder: Path, expected: dict[str, Any], tmp_path: Path) -> None:
    assert job(folder, tmp_path / "out.json", sys.executable, SPARK_REMOTE="local[1,4]") == expected


def test_the_command_does_on_spark_what_it_does_here(tmp_path: Path) -> None:
    """Poisons, own rules, allow lists, matches, an index and a kept run with it."""
    data, plug = lake(tmp_path / "data"), tmp_path / "plug"
    for kind in POISONS:
        (data / f"{kind}.poison").write_text(f"POISON {kind} ")
    (data / "berths.txt").write_text("BERTH-4711 is taken by ane.1@fjordtel-post.net\n")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "berth_code.yaml").write_text(OWN_RULE)
    (tmp_path / "allow.yaml").write_text(ALLOW)
    info = plug / "poisonplug-1.0.dist-info"
    info.mkdir(parents=True)
    (plug / "poisonplug.py").write_text(PLUGIN)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: poisonplug\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[fairnotice.sources]\npoison = poisonplug:SOURCE\n")
    told = ["--rules", "rules", "--allow", "allow.yaml", "--ner", "off", "--format", "json", "--notice", NOTICE]
    told += ["--jobs", "2", "--index"]
    reports, matches = [], []
    for engine in ("spark", "local"):
        command = [sys.executable, "-m", "scanner", "scan", "data", *told, "--run-dir", engine, "--engine", engine]
        done = subprocess.run(
            [*command, "--matches", f"{engine}.jsonl"], cwd=tmp_path, capture_output=True, timeout=SECONDS,
            env=environment(PYTHONPATH=f"{plug}{os.pathsep}{ROOT}", FAIRNOTICE_KEEP="1"),
        )  # fmt: skip
        assert done.returncode == 3, done.stderr.decode()[-3000:]  # all is declared, the poisons are holes
        assert b"fjordtel" not in done.stderr
        reports.append(without_ids(json.loads(done.stdout)))
        matches.append((tmp_path / f"{engine}.jsonl").read_text())
    assert reports[0] == reports[1]
    assert matches[0] == matches[1]
    named = {each["asset"]: {problem["reason"] for problem in each["problems"]} for each in reports[0]["coverage"]}
    assert {kind: named[f"{kind}.poison"] for kind in POISONS} == {kind: {REASONS[kind]} for kind in POISONS}
    assert any(each["entity"] == "BERTH_CODE" for each in map(json.loads, matches[0].splitlines()))
    found = fairnotice(
        "find", "--email", "ane.1@fjordtel-post.net", "--run", "latest", "--run-dir", "spark", cwd=tmp_path
    )
    assert "berths.txt" in found.out


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ane@fjordtel-post.net")
    for told, words in (
        (["--spark-master", "local[2]"], "Add --engine spark"),
        (["--engine", "spark", "--spark-conf", "memory=1"], "is no setting"),
        (["--engine", "spark", "-"], "standard input does not reach"),
        (["--engine", "spark", "--spark-master", "nowhere://x"], "no session at `nowhere://x`"),
    ):
        done = fairnotice("scan", "a.txt", *told, cwd=tmp_path)
        assert (done.status, words in done.err) == (2, True), done.err

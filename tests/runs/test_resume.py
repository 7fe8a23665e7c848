"""A run that is killed goes on where it was, and its report is that of an undisturbed one."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from scanner.errors import RunError
from scanner.runs.folder import Folder, Lock
from scanner.runs.store import Store
from tests.command import COMMAND, ROOT, fairnotice, unprivileged
from tests.forked import kill, started
from tests.runs.keeping import kept, lasting, people, settled, soon, written

__all__ = ["soon"]

LINE = "2018-11-30 10:11:12 user ada{0}@fjordtel-post.net from 10.1.2.3 order 4711\n"


@pytest.fixture
def place(tmp_path: Path, soon: None) -> Path:
    return logs(tmp_path, 60)


def logs(place: Path, times: int) -> Path:
    """A place with logs of so many thousand lines, beside small files."""
    people(place / "data")
    for number in range(6):
        block = "".join(LINE.format(each) for each in range(number * 1000, number * 1000 + 1000))
        (place / "data" / f"{number}.log").write_text(block * times)
    settled(place / "data")
    return place


def arguments(*more: str) -> list[str]:
    return ["scan", "data", "--keep", "--format", "json", "--jobs", "1", "--ner", "off", "--output", "out.json", *more]


def killed(place: Path, units: int, *more: str) -> int:
    """Starts a run, kills it with all its workers once so many more units are recorded; how many there are then."""
    before = recorded(place)
    process = started(arguments(*more), place, os.environ)
    try:
        while process.is_alive() and recorded(place) < before + units:
            time.sleep(0.02)
    finally:
        kill(process)
    return recorded(place)


def recorded(place: Path) -> int:
    runs = sorted((place / ".fairnotice").glob("*.run"))
    try:
        store = Store.open(runs[-1])
        done = store.counts().done
        store.close()
    except (RunError, IndexError):
        return 0
    return done


def results(run: Path) -> dict[tuple[str, int], bytes]:
    store = Store.open(run)
    found = {(name, number): sealed for name, number, sealed in store.units()}
    store.close()
    return found


@pytest.mark.parametrize("more", [(), ("--sample", "share=0.8", "--seed", "3")], ids=["whole", "sample"])
def test_killed_again_and_again(place: Path, more: tuple[str, ...]) -> None:
    whole = kept(place, "--run-dir", "elsewhere", *more)
    done = [killed(place, 1, *more) for _ in range(3)]
    (run,) = (place / ".fairnotice").glob("*.run")
    before = results(run)
    assert "killed" in fairnotice("runs", "list", cwd=place).out
    ran = fairnotice("resume", cwd=place)
    assert ran.status == 0
    assert done == sorted(done)
    assert before.items() <= results(run).items()  # each sealing is another one: none of these was done again
    report = written(place / "out.json")
    assert report["run"].pop("id") == run.stem
    assert {each.pop("unchanged_since") for each in report["coverage"]} == {None}
    assert report == lasting(whole) | {"run": report["run"]}
    assert report["findings"] == whole.report["findings"]


def test_the_same_command_goes_on(place: Path) -> None:
    killed(place, 2)
    assert fairnotice(*arguments(), cwd=place).status == 0
    assert len(list((place / ".fairnotice").glob("*.run"))) == 1
    assert "finished" in fairnotice("runs", "list", cwd=place).out
    again = fairnotice("resume", cwd=place)
    assert again.status == 2
    assert "no run" in again.err
    (run,) = (place / ".fairnotice").glob("*.run")
    assert "is finished" in fairnotice("resume", run.stem, cwd=place).err


def test_a_run_that_a_later_one_has_overtaken(place: Path) -> None:
    killed(place, 1)
    (run,) = (place / ".fairnotice").glob("*.run")
    assert fairnotice(*arguments("--full"), cwd=place).status == 0
    ran = fairnotice("resume", cwd=place)
    assert ran.status == 2
    assert f"run {run.stem} cannot go on" in ran.err


def test_an_interrupt_can_be_gone_on_with(place: Path) -> None:
    logs(place, 150)
    process = started(arguments(), place, os.environ)
    while process.is_alive() and not recorded(place):
        time.sleep(0.02)
    assert process.pid
    os.kill(process.pid, signal.SIGINT)
    process.join(60)
    if process.exitcode == 0:
        pytest.skip("this machine was done before the interrupt")
    assert process.exitcode == 3
    assert written(place / "out.json")["run"]["complete"] is False
    assert "interrupted" in fairnotice("runs", "list", cwd=place).out
    assert fairnotice("resume", cwd=place).status == 0
    assert written(place / "out.json")["run"]["complete"] is True


def test_matches_of_a_killed_run(place: Path) -> None:
    logs(place, 10)
    fairnotice(*arguments("--matches", "whole.jsonl", "--run-dir", "elsewhere"), cwd=place)
    killed(place, 3, "--matches", "matches.jsonl")
    assert fairnotice("resume", cwd=place).status == 0
    assert (place / "matches.jsonl").read_bytes() == (place / "whole.jsonl").read_bytes() != b""
    assert not [path for path in (place / ".fairnotice").iterdir() if path.is_dir()]


def test_a_file_that_changed_meanwhile_is_scanned_again(place: Path) -> None:
    killed(place, 3)
    (place / "data" / "people0.csv").write_text("id,email\n1,lea@post.meierdahl.org\n")
    settled(place / "data")
    fairnotice("resume", cwd=place)
    found = [each for each in written(place / "out.json")["findings"] if each["asset"] == "people0.csv"]
    assert [each["matched"] for each in found] == [1]


def test_a_killed_run_that_is_pruned_leaves_nothing(place: Path) -> None:
    killed(place, 3, "--index", "--matches", "matches.jsonl")
    folder = place / ".fairnotice"
    assert {file.suffix for file in folder.iterdir()} >= {".run", ".matches", ".index"}
    assert fairnotice("runs", "prune", "--keep", "0", cwd=place).status == 0
    assert {file.name for file in folder.iterdir()} == {".gitignore", "secret"}


def test_two_of_the_same_at_once(place: Path) -> None:
    killed(place, 1)
    folder = Folder(place / ".fairnotice")
    with Lock(folder.find("latest").path):
        ran = fairnotice(*arguments(), cwd=place)
    assert ran.status == 2
    assert "being written" in ran.err
    assert fairnotice("resume", cwd=place).status == 0


def test_a_folder_that_cannot_be_written_to(place: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    with unprivileged(), pytest.raises(RunError, match=r"permission denied.*--no-keep"):
        Folder(closed / "runs").prepared()


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A place with many small files."""
    people(tmp_path / "data")
    for number in range(300):
        (tmp_path / "data" / f"{number}.log").write_text(LINE.format(number))
    settled(tmp_path / "data")
    return tmp_path


def on_a_full_disk(place: Path, space: int) -> bytes:
    """What a run complains of that may write only so many bytes to a file."""

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (space, space))

    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}  # else it is cut as well
    command = [*COMMAND, *arguments()]
    ran = subprocess.run(command, cwd=place, env=environment, preexec_fn=little, capture_output=True, check=False)
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr
    return ran.stderr


def test_a_disk_that_is_full_from_the_start(many: Path) -> None:
    assert b"Free some space and scan again" in on_a_full_disk(many, 20_000)
    assert not list((many / ".fairnotice").glob("*.run*"))


def test_a_disk_that_is_full(many: Path) -> None:
    assert b"fairnotice resume" in on_a_full_disk(many, 120_000)
    assert fairnotice("resume", cwd=many).status == 0
    assert written(many / "out.json")["run"]["complete"] is True


def test_an_address_with_a_password_is_not_kept(place: Path) -> None:
    ran = kept(place, "--files-from", "/dev/null", path="postgresql://ada:hunter22@127.0.0.1:1/x")
    assert ran.status == 2
    for file in (place / ".fairnotice").glob("*"):
        assert b"hunter22" not in file.read_bytes()

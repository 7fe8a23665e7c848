"""Runs the real command, as a user would."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from tests.forked import forked

ROOT = Path(__file__).parent.parent
NOTICE = "ringcentral-2018-11-30"
COMMAND = [sys.executable, "-W", "error::DeprecationWarning:scanner", "-m", "scanner"]


@dataclass(frozen=True)
class Ran:
    """What the command did."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.out)
        return loaded

    def coverage(self, asset: str) -> dict[str, Any]:
        found: dict[str, Any] = next(each for each in self.report["coverage"] if each["asset"] == asset)
        return found

    def reasons(self, asset: str) -> set[str]:
        return {problem["reason"] for problem in self.coverage(asset)["problems"]}

    def found(self) -> set[tuple[str, str | None, str | None, str | None]]:
        return {(each["asset"], each["table"], each["field"], each["category"]) for each in self.report["findings"]}


def fairnotice(*arguments: object, cwd: Path = ROOT, timeout: float = 240, answers: str | bytes = "") -> Ran:
    """The command with these arguments; fails the test where it writes a traceback.

    answers: its standard input, text as a file and bytes through a pipe.
    """
    with TemporaryDirectory() as folder, ExitStack() as stack:
        given, out, err = streams = Path(folder, "in"), Path(folder, "out"), Path(folder, "err")
        if isinstance(answers, str):
            given.write_text(answers)
        else:
            os.mkfifo(given)
            writing = Thread(target=_write, args=(given, answers))
            stack.callback(writing.join)
            writing.start()
        out.touch()
        err.touch()
        status = forked([*map(str, arguments)], cwd, os.environ, streams, timeout)
        ran = Ran(status, out.read_bytes().decode(), err.read_bytes().decode())
    assert "Traceback" not in ran.err, ran.err
    return ran


def _write(pipe: Path, data: bytes) -> None:
    with suppress(BrokenPipeError):
        pipe.write_bytes(data)


def scan(*arguments: object, cwd: Path = ROOT, timeout: float = 240, answers: str | bytes = "") -> Ran:
    """`fairnotice scan --format json` with these arguments; answers: as of `fairnotice`."""
    return fairnotice("scan", "--format", "json", "--jobs", "2", *arguments, cwd=cwd, timeout=timeout, answers=answers)


@contextmanager
def unprivileged() -> Iterator[None]:
    """As a user to whom permissions apply: root reads everything, so root becomes nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)

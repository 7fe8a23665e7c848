"""Text in pictures, by the program tesseract, through pipes: nothing is written to disk."""

from __future__ import annotations

import functools
import os
import resource
import shutil
import subprocess

from scanner.errors import SourceError
from scanner.model.data import Limits
from scanner.model.problems import Problem, Reason

SECONDS = 120
_MEMORY = 2 << 30
_LANGUAGES = 3


@functools.cache
def program() -> str | None:
    """Where it is; None where it is not installed."""
    return shutil.which("tesseract")


def reads(limits: Limits) -> bool:
    """Whether pictures are read: as the user wishes, and where the program is installed."""
    return limits.ocr and program() is not None


def not_read(limits: Limits, fact: str, count: int = 1, row: int | None = None) -> Problem:
    """The line of coverage for pictures that are not read; no hole where that is what the user wished."""
    return Problem(Reason.MISSING_EXTRA if limits.ocr else Reason.PICTURES_NOT_READ, fact, count, row)


@functools.cache
def languages() -> str:
    """English and two others of those that are installed."""
    command = [program() or "", "--list-langs"]
    listed = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - no input
    names = [name for name in listed.stdout.decode().splitlines()[1:] if name not in ("osd", "eng") and "/" not in name]
    return "+".join(["eng", *sorted(names)][:_LANGUAGES])


def pages_of(picture: bytes, name: str) -> list[str]:
    """The text of each page of a picture. Raises `SourceError` where it is damaged or takes too long."""
    command = [program() or "", "stdin", "stdout", "-l", languages()]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    with subprocess.Popen(  # noqa: S603 - the picture goes through a pipe
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        try:
            out, _ = process.communicate(picture, SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise SourceError(
                f"{name}: reading the text in the picture took more than {SECONDS} seconds",
                Reason.TIMEOUT,
            ) from None
    if process.returncode:
        raise SourceError(f"{name}: the picture is damaged, too large, or of a kind that tesseract does not know")
    return out.decode("utf-8", "replace").split("\f")

"""The folder of kept runs: a file for each, named by the time at which it began, and the secret that seals them."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scanner.errors import RunError
from scanner.runs.seal import Seal
from scanner.runs.store import Store

FOLDER = ".fairnotice"
_ENDING = ".run"
_DRAFT = ".draft"
_BEGUN_SECONDS = 3600
"""Nobody writes a file any more that was begun and not touched for so long."""
LATEST = "latest"
SPOOLS = ("matches", "index")


@dataclass(frozen=True, slots=True)
class Kept:
    """A run in the folder. about: what its file notes."""

    id: str
    path: Path
    about: Mapping[str, str]

    @property
    def finished(self) -> bool:
        """Whether its report is there and nothing was interrupted."""
        return self.about.get("state") == "finished"

    @property
    def bytes(self) -> int:
        """Of its file."""
        return self.path.stat().st_size


class Folder:
    """A folder of runs."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prepared(self) -> Seal:
        """Makes the folder where it is missing; its seal. Raises `RunError`."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            ignored = self.path / ".gitignore"
            if not ignored.exists():
                ignored.write_text("*\n", encoding="ascii")
            return Seal.of(self.path)
        except OSError as error:
            cause = (error.strerror or "unknown error").lower()
            raise RunError(
                f"{self.path}: runs cannot be kept there: {cause}. Name a folder that can be written to with "
                "--run-dir, or scan with --no-keep."
            ) from None

    def runs(self) -> list[Kept]:
        """All runs, the newest first; files that are none are left out."""
        return list(self._runs())

    def _runs(self) -> Iterator[Kept]:
        for path in sorted(self.path.glob(f"*{_ENDING}"), reverse=True):
            with suppress(RunError):
                store = Store.open(path)
                about = store.about()
                store.close()
                yield Kept(path.name.removesuffix(_ENDING), path, about)

    def find(self, name: str, *, finished: bool = False) -> Kept:
        """The run of an id, of the beginning of one, `latest`, or `latest~1` for the one before. Raises `RunError`.

        finished: `latest` passes over runs that are not finished.
        """
        runs = self.runs()
        word, _, back = name.partition("~")
        if word == LATEST and (back.isdecimal() or not back):
            found = [run for run in runs if run.finished or not finished][int(back or 0) :][:1]
        else:
            found = [run for run in runs if run.id.startswith(name)]
        if len(found) == 1:
            return found[0]
        problem = "there is no such run" if not found else "more than one run begins so"
        known = ", ".join(run.id for run in runs[:5]) or "none"
        raise RunError(f"{self.path}: {name}: {problem}. Kept: {known}. `fairnotice runs list` shows all.")

    def path_of(self, id_: str) -> Path:
        """The file of a run."""
        return self.path / f"{id_}{_ENDING}"

    def new(self, before: Kept | None = None) -> Store:
        """A new run, with what may be the same as in the one before. Raises `RunError`."""
        self._clear()
        now = datetime.now(UTC)
        id_ = f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03}Z-{secrets.token_hex(2)}"
        draft, path = self.path / f"{id_}{_DRAFT}", self.path_of(id_)
        Store.create(draft, before.path if before else None)
        draft.rename(path)
        return Store.open(path, write=True)

    def _clear(self) -> None:
        """Takes away the files of runs that were killed while they were begun."""
        for draft in self.path.glob(f"*{_DRAFT}"):
            with suppress(OSError):  # if it stays, what comes next tells why
                if time.time() - draft.stat().st_mtime > _BEGUN_SECONDS:
                    draft.unlink()

    def spool(self, command: str, kind: str) -> Path:
        """The folder of what units of a run have put down that is not in its file yet. kind: one of `SPOOLS`."""
        return self.path / f"{command[:16]}.{kind}"

    def remove(self, run: Kept) -> None:
        """Deletes a run that nobody writes, with what it left behind if it did not end. Raises `RunError`."""
        with Lock(run.path):
            for kind in SPOOLS if not run.finished else ():
                shutil.rmtree(self.spool(run.about.get("command", run.id), kind), ignore_errors=True)
            for path in self.path.glob(f"{run.id}{_ENDING}*"):
                path.unlink()


def is_written(run: Path) -> bool:
    """Whether a process writes the run."""
    try:
        with Lock(run):
            return False
    except RunError:
        return True


class Lock:
    """Held on a run's file by whoever writes it; it ends with the process, however that ends.

    Raises `RunError` where it is held. It is to be let go after the file was closed, since closing a file a second
    time would take SQLite's own locks away.
    """

    def __init__(self, run: Path) -> None:
        self._run = run
        self._file = -1

    def __enter__(self) -> Lock:
        self._file = os.open(self._run, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise RunError(
                f"{self._run}: this run is being written by another process. Wait for it, or keep this one elsewhere "
                "with --run-dir."
            ) from None
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

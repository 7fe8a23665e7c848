"""Reports that commands are given: the JSON of a scan, or a kept run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import read
from scanner.errors import RunError
from scanner.runs.folder import FOLDER

if TYPE_CHECKING:
    from scanner.model.judged import Report

RUN = "an id or its beginning, `latest`, or `latest~1` for the one before"
REPORT = f"A report written by `scan --output json=FILE`, or a kept run: {RUN}."
RUN_DIR = Path(FOLDER)
RunDirOption = Annotated[Path, typer.Option("--run-dir", metavar="DIR", help="The folder in which runs are kept.")]


def saved(name: str, run_dir: Path = RUN_DIR, *, finished: bool = False) -> Report:
    """The report of a file or of a kept run. Raises `UsageError`. finished: `latest` passes over runs that are not."""
    from scanner.report.saved import from_json
    from scanner.runs.folder import Folder

    if os.path.exists(name) or name.endswith(".json") or os.sep in name:
        return from_json(read(Path(name)), name)
    run = Folder(run_dir).find(name, finished=finished)
    return from_json(b"".join(document_of(run.path)), run.id)


def document_of(run: Path) -> Iterator[bytes]:
    """The report of a kept run as JSON, in parts. Raises `RunError` where it did not end."""
    from scanner.runs.store import Store

    store = Store.open(run)
    document = store.report()
    store.close()
    if document is None:
        raise RunError(f"{run}: run {store.run} did not end, so it has no report. `fairnotice resume {store.run}`")
    return document

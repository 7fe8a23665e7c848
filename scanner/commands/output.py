"""What commands share: options of the same meaning, forms of output, exit status."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from scanner.arguments import Outputs
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.acceptances import Placed
    from scanner.model.judged import Report
    from scanner.report.view import View

FOUND_FAILING, WRONG_USAGE, NOT_WHOLE, INTERRUPTED = 1, 2, 3, 130
"""Exit status beside 0; see `scanner.cli`."""


class Format(StrEnum):
    """Forms of what is no report of a scan."""

    TEXT = "text"
    JSON = "json"


def write_reports(report: Report, outputs: Outputs, view: View) -> None:
    """Writes the report in every form that was asked for. Raises `UsageError`."""
    if outputs.form.name != "text" or outputs.file:
        from scanner.report.accepted import acceptance_notes

        for line in acceptance_notes(report):
            sys.stderr.write(f"{line}\n")
    command = f"fairnotice report {shlex.quote(str(outputs.document))} --all" if outputs.document else "--all"
    view = replace(view, rest=view.rest or command)
    for form, file in outputs.more:
        write(form.parts(report, view), file)
    if outputs.file is None:
        view = replace(view, colours=wants_colours(sys.stdout.isatty(), os.environ))
        if outputs.form.binary and sys.stdout.isatty():
            raise UsageError(f"{outputs.form.name}: this form is not for a terminal. Name a file: --output FILE.")
    write(outputs.form.parts(report, view), outputs.file)


def acceptances(file: Path | None) -> tuple[Placed, ...]:
    """The entries of the file that was named, or of the one in this folder. Raises `UsageError`."""
    from scanner.acceptances import FILE, read_acceptances

    if file is None and not Path(FILE).is_file():
        return ()
    return read_acceptances(file or Path(FILE))


def wants_colours(terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to colour what goes to standard output, by the usual conventions; `NO_COLOR` has the last word."""
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environment.get("CLICOLOR") != "0" and environment.get("TERM") != "dumb"


def status(report: Report, view: View) -> int:
    """The exit status that a report asks for."""
    if view.broken(report) or any(view.fails(each) for each in report.findings):
        return FOUND_FAILING
    holes = any(each.holes for each in report.coverage)
    return NOT_WHOLE if holes or not report.run.get("complete", True) else 0


def label(category: str | None) -> str:
    """The name of a category for people."""
    from scanner.notice.categories import Categories

    return Categories.shipped().get(category).label if category else "(no category)"


def write(content: bytes | Iterable[bytes], output: Path | None) -> None:
    """Writes a result, or its parts, to a file, or to the terminal. Raises `UsageError`."""
    parts = (content,) if isinstance(content, bytes) else content
    if output is None:
        sys.stdout.buffer.writelines(parts)
        sys.stdout.flush()
        return
    try:
        with output.open("wb") as file:
            file.writelines(parts)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {(error.strerror or 'unknown error').lower()}.") from None


def version() -> str:
    """The installed version of this distribution."""
    from importlib import metadata

    return metadata.version("fairnotice")


def interrupt(number: int, frame: object) -> NoReturn:  # noqa: ARG001 - a signal handler's arguments
    """Ends a run as Ctrl-C does; to be called by the signal with which other programs end it."""
    raise KeyboardInterrupt


def notices_of(report: Report) -> list[str]:
    """The notices that a report was held against before, as they were named."""
    named = report.run.get("notice")
    if isinstance(named, str):
        return [named]
    return [str(each) for each in named] if isinstance(named, list) else []

"""`fairnotice diff`, and the baseline that `scan` and `judge` are given."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import FAIL_ON, NEW, verdicts
from scanner.commands.common import AllOption, FailOption
from scanner.commands.output import FOUND_FAILING, Format, wants_colours, write
from scanner.commands.saved import REPORT, RUN_DIR, RunDirOption, saved
from scanner.errors import UsageError
from scanner.runs.folder import LATEST

if TYPE_CHECKING:
    from scanner.baseline import Known


def diff(
    before: Annotated[str, typer.Argument(metavar="REPORT|RUN", help=REPORT)] = f"{LATEST}~1",
    after: Annotated[str, typer.Argument(metavar="REPORT|RUN", help="The later one, to compare with it.")] = LATEST,
    format: Annotated[Format, typer.Option(help="Form of the comparison.")] = Format.TEXT,  # noqa: A002
    everything: AllOption = False,
    fail_on: FailOption = FAIL_ON,
    run_dir: RunDirOption = RUN_DIR,
) -> None:
    """Say what is new, gone or changed between two runs; exit status 1 where something new fails."""
    from scanner.baseline import known
    from scanner.changes import changes
    from scanner.report.changed import Compared, changed_json, changed_text
    from scanner.report.view import View

    failing = verdicts(fail_on) - {NEW}
    first, second = (saved(each, run_dir, finished=True) for each in (before, after))
    names = _name(before, first.run.get("id")), _name(after, second.run.get("id"))
    compared = Compared(names, first, second, changes(first, second))
    view = View(
        failing=failing,
        everything=everything,
        rest="--all",
        known=known(first, failing),
        colours=wants_colours(sys.stdout.isatty(), os.environ),
    )
    if format is Format.JSON:
        write(changed_json(compared, view), None)
    else:
        write(changed_text(compared, view).encode("utf-8", "backslashreplace"), None)
    fails = view.broken(second) or any(view.fails(each) for each in second.findings)
    raise typer.Exit(FOUND_FAILING if fails else 0)


def _name(given: str, id_: object) -> str:
    return f"{given} ({id_})" if isinstance(id_, str) and given.startswith(LATEST) else given


def baseline_of(name: str | None, failing: frozenset[str], run_dir: Path) -> Known:
    """What failed in the baseline; nothing where none is given, or no run is kept yet that could be `latest`.

    Raises `UsageError`.
    """
    from scanner.baseline import Known, known
    from scanner.runs.folder import Folder

    if (name is None) != (NEW not in failing):
        missing = "--baseline RUN says since when" if name is None else "a baseline is for `--fail-on new`"
        raise UsageError(f"--fail-on, --baseline: they go together: {missing}. Give both, or none (docs/changes.md).")
    if name is None:
        return Known()
    if name == LATEST and not any(run.finished for run in Folder(run_dir).runs()):
        sys.stderr.write("--baseline latest: no run is kept yet that was finished, so everything counts as new\n")
        return Known()
    return known(saved(name, run_dir, finished=True), failing)

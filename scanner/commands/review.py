"""`fairnotice review`: open findings, walked through by a person."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.commands.common import AcceptOption
from scanner.commands.output import acceptances
from scanner.commands.saved import REPORT, RUN_DIR, RunDirOption, saved
from scanner.runs.folder import LATEST

if TYPE_CHECKING:
    from scanner.model.judged import Report


def review(
    run: Annotated[str, typer.Argument(metavar="REPORT|RUN", help=REPORT)] = LATEST,
    accept: AcceptOption = None,
    stats: Annotated[bool, typer.Option("--stats", help="Only show how often each rule was right, so far.")] = False,
    run_dir: RunDirOption = RUN_DIR,
) -> None:
    """Go through the open findings of a run, and write who accepts which, and why, into the file of acceptances."""
    from datetime import date

    from scanner.acceptances import FILE, accepted
    from scanner.report.view import View
    from scanner.review.walk import Walk, questions

    file, view = accept or Path(FILE), View()
    report = saved(run, run_dir)
    if not stats:
        entries = acceptances(file) if file.exists() else ()
        report = accepted(report, entries, date.today().isoformat())
        asked = questions(report, entries, view)
        answered = Walk(file, view, sys.stdin, sys.stdout).through(asked)
        typer.echo(f"{answered:,} answered, {len(asked) - answered:,} still open.{f' See {file}.' if answered else ''}")
    _show_precision(report, file)


def _show_precision(report: Report, file: Path) -> None:
    from scanner.review.walk import precision

    told = list(precision(report, acceptances(file))) if file.exists() else []
    if not told:
        typer.echo("No finding of this run has been answered for yet.")
        return
    typer.echo("How often each rule was right, of the findings that were answered for:")
    for each in told:
        total = each.right + each.wrong
        typer.echo(f"  {each.right / total:>4.0%}  {each.right:,} of {total:,}  {each.rule}")

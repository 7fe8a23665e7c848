"""Commands that read a saved report: `fairnotice report` and `fairnotice explain`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import FAIL_ON, Outputs, check_writable, pairs, verdicts
from scanner.commands.changes import baseline_of
from scanner.commands.common import AllOption, BaselineOption, DatasetOption, FailOption, RulesOption
from scanner.commands.output import Format, label, notices_of, write, write_reports
from scanner.commands.saved import REPORT, RUN_DIR, RunDirOption, saved
from scanner.errors import UsageError
from scanner.report.forms import FORMS, form_of
from scanner.runs.folder import LATEST

if TYPE_CHECKING:
    from scanner.model.judged import Report
    from scanner.notice.model import Notice


def render(
    file: Annotated[str, typer.Argument(metavar="REPORT|RUN", help=REPORT)] = LATEST,
    to: Annotated[
        str, typer.Option(metavar="FORM", help=f"Form in which to write it: {', '.join(FORMS)} (docs/reports.md).")
    ] = "text",
    notice: Annotated[
        str | None,
        typer.Option(metavar="ID|FILE", help="The notice for the record; the one that the report names if none."),
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here, not to the terminal.")] = None,
    everything: AllOption = False,
    fail_on: FailOption = FAIL_ON,
    baseline: BaselineOption = None,
    dataset: DatasetOption = [],  # noqa: B006
    rules: RulesOption = [],  # noqa: B006
    run_dir: RunDirOption = RUN_DIR,
) -> None:
    """Write a saved report in another form, without scanning again."""
    from scanner.report.view import View

    form, failing = form_of("--to", to), verdicts(fail_on)
    check_writable(output)
    if baseline == file:
        raise UsageError(f"--baseline: {file} is the report itself. Name the one before, such as latest~1.")
    report = saved(file, run_dir)
    if notice is not None and form.needs != "notice":
        raise UsageError(f"--notice: a report as {to} has its notice already. It goes with --to art30-csv or art30-md.")
    if dataset and form.needs != "datasets":
        fitting = ", ".join(each.name for each in FORMS.values() if each.needs == "datasets")
        raise UsageError(f"--dataset: {to} does not name datasets. It goes with --to {fitting}.")
    view = View(
        failing=failing,
        known=baseline_of(baseline, failing, run_dir),
        everything=everything,
        rest=f"fairnotice report {shlex.quote(file)} --all",
        notice=_notice(report, notice, rules) if form.needs == "notice" else None,
        datasets=pairs("--dataset", dataset),
    )
    write_reports(report, Outputs(form, output), view)


def _notice(report: Report, notice: str | None, rules: list[Path]) -> Notice | None:
    from scanner.judge import newest
    from scanner.notice.read import find_notice

    notices = [find_notice(each, rules) for each in ([notice] if notice else notices_of(report))]
    return newest(notices) if notices else None


def explain(
    file: Annotated[str, typer.Argument(metavar="REPORT|RUN", help=REPORT)],
    asset: Annotated[str, typer.Argument(help="The file, dataset or dump, as the report names it.")],
    field: Annotated[
        str | None, typer.Argument(help="A field of it, `table.field`, or a table; all of it if none is named.")
    ] = None,
    format: Annotated[Format, typer.Option(help="Form of the explanation.")] = Format.TEXT,  # noqa: A002
    run_dir: RunDirOption = RUN_DIR,
) -> None:
    """Show the evidence of what was found in an asset or field: rules, counts, chance, other readings, verdict."""
    from scanner.report.explain import chosen, explain_json, explain_text

    report = saved(file, run_dir)
    judged = chosen(report, asset, field, file)
    if format is Format.JSON:
        write(explain_json(report, judged), None)
    else:
        write(explain_text(report, judged, asset, label).encode("utf-8", "backslashreplace"), None)

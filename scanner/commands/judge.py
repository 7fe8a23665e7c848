"""`fairnotice judge`: a saved report held against another notice, or with other labels."""

from __future__ import annotations

from typing import Annotated

import typer

from scanner.arguments import FAIL_ON, outputs, verdicts
from scanner.commands.changes import baseline_of
from scanner.commands.common import (
    AcceptOption,
    AllOption,
    BaselineOption,
    FailOption,
    FormatOption,
    LabelOption,
    LabelsOption,
    NoticesOption,
    OutputOption,
    RulesOption,
)
from scanner.commands.output import acceptances, notices_of, status, write_reports
from scanner.commands.saved import REPORT, RUN_DIR, RunDirOption, saved
from scanner.errors import UsageError


def judge(
    file: Annotated[str, typer.Argument(metavar="REPORT|RUN", help=REPORT)],
    notice: NoticesOption = [],  # noqa: B006 - typer copies it
    labels: LabelsOption = [],  # noqa: B006
    label: LabelOption = [],  # noqa: B006
    format: FormatOption = "text",  # noqa: A002
    output: OutputOption = [],  # noqa: B006
    everything: AllOption = False,
    fail_on: FailOption = FAIL_ON,
    baseline: BaselineOption = None,
    accept: AcceptOption = None,
    rules: RulesOption = [],  # noqa: B006
    run_dir: RunDirOption = RUN_DIR,
) -> None:
    """Hold a saved report against a notice again, without touching the data: another one, or with other labels."""
    from dataclasses import replace
    from datetime import date

    from scanner.acceptances import accepted
    from scanner.hold import found_in, held_against
    from scanner.inputs import Given
    from scanner.judge import newest
    from scanner.labels.apply import Labelling
    from scanner.labels.apply import saved as saved_labels
    from scanner.notice.read import find_notice
    from scanner.report.view import View

    failing = verdicts(fail_on)
    targets = outputs(format, output)
    known, entries = baseline_of(baseline, failing, run_dir), acceptances(accept)
    report = saved(file, run_dir)
    chosen = notice or notices_of(report)
    if not chosen:
        raise UsageError(f"{file}: it was not held against a notice. Name one: --notice ID.")
    notices = tuple(find_notice(each, rules) for each in chosen)
    labelling = Labelling(Given(tuple(labels), tuple(label)).rules(notices), saved_labels(report.findings))
    complaints = list(labelling.unmatched_assets(each.asset for each in report.coverage))
    if complaints:
        raise UsageError("\n".join(complaints))
    report = replace(report, run={**report.run, "notice": list(chosen)})
    report = held_against(report, found_in(report), notices, labelling.of)
    report = accepted(report, entries, date.today().isoformat())
    view = View(failing=failing, everything=everything, notice=newest(notices), known=known)
    write_reports(report, targets, view)
    raise typer.Exit(status(report, view))

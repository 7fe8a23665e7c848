"""Commands that read a saved report: `fairnotice report` and `fairnotice explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import check_writable, read
from scanner.commands.output import Format, ReportForm, RulesOption, label, notices_of, rendered, write
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.model.judged import Report


def render(
    file: Annotated[Path, typer.Argument(help="A report written by `scan --format json`.")],
    to: Annotated[
        ReportForm, typer.Option(help="Form in which to write it; art30-… is a draft record of processing (GDPR).")
    ] = ReportForm.TEXT,
    notice: Annotated[
        str | None,
        typer.Option(metavar="ID|FILE", help="The notice for the record; the one that the report names if none."),
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here, not to the terminal.")] = None,
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Write a saved report in another form, without scanning again."""
    from scanner.report.document import from_json

    check_writable(output)
    report = from_json(read(file), str(file))
    if to in (ReportForm.ART30_CSV, ReportForm.ART30_MD):
        write(_record(report, to, notice, rules), output)
        return
    if notice is not None:
        raise UsageError(f"--notice: a report as {to} has its notice already. It goes with --to art30-csv or art30-md.")
    if to is ReportForm.HTML:
        write(_page(report), output)
        return
    write(rendered(report, Format(to.value)), output)


def _page(report: Report) -> bytes:
    from scanner.notice.categories import Categories
    from scanner.report.html.page import to_html

    return to_html(report, Categories.shipped())


def _record(report: Report, to: ReportForm, notice: str | None, rules: list[Path]) -> bytes:
    from scanner.judge import newest
    from scanner.notice.categories import Categories
    from scanner.notice.read import find_notice
    from scanner.report.record import record, record_csv, record_markdown

    notices = [find_notice(each, rules) for each in ([notice] if notice else notices_of(report))]
    found = newest(notices) if notices else None
    rows = record(report, found, Categories.shipped(), label)
    return record_csv(rows) if to is ReportForm.ART30_CSV else record_markdown(rows, report, found)


def explain(
    file: Annotated[Path, typer.Argument(metavar="REPORT", help="A report written by `scan --format json`.")],
    asset: Annotated[str, typer.Argument(help="The file, dataset or dump, as the report names it.")],
    field: Annotated[
        str | None, typer.Argument(help="A field of it, `table.field`, or a table; all of it if none is named.")
    ] = None,
    format: Annotated[Format, typer.Option(help="Form of the explanation.")] = Format.TEXT,  # noqa: A002
) -> None:
    """Show the evidence of what was found in an asset or field: rules, counts, chance, other readings, verdict."""
    from scanner.report.document import from_json
    from scanner.report.explain import chosen, explain_json, explain_text

    report = from_json(read(file), str(file))
    judged = chosen(report, asset, field, str(file))
    if format is Format.JSON:
        write(explain_json(report, judged), None)
    else:
        write(explain_text(report, judged, asset, label).encode("utf-8", "backslashreplace"), None)

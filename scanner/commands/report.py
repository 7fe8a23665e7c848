"""Commands that read a saved report: `fairnotice report` and `fairnotice explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scanner.arguments import check_writable, read
from scanner.commands.output import Format, label, rendered, write


def render(
    file: Annotated[Path, typer.Argument(help="A report written by `scan --format json`.")],
    to: Annotated[Format, typer.Option(help="Form in which to write it.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here, not to the terminal.")] = None,
) -> None:
    """Write a saved report in another form, without scanning again."""
    from scanner.report.document import from_json

    check_writable(output)
    write(rendered(from_json(read(file), str(file)), to), output)


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

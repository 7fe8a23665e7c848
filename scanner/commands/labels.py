"""`fairnotice labels`: what is known of data and bytes do not say."""

from __future__ import annotations

from typing import Annotated

import typer

from scanner.commands.common import LabelOption, LabelsOption, NoticesOption, RulesOption

app = typer.Typer(help="Labels: what people know of data, and what applies to what.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """Labels: what people know of data, and what applies to what."""


@app.command(name="show")
def labels_show(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders, as for `scan`.")],
    labels: LabelsOption = [],  # noqa: B006 - typer copies it
    label: LabelOption = [],  # noqa: B006
    notice: NoticesOption = [],  # noqa: B006
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Show which labels apply to which files, tables and fields, and where each is told."""
    from scanner.choice import Choice
    from scanner.errors import UsageError
    from scanner.inputs import Given, inputs
    from scanner.labelled import places_of
    from scanner.notice.read import find_notice
    from scanner.report.labels import labels_text

    notices = tuple(find_notice(each, rules) for each in notice)
    found = inputs(paths, Choice(), Given(tuple(labels), tuple(label)), notices)
    seen = places_of(found)
    complaints = list(seen.labelling.unmatched_parts(seen.places))
    if complaints:
        raise UsageError("\n".join(complaints))
    typer.echo(labels_text(found.files, seen.labelling, seen.places), nl=False)

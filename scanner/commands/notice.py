"""`fairnotice notice`: the notices."""

from __future__ import annotations

from typing import Annotated

import typer

from scanner.commands import notice_check, notice_compare, notice_draft, notice_export
from scanner.commands.common import RulesOption
from scanner.commands.output import label

app = typer.Typer(help="The notices: list them, show one, hold one against its document.", no_args_is_help=True)
app.command(name="verify")(notice_check.verify)
app.command(name="lint")(notice_check.lint)
app.command(name="diff")(notice_compare.diff)
app.command(name="export")(notice_export.export)
app.command(name="draft")(notice_draft.notice_draft)
app.command(name="review")(notice_draft.notice_review)
app.command(name="init")(notice_draft.notice_init)


@app.command(name="list")
def notice_list(rules: RulesOption = []) -> None:  # noqa: B006
    """List the notices that can be named with --notice."""
    from scanner.notice.read import list_notices

    for each in list_notices(rules):
        typer.echo(f"{each.id:<32} {each.company}, updated {each.updated}, {len(each.held)} declarations")


@app.command(name="show")
def notice_show(
    notice: Annotated[str, typer.Argument(metavar="ID|FILE", help="Which notice.")],
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Show what a notice declares and forbids, with the words that say so."""
    from scanner.notice.read import find_notice
    from scanner.report.notice import notice_text

    typer.echo(notice_text(find_notice(notice, rules), label), nl=False)

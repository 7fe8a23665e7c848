"""`fairnotice notice`: the notices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scanner.arguments import read
from scanner.commands import notice_draft
from scanner.commands.output import FOUND_FAILING, RulesOption, label

app = typer.Typer(help="The notices: list them, show one, hold one against its document.", no_args_is_help=True)


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


@app.command(name="verify")
def notice_verify(
    notice: Annotated[str, typer.Argument(metavar="ID|FILE", help="Which notice.")],
    document: Annotated[Path, typer.Option(metavar="FILE", help="The document that it was read from.")],
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Hold every quote of a notice against its document: exit status 0 if hash and quotes agree, else 1."""
    from scanner.notice.read import find_notice
    from scanner.notice.verify import verify
    from scanner.report.notice import verification_text

    result = verify(find_notice(notice, rules), read(document))
    typer.echo(verification_text(result), nl=False)
    raise typer.Exit(0 if result.sound else FOUND_FAILING)


app.command(name="draft")(notice_draft.notice_draft)
app.command(name="review")(notice_draft.notice_review)
app.command(name="init")(notice_draft.notice_init)

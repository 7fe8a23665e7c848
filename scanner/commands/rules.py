"""`fairnotice rules`: the rules that recognise personal data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scanner.commands.common import RulesOption
from scanner.commands.output import WRONG_USAGE
from scanner.errors import UsageError

app = typer.Typer(help="The rules that recognise personal data: list, show and check them.", no_args_is_help=True)


@app.command(name="list")
def rules_list(rules: RulesOption = []) -> None:  # noqa: B006
    """List the rules in use: what each finds, in which category, what reads it, on what evidence."""
    from scanner.rulebook import load

    for rule in sorted(load(tuple(rules)).rules.values(), key=lambda rule: rule.id):
        reader = rule.recognizer.rpartition(".")[2] if rule.recognizer else rule.detector
        typer.echo(
            f"{rule.id:<30} {rule.entity:<30} {rule.category or '(no category)':<28} {reader:<36} "
            f"{'; '.join(rule.confidence)}"
        )


@app.command(name="show")
def rules_show(
    rule: Annotated[str, typer.Argument(help="The rule's id, as in `rules list`.")],
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Show one rule file."""
    from scanner.rulebook import SHIPPED, rule_files

    found = [path for folder in (*rules, SHIPPED) for path in rule_files(folder) if path.stem == rule]
    if not found:
        raise UsageError(f"{rule}: there is no rule of this name. `fairnotice rules list` shows them all.")
    typer.echo(found[0].read_text(encoding="utf-8"), nl=False)


@app.command(name="check")
def rules_check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders of rules; the shipped ones if none is named.")
    ] = None,
) -> None:
    """Check rules: their form, and their examples and near misses through the whole of detection."""
    from scanner.rulebook import SHIPPED
    from scanner.rulecheck import check, unchecked

    folders = folders or [SHIPPED]
    complaints = check(folders)
    for each in complaints:
        typer.echo(str(each))
    if left_out := unchecked(folders):
        typer.echo(f"{', '.join(left_out)}: the examples were not run, since no language model is installed.")
    typer.echo(f"{len(complaints)} complaint{'' if len(complaints) == 1 else 's'}.")
    raise typer.Exit(WRONG_USAGE if complaints else 0)

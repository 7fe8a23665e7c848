"""The command line: arguments, progress, exit status. The only place where everything meets.

Exit status of `scan` and `judge`: 0 nothing fails; 1 a verdict or clause that fails; 2 wrong usage, configuration,
rule, notice or label; 3 nothing fails, but something could not be scanned whole.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from scanner.commands import (
    changes,
    config,
    find,
    judge,
    labels,
    notice,
    plan,
    publish,
    redact,
    report,
    review,
    rules,
    runs,
    scan,
    sources,
)
from scanner.commands.options import CONFIG, Configured, read
from scanner.commands.output import WRONG_USAGE, version
from scanner.errors import FairnoticeError

app = typer.Typer(
    cls=Configured,
    help="Hold the data that a company keeps against the privacy notice that it publishes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(scan.scan)
app.command()(plan.plan)
app.command()(find.find)
app.command()(redact.redact)
app.command()(judge.judge)
app.command(name="report")(report.render)
app.command()(report.explain)
app.command()(publish.publish)
app.command(name="diff")(changes.diff)
app.command()(review.review)
app.command()(runs.resume)
app.add_typer(config.app, name="config")
app.add_typer(labels.app, name="labels")
app.add_typer(notice.app, name="notice")
app.add_typer(rules.app, name="rules")
app.add_typer(runs.app, name="runs")
app.add_typer(sources.app, name="sources")


@app.callback(invoke_without_command=True)
def about(
    ctx: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    config_file: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", envvar=CONFIG, help="Read this configuration, not the nearest."),
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Read no file of configuration.")] = False,
) -> None:
    """Hold the data that a company keeps against the privacy notice that it publishes."""
    if show_version:
        typer.echo(f"fairnotice {version()}")
        raise typer.Exit
    if ctx.invoked_subcommand and "--help" not in sys.argv:
        ctx.obj = read(ctx.command, sys.argv[1:], config_file, none=no_config)  # type: ignore[arg-type]
        ctx.default_map = ctx.obj.defaults()


_COLLECT = 200_000, 20, 100
"""When garbage is looked for: a command makes millions of objects that it keeps, so that looking often only costs."""


def main() -> None:
    """The command `fairnotice`."""
    gc.set_threshold(*_COLLECT)
    try:
        app()
    except FairnoticeError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(WRONG_USAGE)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted before anything was scanned\n")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)

"""`fairnotice sources`: the formats that can be read."""

from __future__ import annotations

import typer

app = typer.Typer(help="The formats that can be read.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """The formats that can be read."""


@app.command(name="list")
def sources_list() -> None:
    """List all formats: usual extensions, the extra that reads them, and whether that is installed.

    A file is told by its content; its name decides only where the content does not.
    """
    from scanner.registry import sources

    typer.echo(f"{'source':<14} {'format':<46} {'extra':<10} usable")
    for name, source in sources().items():
        told = source.about
        typer.echo(f"{name:<14} {told.title:<46} {told.extra or '-':<10} {told.usable}")
        if told.extensions:
            typer.echo(f"{'':<14} {' '.join(told.extensions)}")

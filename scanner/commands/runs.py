"""`fairnotice resume` and `fairnotice runs`: what is kept of runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.commands.saved import RUN, RUN_DIR, RunDirOption
from scanner.configuration import PREFIX
from scanner.errors import RunError, UsageError
from scanner.runs.folder import LATEST

if TYPE_CHECKING:
    from scanner.runs.folder import Kept

app = typer.Typer(help="Runs that are kept: list, show, export, prune.", no_args_is_help=True)

_RUN = f"A run: {RUN}."


@app.command(name="list")
def list_(run_dir: RunDirOption = RUN_DIR) -> None:
    """List the runs of a folder, the newest first."""
    from scanner.runs.folder import Folder

    runs = Folder(run_dir).runs()
    if not runs:
        raise RunError(f"{run_dir}: no run is kept there. `fairnotice scan` keeps one, unless told not to.")
    for run in runs:
        typer.echo(f"{run.id}  {_state(run):<11}  {run.bytes / 1e6:>7.1f} MB  {' '.join(_arguments(run))}")


@app.command()
def show(run: Annotated[str, typer.Argument(help=_RUN)] = LATEST, run_dir: RunDirOption = RUN_DIR) -> None:
    """Show what is noted of a run: command, times, state, assets and units."""
    from scanner.runs.folder import Folder
    from scanner.runs.store import Store

    kept = Folder(run_dir).find(run)
    store = Store.open(kept.path)
    counts = store.counts()
    store.close()
    rows = {
        "run": kept.id,
        "state": _state(kept),
        "began": kept.about.get("began", ""),
        "ended": kept.about.get("ended", "not yet"),
        "command": f"fairnotice {' '.join(_arguments(kept))}",
        "in": kept.about.get("place", ""),
        "options": kept.about.get("configuration") or "the command line and the environment",
        "tool": kept.about.get("tool", ""),
        "assets": f"{counts.assets}, of them {counts.carried} unchanged and carried over",
        "units": f"{counts.done} of {counts.units} recorded, {counts.taken} of them carried over",
        "file": f"{kept.path}, {kept.bytes:,} bytes",
    }
    for name, text in rows.items():
        typer.echo(f"{name:<8} {text}")


@app.command()
def export(
    run: Annotated[str, typer.Argument(help=_RUN)],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The Parquet file to write.")],
    run_dir: RunDirOption = RUN_DIR,
) -> None:
    """Write what was counted of each field of each unit as Parquet (docs/runs.md)."""
    from scanner.arguments import check_writable
    from scanner.runs.export import export as write
    from scanner.runs.folder import Folder

    check_writable(file)
    folder = Folder(run_dir)
    rows = write(folder.find(run), folder.prepared(), file)
    typer.echo(f"{file}: {rows:,} rows")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A proof written by `report --to coverage`.")],
) -> None:
    """Check that no line of a proof of coverage was changed, added, moved or taken out."""
    from scanner.arguments import read
    from scanner.report.proof import verify as wrong_with

    wrong = wrong_with(read(file))
    if wrong:
        typer.echo(f"{file}: {wrong}")
        raise typer.Exit(1)
    typer.echo(f"{file}: as it was written")


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=0, help="So many of the newest runs stay.")] = 10,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    run_dir: RunDirOption = RUN_DIR,
) -> None:
    """Delete all but the newest runs of a folder."""
    from scanner.runs.folder import Folder

    folder = Folder(run_dir)
    for run in folder.runs()[keep:]:
        if not dry_run:
            folder.remove(run)
        typer.echo(f"{'would delete' if dry_run else 'deleted'} {run.id}")


def resume(
    ctx: typer.Context,
    run: Annotated[str | None, typer.Argument(help=f"{_RUN} If none, the last that did not end.")] = None,
    run_dir: RunDirOption = RUN_DIR,
) -> None:
    """Go on with a run that was killed or interrupted: what is recorded is not scanned again."""
    kept = _to_resume(run, run_dir)
    arguments = _arguments(kept)
    if not arguments:
        raise RunError(
            f"{run_dir}: run {kept.id} was given an address with a password, which is not kept. Give the same command "
            "again in the same folder: it goes on with the run."
        )
    try:
        os.chdir(kept.about["place"])
    except OSError as error:
        cause = (error.strerror or "unknown error").lower()
        raise UsageError(f"{kept.about['place']}: run {kept.id} began there: {cause}. Put it back.") from None
    for name in [name for name in os.environ if name.startswith(PREFIX)]:  # all that counts is in the arguments
        del os.environ[name]
    sys.argv[1:] = ["--no-config", *arguments]
    ctx.find_root().command.main(sys.argv[1:])


def _to_resume(run: str | None, run_dir: Path) -> Kept:
    """Raises `RunError` where there is none that can go on."""
    from scanner.runs.folder import Folder

    folder = Folder(run_dir)
    runs = folder.runs()
    kept = folder.find(run) if run else next((each for each in runs if not each.finished), None)
    if kept is None:
        raise RunError(f"{run_dir}: no run is kept there that did not end. `fairnotice runs list` shows all.")
    if kept.finished:
        raise RunError(f"{run_dir}: run {kept.id} is finished. `fairnotice report {kept.id}` shows its report.")
    last = next(each for each in runs if each.about.get("command") == kept.about.get("command"))
    if last.id != kept.id:
        raise RunError(f"{run_dir}: run {kept.id} cannot go on, since {last.id} is a later one of the same command.")
    return kept


def _state(run: Kept) -> str:
    """finished, interrupted, running, or killed where nobody writes it any more."""
    from scanner.runs.folder import is_written

    state = run.about.get("state", "")
    return "killed" if state == "running" and not is_written(run.path) else state


def _arguments(run: Kept) -> list[str]:
    import orjson

    arguments: list[str] = orjson.loads(run.about.get("arguments", "[]"))
    return arguments

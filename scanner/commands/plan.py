"""`fairnotice plan`: what a scan would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import every_of, sample_of
from scanner.commands.common import ExcludeOption, IncludeOption, jobs_of
from scanner.commands.options import inputs
from scanner.commands.output import Format, write
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.model.sample import Sample

_SHARES = ["10%", "1%"]


def plan(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Files, folders, s3://, postgresql:// …, as of a scan."),
    ] = None,
    files_from: Annotated[
        list[str],
        typer.Option(metavar="FILE", help="What this file names, one path a line; `-` is standard input."),
    ] = [],  # noqa: B006
    include: IncludeOption = [],  # noqa: B006
    exclude: ExcludeOption = [],  # noqa: B006
    sample: Annotated[
        list[str], typer.Option(metavar="SHARE", help="A share to estimate beside the whole; again for more.")
    ] = _SHARES,
    every: Annotated[
        str, typer.Option(metavar="partition|file", help="As of a scan: of what a sample reads a row group at least.")
    ] = "",
    workers: Annotated[int, typer.Option(min=0, help="Worker processes; 0 is one for each core of this machine.")] = 0,
    footers: Annotated[
        bool, typer.Option("--footers", help="Read the footers of Parquet files, for their real row groups.")
    ] = False,
    measure: Annotated[
        bool, typer.Option("--measure", help="Scan some MB of each format here, and go by these speeds.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Another number measures other files.")] = 0,
    core_hour: Annotated[float | None, typer.Option(min=0, help="US$ of a core for an hour.")] = None,
    get_1000: Annotated[float | None, typer.Option(min=0, help="US$ of 1,000 requests that read.")] = None,
    list_1000: Annotated[float | None, typer.Option(min=0, help="US$ of 1,000 requests that list.")] = None,
    egress_gb: Annotated[float | None, typer.Option(min=0, help="US$ of a GB that leaves the store.")] = None,
    format: Annotated[Format, typer.Option(help="Form of the plan.")] = Format.TEXT,  # noqa: A002
) -> None:
    """List what a scan would read, and estimate time, requests and cost of it, whole and sampled."""
    from scanner.choice import Choice
    from scanner.planning.estimate import plan_of, planned, with_prices
    from scanner.planning.figures import shipped
    from scanner.planning.measured import measured
    from scanner.planning.told import as_json, as_text
    from scanner.roots import assets_of, read_list

    paths, files_from = inputs(ctx)
    roots = [*paths, *(root for file in files_from for root in read_list(file))]
    if not roots:
        raise UsageError("plan: nothing to scan was named. Give files, folders or addresses, or --files-from FILE")
    shares = [_share(each, every) for each in sample]
    choice = Choice(tuple(include), tuple(exclude))
    figures = with_prices(shipped(), core_hour=core_hour, get_1000=get_1000, list_1000=list_1000, egress_gb=egress_gb)
    here: dict[str, float] = {}
    if measure:
        figures, here = measured(assets_of(roots, choice), figures, seed)
    made = plan_of(figures, jobs_of(workers), shares, footers=footers)
    made.measured_here = here
    planned(assets_of(roots, choice), made)
    write(as_json(made) if format is Format.JSON else as_text(made), None)


def _share(text: str, every: str) -> Sample:
    """Raises `UsageError`."""
    sample = every_of(every, sample_of(text))
    if sample is None or sample.share is None:
        raise UsageError(f"--sample: {text} is no share, which is all that can be estimated. Give one such as 5%.")
    return sample

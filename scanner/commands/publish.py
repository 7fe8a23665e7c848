"""`fairnotice publish`: the findings of a run into a table of a lake."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from scanner.arguments import FAIL_ON, verdicts
from scanner.commands.common import BaselineOption, FailOption
from scanner.commands.saved import REPORT, RUN_DIR, RunDirOption, saved
from scanner.errors import UsageError
from scanner.runs.folder import LATEST


class Table(StrEnum):
    """What is written."""

    PARQUET = "parquet"
    DELTA = "delta"


def publish(
    file: Annotated[str, typer.Argument(metavar="REPORT|RUN", help=REPORT)] = LATEST,
    into: Annotated[
        str, typer.Option(metavar="DIR|URL", help="The folder of the table: a path, s3://, gs://, abfs:// or hdfs://.")
    ] = "",
    as_: Annotated[
        Table, typer.Option("--as", help="A Parquet dataset, or a Delta table (needs the extra `lake`).")
    ] = Table.PARQUET,
    fail_on: FailOption = FAIL_ON,
    baseline: BaselineOption = None,
    run_dir: RunDirOption = RUN_DIR,
) -> None:
    """Write the findings of a kept run, masked, into a table that is partitioned by run (docs/write-back.md)."""
    from scanner.commands.changes import baseline_of
    from scanner.report.findings_table import RUN, rows_of
    from scanner.report.view import View
    from scanner.ways.written import write_delta, write_parquet

    if not into:
        raise UsageError("publish: no table was named. Give its folder: --into DIR or --into s3://bucket/folder")
    failing = verdicts(fail_on)
    view = View(failing=failing, known=baseline_of(baseline, failing, run_dir))
    run, rows = rows_of(saved(file, run_dir, finished=True), view)
    write = write_delta if as_ is Table.DELTA else write_parquet
    typer.echo(f"{write(rows, RUN, run, into)}: {rows.num_rows:,} findings of run {run}")

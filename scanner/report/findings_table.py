"""The findings of one run as rows of a table that holds those of many runs; docs/write-back.md has its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.errors import UsageError
from scanner.model.judged import Report
from scanner.report import inventory
from scanner.report.view import View

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = "fairnotice-findings/1"
RUN = "run"
"""The column by which the table is partitioned: the id of a run."""


def schema() -> pa.Schema:
    """The columns, `run` first; those of the inventory follow, words as plain strings, which every table format has."""
    import pyarrow as pa

    run = pa.field(RUN, pa.string(), nullable=False)
    return pa.schema([run, *map(_plain, inventory.schema())], {"format": FORMAT})


def rows_of(report: Report, view: View) -> tuple[str, pa.Table]:
    """The id of the run, and a row for each of its findings. Raises `UsageError` where the run was not kept.

    A run that was kept holds masked samples only; one that was not may show values, and has no id.
    """
    import pyarrow as pa

    run = report.run.get("id")
    if not isinstance(run, str) or not run:
        raise UsageError(
            "publish: this report is of a run that was not kept, so it has no id and may hold values. "
            "Scan without --no-keep and --show-values."
        )
    rows = [{RUN: run, **inventory.row(each, report, view)} for each in report.findings]
    return run, pa.Table.from_pylist(rows, schema())


def _plain(field: pa.Field) -> pa.Field:
    import pyarrow as pa

    return field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field

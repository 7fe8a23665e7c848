"""Options that several commands have, so that they mean the same everywhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import size
from scanner.report.forms import FORMS

if TYPE_CHECKING:
    from scanner.workers import Guard

RulesOption = Annotated[
    list[Path],
    typer.Option("--rules", metavar="DIR", help="A folder of your own rules (and notices/), beside the shipped ones."),
]
NoticesOption = Annotated[
    list[str],
    typer.Option(
        "--notice",
        metavar="ID|FILE",
        help="The notice to hold the data against: an id (see `notice list`) or a file; again for other versions.",
    ),
]
FailOption = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="VERDICTS",
        help="What gives exit status 1: verdicts, `clauses`, with commas between, or `none`; `new`: see --baseline.",
    ),
]
AcceptOption = Annotated[
    Path | None,
    typer.Option(
        "--accept",
        metavar="FILE",
        help="What is accepted (docs/changes.md); fairnotice.accept.yaml if there.",
    ),
]
BaselineOption = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="RUN|FILE",
        help="With `--fail-on new`, only what is not in this run or report, or is worse now, fails (docs/changes.md).",
    ),
]
LabelsOption = Annotated[
    list[Path],
    typer.Option("--labels", metavar="FILE", help="Labels of the data, as in docs/labels.md; again for more."),
]
LabelOption = Annotated[
    list[str],
    typer.Option("--label", metavar="KEY=VALUE", help="A label of all data, such as source=third_party; may repeat."),
]
FormatOption = Annotated[
    str,
    typer.Option("--format", metavar="FORM", help=f"Form of the report: {', '.join(FORMS)} (docs/reports.md)."),
]
OutputOption = Annotated[
    list[str],
    typer.Option(
        "--output",
        metavar="[FORM=]FILE",
        help="Write the report here, not to the terminal; with FORM= a further one, again for more.",
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Show all of long lists, in forms for people.")]
DatasetOption = Annotated[
    list[str],
    typer.Option(
        "--dataset",
        metavar="GLOB=NAME",
        help="What a catalogue calls the assets that GLOB fits (docs/reports.md); may repeat, the first counts.",
    ),
]
IncludeOption = Annotated[list[str], typer.Option(metavar="GLOB", help="Only files that match; may be given again.")]
ExcludeOption = Annotated[
    list[str], typer.Option(metavar="GLOB", help="Leave out files and folders that match; may be given again.")
]
CountryOption = Annotated[
    list[str],
    typer.Option(metavar="CC", help="Country whose national numbers are looked for; again for more; all if none."),
]
RegionOption = Annotated[
    list[str],
    typer.Option(
        metavar="CC",
        help="Country whose phone numbers may lack a country code; those of --country if not said, else US.",
    ),
]
JobsOption = Annotated[int, typer.Option(min=0, help="Worker processes; 0 is one for each core.")]
MemoryOption = Annotated[str, typer.Option(metavar="SIZE", help="Memory of one worker, which is ended beyond it.")]
StallOption = Annotated[int, typer.Option(min=1, help="Seconds without progress after which a worker is ended.")]
MEMORY, STALL = "4GiB", 300
"""What workers may use, where nothing else is said."""


def jobs_of(jobs: int) -> int:
    """How many worker processes are meant."""
    return jobs or len(os.sched_getaffinity(0))


def guard_of(max_stall: int, max_memory: str) -> Guard:
    """What workers may use. Raises `UsageError`."""
    from scanner.workers import Guard

    return Guard(max_stall, size("--max-memory", max_memory))

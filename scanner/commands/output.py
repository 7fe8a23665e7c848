"""What commands share: options of the same meaning, forms of output, exit status."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from scanner.arguments import CLAUSES
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.model.judged import Report

FOUND_FAILING, WRONG_USAGE, NOT_WHOLE, INTERRUPTED = 1, 2, 3, 130
"""Exit status beside 0; see `scanner.cli`."""

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
        help="What gives exit status 1: verdicts, `clauses`, with commas between, or `none`.",
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


class Format(StrEnum):
    """Forms in which a report can be written."""

    TEXT = "text"
    JSON = "json"


class ReportForm(StrEnum):
    """Forms in which a saved report can be written."""

    TEXT = "text"
    JSON = "json"
    ART30_CSV = "art30-csv"
    ART30_MD = "art30-md"


def rendered(report: Report, form: Format) -> bytes:
    """The report in one of its forms."""
    from scanner.report.document import to_json
    from scanner.report.text import to_text

    return to_json(report) if form is Format.JSON else to_text(report, label).encode("utf-8", "backslashreplace")


def status(report: Report, failing: frozenset[str]) -> int:
    """The exit status that a report asks for."""
    from scanner.model.found import Confidence
    from scanner.model.judged import State
    from scanner.model.problems import HOLES

    sure = (each for each in report.findings if each.finding.confidence > Confidence.POSSIBLE)
    broken = CLAUSES in failing and any(row.state is State.BROKEN for row in report.clauses)
    if broken or any(each.verdict in failing for each in sure):
        return FOUND_FAILING
    holes = any(problem.reason in HOLES for each in report.coverage for problem in each.problems)
    return NOT_WHOLE if holes or not report.run.get("complete", True) else 0


def label(category: str | None) -> str:
    """The name of a category for people."""
    from scanner.notice.categories import Categories

    return Categories.shipped().get(category).label if category else "(no category)"


def write(content: bytes, output: Path | None) -> None:
    """Writes a result to a file, or to the terminal. Raises `UsageError`."""
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {(error.strerror or 'unknown error').lower()}.") from None


def version() -> str:
    """The installed version of this distribution."""
    from importlib import metadata

    return metadata.version("fairnotice")


def interrupt(number: int, frame: object) -> NoReturn:  # noqa: ARG001 - a signal handler's arguments
    """Ends a run as Ctrl-C does; to be called by the signal with which other programs end it."""
    raise KeyboardInterrupt


def notices_of(report: Report) -> list[str]:
    """The notices that a report was held against before, as they were named."""
    named = report.run.get("notice")
    if isinstance(named, str):
        return [named]
    return [str(each) for each in named] if isinstance(named, list) else []

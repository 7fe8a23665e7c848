"""What commands share: options of the same meaning, forms of output, exit status."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.model import Report

FOUND_FAILING, WRONG_USAGE, NOT_WHOLE = 1, 2, 3
"""Exit status beside 0; see `scanner.cli`."""

RulesOption = Annotated[
    list[Path],
    typer.Option("--rules", metavar="DIR", help="A folder of your own rules (and notices/), beside the shipped ones."),
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

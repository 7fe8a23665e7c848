"""All forms of a report, each one module with a function `(Report, View) -> bytes`. A new form is one line here.

A form with a line for each asset gives its bytes in parts instead, as they are made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.model.judged import Report
    from scanner.report.view import View


@dataclass(frozen=True, slots=True)
class Form:
    """A form by its name on the command line, the function that renders it, and what it is for."""

    name: str
    place: str
    """Module in `scanner.report` and function in it."""
    about: str
    binary: bool = False
    """Nothing for a terminal."""
    needs: str = ""
    """What it takes beside the report: `notice`, or `datasets`, the names that a catalogue has for assets."""

    def render(self, report: Report, view: View) -> bytes:
        """The report in this form."""
        return b"".join(self.parts(report, view))

    def parts(self, report: Report, view: View) -> Iterable[bytes]:
        """The same, in parts."""
        module, _, function = self.place.partition(":")
        made: bytes | Iterable[bytes] = getattr(import_module(f"scanner.report.{module}"), function)(report, view)
        return (made,) if isinstance(made, bytes) else made


FORMS = {
    form.name: form
    for form in (
        Form("text", "text:render", "for people at a terminal"),
        Form("json", "document:render", "the whole report, from which all other forms are made"),
        Form("html", "html.page:render", "one page for a browser: to read, to filter, to print"),
        Form("jsonl", "jsonl:render", "a finding a line, for programs"),
        Form("csv", "inventory:render_csv", "the inventory for a spreadsheet"),
        Form("parquet", "inventory:render_parquet", "the inventory with types, for a data lake", binary=True),
        Form("markdown", "markdown:render", "a summary for a pull request"),
        Form("sarif", "sarif:render", "SARIF 2.1.0 for code scanning"),
        Form("junit", "junit:render", "JUnit XML for continuous integration"),
        Form("ocsf", "ocsf:render", "OCSF Data Security Findings, as JSON lines"),
        Form("prometheus", "prometheus:render", "metrics of the run"),
        Form("datahub", "datahub:render", "tags for DataHub's file source", needs="datasets"),
        Form("openmetadata", "openmetadata:render", "tags for OpenMetadata", needs="datasets"),
        Form("unity", "unity:render", "tags for Unity Catalog, as SQL statements", needs="datasets"),
        Form("lake-formation", "lake_formation:render", "tags for AWS Glue's catalogue, as requests", needs="datasets"),
        Form("coverage", "proof:render", "proof of what was read, each line chained to the one before"),
        Form("art30-csv", "record:render_csv", "a draft record of processing (GDPR Art. 30)", needs="notice"),
        Form("art30-md", "record:render_markdown", "the same for reading", needs="notice"),
    )
}


def form_of(option: str, name: str) -> Form:
    """The form of this name. Raises `UsageError`. option: the name to complain under."""
    if name not in FORMS:
        raise UsageError(f"{option}: there is no form `{name}`. Known: {', '.join(FORMS)}.")
    return FORMS[name]

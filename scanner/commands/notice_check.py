"""Commands that hold a notice file against its document, and against what notices should be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import read
from scanner.commands.common import RulesOption
from scanner.commands.output import FOUND_FAILING, WRONG_USAGE, Format, write

if TYPE_CHECKING:
    from scanner.notice.verify import Quoted
    from scanner.notice.yaml_file import YamlFile

FormatOption = Annotated[Format, typer.Option("--format", help="Form of the result.")]


def verify(
    notice: Annotated[str, typer.Argument(metavar="ID|FILE", help="Which notice.")],
    document: Annotated[Path, typer.Option(metavar="FILE", help="The document that it was read from.")],
    each: Annotated[bool, typer.Option("--each", help="Show for every quote where the document has it.")] = False,
    form: FormatOption = Format.TEXT,
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Hold every quote of a notice against its document.

    Exit status: 0 hash and quotes agree, 1 it is another document, 2 the document lacks a quote, or a lead-in
    does not lead into its quote.
    """
    from scanner.notice.read import open_notice
    from scanner.notice.verify import verify as hold
    from scanner.report.verification import verification_json, verification_text

    found, file = open_notice(notice, rules)
    result = hold(found, read(document))

    def where(quote: Quoted) -> str:
        return _where(file, quote)

    text = verification_text(result, where, each=each)
    write(verification_json(result, where) if form is Format.JSON else text.encode("utf-8", "backslashreplace"), None)
    raise typer.Exit(0 if result.sound else WRONG_USAGE if result.hash_matches else FOUND_FAILING)


def lint(
    notice: Annotated[str, typer.Argument(metavar="ID|FILE", help="Which notice.")],
    document: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The document that it was read from; checks the quotes too.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit status 1 for warnings as well.")] = False,
    form: FormatOption = Format.TEXT,
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Check a notice file: contradictions, open phrases, drafts, dates, what the GDPR asks for.

    Exit status: 0 no error, 1 an error (with --strict also a warning), 2 the file cannot be used at all.
    """
    from scanner.notice.categories import Categories
    from scanner.notice.complaint import Severity
    from scanner.notice.lint import lint as check
    from scanner.notice.lint_law import lint_law
    from scanner.notice.lint_text import lint_text as check_text
    from scanner.notice.read import known_notices, open_notice
    from scanner.notice.verify import searchable
    from scanner.notice.verify import verify as hold
    from scanner.report import lint as report

    found, file = open_notice(notice, rules)
    text = searchable(found, read(document)) if document else None
    complaints = check(found, Categories.shipped(), known_notices([*rules, file.path.parent]))
    complaints += check_text(found, hold(found, text), text) if text else []
    complaints += lint_law(found, text)
    complaints.sort(key=lambda each: (list(Severity).index(each.severity), file.line(each.location)))
    render = report.lint_json if form is Format.JSON else report.lint_text
    result = render(found.id, complaints, file.where)
    write(result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace"), None)
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    raise typer.Exit(FOUND_FAILING if any(each.severity in failing for each in complaints) else 0)


def _where(file: YamlFile, quote: Quoted) -> str:
    return file.where([*quote.part.split("."), quote.number, "lead_in" if quote.lead_in else "quote"])

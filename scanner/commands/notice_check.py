"""Commands that hold a notice file against its document, and against what notices should be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import read
from scanner.commands.output import FOUND_FAILING, WRONG_USAGE, Format, RulesOption, write

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


def _where(file: YamlFile, quote: Quoted) -> str:
    return file.where([*quote.part.split("."), quote.number, "lead_in" if quote.lead_in else "quote"])

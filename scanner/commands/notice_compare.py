"""`fairnotice notice diff`: what changed from one notice to another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scanner.arguments import read
from scanner.commands.common import RulesOption
from scanner.commands.output import FOUND_FAILING, Format, label, write


def diff(
    before: Annotated[str, typer.Argument(metavar="ID|FILE", help="The first notice.")],
    after: Annotated[str, typer.Argument(metavar="ID|FILE", help="The second notice.")],
    document_a: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The first notice's document, to hold the second against.")
    ] = None,
    document_b: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The second notice's document, to hold the first against.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="REPORT", help="A saved report: which findings change their verdicts.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="Form of the result.")] = Format.TEXT,
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Show what one notice says otherwise than another: by meaning, and with the documents also by their texts.

    Exit status: 0 they say the same, 1 something differs, 2 a file cannot be used.
    """
    from scanner.notice.categories import Categories
    from scanner.notice.compare import compare
    from scanner.notice.compare_text import Held, hold
    from scanner.notice.read import find_notice
    from scanner.report.comparison import Comparison, comparison_json, comparison_text
    from scanner.report.rejudged import verdict_changes
    from scanner.report.saved import from_json

    categories = Categories.shipped()
    old, new = find_notice(before, rules), find_notice(after, rules)
    first = Held.of(old, read(document_a)) if document_a else None
    second = Held.of(new, read(document_b)) if document_b else None
    changes = hold(compare(old, new, categories), first, second)
    saved = from_json(read(report), str(report)) if report else None
    verdicts = verdict_changes(saved, old, new, categories) if saved else None
    compared = Comparison(old, new, changes, verdicts)
    text = comparison_json(compared) if form is Format.JSON else comparison_text(compared, label).encode()
    write(text, None)
    raise typer.Exit(FOUND_FAILING if changes else 0)

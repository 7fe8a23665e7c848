"""`fairnotice notice draft`, `review` and `init`: from a text to a notice file that a person has confirmed."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import check_writable, read
from scanner.commands.output import write
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.notice.model import Notice

OutputOption = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Write it here, not to the terminal.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
UpdatedOption = Annotated[
    datetime | None, typer.Option("--updated", metavar="DATE", formats=["%Y-%m-%d"], help="The date on the notice.")
]


def notice_draft(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="The notice: text, Markdown, HTML or PDF.")],
    output: OutputOption = None,
    id: Annotated[str | None, typer.Option("--id", help="The notice's id; else made of company and date.")] = None,  # noqa: A002
    company: Annotated[str | None, typer.Option(help="Who speaks; else read from the text.")] = None,
    updated: UpdatedOption = None,
    force: ForceOption = False,
) -> None:
    """Draft a notice file from a notice's text, for you to confirm with `notice review`."""
    from scanner.notice.draft.build import NO_COMPANY, NO_DATE, Given, draft
    from scanner.notice.draft.open import open_document
    from scanner.notice.draft.write import notice_yaml

    _check_free(output, force)
    source = open_document(str(document), read(document))
    drafted = draft(source, Given(_name(id), company, updated.date() if updated else None))
    write(notice_yaml(drafted).encode(), output)
    sys.stderr.write(f"{document}: {_summary(drafted)}\n")
    if drafted.updated == NO_DATE:
        sys.stderr.write(f"{document}: the text gives no date. Give it with --updated, or write it into the draft.\n")
    if drafted.company == NO_COMPANY:
        sys.stderr.write(f"{document}: the text does not name the company. Give it with --company.\n")


def notice_review(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A notice file with drafts in it.")],
    document: Annotated[
        Path | None,
        typer.Option(metavar="DOCUMENT", help="The text it was drafted from, to show quotes in their place."),
    ] = None,
) -> None:
    """Go through the drafts of a notice file: y confirms, n rejects, e edits, s skips, q stops. Each is saved."""
    from scanner.notice.draft.open import open_document
    from scanner.notice.draft.review import Review

    text = open_document(str(document), read(document)).text if document else None
    Review(file, text, sys.stdin, sys.stdout).run()


def notice_init(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to write it; the terminal if not said.")
    ] = None,
    force: ForceOption = False,
) -> None:
    """Write a commented notice file to fill in by hand."""
    from scanner.notice.draft.lexicon import FOLDER

    _check_free(file, force)
    write((FOLDER / "skeleton.yaml.txt").read_bytes(), file)


def _check_free(file: Path | None, force: bool) -> None:
    check_writable(file)
    if file is not None and file.exists() and not force:
        raise UsageError(f"{file}: there is such a file already. Name another, or write over it with --force.")


def _name(id: str | None) -> str | None:  # noqa: A002 - the option's name
    import re

    if id is not None and not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,79}", id):
        raise UsageError(
            f"--id: `{id}` is no id. Use small letters, digits, `-`, `_` and `.`, such as example-2020-02-01."
        )
    return id


def _summary(notice: Notice) -> str:
    declared = len({(each.category, each.source) for each in notice.declarations})
    return (
        f"{len(notice.declarations)} declarations of {declared} kinds, {len(notice.prohibitions)} prohibitions. "
        "Confirm them with `fairnotice notice review`."
    )

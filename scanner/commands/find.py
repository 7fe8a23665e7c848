"""`fairnotice find`: where the values of certain persons lie."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from scanner.arguments import check_writable, countries, read
from scanner.commands.common import (
    MEMORY,
    STALL,
    ExcludeOption,
    IncludeOption,
    JobsOption,
    MemoryOption,
    StallOption,
    guard_of,
    jobs_of,
)
from scanner.commands.output import FOUND_FAILING, NOT_WHOLE, interrupt
from scanner.commands.saved import RUN, RUN_DIR, RunDirOption, saved
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.find.indexed import FromIndex
    from scanner.find.report import Answer
    from scanner.find.run import Outcome
    from scanner.find.wanted import Wanted


class PlacesForm(StrEnum):
    """Forms in which places can be written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def find(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Files, folders, `-` for standard input, https://, postgresql:// …"),
    ] = None,
    email: Annotated[list[str], typer.Option(metavar="ADDRESS", help="An e-mail address; again for more.")] = [],  # noqa: B006
    phone: Annotated[
        list[str], typer.Option(metavar="NUMBER", help="A phone number, with + and country code; again for more.")
    ] = [],  # noqa: B006
    name: Annotated[list[str], typer.Option(metavar="NAME", help="A name, given name first; again for more.")] = [],  # noqa: B006
    card: Annotated[list[str], typer.Option(metavar="NUMBER", help="A payment card.")] = [],  # noqa: B006
    iban: Annotated[list[str], typer.Option(metavar="IBAN", help="A bank account.")] = [],  # noqa: B006
    value: Annotated[
        list[str], typer.Option(metavar="TEXT", help="Any other value: a customer number, a user name.")
    ] = [],  # noqa: B006
    entity: Annotated[
        list[str], typer.Option(metavar="NAME=VALUE", help="A value of an entity, as in US_SSN=…; again for more.")
    ] = [],  # noqa: B006
    from_: Annotated[
        list[str],
        typer.Option(
            "--from",
            metavar="FILE",
            help="Persons in CSV or YAML (docs/find.md); `-` is standard input, which no shell keeps.",
        ),
    ] = [],  # noqa: B006
    region: Annotated[
        list[str],
        typer.Option(metavar="CC", help="Country whose phone numbers may lack a country code; again for more."),
    ] = [],  # noqa: B006
    run: Annotated[
        str | None,
        typer.Option(
            "--run",
            metavar="RUN",
            help=f"Ask the index of a run that was kept with `scan --index`, and read no data: {RUN}.",
        ),
    ] = None,
    run_dir: RunDirOption = RUN_DIR,
    absent: Annotated[
        bool, typer.Option("--absent", help="Prove that nothing is left: exit status 1 where something is.")
    ] = False,
    format: Annotated[PlacesForm, typer.Option(help="Form of the places.")] = PlacesForm.TEXT,  # noqa: A002
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the places here, not to the terminal.")
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the rows themselves as lines of JSON, in a file that only you can read."
        ),
    ] = None,
    show_values: Annotated[
        bool, typer.Option("--show-values", help="Name the values that were asked for, not only their kind.")
    ] = False,
    include: IncludeOption = [],  # noqa: B006
    exclude: ExcludeOption = [],  # noqa: B006
    jobs: JobsOption = 0,
    max_memory: MemoryOption = MEMORY,
    max_stall: StallOption = STALL,
) -> None:
    """Find every place that holds a value of certain persons, in any spelling: for access and erasure requests."""
    options = {"email": email, "phone": phone, "name": name, "card": card, "iban": iban, "value": value}
    if run is not None:
        _check_indexed(paths, absent=absent, export=export)
        check_writable(output)
        answer = _from_index(_wanted(options, entity, from_, countries("--region", region)), run, run_dir)
        about: dict[str, object] = {"run": answer.run, "as_of": answer.as_of, "holds": list(answer.entities)}
        _written(answer, format, output, about, show_values)
        raise typer.Exit(0 if answer.whole else NOT_WHOLE)
    from scanner.choice import Choice
    from scanner.find.run import Order
    from scanner.find.run import find as search
    from scanner.progress import Bar
    from scanner.roots import shown

    if not paths:
        raise UsageError("find: nowhere to look was named. Give files, folders or addresses.")
    if paths.count("-") + from_.count("-") > 1:
        raise UsageError("find: standard input can be read once. Give the persons or the data in a file.")
    for file in (output, export):
        check_writable(file)
    asked = _wanted(options, entity, from_, countries("--region", region))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="fairnotice-")))
        order = Order(
            roots=paths,
            wanted=asked,
            folder=folder,
            choice=Choice(tuple(include), tuple(exclude), apart=True),
            jobs=jobs_of(jobs),
            guard=guard_of(max_stall, max_memory),
            rows=export is not None,
        )
        signal.signal(signal.SIGTERM, interrupt)
        with Bar() as bar:
            outcome = search(order, bar)
        places = _written(
            outcome, format, output, {"paths": [shown(path) for path in paths], "absent": absent}, show_values
        )
        if export:
            _export(outcome, export)
    if absent and places:
        raise typer.Exit(FOUND_FAILING)
    raise typer.Exit(0 if outcome.whole else NOT_WHOLE)


def _check_indexed(paths: list[str] | None, *, absent: bool, export: Path | None) -> None:
    """Raises `UsageError` for what an index cannot answer."""
    if paths:
        raise UsageError("--run: an index is of all that its run read. Name a run or data to read, not both.")
    if absent:
        raise UsageError("--absent: an index proves nothing of the data as they are now. Name the data, without --run.")
    if export:
        raise UsageError("--export: an index holds no rows. Name the data, without --run.")


def _from_index(asked: Wanted, name: str, run_dir: Path) -> FromIndex:
    from scanner.find.indexed import FromIndex, places_of
    from scanner.runs.folder import Folder
    from scanner.runs.index import Index

    folder = Folder(run_dir)
    kept = folder.find(name)
    report = saved(kept.id, run_dir)
    index = Index(kept, folder.prepared())
    try:
        found = places_of(asked, index)
    finally:
        index.close()
    complete, ended = bool(report.run["complete"]), kept.about.get("ended", "")
    return FromIndex(asked, report.coverage, complete, kept.id, ended, index.entities, found)


def _wanted(options: dict[str, list[str]], entity: list[str], files: list[str], regions: tuple[str, ...]) -> Wanted:
    from scanner.find.persons import persons
    from scanner.find.wanted import term_of, wanted

    given = [(kind, said, f"--{kind}") for kind, several in options.items() for said in several]
    for each in entity:
        kind, sign, said = each.partition("=")
        if not sign or not said.strip() or not kind.isupper():
            raise UsageError("--entity: give the name of an entity and a value, as in US_SSN=VALUE.")
        given.append((kind, said, "--entity"))
    ids = ["asked for"] if given else []
    terms = [term_of(0, kind, said, regions, where) for kind, said, where in given]
    for file in files:
        name = "standard input" if file == "-" else file
        data = sys.stdin.buffer.read() if file == "-" else read(Path(file))
        for id_, found in persons(data, name, regions, len(ids)):
            ids.append(id_)
            terms += found
    return wanted(ids, terms)


def _written(outcome: Answer, form: PlacesForm, output: Path | None, run: dict[str, object], show: bool) -> int:
    """Writes the places; returns how many there are."""
    from scanner.commands.output import version
    from scanner.find.report import Tally, left_out, to_text, write_csv, write_json

    tally = Tally()
    with _opened(output) as out:
        if form is PlacesForm.JSON:
            write_json(outcome, {"tool": f"fairnotice {version()}", **run}, tally, out, show)
        elif form is PlacesForm.CSV:
            write_csv(outcome, tally, out, show)
            sys.stderr.writelines(f"{line}\n" for line in left_out(outcome))
        else:
            out.write(to_text(outcome, tally, show, absent=bool(run.get("absent"))).encode("utf-8", "backslashreplace"))
    return tally.places


def _export(outcome: Outcome, file: Path) -> None:
    from scanner.find.report import write_rows

    with _opened(file, 0o600) as out:
        count = write_rows(outcome, out)
    sys.stderr.write(f"{file}: {count:,} rows, as they stand in the data. It is personal data: keep it so.\n")


@contextmanager
def _opened(file: Path | None, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A new file in place of what was there, or standard output. Raises `UsageError`."""
    if file is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    try:
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            yield out
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {(error.strerror or 'unknown error').lower()}.") from None

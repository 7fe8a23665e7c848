"""The command line: arguments, progress, exit status. The only place where everything meets.

Exit status of `scan`: 0 nothing fails; 1 a verdict that fails; 2 wrong usage, configuration, rule or notice;
3 nothing fails, but something could not be scanned whole.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from scanner.arguments import check_writable, countries, read, secret, verdicts
from scanner.detector.language import Reading
from scanner.errors import FairnoticeError, UsageError

if TYPE_CHECKING:
    from scanner.model import Report

FOUND_FAILING, WRONG_USAGE, NOT_WHOLE = 1, 2, 3

app = typer.Typer(
    help="Hold the data that a company keeps against the privacy notice that it publishes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
notice_app = typer.Typer(help="The notices: list them, show one, hold one against its document.", no_args_is_help=True)
rules_app = typer.Typer(help="The rules that recognise personal data: list, show and check them.", no_args_is_help=True)
app.add_typer(notice_app, name="notice")
app.add_typer(rules_app, name="rules")

RulesOption = Annotated[
    list[Path],
    typer.Option("--rules", metavar="DIR", help="A folder of your own rules (and notices/), beside the shipped ones."),
]


class Format(StrEnum):
    """Forms in which a report can be written."""

    TEXT = "text"
    JSON = "json"


@app.callback(invoke_without_command=True)
def about(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    """Hold the data that a company keeps against the privacy notice that it publishes."""
    if version:
        typer.echo(f"fairnotice {_version()}")
        raise typer.Exit


@app.command()
def scan(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders to scan.")],
    notice: Annotated[
        str | None,
        typer.Option(
            metavar="ID|FILE", help="The notice to hold the data against: an id (see `notice list`) or a file."
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="Form of the report.")] = Format.TEXT,  # noqa: A002 - the option's name
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report here, not to the terminal.")
    ] = None,
    matches: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every match as a line of JSON, masked, with its place.")
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(metavar="VERDICTS", help="Verdicts that give exit status 1, with commas between, or `none`."),
    ] = "contradicts,undeclared,out_of_scope",
    rules: RulesOption = [],  # noqa: B006 - typer copies it
    jobs: Annotated[int, typer.Option(min=0, help="Worker processes; 0 is one for each core.")] = 0,
    include: Annotated[
        list[str], typer.Option(metavar="GLOB", help="Scan only files that match; may be given again.")
    ] = [],  # noqa: B006
    exclude: Annotated[
        list[str], typer.Option(metavar="GLOB", help="Leave out files and folders that match; may be given again.")
    ] = [],  # noqa: B006
    country: Annotated[
        list[str],
        typer.Option(metavar="CC", help="Country whose national numbers are looked for; again for more; all if none."),
    ] = [],  # noqa: B006
    region: Annotated[
        list[str],
        typer.Option(
            metavar="CC",
            help="Country whose phone numbers may lack a country code; those of --country if not said, else US.",
        ),
    ] = [],  # noqa: B006
    recognizers: Annotated[
        list[str],
        typer.Option(metavar="CLASS|FILE", help="A Presidio recogniser of yours, by dotted path, or a YAML of them."),
    ] = [],  # noqa: B006
    allow: Annotated[
        list[Path],
        typer.Option(metavar="FILE", help="Values that are not personal data (docs/allow-lists.md); again for more."),
    ] = [],  # noqa: B006
    min_count: Annotated[int, typer.Option(min=1, help="Report only what is found in so many values or lines.")] = 1,
    min_share: Annotated[
        float, typer.Option(min=0, max=1, help="Report only what is found in such a share of a field's values.")
    ] = 0.0,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="FILE", help="A secret of 16 bytes or more; gives each match a fingerprint (HMAC)."
        ),
    ] = None,
    ner: Annotated[
        Reading, typer.Option(help="How much free text is read for names and places, where a language model is there.")
    ] = Reading.SAMPLE,
    ner_model: Annotated[
        str | None,
        typer.Option(metavar="NAME|FOLDER", help="The spaCy model to read with, not the first that is installed."),
    ] = None,
    show_values: Annotated[
        bool, typer.Option("--show-values", help="Show values unmasked. The report is then personal data itself.")
    ] = False,
) -> None:
    """Scan data, hold it against a notice, and report what is held and not declared."""
    from scanner.detector.freetext import Budget
    from scanner.detector.language import find_model
    from scanner.findings import Minimum
    from scanner.notice.read import find_notice
    from scanner.pipeline import Order
    from scanner.pipeline import scan as run
    from scanner.progress import Bar
    from scanner.unit import Settings
    from scanner.walk import Choice

    failing = verdicts(fail_on)
    for file in (output, matches):
        check_writable(file)
    budget = Budget(ner, None if ner is Reading.OFF else find_model(ner_model))
    with ExitStack() as stack:
        spool = Path(stack.enter_context(TemporaryDirectory(prefix="fairnotice-"))) if matches else None
        order = Order(
            roots=paths,
            settings=Settings(
                rules=tuple(rules),
                countries=countries("--country", country),
                recognizers=tuple(recognizers),
                regions=countries("--region", region or country or ["US"]),
                show_values=show_values,
                spool=spool,
                key=secret(key),
                allow=tuple(allow),
                budget=budget,
            ),
            choice=Choice(tuple(include), tuple(exclude)),
            notice=find_notice(notice, rules) if notice else None,
            jobs=jobs or len(os.sched_getaffinity(0)),
            matches=matches,
            minimum=Minimum(min_count, min_share),
        )
        signal.signal(signal.SIGTERM, _interrupt)
        report = run(order, stack.enter_context(Bar()))
    report = _described(report, paths, notice)
    _write(_rendered(report, format), output)
    raise typer.Exit(_status(report, failing))


@app.command(name="report")
def render(
    file: Annotated[Path, typer.Argument(help="A report written by `scan --format json`.")],
    to: Annotated[Format, typer.Option(help="Form in which to write it.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here, not to the terminal.")] = None,
) -> None:
    """Write a saved report in another form, without scanning again."""
    from scanner.report.document import from_json

    check_writable(output)
    _write(_rendered(from_json(read(file), str(file)), to), output)


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(metavar="REPORT", help="A report written by `scan --format json`.")],
    asset: Annotated[str, typer.Argument(help="The file, dataset or dump, as the report names it.")],
    field: Annotated[
        str | None, typer.Argument(help="A field of it, `table.field`, or a table; all of it if none is named.")
    ] = None,
    format: Annotated[Format, typer.Option(help="Form of the explanation.")] = Format.TEXT,  # noqa: A002
) -> None:
    """Show the evidence of what was found in an asset or field: rules, counts, chance, other readings, verdict."""
    from scanner.report.document import from_json
    from scanner.report.explain import chosen, explain_json, explain_text

    report = from_json(read(file), str(file))
    judged = chosen(report, asset, field, str(file))
    if format is Format.JSON:
        _write(explain_json(report, judged), None)
    else:
        _write(explain_text(report, judged, asset, _label).encode("utf-8", "backslashreplace"), None)


@notice_app.command(name="list")
def notice_list(rules: RulesOption = []) -> None:  # noqa: B006
    """List the notices that can be named with --notice."""
    from scanner.notice.read import list_notices

    for each in list_notices(rules):
        typer.echo(f"{each.id:<32} {each.company}, updated {each.updated}, {len(each.held)} declarations")


@notice_app.command(name="show")
def notice_show(
    notice: Annotated[str, typer.Argument(metavar="ID|FILE", help="Which notice.")],
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Show what a notice declares and forbids, with the words that say so."""
    from scanner.notice.read import find_notice
    from scanner.report.notice import notice_text

    typer.echo(notice_text(find_notice(notice, rules), _label), nl=False)


@notice_app.command(name="verify")
def notice_verify(
    notice: Annotated[str, typer.Argument(metavar="ID|FILE", help="Which notice.")],
    document: Annotated[Path, typer.Option(metavar="FILE", help="The document that it was read from.")],
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Hold every quote of a notice against its document: exit status 0 if hash and quotes agree, else 1."""
    from scanner.notice.read import find_notice
    from scanner.notice.verify import verify
    from scanner.report.notice import verification_text

    result = verify(find_notice(notice, rules), read(document))
    typer.echo(verification_text(result), nl=False)
    raise typer.Exit(0 if result.sound else FOUND_FAILING)


@rules_app.command(name="list")
def rules_list(rules: RulesOption = []) -> None:  # noqa: B006
    """List the rules in use: what each finds, in which category, what reads it, on what evidence."""
    from scanner.rulebook import load

    for rule in sorted(load(tuple(rules)).rules.values(), key=lambda rule: rule.id):
        reader = rule.recognizer.rpartition(".")[2] if rule.recognizer else rule.detector
        typer.echo(
            f"{rule.id:<30} {rule.entity:<30} {rule.category or '(no category)':<28} {reader:<36} "
            f"{'; '.join(rule.confidence)}"
        )


@rules_app.command(name="show")
def rules_show(
    rule: Annotated[str, typer.Argument(help="The rule's id, as in `rules list`.")],
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Show one rule file."""
    from scanner.rulebook import SHIPPED, rule_files

    found = [path for folder in (*rules, SHIPPED) for path in rule_files(folder) if path.stem == rule]
    if not found:
        raise UsageError(f"{rule}: there is no rule of this name. `fairnotice rules list` shows them all.")
    typer.echo(found[0].read_text(encoding="utf-8"), nl=False)


@rules_app.command(name="check")
def rules_check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders of rules; the shipped ones if none is named.")
    ] = None,
) -> None:
    """Check rules: their form, and their examples and near misses through the whole of detection."""
    from scanner.rulebook import SHIPPED
    from scanner.rulecheck import check, unchecked

    folders = folders or [SHIPPED]
    complaints = check(folders)
    for each in complaints:
        typer.echo(str(each))
    if left_out := unchecked(folders):
        typer.echo(f"{', '.join(left_out)}: the examples were not run, since no language model is installed.")
    typer.echo(f"{len(complaints)} complaint{'' if len(complaints) == 1 else 's'}.")
    raise typer.Exit(WRONG_USAGE if complaints else 0)


# --- results ------------------------------------------------------------------------------------


def _described(report: Report, paths: list[Path], notice: str | None) -> Report:
    """The report with what only the command line knows of the run."""
    from dataclasses import replace

    run = {"tool": f"fairnotice {_version()}", "paths": [str(path) for path in paths], "notice": notice}
    return replace(report, run={**run, **report.run})


def _rendered(report: Report, form: Format) -> bytes:
    from scanner.report.document import to_json
    from scanner.report.text import to_text

    return to_json(report) if form is Format.JSON else to_text(report, _label).encode("utf-8", "backslashreplace")


def _label(category: str | None) -> str:
    from scanner.notice.categories import Categories

    return Categories.shipped().get(category).label if category else "(no category)"


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {(error.strerror or 'unknown error').lower()}.") from None


def _status(report: Report, failing: frozenset[str]) -> int:
    from scanner.model import HOLES, Confidence

    sure = (each for each in report.findings if each.finding.confidence > Confidence.POSSIBLE)
    if any(each.verdict in failing for each in sure):
        return FOUND_FAILING
    holes = any(problem.reason in HOLES for each in report.coverage for problem in each.problems)
    return NOT_WHOLE if holes or not report.run["complete"] else 0


def _interrupt(number: int, frame: object) -> NoReturn:  # noqa: ARG001 - a signal handler's arguments
    raise KeyboardInterrupt


def _version() -> str:
    from importlib.metadata import version

    return version("fairnotice")


def main() -> None:
    """The command `fairnotice`."""
    try:
        app()
    except FairnoticeError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(WRONG_USAGE)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted before anything was scanned\n")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)

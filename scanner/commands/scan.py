"""`fairnotice scan`."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import (
    FAIL_ON,
    again_of,
    check_writable,
    countries,
    every_of,
    outputs,
    sample_of,
    secret,
    size,
    verdicts,
    window_of,
)
from scanner.commands.changes import baseline_of
from scanner.commands.common import (
    MEMORY,
    STALL,
    AcceptOption,
    AllOption,
    BaselineOption,
    CountryOption,
    ExcludeOption,
    FailOption,
    FormatOption,
    IncludeOption,
    JobsOption,
    LabelOption,
    LabelsOption,
    MemoryOption,
    NoticesOption,
    OutputOption,
    RegionOption,
    RulesOption,
    StallOption,
    guard_of,
    jobs_of,
)
from scanner.commands.engine import ConfOption, Engine, EngineOption, MasterOption, hired
from scanner.commands.options import command_line, configured_by, inputs
from scanner.commands.output import INTERRUPTED, WRONG_USAGE, acceptances, interrupt, status, version, write_reports
from scanner.commands.saved import document_of
from scanner.detector.language import Reading
from scanner.errors import UsageError
from scanner.runs.folder import FOLDER

if TYPE_CHECKING:
    from scanner.model.judged import Report
    from scanner.runs.keeper import Keep
    from scanner.unit import Settings


_PASSING = {"--full", "--engine", "--spark-master", "--spark-conf"}


class Ocr(StrEnum):
    """Whether the text in pictures is looked for."""

    AUTO = "auto"
    OFF = "off"


class Binary(StrEnum):
    """What is done with binary files that no reader knows."""

    STRINGS = "strings"
    SKIP = "skip"


def scan(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...", help="Files, folders, `-` for standard input, https://, s3://, postgresql:// …"
        ),
    ] = None,
    files_from: Annotated[
        list[str],
        typer.Option(metavar="FILE", help="Scan what this file names, one path a line; `-` is standard input."),
    ] = [],  # noqa: B006 - typer copies it
    notice: NoticesOption = [],  # noqa: B006
    format: FormatOption = "text",  # noqa: A002 - the option's name
    output: OutputOption = [],  # noqa: B006
    everything: AllOption = False,
    matches: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every match as a line of JSON, masked, with its place.")
    ] = None,
    fail_on: FailOption = FAIL_ON,
    baseline: BaselineOption = None,
    accept: AcceptOption = None,
    labels: LabelsOption = [],  # noqa: B006
    label: LabelOption = [],  # noqa: B006
    suppressed: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Addresses and numbers of persons who object to marketing, one a line."),
    ] = None,
    rules: RulesOption = [],  # noqa: B006
    jobs: JobsOption = 0,
    engine: EngineOption = Engine.LOCAL,
    spark_master: MasterOption = "",
    spark_conf: ConfOption = [],  # noqa: B006
    include: IncludeOption = [],  # noqa: B006
    exclude: ExcludeOption = [],  # noqa: B006
    column: Annotated[
        list[str],
        typer.Option(
            metavar="GLOB", help="Look only at columns that match; of Parquet no others are read; again for more."
        ),
    ] = [],  # noqa: B006
    sample: Annotated[
        str,
        typer.Option(
            metavar="SAMPLE",
            help="Look at a sample only (docs/sampling.md): share=0.05 or 5%, rows=10000 of a table, per-file=1000.",
        ),
    ] = "",
    every: Annotated[
        str,
        typer.Option(
            metavar="partition|file", help="Read a row group at least of each partition or file of a Parquet dataset."
        ),
    ] = "",
    adaptive: Annotated[
        str,
        typer.Option(
            metavar="whole|SHARE",
            help="Then look again at more, or the whole, of each file in whose sample anything stirred.",
        ),
    ] = "",
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Only records from this day on, such as 2026-11-01 (docs/sampling.md).")
    ] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Only records up to this day, which is included.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Another number chooses another sample.")] = 0,
    country: CountryOption = [],  # noqa: B006
    region: RegionOption = [],  # noqa: B006
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
    max_ratio: Annotated[int, typer.Option(min=1, help="Bytes that one compressed byte may give, past 16 MiB.")] = 200,
    max_total: Annotated[str, typer.Option(metavar="SIZE", help="Bytes that may come out of one file.")] = "20GiB",
    max_depth: Annotated[int, typer.Option(min=0, help="Archives, or compressions, inside each other.")] = 6,
    max_members: Annotated[
        int, typer.Option(min=1, help="Files in one archive, with those in archives in it.")
    ] = 100_000,
    max_held: Annotated[
        str,
        typer.Option(
            metavar="SIZE",
            help="Memory for a file in an archive that must be held whole, as a database or a zip must.",
        ),
    ] = "1GiB",
    max_memory: MemoryOption = MEMORY,
    max_stall: StallOption = STALL,
    ocr: Annotated[
        Ocr,
        typer.Option(help="Read the text in pictures where tesseract is installed (else they are named), or not."),
    ] = Ocr.AUTO,
    binary: Annotated[
        Binary,
        typer.Option(help="What is done with binary files that no reader knows: search them for strings, or nothing."),
    ] = Binary.STRINGS,
    history: Annotated[
        bool,
        typer.Option(
            "--history", help="Read what Delta and Iceberg tables still hold of old versions (docs/lakes.md)."
        ),
    ] = False,
    run_dir: Annotated[
        Path, typer.Option(metavar="DIR", help="Where runs are kept, so that one can go on and the next is quick.")
    ] = Path(FOLDER),
    keep: Annotated[bool, typer.Option("--keep/--no-keep", help="Keep the run (masked, encrypted).")] = True,
    full: Annotated[
        bool, typer.Option("--full", help="Scan all again, and take nothing over from runs before.")
    ] = False,
    index: Annotated[
        bool,
        typer.Option("--index", help="Keep with the run where each value is (encrypted), for `fairnotice find --run`."),
    ] = False,
    show_values: Annotated[
        bool, typer.Option("--show-values", help="Show values unmasked. The report is then personal data itself.")
    ] = False,
) -> None:
    """Scan data, hold it against a notice, and report what is held and not declared."""
    from scanner.choice import Choice
    from scanner.detector.freetext import Budget
    from scanner.detector.language import find_model
    from scanner.findings import Minimum
    from scanner.inputs import Given
    from scanner.judge import newest
    from scanner.model.data import Limits
    from scanner.notice.read import find_notice
    from scanner.pipeline import Order
    from scanner.pipeline import scan as run
    from scanner.progress import Bar
    from scanner.report.view import View
    from scanner.roots import read_list, shown
    from scanner.suppressed import prepare
    from scanner.unit import Settings

    failing = verdicts(fail_on)
    paths, files_from = inputs(ctx)
    roots = [*paths, *(root for file in files_from for root in read_list(file))]
    if not roots:
        raise UsageError("scan: nothing to scan was named. Give files, folders or addresses, or --files-from FILE")
    targets = outputs(format, output)
    known, entries = baseline_of(baseline, failing, run_dir), acceptances(accept)
    check_writable(matches)
    budget = Budget(ner, None if ner is Reading.OFF else find_model(ner_model))
    kept = _keep(ctx, run_dir, full=full) if keep else None
    if kept and show_values:
        sys.stderr.write("--show-values: this run is not kept, since kept runs hold no values\n")
        kept = None
    if index:
        kept = _indexed(kept, Settings(tuple(rules), countries("--country", country), tuple(recognizers)))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="fairnotice-")))
        if suppressed:
            prepare(suppressed, folder / "suppressed", kept.seal.digest("suppressed").encode() if kept else None)
        order = Order(
            roots=roots,
            settings=Settings(
                rules=tuple(rules),
                countries=countries("--country", country),
                recognizers=tuple(recognizers),
                regions=countries("--region", region or country or ["US"]),
                show_values=show_values,
                spool=(kept.spool if kept else folder) if matches else None,
                key=secret(key),
                allow=tuple(allow),
                budget=budget,
                suppressed=folder / "suppressed" if suppressed else None,
                index=kept.index_to if kept else None,
            ),
            choice=Choice(
                tuple(include),
                tuple(exclude),
                Limits(
                    ratio=max_ratio,
                    total=size("--max-total", max_total),
                    depth=max_depth,
                    members=max_members,
                    held=size("--max-held", max_held),
                    strings=binary is Binary.STRINGS,
                    ocr=ocr is Ocr.AUTO,
                    history=history,
                ),
                again_of(adaptive, every_of(every, sample_of(sample, seed))),
                window_of(since, until),
                tuple(column),
            ),
            notices=tuple(find_notice(each, rules) for each in notice),
            labels=Given(tuple(labels), tuple(label)),
            jobs=jobs_of(jobs) if engine is Engine.LOCAL else jobs,
            guard=guard_of(max_stall, max_memory),
            matches=matches,
            minimum=Minimum(min_count, min_share),
            day=date.today().isoformat(),
            accept=entries,
            keep=kept,
            about={"tool": f"fairnotice {version()}", "paths": [shown(root) for root in roots], "notice": notice},
        )
        signal.signal(signal.SIGTERM, interrupt)
        try:
            hire = stack.enter_context(hired(engine, spark_master, spark_conf, jobs, roots))
            report = run(replace(order, hire=hire), stack.enter_context(Bar()))
        except KeyboardInterrupt:
            typer.echo("interrupted before anything was scanned", err=True)
            raise typer.Exit(INTERRUPTED) from None
    view = View(
        failing=failing,
        everything=everything,
        rest=f"fairnotice report {report.run['id']} --all" if kept and run_dir == Path(FOLDER) else "",
        notice=newest(order.notices) if order.notices else None,
        known=known,
        document=partial(document_of, kept.folder.path_of(str(report.run["id"]))) if kept else None,
    )
    write_reports(report, targets, view)
    raise typer.Exit(_unmatched(report) or status(report, view))


def _unmatched(report: Report) -> int:
    """Says which labels fit no table or field, which only the scan could tell."""
    labels = report.run.get("labels")
    complaints = labels["unmatched"] if isinstance(labels, dict) else []
    for complaint in complaints:
        sys.stderr.write(f"{complaint}\n")
    return WRONG_USAGE if complaints else 0


def _keep(ctx: typer.Context, run_dir: Path, *, full: bool) -> Keep | None:
    """How the run is kept; None where that was not asked for and cannot be.

    The command is told again by all that was typed or configured, and by the folder in which that was. It is noted as
    it could be typed without the configuration, which may be another one when the run goes on.
    """
    from scanner.errors import RunError
    from scanner.roots import shown
    from scanner.runs.folder import Folder
    from scanner.runs.keeper import Keep, now

    folder = Folder(run_dir)
    try:
        seal = folder.prepared()
    except RunError as error:
        if run_dir != Path(FOLDER):
            raise
        sys.stderr.write(f"{error} This one is not kept.\n")
        return None
    command, place = command_line(ctx), str(Path.cwd())
    secret = any(shown(each) != each for each in command)
    about = {
        "began": now(),
        "place": place,
        "tool": f"fairnotice {version()}",
        "arguments": [] if secret else command,
        "configuration": configured_by(ctx),
    }
    return Keep(folder, seal, seal.digest(place, *_lasting(command)), full, about)


def _indexed(kept: Keep | None, settings: Settings) -> Keep:
    """The run with an index, which holds what rules with a spelling match. Raises `UsageError` where it is not kept."""
    if kept is None:
        raise UsageError(
            "--index: an index is a part of a kept run, and this one is not kept. Leave out --no-keep and "
            "--show-values, and name a folder that can be written to with --run-dir."
        )
    entities = {rule.entity for rule in settings.book().rules.values() if rule.spelling}
    return replace(kept, index=sorted(entities))


def _lasting(command: list[str]) -> list[str]:
    """A command without what changes no result: that it is to be done again, and by whom."""
    pairs = zip(command, ["", *command], strict=False)
    return [each for each, before in pairs if each not in _PASSING and before not in _PASSING - {"--full"}]

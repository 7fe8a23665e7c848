"""`fairnotice redact`: copies of data without what was found in them."""

from __future__ import annotations

import signal
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.arguments import countries, secret
from scanner.commands.common import (
    MEMORY,
    STALL,
    CountryOption,
    ExcludeOption,
    IncludeOption,
    JobsOption,
    LabelOption,
    LabelsOption,
    MemoryOption,
    NoticesOption,
    RegionOption,
    RulesOption,
    StallOption,
    guard_of,
    jobs_of,
)
from scanner.commands.output import NOT_WHOLE, Format, interrupt, write
from scanner.detector.language import Reading
from scanner.errors import UsageError
from scanner.redact.operators import Operator

if TYPE_CHECKING:
    from scanner.unit import Settings


def redact(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A file or a folder.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="Where the copy is to be; never IN itself.")],
    category: Annotated[
        list[str], typer.Option(metavar="CATEGORY", help="What goes: contact.email, contact …; all if nothing is said.")
    ] = [],  # noqa: B006 - typer copies it
    entity: Annotated[list[str], typer.Option(metavar="ENTITY", help="What goes, by entity: EMAIL_ADDRESS …")] = [],  # noqa: B006
    verdict: Annotated[
        str, typer.Option(metavar="VERDICTS", help="What goes, by verdict, with --notice: contradicts,undeclared …")
    ] = "",
    notice: NoticesOption = [],  # noqa: B006
    operator: Annotated[
        Operator, typer.Option(help="What comes in its place: stars, an HMAC, or an operator of presidio-anonymizer.")
    ] = Operator.MASK,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="A secret of 16 bytes or more, for hash and encrypt.")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Copy also what could not be read whole, as far as it was read.")
    ] = False,
    copy_others: Annotated[
        bool, typer.Option("--copy-others", help="Copy files of other formats as they are, not redacted.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace copies that are there already.")] = False,
    labels: LabelsOption = [],  # noqa: B006
    label: LabelOption = [],  # noqa: B006
    rules: RulesOption = [],  # noqa: B006
    country: CountryOption = [],  # noqa: B006
    region: RegionOption = [],  # noqa: B006
    include: IncludeOption = [],  # noqa: B006
    exclude: ExcludeOption = [],  # noqa: B006
    ner: Annotated[
        Reading, typer.Option(help="How much free text is read for names and places; a sample leaves the others in.")
    ] = Reading.ALL,
    format: Annotated[Format, typer.Option(help="Form of the summary.")] = Format.TEXT,  # noqa: A002
    jobs: JobsOption = 0,
    max_memory: MemoryOption = MEMORY,
    max_stall: StallOption = STALL,
) -> None:
    """Write copies of text, CSV, JSON lines and Parquet in which what was found is masked, hashed or replaced."""
    from scanner.choice import Choice
    from scanner.detector.freetext import Budget
    from scanner.detector.language import find_model
    from scanner.inputs import Given
    from scanner.notice.read import find_notice
    from scanner.pipeline import Order
    from scanner.progress import Bar
    from scanner.redact.chosen import Chosen
    from scanner.redact.operators import Replacing
    from scanner.redact.report import to_json, to_text
    from scanner.redact.run import Copying
    from scanner.redact.run import redact as run
    from scanner.unit import Settings

    if verdict and not notice:
        raise UsageError("--verdict: verdicts need a notice. Name one: --notice ID.")
    settings = Settings(
        rules=tuple(rules),
        countries=countries("--country", country),
        regions=countries("--region", region or country or ["US"]),
        budget=Budget(ner, None if ner is Reading.OFF else find_model(None)),
    )
    chosen = Chosen(_categories(category), _entities(entity, settings), _verdicts(verdict))
    order = Order(
        roots=[str(source)],
        settings=settings,
        choice=Choice(tuple(include), tuple(exclude), apart=True),
        notices=tuple(find_notice(each, rules) for each in notice),
        labels=Given(tuple(labels), tuple(label)),
        jobs=jobs_of(jobs),
        guard=guard_of(max_stall, max_memory),
        day=date.today().isoformat(),
    )
    signal.signal(signal.SIGTERM, interrupt)
    with Bar() as bar:
        outcome = run(
            Copying(order, source, target, chosen, Replacing(operator, secret(key)), partial, copy_others, force), bar
        )
    write(to_json(outcome) if format is Format.JSON else to_text(outcome).encode("utf-8", "backslashreplace"), None)
    raise typer.Exit(0 if outcome.whole else NOT_WHOLE)


def _categories(given: list[str]) -> frozenset[str]:
    """The categories that were named, and all that they contain."""
    from scanner.notice.categories import Categories, did_you_mean

    known = Categories.shipped()
    for each in given:
        if each not in known:
            raise UsageError(f"--category: there is no category `{each}`. {did_you_mean(each, known.by_id)}")
    return frozenset(
        each.id for each in known if {each.id, *(wider for wider, _ in known.wider(each.id))} & {*given}
    )  # fmt: skip


def _entities(given: list[str], settings: Settings) -> frozenset[str]:
    from scanner.notice.categories import did_you_mean

    known = {rule.entity for rule in settings.book().rules.values()} if given else set()
    for each in given:
        if each not in known:
            raise UsageError(f"--entity: no rule in use finds `{each}`. {did_you_mean(each, known)}")
    return frozenset(given)


def _verdicts(given: str) -> frozenset[str]:
    from scanner.model.judged import Verdict

    words = frozenset(word.strip() for word in given.split(",") if word.strip())
    unknown = sorted(words - {*Verdict})
    if unknown:
        raise UsageError(f"--verdict: {', '.join(unknown)} is no verdict. Known: {', '.join(Verdict)}.")
    return words

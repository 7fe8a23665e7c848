"""The whole flow on one screen: paths → assets → units → summaries → findings → verdicts → report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from scanner.acceptances import Placed, accepted
from scanner.adaptive import in_passes
from scanner.allow import check
from scanner.choice import Choice
from scanner.compact import Compact
from scanner.coverage import Ledger
from scanner.crew import Hire
from scanner.findings import Minimum, about_rules, allowed, findings, keys_found, with_shown_files
from scanner.hold import found_in, held_against
from scanner.inputs import Given, Inputs, inputs
from scanner.keeping import Keeper, NotKept
from scanner.labels.apply import Labelling
from scanner.marks import lists_of
from scanner.matches import write_matches
from scanner.model.judged import Report, Telling
from scanner.narrowing import with_drift, with_shown_members
from scanner.notice.model import Notice
from scanner.overlap import same_values
from scanner.reading import names_in_text
from scanner.runs.keeper import Keep
from scanner.sampled import sampled, with_notes, with_passes, with_shares
from scanner.spread import Account, Listener, Staff
from scanner.summary import Summary, merge, row_bases
from scanner.together import together
from scanner.unit import Settings, scan_units
from scanner.versions import versions
from scanner.waves import waves
from scanner.workers import GUARD, Guard, Workers


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be scanned and how."""

    roots: Sequence[str]
    settings: Settings = field(default_factory=Settings)
    choice: Choice = field(default_factory=Choice)
    notices: tuple[Notice, ...] = ()
    labels: Given = field(default_factory=Given)
    accept: tuple[Placed, ...] = ()
    jobs: int = 1
    guard: Guard = GUARD
    matches: Path | None = None
    minimum: Minimum = field(default_factory=Minimum)
    day: str = ""
    """That of the scan, to which periods of retention are counted back, and on which acceptances expire."""
    keep: Keep | None = None
    about: Mapping[str, object] = field(default_factory=dict)
    """What else the report is to say of the run."""
    hire: Hire = Workers
    """Who does the work: processes of this machine, or the executors of an engine."""


def scan(order: Order, listener: Listener) -> Report:
    """One run. An interrupt ends it cleanly: what is done is reported, what is not is in coverage.

    Raises `UsageError` where a root, a rule, a notice, a label or an allow list cannot be used.
    """
    check_lists(order)
    given = inputs(order.roots, order.choice, order.labels, order.notices)
    order = replace(order, settings=replace(order.settings, labels=given.labelling))
    ledger = Ledger(given.passed_over, in_passes=order.choice.in_passes)
    with order.keep.begun(order.settings, order.choice) if order.keep else NotKept() as keeper:
        with Staff(partial(order.hire, order.jobs, order.guard)) as staff:
            summary = merge(_summaries(order, staff, given, Account(ledger, listener, keeper)), Summary.beside)
        report = report_of(order, ledger, keeper, given, summary)
        keeper.finish(report)
    return report


def _summaries(order: Order, staff: Staff, given: Inputs, account: Account) -> Iterator[Summary]:
    """That of each wave; after an interrupt the assets of those that are left are named, and nothing more."""
    ledger, keeper = account.ledger, account.keeper
    whole = order.choice.sample is not None or given.labelling.names_parts
    for wave in waves(given.assets):
        if ledger.complete:
            account = replace(account, before=wave.before, after=wave.after)
            done = in_passes(staff, scan_units, wave.assets, order.settings, account)
            if whole:
                yield merge(result.summary for result in ledger.recorded(done))
            else:
                yield merge(map(ledger.settled, ledger.recorded(done)), Summary.beside).settled()
        else:
            ledger.expect(wave.assets)
        ledger.close(keeper.since, keeper.identities)


def check_lists(order: Order) -> None:
    """Raises `UsageError` where a rule or an allow list cannot be used."""
    book, entries = order.settings.book(), lists_of(order.settings.allow, order.settings.key).entries
    check(entries, {rule.entity for rule in book.rules.values()}, book.rules, order.settings.key is not None)


def report_of(order: Order, ledger: Ledger, keeper: Keeper, given: Inputs, summary: Summary) -> Report:
    """What the summary of a run comes to."""
    book, entries = order.settings.book(), lists_of(order.settings.allow, order.settings.key).entries
    if order.matches and order.settings.spool:
        with order.matches.open("wb") as out:
            write_matches(out, order.settings.spool, ledger.done, row_bases(summary.rows), book, entries)
    tables = sampled(summary)
    held = with_shares(findings(summary, book, entries, ledger.files), tables)
    personal = keys_found(held)
    held = with_shown_files(held, personal)
    labelling = Labelling(given.labelling.rules, summary.hints)
    sample, passes = order.choice.sample, ledger.passes
    held, tables = with_passes(held, tables, passes)
    lines = with_drift(with_notes(ledger.lines(), tables), summary.shapes)
    coverage = Compact(with_shown_members(lines, personal))
    sure = labelling.names_parts and ledger.complete and not tables and not any(each.holes for each in coverage)
    unmatched = labelling.unmatched_parts(summary.fields) if sure else ()
    run = {
        **order.about,
        "versions": versions(book),
        "complete": ledger.complete,
        "id": keeper.id or None,
        "gone": list(keeper.gone) if ledger.complete else [],
        "day": order.day,
        "names_in_text": names_in_text(summary, order.settings.budget),
        "looks_for": sorted(book.categories(but="" if order.settings.budget.reads else "ner")),
        "labels": {"files": list(given.files), "unmatched": list(unmatched)},
        "suppression": order.settings.suppressed is not None,
        "days": str(order.choice.window) if order.choice.window else None,
        "sample": str(sample) if sample else None,
        "seed": sample.seed if sample else None,
        "second_pass": str(sample.second or "whole") if sample and passes else None,
        "looked_at_again": sum(each == 2 for each in passes.values()) if passes else None,
    }
    report = Report(
        run,
        notice=None,
        findings=(),
        not_found=(),
        coverage=coverage,
        allowed=allowed(summary, entries),
        telling=_telling(summary),
        rules=about_rules(held, book),
        sampled=tables,
    )
    report = held_against(report, held, order.notices, labelling.of)
    report = order.minimum.applied(report)
    kept = found_in(report)
    report = replace(report, same_values=same_values(summary, kept, book), together=together(kept))
    return accepted(report, order.accept, order.day)


def _telling(summary: Summary) -> tuple[Telling, ...]:
    return tuple(
        Telling(kind, origin, said.values, said.meant) for (kind, origin), said in sorted(summary.telling.items())
    )

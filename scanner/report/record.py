"""A draft of the record of processing activities (GDPR Art. 30) from a report and a notice, as CSV and as Markdown.

One row for each category of personal data that was found or is declared. What neither the scan nor the notice tells is
left as a marked blank: a person fills it in, nothing is guessed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, replace

from scanner.model.found import Confidence
from scanner.model.judged import Judged, Report
from scanner.notice.categories import Categories
from scanner.notice.model import Declaration, Notice, Passage
from scanner.report.lines import cell, harmless
from scanner.report.view import View

BLANK = "[to fill in]"
NOT_FOUND = "[not found in what was scanned]"
NOT_IN_SAMPLE = "[not found in the sample]"
COLUMNS = (
    "controller",
    "category of data",
    "special category (Art. 9)",
    "data subjects",
    "purposes",
    "sources",
    "recipients",
    "transfers to third countries",
    "time limits for erasure",
    "security measures",
    "where the data are",
    "values found",
    "verdict",
    "clauses of the notice",
)
_PLACES = 12
CategoryLabel = Callable[[str | None], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One category; the fields are `COLUMNS`, in their order."""

    controller: str
    category: str
    special: str
    subjects: str
    purposes: str
    sources: str
    recipients: str
    transfers: str
    retention: str
    security: str
    places: str
    values: str
    verdicts: str
    clauses: str


def render_csv(report: Report, view: View) -> bytes:
    """The record for a spreadsheet."""
    return record_csv(record(report, view.notice, view.categories, view.label))


def render_markdown(report: Report, view: View) -> bytes:
    """The record for reading."""
    return record_markdown(record(report, view.notice, view.categories, view.label), report, view.notice)


def record(report: Report, notice: Notice | None, categories: Categories, label: CategoryLabel) -> list[Row]:
    """A row for each category, in the order of `rules/categories.yaml`."""
    found: dict[str, list[Judged]] = {}
    for each in report.findings:
        category = each.finding.category
        if category in categories and not each.finding.test_data:
            found.setdefault(str(category), []).append(each)
    declared = {each.category for each in notice.held if each.explicitness != "broad"} if notice else set()
    listed = [each.id for each in categories if each.id in found or each.id in declared]
    rows = [_row(each, found.get(each, []), notice, categories, label) for each in listed]
    sampled = bool(report.sampled)
    return [replace(row, places=NOT_IN_SAMPLE) if sampled and row.places == NOT_FOUND else row for row in rows]


def record_csv(rows: Iterable[Row]) -> bytes:
    """The rows under a head, as spreadsheets read them; no cell begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(each) for each in astuple(row)] for row in rows)
    return out.getvalue().encode()


def record_markdown(rows: list[Row], report: Report, notice: Notice | None) -> bytes:
    """The same for reading: first what concerns all categories, then one part for each."""
    lines = [*_head(report, notice)]
    for row in rows:
        lines += ["", f"## {_inline(row.category)}", ""]
        lines += [f"- **{name}**: {_inline(cell)}" for name, cell in list(zip(COLUMNS, astuple(row), strict=True))[2:]]
    return ("\n".join(lines) + "\n").encode()


# --- rows ---------------------------------------------------------------------------------------


def _row(
    category: str, found: list[Judged], notice: Notice | None, categories: Categories, label: CategoryLabel
) -> Row:
    clauses = _clauses(category, notice, categories)
    said = bool(clauses) and notice is not None
    return Row(
        controller=notice.company if notice else BLANK,
        category=f"{label(category)} ({category})",
        special="yes" if categories.special(category) else "no",
        subjects=_subjects(clauses, notice),
        purposes=_purposes(clauses, notice),
        sources=_listed(each.source for each in clauses),
        recipients=_listed(each.who for each in notice.recipients) if said and notice else BLANK,
        transfers=_transfers(notice) if said and notice else BLANK,
        retention=_retention(category, notice, categories) if notice else BLANK,
        security=_listed(measure for each in notice.security for measure in each.measures) if notice else BLANK,
        places=_places(found),
        values=f"{sum(each.finding.personal for each in _once(found)):,}" if found else "0",
        verdicts=_listed(str(each.verdict) for each in found if each.verdict) if found else "not found",
        clauses="; ".join(f"{each.id}: “{each.words}”" for each in clauses) or "none",
    )


def _clauses(category: str, notice: Notice | None, categories: Categories) -> list[Declaration]:
    """The declarations of this category, else of the nearest wider one; a special category has to be named."""
    if notice is None:
        return []
    held = [each for each in notice.held if each.explicitness != "broad"]
    wider = [] if categories.special(category) else [wide for wide, _ in categories.wider(category)]
    for each in (category, *wider):
        named = [declaration for declaration in held if declaration.category == each]
        if named:
            return named
    return []


def _subjects(clauses: list[Declaration], notice: Notice | None) -> str:
    named = [each.when.subject for each in clauses if each.when and each.when.subject]
    if not notice or not clauses:
        return BLANK
    unlimited = any(each.when is None or each.when.subject is None for each in clauses)
    general = [each for each in notice.applies_to.subjects if each not in notice.applies_to.not_]
    return _listed([*named, *(general if unlimited else [])])


def _purposes(clauses: list[Declaration], notice: Notice | None) -> str:
    """Those that the clauses name; that others are open is said, since the notice ties none to them."""
    if not notice or not clauses:
        return BLANK
    quotes = {each.id: each.words for each in notice.purposes}
    named = dict.fromkeys(purpose for each in clauses for purpose in each.purposes)
    told = [f"{each}: “{quotes[each]}”" for each in named]
    open_ = [each.id for each in clauses if not each.purposes]
    return "; ".join([*told, *([f"{BLANK} for {', '.join(open_)}"] if open_ else [])])


def _transfers(notice: Notice) -> str:
    countries = [country for each in notice.transfers for country in each.countries]
    others = ["other countries, none named"] if any(each.open for each in notice.transfers) else []
    safeguards = [f"safeguard: {each.safeguard}" for each in notice.transfers if each.safeguard]
    return _listed([*countries, *others, *safeguards])


def _retention(category: str, notice: Notice, categories: Categories) -> str:
    """What the notice says of this category, else of all."""
    within = {category, *(wide for wide, _ in categories.wider(category))}
    own = [each for each in notice.retention if within.intersection(each.categories)]
    told = [_period(each.period, each) for each in own or notice.retention if own or not each.categories]
    return "; ".join(told) or BLANK


def _period(period: str | None, clause: Passage) -> str:
    return f"{period}: “{clause.words}”" if period else f"“{clause.words}”"


def _places(found: list[Judged]) -> str:
    if not found:
        return NOT_FOUND
    told = []
    for each in _once(found):
        possible = " (possible)" if each.finding.confidence is Confidence.POSSIBLE else ""
        told.append(f"{each.finding.origin}{possible}")
    rest = f"; and {len(told) - _PLACES} more" if len(told) > _PLACES else ""
    return "; ".join(told[:_PLACES]) + rest


def _once(found: list[Judged]) -> list[Judged]:
    """Each finding once, though it may have two verdicts."""
    return list({each.finding.origin: each for each in found}.values())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names)) or BLANK


# --- head and cells -----------------------------------------------------------------------------


def _head(report: Report, notice: Notice | None) -> Iterator[str]:
    yield "# Record of processing activities (draft)"
    yield ""
    yield f"A draft under Art. 30 GDPR. Every `{BLANK}` is for a person: neither the scan nor the notice tells it."
    yield ""
    yield f"- **controller**: {_inline(notice.company) if notice else BLANK}"
    yield f"- **contact of the controller, its representative and data protection officer**: {BLANK}"
    if notice:
        yield f"- **notice**: {notice.id}, updated {notice.updated}"
        if not notice.document.complete:
            yield "- **read from an incomplete text**: what is missing here may be in the notice"
        purposes = _inline("; ".join(each.words for each in notice.purposes))
        yield f"- **purposes that the notice names**: {purposes or BLANK}"
        bases = _listed(each.basis for each in notice.legal_bases)
        yield f"- **legal bases that the notice names**: {bases}"
    whole = all(each.whole for each in report.coverage)
    count = len(report.coverage)
    scanned = f"{count:,} asset{'' if count == 1 else 's'}" + ("" if whole else ", not all of them whole")
    yield f"- **scanned**: {scanned}"


def _inline(text: str) -> str:
    """Text that can end no line and begin no markup."""
    flat = harmless(" ".join(text.split()))
    return "".join(f"\\{char}" if char in "\\`*_<>|#" else char for char in flat)

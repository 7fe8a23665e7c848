"""Metrics of a run in the text format of Prometheus, for the textfile collector or a push gateway.

Labels are words of fixed lists (verdicts, categories, levels, states); no file, table, field or clause is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime

from scanner.model.judged import Judged, Report, State
from scanner.model.problems import HOLES, Status
from scanner.report.view import View, amount, standing

Labels = tuple[tuple[str, str], ...]
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def render(report: Report, view: View) -> bytes:
    """Gauges, since each run tells how things are and counts nothing up."""
    return "".join(f"{line}\n" for line in _metrics(report, view)).encode()


def _metrics(report: Report, view: View) -> Iterator[str]:
    coverage = report.coverage
    size, rows = amount(report)
    holes = Counter(str(problem.reason) for each in coverage for problem in each.problems if problem.reason in HOLES)
    states = Counter(str(each.status) for each in coverage)
    clauses = Counter(str(row.state) for row in report.clauses)
    findings = report.findings
    yield from _metric("findings", "Findings by verdict, category and confidence.", _by(findings, view, lambda _: 1))
    yield from _metric("values", "Values found, by verdict, category and confidence.", _by(findings, view, _values))
    failing = sum(view.fails(each) for each in findings) + view.broken(report)
    yield from _metric("failing", "Findings and clauses that fail.", {(): failing})
    accepted = sum(each.accepted is not None for each in findings)
    yield from _metric("accepted", "Findings that were accepted.", {(): accepted})
    yield from _metric("assets", "Assets by how much of them was scanned.", _all("status", Status, states))
    yield from _metric(
        "holes", "Lines of coverage that name something not scanned, by reason.", _all("reason", sorted(holes), holes)
    )
    yield from _metric("clauses", "Clauses beyond categories by state.", _all("state", State, clauses))
    yield from _metric("declared_not_found", "Declared categories that were not seen.", {(): len(report.not_found)})
    yield from _metric("bytes", "Bytes of the assets that were read.", {(): size})
    yield from _metric("rows", "Records that were read.", {(): rows})
    yield from _metric("complete", "1 where the run was not interrupted.", {(): int(bool(report.run.get("complete")))})
    day = report.run.get("day")
    if isinstance(day, str) and day:
        seconds = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
        yield from _metric("day_timestamp_seconds", "Midnight, in UTC, of the day of the scan.", {(): seconds})


def _metric(name: str, help_: str, samples: Mapping[Labels, int]) -> Iterator[str]:
    if samples:
        yield f"# HELP fairnotice_{name} {help_}"
        yield f"# TYPE fairnotice_{name} gauge"
    for labels, value in samples.items():
        told = ",".join(f'{key}="{text.translate(_ESCAPES)}"' for key, text in labels)
        yield f"fairnotice_{name}{{{told}}} {value}" if told else f"fairnotice_{name} {value}"


def _by(findings: Iterable[Judged], view: View, measure: Callable[[Judged], int]) -> dict[Labels, int]:
    """Sums by verdict, category and confidence; a category that only a user's rule has is `other`."""
    sums = Counter[Labels]()
    for each in findings:
        category = each.finding.category
        known = category if category in view.categories else "other" if category else "none"
        key = ("verdict", standing(each)), ("category", str(known)), ("confidence", each.finding.confidence.word)
        sums[key] += measure(each)
    return dict(sorted(sums.items()))


def _values(judged: Judged) -> int:
    return judged.finding.matched if judged.matched is None else judged.matched


def _all(label: str, words: Iterable[str], counts: Mapping[str, int]) -> dict[Labels, int]:
    return {((label, str(word)),): counts.get(str(word), 0) for word in words}

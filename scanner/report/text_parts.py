"""What parts of the report for a terminal share: a finding in full or in short, and lists that are folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from scanner.model.found import Finding
from scanner.model.judged import Clause, Judged
from scanner.report.lines import labelled, plural, wrapped
from scanner.report.sampled import share_read
from scanner.report.view import View

Each = TypeVar("Each")
_GLUE = "\u00a0"


def folded(members: Sequence[Each], most: int, view: View, lines: Callable[[Each], Iterable[str]]) -> Iterator[str]:
    """The lines of the first `most` members, and one for the rest; of all where everything is asked for."""
    shown = len(members) if view.everything else min(most, len(members))
    for each in islice(members, shown):
        yield from lines(each)
    if len(members) > shown:
        yield f"  … and {len(members) - shown:,} more{_command(view)}"


def few(places: Sequence[str], view: View) -> str:
    """The first of many places in one paragraph, and how many more there are."""
    shown = places if view.everything else places[:15]
    more = len(places) - len(shown)
    return f"{'; '.join(shown)} … and {more:,} more{_command(view)}" if more else "; ".join(shown)


def _command(view: View) -> str:
    return f": `{view.rest}` shows all" if view.rest else ""


def full(judged: Judged, view: View, samples: bool = True) -> Iterator[str]:
    """One finding in full: where, what, how much, why, by which clause."""
    finding = judged.finding
    yield f"  {finding.origin}"
    matched = finding.personal if judged.matched is None else judged.matched
    counts = f"{matched:,} of {finding.scanned:,} {_values(judged)}{share_read(judged)}"
    yield f"    {view.label(finding.category)} · {counts} · {finding.confidence.word}"
    yield from labelled("why", finding.why)
    yield from labelled("verdict", judged.reason)
    yield from labelled("labels", ", ".join(f"{key}: {value}" for key, value in judged.labels.items()))
    for clause in judged.clauses:
        yield from labelled("notice", quoted(clause))
    if samples and finding.samples:
        places = ", ".join(f"{row:,}" for row in finding.places)
        what = "lines" if _of_lines(judged) else "rows"
        first = f"   (first in {what} {places})" if places else ""
        told = labelled("samples", f"{_samples(finding.samples)}{first}")
        yield from (line.replace(_GLUE, " ") for line in told)
    yield from labelled("files", files(finding))
    yield ""


def files(finding: Finding, most: int = 3) -> str:
    """The first files of a dataset that hold what was found, and that there are more."""
    more = len(finding.files) - most
    return ", ".join(finding.files[:most]) + (" and others" if more > 0 else "")


def short(judged: Judged, view: View | None) -> Iterator[str]:
    """One finding in two lines; its category is named where a view tells how."""
    finding = judged.finding
    what = f"{view.label(finding.category)}, " if view else ""
    matched = finding.matched if finding.test_data else finding.personal
    counts = f"{matched:,} of {finding.scanned:,} {_values(judged)}{share_read(judged)}, {finding.confidence.word}"
    yield f"  {finding.origin}"
    told = wrapped(f"{what}{counts}: {_samples(finding.samples[:3])}", "      ")
    yield from (line.replace(_GLUE, " ") for line in told)
    if finding.files:
        yield from wrapped(f"in {files(finding)}", "      ")


def quoted(clause: Clause) -> str:
    """A sentence of the notice, and the section where it stands."""
    return f"“{clause.quote}”{f' ({clause.section})' if clause.section else ''}"


def _samples(samples: Sequence[str]) -> str:
    """Samples beside each other, none of which is taken apart at the end of a line."""
    return "   ".join(sample.replace(" ", _GLUE) for sample in samples)


def _values(judged: Judged) -> str:
    return plural(judged.finding.scanned, "line" if _of_lines(judged) else "value")


def _of_lines(judged: Judged) -> bool:
    return judged.finding.free_text and not judged.finding.origin.field

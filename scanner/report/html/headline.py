"""The first sentences of the page: what fails and where, or that nothing does, and what that rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scanner.model.judged import Report, Verdict
from scanner.model.problems import Status
from scanner.report.sampled import in_sample, note, of_days
from scanner.report.view import View

_WORDS = {
    Verdict.CONTRADICTS: ("contradicts the notice", "contradict the notice"),
    Verdict.UNDECLARED: ("is not declared", "are not declared"),
    Verdict.OUT_OF_SCOPE: ("is declared for other data", "are declared for other data"),
}


def title(report: Report) -> str:
    """The name of the page, as a tab or a bookmark shows it."""
    held = f"{report.notice['company']}: data held against {report.notice['id']}" if report.notice else "Personal data"
    return f"{held} · Fairnotice"


def headline(report: Report, view: View) -> str:
    """One line."""
    failing = [each for each in report.findings if view.fails(each)]
    broken = view.broken(report)
    assets = len({each.finding.origin.asset for each in failing})
    clauses = f"{_count(broken, 'clause')} of the notice {'is' if broken == 1 else 'are'} broken"
    if failing:
        where = f"{_count(len(failing), 'finding')} {'fails' if len(failing) == 1 else 'fail'}"
        where += f", in {assets:,} of {_count(len(report.coverage), 'asset')}"
        return f"{where}, and {clauses}" if broken else where
    if broken:
        return clauses
    if report.notice:
        return f"Nothing fails{in_sample(report)}"
    held = [each for each in report.findings if not each.finding.test_data]
    kinds = len({each.finding.category for each in held})
    assets = len({each.finding.origin.asset for each in held})
    if not held:
        return f"No personal data was found{in_sample(report)}"
    return f"{_count(kinds, 'kind')} of personal data, in {assets:,} of {_count(len(report.coverage), 'asset')}"


def lede(report: Report, view: View) -> str:
    """The sentences below it."""
    return " ".join(_sentences(report, view))


def _sentences(report: Report, view: View) -> Iterator[str]:
    failing = Counter(each.verdict for each in report.findings if view.fails(each))
    told = [
        f"{failing[verdict]:,} {words[failing[verdict] > 1]}" for verdict, words in _WORDS.items() if failing[verdict]
    ]
    if told:
        yield f"{_joined(told)}."
    elif report.notice:
        yield "Everything found is declared, covered by a wider term or an open phrase, or outside of the notice."
    else:
        yield "No notice was named, so nothing is judged."
    yield from _limits(report)


def _limits(report: Report) -> Iterator[str]:
    """What the first sentence does not speak of."""
    if not report.run.get("complete", True):
        yield "The scan was interrupted: this report covers only what was scanned until then."
    holes = sum(each.status is not Status.SCANNED for each in report.coverage)
    if holes:
        yield f"{_count(holes, 'asset')} could not be scanned, or not whole, and the findings say nothing of the rest."
    sampled = sum(each.sampled for each in report.coverage)
    if sampled:
        yield f"{_count(sampled, 'asset')} {'was' if sampled == 1 else 'were'} read by a sample."
        yield note(report)
    if days := of_days(report):
        yield days


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

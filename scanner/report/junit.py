"""JUnit XML, as continuous integration shows it: a suite for each asset, a case for each finding in it.

A finding that fails is a failure. Each asset has a case `read whole`, skipped where something of it was not looked at.
Broken clauses beyond categories have a suite of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from scanner.model.judged import ClauseRow, Judged, Report, State
from scanner.model.problems import HOLES, Coverage, Reason
from scanner.report.lines import harmless
from scanner.report.view import View, standing

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, view: View) -> bytes:
    """The suites in the order of coverage, then that of the clauses."""
    root = Element("testsuites", name="fairnotice")
    found: dict[str, list[Judged]] = {each.asset: [] for each in report.coverage}
    for judged in report.findings:
        found.setdefault(judged.finding.origin.asset, []).append(judged)
    coverage = {each.asset: each for each in report.coverage}
    for asset, judgments in found.items():
        suite = SubElement(root, "testsuite", name=_text(asset))
        if asset in coverage:
            _read_whole(suite, coverage[asset])
        for judged in judgments:
            _finding(suite, judged, view)
    if report.clauses:
        suite = SubElement(root, "testsuite", name="clauses beyond categories")
        for row in report.clauses:
            _clause(suite, row, failing=view.breaks(row))
    for suite in root:
        _count(suite, [suite])
    _count(root, root)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _read_whole(suite: Element, coverage: Coverage) -> None:
    case = _case(suite, coverage.asset, "read whole")
    holes = [problem for problem in coverage.problems if problem.reason in HOLES | {Reason.SAMPLED, Reason.OTHER_DAYS}]
    if holes:
        told = (f"{problem.member}: {problem.fact}" if problem.member else problem.fact for problem in holes)
        SubElement(case, "skipped", message=_text(f"{coverage.status}: {'; '.join(dict.fromkeys(told))}"))


def _finding(suite: Element, judged: Judged, view: View) -> None:
    finding = judged.finding
    place = str(finding.origin).removeprefix(finding.origin.asset).lstrip("!: ") or "lines"
    case = _case(suite, finding.origin.asset, f"{place}: {view.label(finding.category)}")
    if view.fails(judged):
        failure = SubElement(case, "failure", type=standing(judged), message=_text(judged.reason or finding.why))
        quotes = [f"“{clause.quote}” [{clause.id}]" for clause in judged.clauses]
        lines = [str(finding.origin), judged.reason, finding.why, *quotes, "   ".join(finding.samples)]
        failure.text = _text("\n".join(line for line in lines if line))
    elif judged.accepted:
        SubElement(case, "skipped", message=_text(f"accepted by {judged.accepted.owner}: {judged.accepted.reason}"))
    else:
        SubElement(case, "system-out").text = _text(f"{standing(judged)}, {finding.confidence.word}: {finding.why}")


def _clause(suite: Element, row: ClauseRow, *, failing: bool) -> None:
    case = _case(suite, "clauses beyond categories", f"{row.kind} {row.clause.id}".strip())
    if failing:
        failure = SubElement(case, "failure", type=_text(row.kind), message=_text(row.reason))
        failure.text = _text("\n".join([f"“{row.clause.quote}”", *row.concerned]))
    elif row.state is State.NOT_CHECKABLE:
        SubElement(case, "skipped", message=_text(row.reason))


def _case(suite: Element, group: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=_text(group), name=_text(name), time="0")


def _count(element: Element, suites: Iterable[Element]) -> None:
    """Sets how many cases there are, as readers expect it."""
    cases = [case for suite in suites for case in suite.iter("testcase")]
    kinds = {"failures": "failure", "skipped": "skipped"}
    element.set("tests", str(len(cases)))
    element.set("errors", "0")
    for name, kind in kinds.items():
        element.set(name, str(sum(case.find(kind) is not None for case in cases)))


def _text(text: str) -> str:
    """Text without characters that XML does not have, or that would steer who shows it."""
    return _NO_XML.sub("\ufffd", "\n".join(harmless(line) for line in text.split("\n")))

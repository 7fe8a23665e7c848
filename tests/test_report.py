from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.model import (
    Clause,
    Confidence,
    Coverage,
    Finding,
    Judged,
    NotFound,
    Origin,
    Problem,
    Reason,
    Report,
    Status,
    Verdict,
)
from scanner.report.document import from_json, to_json
from scanner.report.text import to_text

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(0, 10**9)
clauses = st.lists(st.builds(Clause, names, names, names), max_size=3).map(tuple)
some_clauses = st.tuples(st.builds(Clause, names, names, names))
findings = st.builds(
    Finding,
    origin=st.builds(Origin, names, names, names, names),
    category=st.sampled_from([None, "contact.email"]),
    entities=st.tuples(names),
    confidence=st.sampled_from(Confidence),
    evidence=st.tuples(names),
    scanned=numbers,
    matched=numbers,
    distinct=numbers,
    samples=st.lists(names, max_size=3).map(tuple),
    places=st.lists(numbers, max_size=3).map(tuple),
    free_text=st.booleans(),
    container=st.none() | names,
    ages=st.dictionaries(st.integers(0, 120), numbers, max_size=3),
    why=names,
)
judged = st.builds(
    Judged, findings, st.none() | st.sampled_from(Verdict), clauses, names, st.none() | numbers, st.none() | names,
    st.none() | numbers,
)  # fmt: skip
problems = st.lists(st.builds(Problem, st.sampled_from(Reason), names, numbers, st.none() | numbers), max_size=2)
coverage = st.builds(Coverage, names, st.sampled_from(Status), names, numbers, numbers, problems.map(tuple))
reports = st.builds(
    Report,
    run=st.just({"complete": True}),
    notice=st.none() | st.just({"id": "x", "company": "X", "updated": "2020-01-01"}),
    findings=st.lists(judged, max_size=4).map(tuple),
    not_found=st.lists(st.builds(NotFound, names, some_clauses, st.booleans()), max_size=2).map(tuple),
    coverage=st.lists(coverage, max_size=3).map(tuple),
)


def label(category: str | None) -> str:
    return category or "none"


@given(reports)
def test_a_report_survives_json(report: Report) -> None:
    assert from_json(to_json(report)) == report


@given(reports)
def test_a_saved_report_renders_as_it_did(report: Report) -> None:
    assert to_text(from_json(to_json(report)), label) == to_text(report, label)


@given(reports)
def test_nothing_in_a_report_steers_the_terminal(report: Report) -> None:
    shown = to_text(report, label)
    assert not [char for char in shown if char != "\n" and (char < " " or "\x7f" <= char <= "\x9f" or char == "\u202e")]


def finding(confidence: Confidence) -> Finding:
    return Finding(
        Origin("a.csv", field="f"), "contact.email", ("E",), confidence, ("pattern",), 10, 5, 5, ("j•••",), (1,)
    )


def test_what_fails_comes_first_and_what_is_merely_possible_never_fails() -> None:
    sure = Judged(finding(Confidence.CERTAIN), Verdict.UNDECLARED, reason="No clause.")
    unsure = Judged(finding(Confidence.POSSIBLE), Verdict.UNDECLARED)
    notice = {"id": "x", "company": "X", "updated": "2020-01-01"}
    shown = to_text(Report({"complete": True}, notice, (sure, unsure), (), ()), label)
    assert shown.index("FAILS: undeclared") < shown.index("Possible")
    assert "Nothing fails" in to_text(Report({"complete": True}, notice, (unsure,), (), ()), label)


def test_an_interrupted_run_says_so_at_the_top() -> None:
    shown = to_text(Report({"complete": False}, None, (), (), ()), label)
    assert "INTERRUPTED" in shown.split("\n\n")[0]

from __future__ import annotations

import json
from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import UsageError
from scanner.model.data import Origin
from scanner.model.found import Allowed, AlsoRead, Confidence, Finding, Reading, Recorded
from scanner.model.judged import (
    LABEL_KEYS,
    Acceptance,
    Accepted,
    Clause,
    ClauseRow,
    Judged,
    Labels,
    NotFound,
    Open,
    Report,
    State,
    Telling,
    Use,
    Verdict,
)
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.model.shared import Part, SameValues, Share, Together
from scanner.report import document
from scanner.report.document import to_json
from scanner.report.explain import explain_text
from scanner.report.saved import from_json
from scanner.report.text import to_text
from scanner.report.view import View

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(0, 10**9)
clauses = st.lists(st.builds(Clause, names, names, names), max_size=3).map(tuple)
some_clauses = st.tuples(st.builds(Clause, names, names, names))
levels = st.sampled_from(Confidence)
evidence = st.lists(st.tuples(st.tuples(st.sampled_from(["pattern", "checksum"])), levels, numbers), max_size=3).map(
    tuple
)
readings = st.builds(Reading, names, levels, numbers, numbers, numbers, st.booleans(), evidence)
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
    test_values=numbers,
    test_reasons=st.lists(names, max_size=2).map(tuple),
    test_data=st.booleans(),
    allowed=numbers,
    readings=st.lists(readings, max_size=2).map(tuple),
    also_read=st.lists(st.builds(AlsoRead, names, names, levels, numbers), max_size=2).map(tuple),
    name_says=st.lists(names, max_size=2).map(tuple),
    name_agrees=st.none() | st.booleans(),
    recorded=st.none() | st.builds(Recorded, names, names, names, st.dictionaries(names, numbers, max_size=2)),
    suppressed=st.none() | numbers,
)
accepted = st.builds(Accepted, names, names, names, st.none() | names, st.booleans())
told = st.dictionaries(st.sampled_from(LABEL_KEYS), names, max_size=3)
labels = told.map(lambda values: Labels(**values, told_by=dict.fromkeys(sorted(values, key=LABEL_KEYS.index), "x:3")))
judged = st.builds(
    Judged, findings, st.none() | st.sampled_from(Verdict), clauses, names, st.none() | numbers, st.none() | names,
    st.none() | numbers, labels, st.none() | names, st.lists(names, max_size=2).map(tuple),
    st.none() | accepted,
)  # fmt: skip
problems = st.lists(st.builds(Problem, st.sampled_from(Reason), names, numbers, st.none() | numbers), max_size=2)
coverage = st.builds(Coverage, names, st.sampled_from(Status), names, numbers, numbers, problems.map(tuple))
origins = st.builds(Origin, names, names, names, names)
parts = st.floats(0, 1).map(lambda share: round(share, 4))
shares = st.builds(Share, parts, parts, parts)
reports = st.builds(
    Report,
    run=st.just({"complete": True}),
    notice=st.none() | st.just({"id": "x", "company": "X", "updated": "2020-01-01"}),
    findings=st.lists(judged, max_size=4).map(tuple),
    not_found=st.lists(st.builds(NotFound, names, some_clauses, st.booleans()), max_size=2).map(tuple),
    coverage=st.lists(coverage, max_size=3).map(tuple),
    allowed=st.lists(st.builds(Allowed, names, names, numbers, numbers), max_size=2).map(tuple),
    clauses=st.lists(
        st.builds(
            ClauseRow,
            names,
            st.builds(Clause, names, names, names),
            st.sampled_from(State),
            names,
            st.lists(names, max_size=2).map(tuple),
            st.none() | names,
        ),
        max_size=2,
    ).map(tuple),
    open=st.lists(st.builds(Open, names, numbers, names), max_size=2).map(tuple),
    acceptances=st.lists(st.builds(Acceptance, accepted, st.sampled_from(Use), numbers), max_size=2).map(tuple),
    telling=st.lists(
        st.builds(
            Telling,
            st.sampled_from(["provenance", "hashed"]),
            origins,
            numbers,
            numbers,
        ),
        max_size=2,
    ).map(tuple),
    same_values=st.lists(
        st.builds(SameValues, st.none() | names, origins, origins, numbers, shares, shares, st.booleans()), max_size=2
    ).map(tuple),
    together=st.lists(
        st.builds(
            Together,
            st.builds(Origin, names, names, names),
            st.lists(st.builds(Part, names, names), min_size=1, max_size=2).map(tuple),
            names,
            numbers,
            numbers,
            st.lists(names, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    rules=st.just({"r": {"entity": "E", "confidence": {"pattern": "likely"}, "chance": 0.1, "references": ["x"]}}),
)


VIEW = View()


def label(category: str | None) -> str:
    return category or "none"


@given(reports)
def test_a_report_survives_json(report: Report) -> None:
    assert from_json(to_json(report)) == report


@given(reports)
def test_what_is_written_in_parts_is_indented_as_a_whole(report: Report) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "_AT_ONCE", 2)
        written = to_json(report)
    assert written == orjson.dumps(orjson.loads(written), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


@given(reports)
def test_a_saved_report_renders_as_it_did(report: Report) -> None:
    assert to_text(from_json(to_json(report)), VIEW) == to_text(report, VIEW)


def test_a_report_of_an_earlier_version_is_read() -> None:
    saved = json.loads(to_json(Report({"complete": True}, None, (Judged(finding(Confidence.LIKELY)),), (), ())))
    later = ("test_data", "test_values", "test_reasons", "allowed", "readings", "also_read", "name_says", "name_agrees",
             "labels", "unchecked", "notice", "recorded", "suppressed", "accepted")  # fmt: skip
    for key in later:
        del saved["findings"][0][key]
    for key in ("allowed", "acceptances", "rules", "clauses", "open", "telling", "same_values", "together"):
        del saved[key]
    assert from_json(json.dumps(saved).encode()).findings == (Judged(finding(Confidence.LIKELY)),)


@pytest.mark.parametrize("damage", [3, "x", [3], {"x": 3}], ids=str)
def test_a_damaged_report_is_called_so(damage: object) -> None:
    """Wherever something with parts was, and something else is now."""
    whole = json.loads(to_json(Report({"complete": True}, {"id": "x"}, (Judged(finding(Confidence.LIKELY)),), (), ())))
    whole["coverage"] = [{"asset": "a", "status": "scanned", "source": "csv", "bytes": 1, "rows": 1, "problems": []}]
    for holder in (whole, whole["findings"][0], whole["coverage"][0]):
        for key, before in [(key, value) for key, value in holder.items() if isinstance(value, dict | list)]:
            if type(before) is type(damage) or key in ("totals", "declarations"):
                continue
            holder[key] = damage
            with suppress(UsageError):
                to_json(from_json(json.dumps(whole).encode()))
            holder[key] = before
    for key in ("run", "findings", "coverage"):
        with pytest.raises(UsageError, match="damaged"):
            from_json(json.dumps({**whole, key: 3}).encode())


@given(reports)
def test_nothing_in_a_report_steers_the_terminal(report: Report) -> None:
    shown = to_text(report, VIEW) + explain_text(report, report.findings, "x", label)
    assert not [char for char in shown if char != "\n" and (char < " " or "\x7f" <= char <= "\x9f" or char == "\u202e")]


def finding(confidence: Confidence) -> Finding:
    return Finding(
        Origin("a.csv", field="f"), "contact.email", ("E",), confidence, ("pattern",), 10, 5, 5, ("j•••",), (1,)
    )


def test_what_fails_comes_first_and_what_is_merely_possible_never_fails() -> None:
    sure = Judged(finding(Confidence.CERTAIN), Verdict.UNDECLARED, reason="No clause.")
    unsure = Judged(finding(Confidence.POSSIBLE), Verdict.UNDECLARED)
    notice = {"id": "x", "company": "X", "updated": "2020-01-01"}
    shown = to_text(Report({"complete": True}, notice, (sure, unsure), (), ()), VIEW)
    assert shown.index("FAILS: undeclared") < shown.index("Possible")
    assert "Nothing fails" in to_text(Report({"complete": True}, notice, (unsure,), (), ()), VIEW)


def test_an_interrupted_run_says_so_at_the_top() -> None:
    shown = to_text(Report({"complete": False}, None, (), (), ()), VIEW)
    assert "INTERRUPTED" in shown.split("\n\n")[0]

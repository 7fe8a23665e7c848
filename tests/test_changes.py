"""What differs between two reports, and what failed before."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scanner.baseline import known
from scanner.changes import Change, Elsewhere, Kind, changes
from scanner.identity import fingerprint
from scanner.model.found import Confidence
from scanner.model.judged import FAILING, Accepted, Clause, ClauseRow, Judged, Report, State, Verdict
from scanner.report.view import View
from tests.report.made import judged, report
from tests.test_report import reports

SOME = st.builds(
    judged,
    asset=st.sampled_from(["crm/a.csv", "lake/dt=2026-01-01/p.csv", "lake/dt=2026-01-02/p.csv"]),
    field=st.sampled_from(["email", "mail"]),
    verdict=st.none() | st.sampled_from(Verdict),
    confidence=st.sampled_from(Confidence),
)
SIMPLE = st.lists(SOME, max_size=6).map(lambda members: report(*members)) | reports


def by_name(change: Change) -> str:
    return change.fingerprint


@given(SIMPLE, st.integers())
def test_a_report_does_not_differ_from_itself_in_another_order(some: Report, seed: int) -> None:
    other = replace(some, findings=tuple(Random(seed).sample(some.findings, len(some.findings))))
    assert not changes(some, other)


@given(SIMPLE, SIMPLE)
def test_the_way_back_mirrors_the_way_there(first: Report, second: Report) -> None:
    there, back = changes(first, second), changes(second, first)
    assert sorted(map(Change.mirrored, back.findings), key=by_name) == sorted(there.findings, key=by_name)
    for old, new in ((there.clauses, back.clauses), (there.assets, back.assets)):
        assert [replace(each, before=each.after, after=each.before) for each in new] == list(old)


@given(SIMPLE, SIMPLE)
def test_every_finding_is_in_a_change_or_the_same_on_both_sides(first: Report, second: Report) -> None:
    found = {each.fingerprint: each for each in changes(first, second).findings}
    old, new = ({fingerprint(each.finding) for each in side.findings} for side in (first, second))
    assert {name for name, each in found.items() if each.kind is Kind.NEW} == new - old
    assert {name for name, each in found.items() if each.kind is Kind.GONE} == old - new
    assert {name for name, each in found.items() if each.kind is Kind.CHANGED} <= old & new


@given(SIMPLE)
def test_nothing_that_failed_before_is_new(some: Report) -> None:
    before = known(some, FAILING)
    assert all(before.has(each) for each in some.findings if each.fails(FAILING))


def test_a_delivery_more_of_the_same_is_not_new() -> None:
    first = judged("lake/dt=2026-01-01/p.csv")
    found = changes(report(first), report(first, judged("lake/dt=2026-01-02/p.csv")))
    assert [(each.kind, each.aspects[0].name) for each in found.findings] == [(Kind.CHANGED, "values")]
    assert [each.asset for each in found.assets] == ["lake/dt=2026-01-02/p.csv"]


def test_what_is_gone_says_whether_anybody_looked() -> None:
    before = report(judged("a.csv"))
    assert changes(before, report()).findings[0].elsewhere is Elsewhere.ABSENT
    assert changes(before, report(holes=["a.csv"])).findings[0].elsewhere is Elsewhere.NOT_WHOLE
    assert changes(before, report(judged("a.csv", "phone"))).findings[0].elsewhere is Elsewhere.SCANNED


def worse(before: Judged, after: Judged) -> bool:
    return after.fails(FAILING) and not known(report(before), FAILING).has(after)


def test_a_finding_is_new_again_where_it_got_worse() -> None:
    scope, gap, lie = (
        judged(verdict=verdict) for verdict in (Verdict.OUT_OF_SCOPE, Verdict.UNDECLARED, Verdict.CONTRADICTS)
    )
    weak = judged(confidence=Confidence.POSSIBLE)
    accepted = replace(gap, accepted=Accepted("a.yaml:3", "agreed", "Ada"))
    assert worse(scope, gap)
    assert worse(gap, lie)
    assert worse(judged(verdict=Verdict.DECLARED), gap)
    assert worse(weak, gap)
    assert worse(accepted, gap)  # the acceptance ran out
    assert not worse(gap, gap)
    assert not worse(lie, gap)
    assert not worse(gap, weak)
    assert not worse(gap, accepted)


def test_broken_clauses_are_known_by_their_ids() -> None:
    def with_clause(id_: str, reason: str) -> Report:
        row = ClauseRow("transfer", Clause(id_, "we keep it here"), State.BROKEN, reason)
        return replace(report(), clauses=(row,))

    view = View(known=known(with_clause("here", "It is in US."), FAILING))
    assert view.broken(with_clause("here", "It is in US and IN.")) == 0
    assert view.broken(with_clause("there", "It is in US.")) == 1

"""Versions of a notice: which one was in force when the records were made."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.findings import MOST_DATES, recorded
from scanner.judge import judge
from scanner.model.judged import Labels, Verdict
from scanner.notice.categories import Categories
from scanner.notice.read import find_notice
from scanner.verdicts.versions import Versions
from tests.verdicts.making import days, finding, notice

CATEGORIES = Categories.shipped()
MAY, NOVEMBER = find_notice("ringcentral-2018-05-22"), find_notice("ringcentral-2018-11-30")
OLD = notice({}, id="old", effective=[{"from": "2018-01-01"}])
NEW = notice({"category": "contact.phone"}, id="new", effective=[{"from": "2019-01-01"}])


def judged(found, notices, **labels):
    return judge([found], notices, CATEGORIES, set(), lambda _: Labels(**labels))[0]


@pytest.mark.parametrize(
    ("day", "notice_id", "verdict"),
    [
        ("2018-05-21", "ringcentral-2018-05-22", Verdict.OUT_OF_SCOPE),
        ("2018-05-22", "ringcentral-2018-05-22", Verdict.DECLARED),
        ("2018-11-29", "ringcentral-2018-05-22", Verdict.DECLARED),
        ("2018-11-30", "ringcentral-2018-11-30", Verdict.DECLARED),
    ],
)
@pytest.mark.parametrize("notices", [(MAY, NOVEMBER), (NOVEMBER, MAY)])
def test_a_date_chooses_the_version(notices, day, notice_id, verdict):
    (one,) = judged(finding("contact.email"), notices, collected_at=day, source="data_subject")
    assert (one.notice, one.verdict) == (notice_id, verdict)


def test_the_second_date_of_may_leaves_customers_open():
    (one,) = judged(finding("contact.email"), MAY, collected_at="2018-06-01", source="data_subject")
    assert (one.verdict, one.conditions) == (Verdict.DECLARED, "not_checked")
    assert one.reason.endswith(
        "for customers who signed up before 22 May 2018 it holds only from 2018-06-22, and nothing tells who these are."
    )
    (later,) = judged(finding("contact.email"), MAY, collected_at="2018-06-22", source="data_subject")
    assert later.conditions is None


def test_what_both_say_is_said_once():
    (one,) = judged(finding("contact.email", recorded=days({"2018-06-30": 3, "2018-12-01": 4})), (MAY, NOVEMBER))
    assert (one.verdict, one.matched) == (Verdict.DECLARED, None)


def test_what_they_differ_in_is_counted_for_each():
    found = finding("contact.email", recorded=days({"2018-06-30": 3, "2019-01-01": 4}))
    new, old = judged(found, (OLD, NEW))
    assert (old.verdict, old.notice, old.matched) == (Verdict.DECLARED, "old", 3)
    assert (new.verdict, new.notice, new.matched) == (Verdict.UNDECLARED, "new", 4)


def test_without_a_date_the_newest_is_taken_and_the_reason_says_so():
    (one,) = judged(finding("contact.phone"), (OLD, NEW))
    assert (one.verdict, one.notice) == (Verdict.DECLARED, "new")
    assert one.reason == (
        "The notice names phone numbers; no date tells which version was in force, so the newest was taken."
    )
    assert "collected_at" in one.unchecked


def test_months_in_which_the_version_changes_count_as_the_newer_one():
    changed = notice({"category": "contact.phone"}, id="new", effective=[{"from": "2018-06-15"}])
    new, old = judged(finding("contact.email", recorded=days({"2018-05": 2, "2018-06": 5})), (OLD, changed))
    assert (old.matched, new.matched) == (2, 5)
    assert "the version changed" in new.reason


def test_records_older_than_the_notice_fail_only_where_a_label_says_when_they_were_made():
    found = finding("contact.email", recorded=days({"2017-06-30": 3, "2018-06-30": 4}))
    assert [one.verdict for one in judged(found, OLD)] == [Verdict.DECLARED]
    out, held = judged(found, OLD, collected_at="created_at")
    assert (out.verdict, out.matched) == (Verdict.OUT_OF_SCOPE, 3)
    assert out.reason.endswith("holds only from 2018-01-01; these records are older.")
    assert (held.verdict, held.matched) == (Verdict.DECLARED, 4)
    assert [one.verdict for one in judged(found, OLD, collected_at="another_field")] == [Verdict.DECLARED]


@given(st.dictionaries(st.integers(17_000, 19_000), st.integers(1, 50), min_size=1, max_size=600))
def test_every_record_is_held_against_one_version(counts):
    found = finding("contact.email", recorded=recorded("created_at", counts))
    assert found.recorded is not None
    assert len(found.recorded.counts) <= MOST_DATES
    shares = Versions((MAY, NOVEMBER)).shares(found, Labels(collected_at="created_at"))
    if len(shares) > 1:
        assert sum(share.values or 0 for share in shares) == sum(counts.values())
    if len(counts) <= MOST_DATES:
        older = sum(
            count for day, count in counts.items() if date(1970, 1, 1).toordinal() + day < date(2018, 5, 22).toordinal()
        )
        assert older == sum(share.values or older for share in shares if not share.in_force)

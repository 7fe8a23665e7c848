"""Verdicts that need a notice of another kind than the shipped ones."""

import pytest

from scanner.judge import judge, open_labels
from scanner.model.judged import Labels, Verdict
from scanner.notice.categories import Categories
from tests.verdicts.making import finding, notice

CATEGORIES = Categories.shipped()


def judged(found, held, **labels):
    (one,) = judge([found], held, CATEGORIES, set(), lambda _: Labels(**labels))[0]
    return one


def denial(rule, **more):
    return {"id": "p", "rule": rule, "quote": "never", **more}


@pytest.mark.parametrize(
    ("prohibition", "labels", "contradicts"),
    [
        (denial("not_sell"), {"purpose": "data_brokerage"}, True),
        (denial("not_sell"), {"purpose": "marketing"}, False),
        (denial("not_sell"), {}, False),
        (denial("not_sell", category="contact"), {"purpose": "sale"}, True),
        (denial("not_sell", category="financial"), {"purpose": "sale"}, False),
        (denial("not_sell", subject="visitor"), {"purpose": "sale"}, False),
        (denial("not_sell", subject="visitor"), {"purpose": "sale", "subject": "visitor"}, True),
        (denial("not_share"), {"purpose": "third_party_sharing"}, True),
        (denial("not_share"), {"purpose": "sale"}, True),
        (denial("not_share", purpose="third_party_marketing"), {"purpose": "disclosure"}, False),
        (denial("not_use", purpose="profiling"), {"purpose": "profiling"}, True),
        (denial("not_use", purpose="profiling"), {"purpose": "support"}, False),
        (denial("not_collect", purpose="profiling", category="contact.email"), {}, False),
        (denial("not_collect", subject="visitor", category="contact.email"), {"subject": "visitor"}, True),
        (denial("not_collect", subject="visitor", category="contact.email"), {"subject": "customer"}, False),
        (denial("not_collect", age_under=13), {"subject": "child"}, True),
        (denial("not_transfer"), {"country": "DE"}, True),
        (denial("not_transfer"), {"country": "NO"}, False),
    ],
)
def test_prohibitions_that_only_labels_can_meet(prohibition, labels, contradicts):
    transfers = [{"id": "t", "countries": ["NO"], "open": True, "quote": "in Norway"}]
    one = judged(finding("contact.email"), notice(prohibitions=[prohibition], transfers=transfers), **labels)
    assert (one.verdict is Verdict.CONTRADICTS) == contradicts
    if contradicts:
        assert [clause.id for clause in one.clauses] == ["p"]


def test_what_is_named_and_denied_is_judged_by_the_name_and_says_so():
    held = notice({}, prohibitions=[denial("not_collect", category="contact")])
    one = judged(finding("contact.email"), held)
    assert one.verdict is Verdict.DECLARED
    assert [clause.id for clause in one.clauses] == ["d0", "p"]
    assert one.reason == (
        "The notice names e-mail addresses; it also denies collecting them (“never”), "
        "a fault that `notice lint` reports."
    )


def test_a_narrow_denial_stands_over_a_wide_name():
    held = notice({"category": "contact"}, prohibitions=[denial("not_collect", category="contact.phone")])
    assert judged(finding("contact.phone"), held).verdict is Verdict.CONTRADICTS


def test_a_subject_that_the_clause_does_not_speak_of():
    held = notice({"when": {"subject": "customer"}})
    assert judged(finding("contact.email"), held, subject="customer").verdict is Verdict.DECLARED
    one = judged(finding("contact.email"), held, subject="visitor")
    assert one.verdict is Verdict.OUT_OF_SCOPE
    assert one.reason == "The notice declares e-mail addresses only of customer; this dataset's label says visitor."


def test_a_country_that_no_transfer_names():
    held = notice(transfers=[{"id": "t", "countries": ["NO", "SE"], "quote": "in Norway and Sweden"}])
    assert judged(finding("contact.email"), held, country="SE").verdict is Verdict.DECLARED
    one = judged(finding("contact.email"), held, country="DE")
    assert one.verdict is Verdict.OUT_OF_SCOPE
    assert one.reason == (
        "The notice names e-mail addresses, but keeps data only in NO, SE; this dataset's label says DE."
    )
    assert [clause.id for clause in one.clauses] == ["d0", "t"]


def test_a_call_record_is_judged_by_its_parts():
    phones, times = {"category": "contact.phone"}, {"category": "usage.timestamp"}
    whole = judged(finding("telecom.cdr"), notice(phones, times))
    assert whole.verdict is Verdict.DECLARED
    assert [clause.id for clause in whole.clauses] == ["d0", "d1"]
    assert whole.reason == (
        "The notice names no call detail records, but covers all of the parts: phone numbers and times of events."
    )
    part = judged(finding("telecom.cdr"), notice(phones))
    assert part.verdict is Verdict.UNDECLARED
    assert "of its parts times of events are not covered" in part.reason


def test_what_would_be_settled_by_a_label():
    held = notice({"purposes": ["ads"], "when": {"condition": "in the app"}}, purposes=[{"id": "ads", "quote": "ads"}])
    several = judge([finding("contact.email")], held, CATEGORIES, set())[0]
    assert [(each.label, each.findings) for each in open_labels(several)] == [
        ("source", 1), ("purpose", 1), ("condition", 1),
    ]  # fmt: skip
    assert judged(finding("contact.email"), held, source="data_subject", purpose="ads").unchecked == ("condition",)


def test_a_label_that_says_no_purpose_of_the_clause():
    held = notice({"purposes": ["ads"]}, purposes=[{"id": "ads", "quote": "ads"}])
    assert judged(finding("contact.email"), held, purpose="billing").reason == (
        "The notice declares e-mail addresses only for ads; this dataset's label says billing."
    )

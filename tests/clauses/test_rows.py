"""Clauses beyond categories: held, broken, or not checkable, and why."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.clauses.data import before, says_anonymous
from scanner.clauses.facts import Facts
from scanner.clauses.rows import clause_rows
from scanner.judge import judge
from scanner.model.data import Origin
from scanner.model.found import Confidence
from scanner.model.judged import Labels, State, Telling
from scanner.notice.categories import Categories
from scanner.notice.read import find_notice
from tests.verdicts.making import days, finding, notice

NOVEMBER = find_notice("ringcentral-2018-11-30")
DAY = date(2020, 1, 1)
EMAIL = finding("contact.email", origin=Origin("crm.csv", field="email"))


def rows(held, *found, labels=None, telling=(), assets=(), suppression=False, kind=None):
    told = Labels(**(labels or {}))
    judged, _ = judge(found, held, Categories.shipped(), set(), lambda _: told)
    names = assets or tuple(each.origin.asset for each in found if says_anonymous(each.origin.asset))
    facts = Facts(held, judged, names, tuple(telling), DAY, suppression)
    return [row for row in clause_rows(facts) if kind in (None, row.kind)]


def states(*given, **more):
    return {row.clause.id: row.state for row in rows(*given, **more)}


# --- transfers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "named", "open_"),
    [
        (None, State.NOT_CHECKABLE, State.NOT_CHECKABLE),
        ("CH", State.HELD, State.HELD),
        ("DE", State.NOT_CHECKABLE, State.NOT_CHECKABLE),
    ],
)
def test_transfers_of_the_shipped_notice(country, named, open_):
    found = states(NOVEMBER, EMAIL, labels={"country": country} if country else {}, kind="transfer")
    assert found == {
        "transfer-named": named, "transfer-other": open_, "transfer-privacy-shield": State.NOT_CHECKABLE,
    }  # fmt: skip


def test_a_country_that_is_not_named_breaks_a_closed_list():
    held = notice(transfers=[{"id": "t", "countries": ["NO"], "quote": "in Norway"}])
    (row,) = rows(held, EMAIL, labels={"country": "DE"}, kind="transfer")
    assert (row.state, row.concerned) == (State.BROKEN, ("crm.csv: email (contact.email)",))
    assert row.reason == "Labels say DE, and the notice names NO alone."


# --- purposes and prohibitions ------------------------------------------------------------------


def test_purposes():
    assert states(NOVEMBER, EMAIL, labels={"purpose": "marketing"}, kind="purpose") == {"marketing": State.HELD}
    (row,) = rows(NOVEMBER, EMAIL, labels={"purpose": "profiling"}, kind="purpose")
    assert (row.state, row.clause.id) == (State.BROKEN, "")
    assert row.reason == "The notice names no purpose `profiling`, which labels say of 1 finding."
    assert not rows(NOVEMBER, EMAIL, labels={"purpose": "sale"}, kind="purpose"), "what is denied is told there"
    assert [row.state for row in rows(notice(), EMAIL, labels={"purpose": "x"}, kind="purpose")] == [
        State.NOT_CHECKABLE
    ]


@pytest.mark.parametrize(
    ("labels", "state"),
    [({}, State.NOT_CHECKABLE), ({"purpose": "marketing"}, State.HELD), ({"purpose": "sale"}, State.BROKEN)],
)
def test_the_promise_not_to_sell(labels, state):
    assert states(NOVEMBER, EMAIL, labels=labels, kind="prohibition") == {"no-sale": state}


# --- retention ----------------------------------------------------------------------------------


def kept(**more):
    return notice({}, {"category": "contact.phone"}, retention=[{"id": "r", "quote": "six months", **more}])


def test_a_criterion_without_a_period_is_not_checkable_and_tells_the_oldest_record():
    old = replace(EMAIL, recorded=days({"2010-02-03": 1, "2019-12-01": 5}))
    row = next(row for row in rows(NOVEMBER, old) if row.clause.id == "keep-as-necessary")
    assert row.state is State.NOT_CHECKABLE
    assert row.reason == "The notice gives a criterion and no time; the oldest record with such data is of 2010-02-03."
    assert row.concerned == ("crm.csv: email (contact.email): 2010-02-03 to 2019-12-01",)


@pytest.mark.parametrize(
    ("first", "state"), [("2019-06-30", State.BROKEN), ("2019-07-01", State.HELD), (None, State.NOT_CHECKABLE)]
)
def test_a_period(first, state):
    found = replace(EMAIL, recorded=days({first: 1, "2019-12-01": 5}) if first else None)
    assert states(kept(period="P6M"), found) == {"r": state}


def test_a_period_of_other_categories_and_a_date_by_label():
    old = replace(EMAIL, recorded=days({"2001-01-01": 1}))
    assert states(kept(period="P6M", categories=["contact.phone"]), old) == {"r": State.NOT_CHECKABLE}
    assert states(kept(period="P6M", categories=["contact"]), old) == {"r": State.BROKEN}
    assert states(kept(period="P1Y"), EMAIL, labels={"collected_at": "2018-12-31"}) == {"r": State.BROKEN}


@given(st.dates(date(1980, 1, 1)), st.integers(0, 30), st.integers(0, 40), st.integers(0, 60), st.integers(0, 400))
def test_a_period_ends_before_it_begins(day, years, months, weeks, length):
    start = before(day, f"P{years}Y{months}M{weeks}W{length}D")
    assert start <= day
    assert (day - start).days >= 365 * years + 28 * months + 7 * weeks + length


def test_the_end_of_a_month():
    assert before(date(2020, 3, 31), "P1M") == date(2020, 2, 29)
    assert before(date(2020, 1, 1), "P9999Y") == date.min


# --- disposal -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["anonymized/users.csv", "users_deidentified", "UsersAnonymised", "exp-anon-2018.parquet"]
)
def test_names_that_say_anonymous(name):
    assert says_anonymous(name)


@pytest.mark.parametrize("name", ["users.csv", "anonymizer_settings", "canon.csv"])
def test_names_that_do_not(name):
    assert not says_anonymous(name)


def test_what_is_named_as_anonymised():
    held = replace(EMAIL, origin=Origin("dump.sql", table="users_anonymized", field="email"))
    address = replace(held, category="online.ip_address")
    assert states(NOVEMBER, held, kind="disposal") == {"dispose": State.BROKEN}
    assert states(NOVEMBER, address, kind="disposal") == {"dispose": State.HELD}
    assert states(NOVEMBER, replace(held, confidence=Confidence.POSSIBLE), kind="disposal") == {"dispose": State.HELD}
    assert states(NOVEMBER, EMAIL, kind="disposal") == {"dispose": State.NOT_CHECKABLE}


def test_digests_are_told_and_not_judged():
    digests = Telling("hashed", Origin("x.csv", field="phone_sha256"), 60, 58)
    (row,) = rows(NOVEMBER, EMAIL, telling=[digests], kind="disposal")
    assert row.state is State.NOT_CHECKABLE
    assert row.concerned == ("x.csv: phone_sha256: 58 of 60 values are digests",)


# --- where records come from --------------------------------------------------------------------

SOURCE = Telling("provenance", Origin("crm.csv", field="lead_source"), 100, 40)
PHONE = finding("contact.phone", origin=Origin("crm.csv", field="phone"))


def test_columns_that_say_where_records_come_from():
    (row,) = rows(NOVEMBER, EMAIL, PHONE, telling=[SOURCE], kind="provenance")
    assert row.state is State.BROKEN
    assert row.reason == (
        "Of 100 records 40 say in `lead_source` that they are third parties'; "
        "of these the notice does not say that it gets phone numbers from third parties."
    )
    assert row.concerned == ("crm.csv: lead_source", "crm.csv: phone (contact.phone)")
    assert [row.state for row in rows(NOVEMBER, EMAIL, telling=[SOURCE], kind="provenance")] == [State.HELD]
    elsewhere = replace(PHONE, origin=Origin("other.csv", field="phone"))
    assert not rows(NOVEMBER, elsewhere, telling=[SOURCE], kind="provenance")
    assert not rows(NOVEMBER, PHONE, telling=[replace(SOURCE, meant=0)], kind="provenance")


def test_a_label_that_says_another_source_leaves_it_open():
    (row,) = rows(NOVEMBER, PHONE, telling=[SOURCE], labels={"source": "data_subject"}, kind="provenance")
    assert row.state is State.NOT_CHECKABLE


# --- who objects --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suppression", "purpose", "hits", "state"),
    [
        (False, "marketing", None, State.NOT_CHECKABLE),
        (True, None, 3, State.NOT_CHECKABLE),
        (True, "service_operation", 3, State.NOT_CHECKABLE),
        (True, "marketing", 3, State.BROKEN),
        (True, "newsletter", 3, State.BROKEN),
        (True, "marketing", 0, State.HELD),
        (True, "marketing", None, State.NOT_CHECKABLE),
    ],
)
def test_persons_who_object(suppression, purpose, hits, state):
    found = replace(EMAIL, suppressed=hits)
    labels = {"purpose": purpose} if purpose else {}
    assert (
        states(NOVEMBER, found, labels=labels, suppression=suppression, kind="suppression")["right-unsubscribe"]
        is state
    )


def test_what_the_notice_does_not_speak_of_breaks_no_clause():
    labels = {"subject": "own_staff", "purpose": "profiling", "country": "DE"}
    old = replace(EMAIL, recorded=days({"2001-01-01": 1}), suppressed=4)
    held = notice(applies_to={"not": ["own_staff"]}, retention=[{"id": "r", "period": "P1M", "quote": "q"}])
    assert {row.state for row in rows(held, old, labels=labels, suppression=True)} <= {State.NOT_CHECKABLE}

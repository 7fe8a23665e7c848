from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.identity import fingerprint, steady
from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding

FINDING = Finding(
    Origin("lake/dt=2018-11-30/part-00017.parquet", "", "", "contact.email"),
    "contact.email",
    ("EMAIL_ADDRESS",),
    Confidence.CERTAIN,
    ("pattern",),
    scanned=100,
    matched=98,
    distinct=90,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lake/dt=2018-11-30/a.parquet", "lake/dt=2018-12-01/a.parquet"),
        ("exports/users_2018-11-30.csv", "exports/users_2018-12-01.csv"),
        ("exports/users_20181130T031500.csv.gz", "exports/users_20181201T031500.csv.gz"),
        ("exports/2018-11/users.csv", "exports/2018-12/users.csv"),
        (
            "t/part-00000-7d0ac44e-1111-4c6f-9d4b-0a8f2f1f9a01-c000.snappy.parquet",
            "t/part-00003-9e0ac44e-2222-4c6f-9d4b-0a8f2f1f9a77-c001.snappy.parquet",
        ),
        ("log/app.1543536000.log", "log/app.1543622400.log"),
    ],
)
def test_deliveries_of_the_same_data_are_one(one: str, other: str) -> None:
    assert steady(one) == steady(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("crm/customers.csv", "crm/leads.csv"),
        ("lake/dt=1/a.parquet", "lake/day=1/a.parquet"),
        ("v1/users.csv", "v2/users.csv"),
        ("a/users.csv", "b/users.csv"),
        ("area51.csv", "area52.csv"),
    ],
)
def test_different_data_stay_apart(one: str, other: str) -> None:
    assert steady(one) != steady(other)


def test_what_a_night_changes_is_no_part_of_it() -> None:
    later = replace(
        FINDING,
        origin=Origin("lake/dt=2018-12-01/part-00021.parquet", "", "", "contact.email"),
        confidence=Confidence.LIKELY,
        scanned=7,
        matched=3,
        distinct=2,
        samples=("j•••",),
        places=(5,),
    )
    assert fingerprint(later) == fingerprint(FINDING)


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, category="contact.phone"),
        replace(FINDING, origin=replace(FINDING.origin, field="backup_email")),
        replace(FINDING, origin=replace(FINDING.origin, table="leads")),
        replace(FINDING, origin=replace(FINDING.origin, member="old.csv")),
        replace(FINDING, test_data=True),
    ],
)
def test_another_place_or_category_is_another_finding(other: Finding) -> None:
    assert fingerprint(other) != fingerprint(FINDING)


@given(st.text())
def test_steady_is_settled_at_once(path: str) -> None:
    assert steady(steady(path)) == steady(path)

"""A draft record of processing (GDPR Art. 30) from a real scan and a small notice."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from scanner.report.record import BLANK, COLUMNS, NOT_FOUND
from tests.command import fairnotice, scan
from tests.notice.example import notice_text, write_notice

MORE = """
applies_to: {subjects: [customer, own_staff], not: [own_staff]}
recipients: [{id: partners, who: partner, quote: our partners}]
transfers: [{id: norway, countries: [NO], quote: in Norway}, {id: abroad, open: true, quote: in other countries}]
retention:
  - {id: mail, period: P6M, categories: [contact], quote: mail for six months}
  - {id: rest, quote: as long as necessary}
"""


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    write_notice(tmp_path, notice_text().replace("Example Telephony", "+Example|Telephony") + MORE)
    data = tmp_path / "people.csv"
    data.write_text(
        "email,card,diagnosis\nada@fjordtel.net,4111111111111111,J45.901\ngrace@fjordtel.net,5500005555555559,E11.9\n",
        encoding="utf-8",
    )
    path = tmp_path / "report.json"
    ran = scan(data, "--notice", tmp_path / "example-2020-02-01.yaml", "--ner", "off")
    assert ran.status == 1, ran.err
    path.write_text(ran.out, encoding="utf-8")
    return path


def rows(saved: Path, *options: object) -> dict[str, dict[str, str]]:
    ran = fairnotice("report", saved, "--to", "art30-csv", *options)
    assert ran.status == 0
    listed = list(csv.DictReader(io.StringIO(ran.out)))
    assert all(tuple(each) == COLUMNS for each in listed)
    return {each["category of data"].rpartition("(")[2].rstrip(")"): each for each in listed}


def test_a_category_that_was_found_and_is_declared(saved: Path) -> None:
    email = rows(saved)["contact.email"]
    assert email["purposes"] == "service: “We collect”"
    assert email["sources"] == "data_subject"
    assert email["data subjects"] == "customer"
    assert email["recipients"] == "partner"
    assert email["transfers to third countries"] == "NO, other countries, none named"
    assert email["time limits for erasure"] == "P6M: “mail for six months”"
    assert email["where the data are"].endswith("people.csv: email")
    assert (email["values found"], email["verdict"]) == ("2", "declared")
    assert email["security measures"] == BLANK


def test_what_was_not_found_or_is_not_declared_is_a_marked_blank(saved: Path) -> None:
    found = rows(saved)
    assert found["online.ip_address"]["where the data are"] == NOT_FOUND
    assert found["online.ip_address"]["verdict"] == "not found"
    assert found["online.ip_address"]["time limits for erasure"] == "“as long as necessary”"
    assert found["online.ip_address"]["purposes"] == f"{BLANK} for ip"
    undeclared = [each for each in found.values() if each["verdict"] == "undeclared"]
    assert undeclared
    for each in undeclared:
        assert each["purposes"] == each["data subjects"] == each["recipients"] == BLANK
        assert each["clauses of the notice"] == "none"


def test_no_cell_begins_a_formula_and_no_value_is_shown(saved: Path) -> None:
    assert {each["controller"] for each in rows(saved).values()} == {"'+Example|Telephony"}
    assert "ada@" not in fairnotice("report", saved, "--to", "art30-md").out


def test_markdown_says_what_is_blank(saved: Path) -> None:
    ran = fairnotice("report", saved, "--to", "art30-md")
    assert ran.status == 0
    assert ran.out.startswith("# Record of processing activities (draft)")
    assert "(contact.email)\n" in ran.out
    assert "+Example\\|Telephony" in ran.out
    assert f"data protection officer**: {BLANK}" in ran.out


def test_another_notice_can_be_named_and_none_leaves_blanks(saved: Path) -> None:
    other = rows(saved, "--notice", "ringcentral-2018-11-30")["contact.email"]
    assert "prov-email" in other["clauses of the notice"]
    inventory = saved.with_name("inventory.json")
    inventory.write_text(scan(saved.with_name("people.csv"), "--ner", "off").out, encoding="utf-8")
    blank = rows(inventory)["contact.email"]
    assert blank["controller"] == blank["purposes"] == blank["sources"] == BLANK


def test_a_notice_goes_with_a_record_alone(saved: Path) -> None:
    ran = fairnotice("report", saved, "--notice", "ringcentral-2018-11-30")
    assert ran.status == 2
    assert ran.err.startswith("--notice: ")

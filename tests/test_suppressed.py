"""The list of persons who object: what it takes, and that no value leaves the process that read it."""

import pytest

from scanner.errors import UsageError
from scanner.plain import plain_form
from scanner.suppressed import load, prepare
from tests.command import NOTICE, fairnotice, scan

PEOPLE = "email,phone\n" + "".join(f"person{at}@mail{at}.com,+1 617 465 {7000 + at}\n" for at in range(40))


def test_values_in_each_spelling_are_the_same():
    assert plain_form("Jane.Doe@Mail.Example") == plain_form("jane.doe@mail.example")
    assert plain_form("+1 (617) 465-7125") == plain_form("617.465.7125") == plain_form("001 617 465 7125")


def test_no_value_is_written(tmp_path):
    (tmp_path / "list.txt").write_text("# those who object\njane.doe@mail.com\n\n+16174657125\n")
    prepare(tmp_path / "list.txt", tmp_path / "out")
    written = (tmp_path / "out").read_bytes()
    assert b"jane" not in written
    assert b"6174657125" not in written
    assert len(load(tmp_path / "out").prints) == 2
    prepare(tmp_path / "list.txt", tmp_path / "again")
    assert (tmp_path / "again").read_bytes() != written, "each run has its own key"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("jane@mail.com\nsecret word\n", ":2: neither"),
        ("", ": the list is empty"),
        ("jane@x.com\n123\n", ":2: neither"),
    ],
)
def test_faulty_lists(tmp_path, text, says):
    path = tmp_path / "list.txt"
    path.write_text(text)
    with pytest.raises(UsageError) as error:
        prepare(path, tmp_path / "out")
    assert str(error.value).startswith(f"{path}{says}")
    assert "secret" not in str(error.value)


def test_data_for_marketing_are_compared(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "list.txt").write_text("PERSON3@mail3.com\nperson4@mail4.com\nnobody@mail.com\n(617) 465-7001\n")
    arguments = [tmp_path / "people.csv", "--notice", NOTICE, "--suppressed", tmp_path / "list.txt"]
    ran = scan(*arguments, "--label", "purpose=marketing")
    assert {each["field"]: each["suppressed"] for each in ran.report["findings"]} == {"email": 2, "phone": 1}
    rows = {each["clause"]: each for each in ran.report["clauses"] if each["kind"] == "suppression"}
    assert rows["right-unsubscribe"]["state"] == "broken"
    assert rows["right-unsubscribe"]["concerned"] == ["people.csv: email (contact.email): 2 of the list"]
    assert rows["right-do-not-call"]["concerned"] == ["people.csv: phone (contact.phone): 1 of the list"]
    assert ran.status == 1
    assert "person3@" not in ran.out.lower()

    other = scan(*arguments, "--label", "purpose=service_operation")
    assert {each["state"] for each in other.report["clauses"] if each["kind"] == "suppression"} == {"not_checkable"}


def test_a_faulty_list_stops_the_scan(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)
    ran = fairnotice("scan", tmp_path, "--suppressed", tmp_path / "missing.txt")
    assert (ran.status, ran.out) == (2, "")
    assert "cannot be read" in ran.err

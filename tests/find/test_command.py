"""`fairnotice find` as a user runs it: places, exit status, files, and what it must not say."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
import zipfile
from contextlib import closing

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.command import Ran, fairnotice

EMAIL, PHONE, NAME = "anna.berg@nordlys-mail.org", "+1 617 465 7125", "Anna Berg"
ASKED = ("--email", EMAIL, "--phone", PHONE, "--name", NAME)
OTHERS = "Karl,Berg,karl.berg@nordlys-mail.org,+1 617 465 7126\nAnna,Lund,anna.lund@nordlys-mail.org,617-465-7127\n"


def places(ran: Ran) -> list[tuple[object, ...]]:
    keys = ("kind", "match", "asset", "member", "table", "field", "row")
    return sorted(tuple(each[key] or "" for key in keys) for each in json.loads(ran.out)["places"])


def find(*arguments: object) -> Ran:
    return fairnotice("find", "--jobs", "1", *arguments)


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "people.csv").write_text(
        f"first,last,email,phone\n{OTHERS}ANNA,Berg,Anna.Berg@Nordlys-Mail.org,(617) 465-7125\n{OTHERS}"
    )
    with gzip.open(folder / "app.log.gz", "wt") as log:
        log.write("INFO start\nGET /?u=anna.berg%40nordlys-mail.org\nINFO user=karl.berg@nordlys-mail.org\n")
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("notes/a.txt", "Dear Berg, Anna\nyour number is 001-617-465-7125.\n")
    with closing(sqlite3.connect(folder / "app.sqlite")) as base, base:
        base.execute("create table users (id integer, tel integer, note text)")
        base.execute("insert into users values (1, 16174657125, null), (2, 16174657126, 'Anna, Karl')")
    people = pa.table({"who": pa.array(["x", "Anna Berg", "x", "Anna Berg"]).dictionary_encode(),
                       "mails": [["a@b.com"], None, ["k@l.com", EMAIL], []]})  # fmt: skip
    pq.write_table(people, folder / "people.parquet", row_group_size=2)
    return folder


EXPECTED = [
    ("email", "same", "app.log.gz", "", "", "", 2),
    ("email", "same", "people.csv", "", "", "email", 3),
    ("email", "same", "people.parquet", "", "", "mails[]", 3),
    ("name", "fields", "people.csv", "", "", "first + last", 3),
    ("name", "identifier", "app.log.gz", "", "", "", 2),
    ("name", "identifier", "people.csv", "", "", "email", 3),
    ("name", "identifier", "people.parquet", "", "", "mails[]", 3),
    ("name", "same", "old.zip", "notes/a.txt", "", "", 1),
    ("name", "same", "people.parquet", "", "", "who", 2),
    ("name", "same", "people.parquet", "", "", "who", 4),
    ("phone", "same", "app.sqlite", "", "users", "tel", 1),
    ("phone", "same", "old.zip", "notes/a.txt", "", "", 2),
    ("phone", "same", "people.csv", "", "", "phone", 3),
]


def test_every_place_and_nobody_else(data):
    ran = find(*ASKED, "--format", "json", data)
    assert (ran.status, ran.err) == (0, "")
    assert places(ran) == EXPECTED
    told = json.loads(ran.out)
    assert told["format"] == "fairnotice-places/1"
    assert told["persons"] == [{"person": "asked for", "places": len(EXPECTED)}]


def test_no_value_is_shown_unless_asked_for(data):
    for form in ("text", "json", "csv"):
        ran = find(*ASKED, "--format", form, data)
        assert ran.status == 0
        assert not [word for word in ("nordlys", "617", "Berg", "berg") if word in ran.out + ran.err], form
        assert EMAIL in find(*ASKED, "--format", form, "--show-values", data / "people.csv").out


def test_text_names_person_kind_field_and_rows(data):
    shown = find(*ASKED, data).out
    assert "Looked for 3 values of 1 person (1 email, 1 name, 1 phone).\nFound at 13 places." in shown
    assert "  people.parquet: who\n    name in 2 rows: 2, 4\n" in shown
    assert "  people.csv: first + last\n    name (two fields together) in 1 row: 3\n" in shown


def test_absent_is_proven_by_what_was_read(data):
    found = find("--absent", *ASKED, data)
    assert found.status == 1
    assert "NOT ABSENT: 13 places left." in found.out
    gone = find("--absent", "--email", "eva@nordlys-mail.org", data)
    assert gone.status == 0
    assert "ABSENT: in all that was read" in gone.out
    (data / "damaged.parquet").write_bytes(b"PAR1 and no more")
    hole = find("--absent", "--email", "eva@nordlys-mail.org", data)
    assert hole.status == 3
    assert "NOT PROVEN" in hole.out
    assert "damaged.parquet: not a whole Parquet file" in hole.out
    assert find("--absent", *ASKED, data).status == 1


def test_exported_rows_are_for_their_owner_alone(data, tmp_path):
    out = tmp_path / "rows.jsonl"
    out.write_text("old")
    out.chmod(0o644)
    ran = find(*ASKED, "--export", out, data)
    assert out.stat().st_mode & 0o777 == 0o600
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert f"{out}: {len(rows)} rows" in ran.err
    by_asset = {row["asset"]: row for row in rows}
    assert by_asset["people.csv"]["record"] == {
        "first": "ANNA", "last": "Berg", "email": "Anna.Berg@Nordlys-Mail.org", "phone": "(617) 465-7125",
    }  # fmt: skip
    assert by_asset["people.csv"]["row"] == 3
    assert by_asset["app.log.gz"]["record"] == {"": "GET /?u=anna.berg%40nordlys-mail.org"}
    assert [row["row"] for row in rows if row["asset"] == "people.parquet"] == [2, 3, 4]
    assert by_asset["people.parquet"]["record"] == {"who": "Anna Berg"}
    assert {tuple(row["persons"]) for row in rows} == {("asked for",)}


@pytest.mark.parametrize("name", ["persons.csv", "persons.yaml", "-"])
def test_many_persons_from_a_file(data, tmp_path, name):
    table = "id,name,email,phone\nR-1,Anna Berg,,\nR-2,,karl.berg@nordlys-mail.org;k@x.com,\nR-3,,,+1 617 465 9999\n"
    yaml = (
        "- id: R-1\n  name: Anna Berg\n- id: R-2\n  email: [karl.berg@nordlys-mail.org]\n"
        "- id: R-3\n  phone: '+16174659999'\n"
    )
    file = tmp_path / name
    if name == "-":
        (tmp_path / "list").write_text(yaml)
        done = piped("find", "--from", "-", "--format", "json", data, stdin=tmp_path / "list")
    else:
        file.write_text(yaml if name.endswith("yaml") else table)
        done = find("--from", file, "--format", "json", data)
    counted = {each["person"]: each["places"] for each in json.loads(done.out)["persons"]}
    assert counted == {"R-1": 7, "R-2": 3, "R-3": 0}


def piped(*arguments, stdin):
    return fairnotice(*arguments, answers=stdin.read_text())


def test_places_as_a_table(data):
    rows = list(csv.DictReader(find(*ASKED, "--format", "csv", data).out.splitlines()))
    assert len(rows) == len(EXPECTED)
    assert rows[0].keys() == {"person", "kind", "match", "asset", "member", "table", "field", "row"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "nothing to look for was named"),
        (("--email", "secret-word"), "--email: this is no e-mail address"),
        (("--phone", "61746571"), "--phone: this is no phone number"),
        (("--name", "x"), "--name: the name is too short"),
        (("--value", "1"), "--value: the value has fewer than 3"),
        (("--entity", "secret=word"), "--entity: give the name of an entity"),
        (("--region", "XX", "--name", NAME), "--region: XX is no country"),
    ],
)
def test_what_cannot_be_looked_for(data, arguments, says):
    ran = find(*arguments, data)
    assert ran.status == 2
    assert says in ran.err
    assert not [word for word in ("secret-word", "61746571") if word in ran.err]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,email\n1,secret-word\n", ":2: email: this is no e-mail address"),
        ("id,colour\n1,secret-word\n", ":1: `colour` is no kind of value"),
        ("id,email\n1,\n", ":2: nothing is said of this person"),
        ("id,email\n1,a@b.com\n1,c@d.com\n", ":3: this id comes twice"),
        ("email\na@b.com,secret-word\n", ":2: the row has more fields"),
        ("- id: 1\n  phone: 61746571\n", ":1: a value is read as a number"),
        ("- [\n", "no valid YAML"),
        ("", "nothing to look for was named"),
    ],
)
def test_faulty_lists_name_the_line_and_no_value(data, tmp_path, text, says):
    (tmp_path / "list.csv").write_text(text)
    ran = find("--from", tmp_path / "list.csv", data)
    assert ran.status == 2
    assert says in ran.err
    assert "secret-word" not in ran.err


def test_nowhere_to_write_is_said_before_anything_is_read(data, tmp_path):
    ran = find(*ASKED, "--export", tmp_path / "no" / "rows", data)
    assert (ran.status, "no such folder" in ran.err) == (2, True)


def test_rows_go_on_through_the_units_of_a_large_file(tmp_path):
    line = "2018-11-12 12:00:00 INFO nothing to be seen here by anybody at all, number {:09}\n"
    with (tmp_path / "app.log").open("w") as log:
        for number in range(1, 900_001):
            log.write(f"user {EMAIL} logged in\n" if number in (5, 899_999) else line.format(number))
    assert (tmp_path / "app.log").stat().st_size > 70_000_000
    assert [place[-1] for place in places(find("--email", EMAIL, "--format", "json", tmp_path))] == [5, 899_999]

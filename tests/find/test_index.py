"""`fairnotice find --run`: what an index of a kept run answers, and when it does not."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.detector.rule import Spelling
from scanner.find.indexed import _hashes
from tests.command import Ran, fairnotice
from tests.runs.keeping import settled, soon
from tests.runs.test_resume import killed

__all__ = ["soon"]

EMAIL, PHONE, NAME = "anna.berg@nordlys-mail.org", "+1 617 465 7125", "Anna Berg"
ASKED = ("--email", EMAIL, "--phone", PHONE, "--name", NAME, "--card", "4539 5787 6362 1486")
OTHERS = "Karl,Berg,karl.berg@nordlys-mail.org,+1 617 465 7126,\nAnna,Lund,anna.lund@nordlys-mail.org,617-465-7127,\n"


@pytest.fixture
def place(tmp_path: Path, soon: None) -> Path:
    return made(tmp_path)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with an index, and no data any more: nothing of them is read again."""
    place = made(tmp_path_factory.mktemp("indexed"))
    assert scan(place).status in (0, 1)
    shutil.rmtree(place / "data")
    return place


def made(place: Path) -> Path:
    folder = place / "data"
    folder.mkdir()
    row = "ANNA,Berg,Anna.Berg@Nordlys-Mail.org,(617) 465-7125,4539578763621486\n"
    (folder / "people.csv").write_text(f"first_name,last_name,email,phone,card\n{OTHERS}{row}{OTHERS}")
    (folder / "app.log").write_text("INFO start\nGET /?u=anna.berg%40nordlys-mail.org\nINFO done\n" * 2)
    with closing(sqlite3.connect(folder / "app.sqlite")) as base, base:
        base.execute("create table users (id integer, full_name text)")
        base.executemany("insert into users values (?, ?)", [(1, "Karl Berg"), (2, "Berg, Anna"), (3, "Anna Berg")])
    people = pa.table({"name": ["Karl Ito", "Anna Berg"], "mails": [["a@kaya.net", EMAIL], None]})
    pq.write_table(people, folder / "people.parquet", row_group_size=1)
    settled(folder)
    return place


FOUND = [
    ("card", "same", "people.csv", "card", 3),
    ("email", "same", "app.log", "", 2),
    ("email", "same", "app.log", "", 5),
    ("email", "same", "people.csv", "email", 3),
    ("email", "same", "people.parquet", "mails[]", 1),
    ("name", "fields", "people.csv", "first_name + last_name", 3),
    ("name", "same", "app.sqlite", "full_name", 2),
    ("name", "same", "app.sqlite", "full_name", 3),
    ("name", "same", "people.parquet", "name", 2),
    ("phone", "same", "people.csv", "phone", 3),
]


def scan(cwd: Path, *arguments: object) -> Ran:
    options = ("--keep", "--index", "--format", "json", "--jobs", "1", "--ner", "off")
    return fairnotice("scan", "data", *options, *arguments, cwd=cwd)


def find(cwd: Path, *arguments: object, run: str = "latest") -> Ran:
    return fairnotice("find", "--run", run, "--format", "json", *arguments, cwd=cwd)


def places(ran: Ran) -> list[tuple[object, ...]]:
    found = json.loads(ran.out)["places"]
    return sorted(tuple(each[key] or "" for key in ("kind", "match", "asset", "field", "row")) for each in found)


def test_an_index_answers_as_the_data_would(indexed: Path) -> None:
    found = find(indexed, *ASKED)
    assert places(found) == FOUND
    assert found.status == 0
    told = json.loads(found.out)["run"]
    assert told["as_of"]
    assert {"EMAIL_ADDRESS", "PHONE_NUMBER", "PERSON", "CREDIT_CARD"} <= set(told["holds"])


def test_other_spellings_of_what_is_asked_find_the_same(indexed: Path) -> None:
    asked = ("--email", EMAIL.upper(), "--phone", "001 (617) 465-7125", "--name", "anna berg")
    assert places(find(indexed, *asked, "--card", "4539578763621486")) == FOUND


def test_the_answer_says_of_when_and_of_what_it_is(place: Path) -> None:
    scan(place, "--country", "NL")
    ran = fairnotice("find", "--run", "latest", "--email", EMAIL, "--entity", "DK_CPR=211062-5629", cwd=place)
    told = " ".join(ran.out.split())
    assert "From the index of run" in told
    assert "nothing was read now" in told
    assert "NOT IN THE INDEX: dk_cpr" in told
    assert EMAIL not in ran.out


def test_nothing_is_found_of_who_is_not_there(indexed: Path) -> None:
    asked = ("--email", "anna.berg@nordlys-mail.net", "--phone", "+1 617 465 7128", "--name", "Anna Ito")
    assert not places(find(indexed, *asked))


def test_a_later_run_takes_the_index_over_for_what_did_not_change(place: Path) -> None:
    scan(place)
    data = place / "data"
    (data / "app.log").unlink()
    (data / "new.txt").write_text(f"please write to {EMAIL}\n")
    settled(data)
    second = scan(place)
    assert sum(each["unchanged_since"] is not None for each in second.report["coverage"]) == 3
    now = [each for each in FOUND if each[2] != "app.log"]
    assert places(find(place, *ASKED)) == sorted([*now, ("email", "same", "new.txt", "", 1)])
    assert places(find(place, *ASKED, run="latest~1")) == FOUND


def test_a_run_without_an_index_lends_nothing_to_one_with(place: Path) -> None:
    fairnotice("scan", "data", "--keep", "--ner", "off", cwd=place)
    assert all(each["unchanged_since"] is None for each in scan(place).report["coverage"])
    assert places(find(place, *ASKED)) == FOUND


def test_a_run_that_was_killed_and_went_on_answers_as_an_undisturbed_one(place: Path) -> None:
    people = "".join(f"user{each}@fjordtel-post.com,+1 212 {each % 800 + 200} {each:04}\n" for each in range(3000))
    for number in range(20):
        (place / "data" / f"{number}.csv").write_text(f"email,phone\n{people}")
    settled(place / "data")
    killed(place, 3, "--index")
    done = fairnotice("resume", cwd=place)
    assert done.status in (0, 1)
    assert len(fairnotice("runs", "list", cwd=place).out.splitlines()) == 1
    asked = ("--email", "user2900@fjordtel-post.com", *ASKED)
    went_on = places(find(place, *asked))
    assert len(went_on) == 20 + len(FOUND)
    scan(place, "--full")
    assert places(find(place, *asked)) == went_on


def test_many_persons_are_found_in_a_large_table(place: Path) -> None:
    rows = [
        f"user{number}@fjordtel-post.com,+1 212 {number // 10000 + 300} {number % 10000:04}" for number in range(6_000)
    ]
    (place / "data" / "big.csv").write_text("\n".join(["email,phone", *rows]) + "\n")
    chosen = range(0, 6_000, 199)
    (place / "asked.csv").write_text(
        "\n".join(["id,email", *(f"R{number},USER{number}@fjordtel-post.com" for number in chosen)]) + "\n"
    )
    scan(place)
    found = json.loads(find(place, "--from", "asked.csv").out)["places"]
    assert [(each["person"], each["row"]) for each in found] == [(f"R{number}", number + 1) for number in chosen]


def test_the_folder_holds_no_hash_in_the_clear(indexed: Path) -> None:
    value = _hashes(Spelling.TEXT, [EMAIL])[0].to_bytes(8, "little")
    files = [file for file in (indexed / ".fairnotice").rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".run", ""}
    assert not any(value in file.read_bytes() or EMAIL.encode() in file.read_bytes() for file in files)


def test_an_index_is_not_read_without_its_secret(place: Path) -> None:
    scan(place)
    secret = place / ".fairnotice" / "secret"
    secret.write_bytes(bytes(32))
    ran = find(place, "--email", EMAIL)
    assert ran.status == 2
    assert "damaged, or was written in another folder" in ran.err


def test_a_pruned_run_leaves_nothing(place: Path) -> None:
    scan(place)
    fairnotice("runs", "prune", "--keep", "0", cwd=place)
    assert {file.name for file in (place / ".fairnotice").iterdir()} == {".gitignore", "secret"}


def test_only_a_run_with_an_index_can_be_asked(place: Path) -> None:
    fairnotice("scan", "data", "--keep", "--ner", "off", cwd=place)
    ran = find(place, "--email", EMAIL)
    assert (ran.status, "has no index" in ran.err) == (2, True)


@pytest.mark.parametrize("option", ["--no-keep", "--show-values"])
def test_an_index_needs_a_kept_run(place: Path, option: str) -> None:
    ran = fairnotice("scan", "data", "--index", option, cwd=place)
    assert (ran.status, "--index: an index is a part of a kept run" in ran.err) == (2, True)


@pytest.mark.parametrize("more", [("data",), ("--absent",), ("--export", "rows.jsonl")], ids=lambda more: more[0])
def test_what_an_index_cannot_answer_is_refused(indexed: Path, more: tuple[str, ...]) -> None:
    ran = find(indexed, "--email", EMAIL, *more)
    assert ran.status == 2
    assert "--run" in ran.err


def test_what_is_read_each_time_is_in_the_index_once(tmp_path: Path) -> None:
    """A file that is too new to be known again has no identity that lasts."""
    place = made(tmp_path)
    (place / "data" / "new.csv").write_text(f"email\n{EMAIL}\n")
    scan(place)
    time.sleep(0.1)
    scan(place)
    assert places(find(place, "--email", EMAIL)).count(("email", "same", "new.csv", "email", 1)) == 1

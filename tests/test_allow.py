"""Allow lists: reading them, and the command with them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest

from scanner.allow import entries, read_allow
from scanner.errors import UsageError
from tests.command import NOTICE, ROOT, fairnotice, scan

HEAD = "format: fairnotice-allow/1\nentries:\n"
PEOPLE = "email,phone\njane@fjordtel.net,+4722334455\nolav@nordlys-bygg.no,+4722334466\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "people.csv").write_text(PEOPLE)
    return folder


def _file(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "allow.yaml"
    path.write_text(HEAD + body)
    return path


def test_an_entry_has_one_text_or_a_list_and_its_line(tmp_path: Path) -> None:
    file = _file(tmp_path, "- {value: [a, b], reason: r}\n- domain: '*.Fjordtel.NET'\n  field: mail*\n  reason: ours\n")
    one, two = read_allow(file)
    assert (one.values, one.name) == (("a", "b"), f"{file}:3")
    assert (two.domains, two.fields, two.name, two.test) == (("fjordtel.net",), ("mail*",), f"{file}:4", False)


@pytest.mark.parametrize(
    ("body", "line", "fact"),
    [
        ("- {value: secret}\n", 3, "reason"),
        ("- {reason: r}\n", 3, "it says of no value"),
        ("- {number: 4158675309, reason: r}\n", 3, "Put it in quotes"),
        ("- {number: '415 867', reason: r}\n", 3, "no separators"),
        ("- {hmac: abc, reason: r}\n", 3, "64 hexadecimal digits"),
        ("- {pattern: 'a(?=b)', reason: r}\n", 3, "linear-time engine"),
        ("- {value: a, reason: r}\n- {valeu: secret, reason: r}\n", 4, "valeu"),
        ("- 7\n", 3, "entries"),
    ],
)
def test_faults_are_named_with_their_line_and_no_value(tmp_path: Path, body: str, line: int, fact: str) -> None:
    file = _file(tmp_path, body)
    with pytest.raises(UsageError) as caught:
        read_allow(file)
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert fact in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_documented_list_is_one(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "allow-lists.md").read_text(), re.DOTALL)
    file = tmp_path / "allow.yaml"
    file.write_text(example)
    assert len(read_allow(file)) == 5


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "allow.yaml"
    file.write_text("format: fairnotice-rule/1\n")
    with pytest.raises(UsageError, match="fairnotice-allow/1"):
        read_allow(file)


# --- the command ------------------------------------------------------------------------------------


def test_allowed_values_are_counted_by_entry_and_unused_ones_are_told(people: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, "- {domain: fjordtel.net, reason: our own}\n- {value: nobody@nowhere.no, reason: gone}\n")
    ran = scan(people, "--allow", file)
    [email] = [each for each in ran.report["findings"] if each["field"] == "email"]
    assert (email["matched"], email["allowed"]) == (1, 1)
    assert [(each["reason"], each["values"]) for each in ran.report["allowed"]] == [("our own", 1), ("gone", 0)]
    text = " ".join(fairnotice("scan", people, "--allow", file).out.split())
    assert "1 value in 1 field: our own" in text
    assert "allowed nothing" in text


def test_an_hmac_needs_no_value_in_the_file_but_the_key(people: Path, tmp_path: Path) -> None:
    matches, key = tmp_path / "matches.jsonl", tmp_path / "key"
    key.write_text("0123456789abcdef0123456789abcdef")
    scan(people, "--matches", matches, "--key", key)
    prints = [json.loads(line)["fingerprint"] for line in matches.read_text().splitlines()]
    file = _file(tmp_path, f"- hmac: ['{prints[0]}', '{prints[1].upper()}']\n  reason: known\n")
    ran = scan(people, "--allow", file, "--key", key, "--matches", matches)
    assert sum(each["matched"] for each in ran.report["findings"]) == 2
    assert sum(json.loads(line)["allowed"] == "known" for line in matches.read_text().splitlines()) == 2
    refused = fairnotice("scan", people, "--allow", file)
    assert refused.status == 2
    assert "--key" in refused.err


def test_limits_that_no_rule_bears_are_refused(people: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, "- {value: a, entity: EMAIL_ADRESS, reason: r}\n")
    ran = fairnotice("scan", people, "--allow", file)
    assert ran.status == 2
    assert "EMAIL_ADDRESS" in ran.err


def test_test_data_never_fail_and_stand_apart(tmp_path: Path) -> None:
    data = tmp_path / "accounts.csv"
    data.write_text("ssn,email\n" + "078-05-1120,qa@example.com\n219-09-9999,qa2@example.com\n" * 5)
    matches = tmp_path / "matches.jsonl"
    ran = scan(data, "--notice", NOTICE, "--matches", matches)
    assert ran.status == 0
    assert {(each["field"], each["test_data"], each["verdict"]) for each in ran.report["findings"]} == {
        ("ssn", True, None),
        ("email", True, None),
    }
    assert ran.report["totals"]["test_data"] == 2
    assert all(json.loads(line)["test_value"] for line in matches.read_text().splitlines())
    text = fairnotice("scan", data, "--notice", NOTICE).out
    assert "Test data  2 findings" in text
    assert "advertisements" in text
    data.write_text(data.read_text() + "219-45-6781,jane@fjordtel.net\n")
    assert scan(data, "--notice", NOTICE).status == 1
    inventory = fairnotice("scan", data).out
    assert "1 of 11" in inventory


def test_declared_data_of_which_only_test_values_are_there_was_not_found(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("email\nqa@example.com\n")
    ran = scan(tmp_path / "a.csv", "--notice", NOTICE)
    assert "contact.email" in {each["category"] for each in ran.report["not_found"]}


def test_a_minimum_leaves_out_and_says_so(tmp_path: Path) -> None:
    notes = ["nothing to see"] * 99
    data = tmp_path / "notes.txt"
    data.write_text("\n".join([*notes, "mail jane@fjordtel.net"]) + "\n")
    assert len(scan(data, "--min-count", "1").report["findings"]) == 1
    for option in (("--min-count", "2"), ("--min-share", "0.02")):
        report = scan(data, *option).report
        assert report["findings"] == []
        assert report["run"]["minimum"]["left_out"] == 1
    assert "Left out: 1 finding" in fairnotice("scan", data, "--min-count", 2).out


def test_patterns_of_the_package_are_for_a_linear_time_engine():
    patterns = [pattern for entry in entries(()) for pattern in entry.patterns]
    assert patterns
    for pattern in patterns:
        pl.Series([""]).str.contains(f"^(?:{pattern})$", strict=True)

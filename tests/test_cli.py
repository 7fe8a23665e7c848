from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import COMMAND, NOTICE, ROOT, fairnotice, scan
from tests.runs.test_resume import recorded
from tests.sample import sample_report

PEOPLE = "email,phone,ssn\njane@fjordtel.net,+4722334455,219-45-6781\nolav@nordlys-bygg.no,+4722334466,501-62-8834\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "people.csv").write_text(PEOPLE)
    return folder


def test_help_names_every_command() -> None:
    ran = fairnotice("--help")
    assert ran.status == 0
    assert all(word in ran.out for word in ("scan", "notice", "rules", "report"))


@pytest.mark.parametrize(
    "command",
    [
        ["scan"],
        ["report"],
        ["notice", "verify"],
        ["notice", "lint"],
        ["notice", "diff"],
        ["notice", "export"],
        ["notice", "show"],
        ["rules", "check"],
    ],
)
def test_every_option_has_help(command: list[str]) -> None:
    lines = fairnotice(*command, "--help").out.splitlines()
    options = [line.strip() for line in lines if line.strip().startswith("--")]
    assert options
    assert all(len(line.split("  ")) > 1 or lines[lines.index(f"  {line}") + 1].strip() for line in options)


def test_help_loads_nothing_heavy() -> None:
    heavy = ("pyarrow", "polars", "spacy", "pydantic")
    code = f"import sys; import scanner.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_failing_verdict_is_status_1(people: Path) -> None:
    ran = scan(people, "--notice", NOTICE)
    verdicts = {each["field"]: each["verdict"] for each in ran.report["findings"]}
    assert ran.status == 1
    assert verdicts == {"email": "declared", "phone": "declared", "ssn": "undeclared"}


def test_fail_on_chooses(people: Path) -> None:
    assert scan(people, "--notice", NOTICE, "--fail-on", "contradicts").status == 0
    assert scan(people, "--notice", NOTICE, "--fail-on", "none").status == 0
    assert scan(people, "--notice", NOTICE, "--fail-on", "declared").status == 1


def test_a_hole_is_status_3_unless_something_fails(people: Path) -> None:
    (people / "blob.bin").write_bytes(bytes(range(256)) * 20)
    assert scan(people, "--notice", NOTICE, "--fail-on", "none").status == 3
    assert scan(people, "--notice", NOTICE).status == 1


def test_no_notice_makes_an_inventory(people: Path) -> None:
    ran = fairnotice("scan", people, "--jobs", "1")
    assert ran.status == 0
    assert "--notice" in ran.out
    assert "people.csv: ssn" in ran.out


def test_values_are_masked_unless_asked_for(people: Path, tmp_path: Path) -> None:
    matches = tmp_path / "matches.jsonl"
    ran = scan(people, "--notice", NOTICE, "--matches", matches)
    text = fairnotice("scan", people, "--notice", NOTICE, "--jobs", "1")
    shown = ran.out + ran.err + text.out + text.err + matches.read_text()
    for secret in ("jane", "olav", "219-45", "6781", "22334455", "fjordtel"):
        assert secret not in shown
    open_ran = scan(people, "--notice", NOTICE, "--show-values")
    assert "jane@fjordtel.net" in open_ran.out


def test_matches_say_where_and_need_a_key_for_fingerprints(people: Path, tmp_path: Path) -> None:
    matches, key = tmp_path / "matches.jsonl", tmp_path / "key"
    key.write_text("0123456789abcdef0123456789abcdef")
    scan(people, "--matches", matches)
    plain = [json.loads(line) for line in matches.read_text().splitlines()]
    assert [line["row"] for line in plain if line["field"] == "email"] == [1, 2]
    assert {line["fingerprint"] for line in plain} == {None}
    assert {(line["start"], line["end"]) for line in plain if line["field"] == "ssn"} == {(0, 11)}
    scan(people, "--matches", matches, "--key", key)
    prints = [json.loads(line)["fingerprint"] for line in matches.read_text().splitlines()]
    assert len(set(prints)) == len(prints) == 6
    assert all(len(each) == 64 for each in prints)


def test_match_offsets_are_code_points(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Grüße an jørgen, schreib an ada@fjordtel.net 💬\n", encoding="utf-8")
    matches = tmp_path / "out.jsonl"
    scan(tmp_path / "note.txt", "--matches", matches)
    line = next(each for each in map(json.loads, matches.read_text().splitlines()) if each["entity"] == "EMAIL_ADDRESS")
    text = "Grüße an jørgen, schreib an ada@fjordtel.net 💬"
    assert text[line["start"] : line["end"]] == "ada@fjordtel.net"


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        (["nowhere"], "there is no such file or folder"),
        ([".", "--notice", "ringcentral-2018-11-31"], "ringcentral-2018-11-30"),
        ([".", "--fail-on", "undeclred"], "is no verdict"),
        ([".", "--rules", "nowhere"], "no such folder of rules"),
        ([".", "--region", "XX"], "no country"),
        ([".", "--output", "nowhere/report.json"], "no such folder"),
    ],
)
def test_wrong_usage_is_status_2_with_a_next_step(people: Path, arguments: list[str], fact: str) -> None:
    ran = fairnotice("scan", *arguments, cwd=people)
    assert ran.status == 2
    assert fact in ran.err
    assert ran.out == ""


def test_a_short_key_is_refused(people: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("short")
    assert fairnotice("scan", people, "--key", tmp_path / "key").status == 2


def test_include_and_exclude(people: Path) -> None:
    (people / "sub").mkdir()
    (people / "sub" / "log.txt").write_text("x ada@fjordtel.net\n")
    names = {each["asset"] for each in scan(people, "--exclude", "sub").report["coverage"]}
    assert names == {"people.csv"}
    names = {each["asset"] for each in scan(people, "--include", "*.txt").report["coverage"]}
    assert names == {"sub/log.txt"}


def test_roots_that_overlap_count_once(people: Path) -> None:
    twice = scan("data", "data/people.csv", cwd=people.parent).report
    assert [(each["asset"], each["rows"]) for each in twice["coverage"]] == [("data/people.csv", 2)]
    assert {each["matched"] for each in twice["findings"]} == {2}


def test_a_users_own_rule_and_notice(people: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "badge.yaml").write_text(
        "format: fairnotice-rule/1\nid: badge\nentity: BADGE\nlabel: Badge\ndescription: A staff badge.\n"
        "pattern: 'FT-[0-9]{5}'\nconfidence: {pattern: likely}\n"
    )
    (people / "doors.log").write_text("door 3 opened by FT-00417\n")
    ran = scan(people / "doors.log", "--notice", NOTICE, "--rules", own)
    found = [(each["entities"], each["verdict"]) for each in ran.report["findings"]]
    assert found == [(["BADGE"], "unmapped")]


def test_saved_report_renders_as_the_scan_did(people: Path, tmp_path: Path) -> None:
    saved = tmp_path / "report.json"
    scan(people, "--notice", NOTICE, "--output", saved)
    direct = fairnotice("scan", people, "--notice", NOTICE, "--jobs", "1").out
    assert fairnotice("report", saved).out == direct
    assert fairnotice("report", saved, "--to", "json").out == saved.read_text()


def test_a_foreign_file_is_no_report(people: Path) -> None:
    ran = fairnotice("report", people / "people.csv")
    assert ran.status == 2
    assert "people.csv" in ran.err


def test_the_same_report_whatever_the_jobs(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    two = sample_report(tmp_path_factory)
    one, matches = tmp_path / "one.json", tmp_path / "one.jsonl"
    ran = scan("sample_data", "--notice", NOTICE, "--jobs", 1, "--matches", matches, "--output", one)
    assert ran.status == 1
    assert one.read_bytes() == two.read_bytes()
    assert matches.read_bytes() == two.with_suffix(".jsonl").read_bytes() != b""


def test_notice_and_rules_commands() -> None:
    assert NOTICE in fairnotice("notice", "list").out
    assert "phone numbers" in fairnotice("notice", "show", NOTICE).out
    assert "email_address" in fairnotice("rules", "list").out
    assert fairnotice("rules", "show", "email_address").out.startswith("format: fairnotice-rule/1")
    checked = fairnotice("rules", "check")
    assert (checked.status, checked.out.splitlines()[-1]) == (0, "0 complaints.")


def test_notice_verify_tells_another_document(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("We collect nothing.")
    ran = fairnotice("notice", "verify", NOTICE, "--document", tmp_path / "other.txt")
    assert ran.status == 1
    assert "ANOTHER DOCUMENT" in ran.out


def test_interrupt_gives_a_partial_report_marked_as_such(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    line = "2018-11-30 10:11:12 user ada@fjordtel.net from 10.1.2.3 order 4711\n"
    for number in range(16):
        (data / f"{number}.log").write_text(line * 100_000)
    process = subprocess.Popen(
        [*COMMAND, "scan", "data", "--jobs", "1", "--ner", "off", "--keep", "--format", "json"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while process.poll() is None and not recorded(tmp_path):
        time.sleep(0.02)
    process.send_signal(2)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    report = json.loads(out)
    if report["run"]["complete"]:
        pytest.skip("this machine was done before the interrupt")
    reasons = {problem["reason"] for each in report["coverage"] for problem in each["problems"]}
    assert process.returncode == 3
    assert reasons == {"interrupted"}

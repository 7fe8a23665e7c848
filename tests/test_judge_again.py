"""`fairnotice judge`: a saved report held against other notices and labels, with nothing but itself."""

import json
from pathlib import Path
from time import perf_counter

import pytest

from tests.command import NOTICE, fairnotice, scan
from tests.sample import sample_report

MAY = "ringcentral-2018-05-22"


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Path:
    return sample_report(tmp_path_factory, "--ner", "off")


def judge(saved, *arguments):
    return fairnotice("judge", saved, "--format", "json", *arguments)


def test_the_same_notice_gives_the_same_report(saved):
    start = perf_counter()
    ran = judge(saved)
    assert perf_counter() - start < 5
    before = json.loads(saved.read_text())
    assert ran.status == 1
    assert {**ran.report, "run": None} == {**before, "run": None}
    assert fairnotice("judge", saved, "--all").out == fairnotice("report", saved, "--all").out


def test_another_notice_is_as_if_it_had_been_scanned_with_it(saved):
    again = judge(saved, "--notice", MAY)
    scanned = scan("sample_data", "--ner", "off", "--notice", MAY)
    for part in ("notice", "findings", "not_found", "clauses", "open"):
        assert again.report[part] == scanned.report[part]


def test_both_versions_and_back(saved, tmp_path):
    both = tmp_path / "both.json"
    assert (
        fairnotice("judge", saved, "--notice", MAY, "--notice", NOTICE, "--format", "json", "--output", both).status
        == 1
    )
    report = json.loads(both.read_text())
    assert report["notice"]["versions"] == [MAY, NOTICE]
    assert {each["notice"] for each in report["findings"] if each["category"] and not each["test_data"]} <= {
        MAY,
        NOTICE,
    }
    assert {each["label"] for each in report["open"]} >= {"collected_at", "source"}
    back = judge(both, "--notice", NOTICE)
    assert back.report["findings"] == json.loads(saved.read_text())["findings"]


def test_labels_count_again_and_are_kept(saved, tmp_path):
    labelled = tmp_path / "labelled.json"
    ran = fairnotice(
        "judge", saved, "--label", "role=processor", "--format", "json", "--output", labelled, "--fail-on", "undeclared"
    )
    assert ran.status == 0
    verdicts = {each["verdict"] for each in json.loads(labelled.read_text())["findings"]}
    assert verdicts <= {"not_applicable", "unmapped", None}
    kept = judge(labelled).report["findings"]
    assert {each["labels"]["role"]["from"] for each in kept} == {"--label"}


def test_a_file_of_labels_names_assets_as_the_report_does(saved, tmp_path):
    file = tmp_path / "labels.yaml"
    file.write_text("format: fairnotice-labels/1\nentries:\n  - match: marketing/leads.csv\n    source: third_party\n")
    ran = judge(saved, "--labels", file)
    leads = {
        each["field"]: each["verdict"] for each in ran.report["findings"] if each["asset"] == "marketing/leads.csv"
    }
    assert (leads["Phone"], leads["E-mail"]) == ("out_of_scope", "declared")
    file.write_text(file.read_text().replace("leads", "leeds"))
    ran = judge(saved, "--labels", file)
    assert (ran.status, ran.out) == (2, "")
    assert "Did you mean `marketing/leads.csv`" in ran.err


@pytest.mark.parametrize("arguments", [["--notice", "missing"], ["--label", "x=y"], ["--fail-on", "none,x"]])
def test_wrong_usage(saved, arguments):
    ran = judge(saved, *arguments)
    assert (ran.status, ran.out) == (2, "")


def test_a_report_without_a_notice_needs_one(tmp_path):
    (tmp_path / "a.csv").write_text("email\njane.doe@mail.com\n")
    path = tmp_path / "r.json"
    scan(tmp_path / "a.csv", "--output", path)
    ran = judge(path)
    assert ran.status == 2
    assert "Name one: --notice ID" in ran.err
    assert judge(path, "--notice", NOTICE).report["findings"][0]["verdict"] == "declared"


def test_broken_clauses_fail_unless_they_are_left_out(tmp_path):
    rows = "".join(f"person{at}@mail{at}.com\n" for at in range(40))
    (tmp_path / "users_anonymized.csv").write_text(f"email\n{rows}")
    ran = scan(tmp_path, "--notice", NOTICE)
    assert [each["kind"] for each in ran.report["clauses"] if each["state"] == "broken"] == ["disposal"]
    assert ran.status == 1
    assert scan(tmp_path, "--notice", NOTICE, "--fail-on", "undeclared").status == 0
    shown = fairnotice("scan", tmp_path, "--notice", NOTICE).out
    assert "FAILS: clauses" in shown
    assert "Nothing fails" not in shown

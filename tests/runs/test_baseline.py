"""What is new since the last run: `diff`, `--baseline`, acceptances and `review`, by the real command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import NOTICE, Ran, fairnotice
from tests.runs.keeping import kept

BORN = "born.csv"


def nightly(place: Path, *arguments: object) -> Ran:
    return kept(place, "--notice", NOTICE, *arguments)


def verdicts(ran: Ran) -> dict[str, str]:
    return {each["asset"]: each["verdict"] for each in ran.report["findings"]}


def birthdays(file: Path, field: str) -> None:
    rows = "".join(f"{row},19{60 + row}-02-1{row % 9}\n" for row in range(9))
    file.write_text(f"id,{field}\n{rows}")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights: what fails on the first, and one more of it on the second, when another file has gone."""
    place = tmp_path_factory.mktemp("nights")
    (place / "data").mkdir()
    birthdays(place / "data" / BORN, "date_of_birth")
    (place / "data" / "mail.txt").write_text("write to lea.meier@post.meierdahl.org\n")
    first = nightly(place, "--baseline", "latest", "--fail-on", "new", "--output", "first.json")
    assert first.status == 1
    assert "everything counts as new" in first.err
    (place / "data" / "mail.txt").unlink()
    birthdays(place / "data" / "new.csv", "birthday")
    second = nightly(place, "--baseline", "latest", "--fail-on", "new", "--output", "sarif=second.sarif")
    assert second.status == 1
    assert verdicts(second) == {BORN: "undeclared", "new.csv": "undeclared"}
    return place


def test_only_what_is_new_is_an_error(place: Path) -> None:
    results = json.loads((place / "second.sarif").read_text())["runs"][0]["results"]
    levels = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: each["level"] for each in results}
    assert levels == {f"data/{BORN}": "note", "data/new.csv": "error"}


def test_diff_tells_what_is_new_and_gone(place: Path) -> None:
    ran = fairnotice("diff", "--format", "json", cwd=place)
    told: dict[str, Any] = json.loads(ran.out)
    assert ran.status == 1
    assert told["totals"] == {"new": 1, "gone": 1, "changed": 0, "failing": 1}
    assert {each["kind"]: (each["after"] or each["before"])[0]["asset"] for each in told["findings"]} == {
        "new": "new.csv", "gone": "mail.txt",
    }  # fmt: skip
    assert told["coverage"] == [
        {"asset": "mail.txt", "before": "scanned", "after": None},
        {"asset": "new.csv", "before": None, "after": "scanned"},
    ]


def test_diff_as_text_fails_for_what_is_new_only(place: Path) -> None:
    ran = fairnotice("diff", "first.json", "latest", cwd=place)
    assert ran.status == 1
    assert ran.out.index("FAILS: new") < ran.out.index("new.csv: birthday") < ran.out.index("Gone")
    assert BORN not in ran.out
    assert fairnotice("diff", "latest", "first.json", cwd=place).status == 0
    assert fairnotice("diff", "--fail-on", "contradicts", cwd=place).status == 0
    same = fairnotice("diff", "latest", "latest", cwd=place)
    assert same.status == 0
    assert "Nothing differs" in same.out


def test_a_baseline_can_be_a_file_and_goes_for_judge(place: Path) -> None:
    judged = ("judge", "latest", "--fail-on", "new", "--baseline")
    assert fairnotice(*judged, "latest", cwd=place).status == 0
    shown = fairnotice(*judged, "first.json", cwd=place)
    assert shown.status == 1
    assert shown.out.index("FAILS: undeclared  1 finding") < shown.out.index("Known from the baseline  1 finding")


@pytest.mark.parametrize("arguments", [("--fail-on", "new"), ("--baseline", "latest")])
def test_a_baseline_and_what_fails_go_together(place: Path, arguments: tuple[str, ...]) -> None:
    ran = fairnotice("judge", "latest", *arguments, cwd=place)
    assert ran.status == 2
    assert "they go together" in ran.err


def test_a_report_of_a_run_is_held_against_the_one_before(place: Path) -> None:
    asked = ("report", "latest", "--to", "junit", "--fail-on", "new", "--baseline")
    ran = fairnotice(*asked, "latest~1", cwd=place)
    assert ran.out.count("<failure") == 1
    assert fairnotice("report", "latest", "--to", "junit", cwd=place).out.count("<failure") == 2
    itself = fairnotice(*asked, "latest", cwd=place)
    assert (itself.status, "latest is the report itself" in itself.err) == (2, True)


def test_a_baseline_that_is_nowhere_is_named(place: Path) -> None:
    ran = fairnotice("scan", "data", "--fail-on", "new", "--baseline", "nowhere.json", cwd=place)
    assert ran.status == 2
    assert ran.err.startswith("nowhere.json: ")


def test_what_was_reviewed_is_accepted_in_the_next_run(place: Path) -> None:
    """After those above, since it adds a third run."""
    ran = fairnotice("review", cwd=place, answers="a\nneeded by law\nAda\n2999-01-01\nf\norder dates\n\n")
    assert ran.status == 0
    assert "2 answered, 0 still open" in ran.out
    assert " 50%  1 of 2  birth_date" in ran.out
    assert len(yaml.safe_load((place / "fairnotice.accept.yaml").read_text())["entries"]) == 2
    third = nightly(place)
    assert third.status == 0
    assert third.err == ""
    assert {each["accepted"]["false_positive"] for each in third.report["findings"]} == {True, False}
    assert {each["use"] for each in third.report["acceptances"]} == {"used"}
    assert set(verdicts(third)) == {BORN, "new.csv"}
    changed = fairnotice("diff", cwd=place)
    assert changed.status == 0
    assert "Judged otherwise  2 findings" in changed.out
    assert "50%  1 of 2  birth_date" in fairnotice("review", "--stats", cwd=place).out


def test_acceptances_that_do_nothing_are_named(place: Path) -> None:
    other = place / "other.yaml"
    other.write_text(
        "format: fairnotice-accept/1\nentries:\n"
        "- field: fax\n  reason: old\n  owner: Ada\n"
        "- field: date_of_birth\n  reason: old\n  owner: Ada\n  expires: 2020-01-01\n"
    )
    ran = fairnotice("judge", "first.json", "--accept", other, "--format", "json", cwd=place)
    assert ran.status == 1
    assert "other.yaml:3: no open finding of this run fits it" in ran.err
    assert "other.yaml:6: expired on 2020-01-01; 1 finding of it is open again" in ran.err
    assert [each["use"] for each in ran.report["acceptances"]] == ["unused", "expired"]

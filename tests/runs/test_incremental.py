"""A later run takes over what has not changed, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.command import fairnotice
from tests.runs.keeping import kept, lasting, people, settled, soon, unchanged
from tests.sources.lakes import Here, Scans
from tests.sources.lakes import lasting as lake_lasting
from tests.sources.lakes import people as lake_people

__all__ = ["soon"]

ALLOW = "format: fairnotice-allow/1\nentries:\n- domain: {}\n  reason: ours\n"


@pytest.fixture
def place(tmp_path: Path, soon: None) -> Path:
    people(tmp_path / "data")
    settled(tmp_path / "data")
    return tmp_path


def test_an_unchanged_asset_is_not_read_again(place: Path) -> None:
    first = kept(place)
    stale = place / "data" / "people0.csv"
    times = stale.stat()
    second = kept(place)
    assert set(unchanged(first).values()) == {None}
    assert set(unchanged(second).values()) == {first.report["run"]["id"]}
    assert lasting(second) == lasting(first)
    third = kept(place)
    assert set(unchanged(third).values()) == {first.report["run"]["id"]}
    assert stale.stat().st_ctime_ns == times.st_ctime_ns


def test_an_unchanged_sample_is_not_read_again(place: Path) -> None:
    first = kept(place, "--sample", "rows=10")
    second = kept(place, "--sample", "rows=10")
    assert set(unchanged(second).values()) == {first.report["run"]["id"]}
    assert lasting(second) == lasting(first)
    assert first.report["sampled"]
    other = kept(place, "--sample", "rows=10", "--seed", "1")
    assert set(unchanged(other).values()) == {None}


def test_what_changed_is_scanned_and_what_is_gone_is_named(place: Path) -> None:
    first = kept(place)
    changed = place / "data" / "people1.csv"
    before = changed.stat()
    changed.write_text(changed.read_text().replace("fjordtel-post.com", "fjordtel-post.net"))
    os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))  # as `cp -p` and `rsync -t` leave it
    (place / "data" / "new.txt").write_text("write to lea.meier@post.meierdahl.org\n")
    (place / "data" / "notes2.txt").unlink()
    settled(place / "data")
    second = kept(place)
    told = unchanged(second)
    assert told["people1.csv"] is None
    assert told["new.txt"] is None
    assert told["people0.csv"] == first.report["run"]["id"]
    assert second.report["run"]["gone"] == ["notes2.txt"]
    assert lasting(second)["findings"] == lasting(kept(place, "--full"))["findings"]


def test_nothing_is_taken_over_where_the_answer_could_differ(place: Path) -> None:
    kept(place)
    for options in (["--full"], ["--region", "DE"], ["--max-depth", "3"]):
        assert set(unchanged(kept(place, *options)).values()) == {None}


def test_a_file_is_known_again_once_it_is_older_than_its_times_are_coarse(tmp_path: Path) -> None:
    people(tmp_path / "data", 1)
    first = kept(tmp_path)
    settled(tmp_path / "data")
    second = kept(tmp_path)
    assert set(unchanged(second).values()) == {None}
    third = kept(tmp_path)
    assert set(unchanged(third).values()) == {second.report["run"]["id"]}
    assert lasting(third) == lasting(second)
    assert third.report["findings"] == first.report["findings"]


def test_a_run_stands_alone(place: Path) -> None:
    """What it took over is its own: the run that found it may be deleted."""
    first = kept(place)
    second = kept(place)
    (before, last) = sorted((place / ".fairnotice").glob("*.run"))
    before.unlink()
    third = kept(place)
    assert set(unchanged(third).values()) == {first.report["run"]["id"]}
    assert lasting(third) == lasting(second)
    assert "8 of 8 recorded, 8 of them carried over" in fairnotice("runs", "show", last.stem, cwd=place).out


def test_nothing_is_left_of_what_is_gone(place: Path) -> None:
    kept(place)
    (place / "data" / "notes2.txt").unlink()
    kept(place)
    (before, last) = sorted((place / ".fairnotice").glob("*.run"))
    assert b"notes2.txt" in before.read_bytes()
    assert b"notes2.txt" not in last.read_bytes()


def test_a_run_that_was_killed_while_it_began_leaves_nothing(place: Path) -> None:
    kept(place)
    old, new = (place / ".fairnotice" / f"{name}.draft" for name in ("old", "new"))
    for draft in (old, new):
        draft.write_bytes(b"begun")
    os.utime(old, (0, 0))
    second = kept(place)
    assert None not in unchanged(second).values()
    assert not old.exists()
    assert new.exists()  # somebody may be writing it


def test_a_changed_rule_is_applied(place: Path) -> None:
    allow = place / "allow.yaml"
    allow.write_text(ALLOW.format("fjordtel-post.com"))
    first = kept(place, "--allow", allow)
    again = kept(place, "--allow", allow)
    allow.write_text(ALLOW.format("nordlys-mail.org"))
    second = kept(place, "--allow", allow)
    assert None not in unchanged(again).values()
    assert set(unchanged(second).values()) == {None}
    assert second.found() != first.found()


def test_what_is_damaged_stays_damaged(place: Path) -> None:
    (place / "data" / "cut.parquet").write_bytes(b"PAR1 and no more")
    settled(place / "data")
    first = kept(place)
    second = kept(place)
    assert unchanged(second)["cut.parquet"] == first.report["run"]["id"]
    assert second.reasons("cut.parquet") == first.reasons("cut.parquet") == {"malformed"}
    assert second.status == 3


def test_labels_and_notices_are_applied_to_what_was_carried_over(place: Path) -> None:
    kept(place)
    second = kept(place, "--notice", "ringcentral-2018-11-30", "--label", "source=third_party")
    assert None not in unchanged(second).values()
    judged = [each for each in second.report["findings"] if each["verdict"]]
    assert judged
    assert {each["labels"]["source"]["value"] for each in judged} == {"third_party"}


def test_kept_runs_hold_no_values(place: Path) -> None:
    kept(place)
    kept(place, "--matches", "matches.jsonl")
    for file in (place / ".fairnotice").iterdir():
        data = file.read_bytes()
        assert b"fjordtel" not in data
        assert b"nordlys" not in data
        assert file.name == ".gitignore" or file.stat().st_mode & 0o077 == 0
    (run, *_) = sorted((place / ".fairnotice").glob("*.run"))
    assert b"people0.csv" in run.read_bytes()  # the names of assets are not secret, as they are not in a report


def test_values_that_were_asked_for_are_not_kept(place: Path) -> None:
    ran = kept(place, "--show-values")
    assert "not kept" in ran.err
    assert ran.report["run"]["id"] is None
    assert list((place / ".fairnotice").glob("*.run")) == []


def test_the_folder_of_runs_is_not_scanned(place: Path) -> None:
    kept(place, path=".")
    second = kept(place, path=".")
    assert not [name for name in unchanged(second) if ".fairnotice" in name]
    ignored = (place / ".fairnotice" / ".gitignore").read_text()
    assert ignored == "*\n"


def test_matches_are_written_for_all(place: Path) -> None:
    kept(place)
    kept(place, "--matches", "one.jsonl")
    kept(place, "--matches", "two.jsonl")
    assert (place / "one.jsonl").read_bytes() == (place / "two.jsonl").read_bytes() != b""


def test_another_command_may_use_what_is_the_same(place: Path) -> None:
    first = kept(place)
    narrower = kept(place, "--include", "*.csv")
    assert set(unchanged(narrower).values()) == {first.report["run"]["id"]}
    assert narrower.report["run"]["gone"] == []


def test_a_report_of_a_kept_run(place: Path) -> None:
    first = kept(place).report["run"]["id"]
    (place / "data" / "notes2.txt").unlink()
    kept(place)
    text = fairnotice("report", cwd=place).out
    assert f"7 assets unchanged since run {first}" in text.replace("\n", " ").replace("  ", " ")
    assert "Not there any more: 1 asset of the run before." in text
    assert fairnotice("report", "latest~1", "--to", "json", cwd=place).report["run"]["id"] == first
    proof = fairnotice("report", "latest", "--to", "coverage", cwd=place).out.splitlines()
    assert len({json.loads(line)["identity"] for line in proof[1:-1]}) == 7
    explained = fairnotice("explain", "latest", "people1.csv", "email", cwd=place)
    assert explained.status == 0


def test_runs_are_listed_shown_and_pruned(place: Path) -> None:
    ids = [kept(place).report["run"]["id"] for _ in range(3)]
    listed = fairnotice("runs", "list", cwd=place).out.splitlines()
    assert [line.split()[0] for line in listed] == ids[::-1]
    assert all("finished" in line for line in listed)
    shown = fairnotice("runs", "show", "latest~1", cwd=place).out
    assert ids[1] in shown
    assert "8 of 8 recorded" in shown
    assert fairnotice("runs", "prune", "--keep", "1", "--dry-run", cwd=place).out.count("would delete") == 2
    assert fairnotice("runs", "prune", "--keep", "1", cwd=place).out.count("deleted") == 2
    assert len(list((place / ".fairnotice").glob("*.run*"))) == 1
    assert None not in unchanged(kept(place)).values()


def test_what_was_counted_is_exported_without_values(place: Path) -> None:
    report = kept(place).report
    said = fairnotice("runs", "export", "latest", "counts.parquet", cwd=place)
    table = pq.read_table(place / "counts.parquet")
    assert said.out == f"counts.parquet: {table.num_rows} rows\n"
    rows = table.to_pylist()
    found = {(row["asset"], row["field"]) for row in rows if row["rule"]}
    assert found == {(each["asset"], each["field"]) for each in report["findings"]}
    assert sum(row["values"] for row in rows if row["rule"] == "email_address") == sum(
        each["matched"] for each in report["findings"] if "EMAIL_ADDRESS" in each["entities"]
    )
    assert "•" in str(rows)
    for file in (place / "data").iterdir():
        for line in file.read_text("utf-8").splitlines()[1:]:
            assert not any(len(cell) > 6 and cell in str(rows) for cell in line.split(","))


def test_a_run_that_is_not_there(place: Path) -> None:
    kept(place)
    kept(place)
    for name in ("nothing", "latest~9", "2"):
        ran = fairnotice("runs", "show", name, cwd=place)
        assert ran.status == 2
        assert "runs list" in ran.err


def test_a_damaged_run_costs_nothing_but_itself(place: Path) -> None:
    kept(place)
    (run,) = (place / ".fairnotice").glob("*.run")
    run.write_bytes(b"no database" * 100)
    second = kept(place)
    assert set(unchanged(second).values()) == {None}
    assert second.status == 0


def test_only_new_files_of_a_dataset_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.content._SETTLED", 0.0)
    scans, afresh = (Scans(tmp_path / name) for name in ("runs", "afresh"))
    data = tmp_path / "data"
    for day in (2, 3):
        (data / f"day={day}").mkdir(parents=True)
        pq.write_table(lake_people(day * 100, 30), data / f"day={day}" / "part.parquet")
    scans(data, kept=True)
    assert {unit.file for unit in Here.read} == {"day=2/part.parquet", "day=3/part.parquet"}
    (data / "day=1").mkdir()
    pq.write_table(lake_people(0, 20), data / "day=1" / "part.parquet")
    done = scans(data, kept=True)
    assert {unit.file for unit in Here.read} == {"day=1/part.parquet"}
    assert lake_lasting(done) == lake_lasting(afresh(data, kept=True, full=True))
    pq.write_table(lake_people(0, 10), data / "day=2" / "part.parquet")
    shutil.rmtree(data / "day=3")
    done = scans(data, kept=True)
    assert {unit.file for unit in Here.read} == {"day=2/part.parquet"}
    assert lake_lasting(done) == lake_lasting(afresh(data, kept=True, full=True))


def test_an_index_moves_with_its_units(tmp_path: Path, soon: None) -> None:
    data = tmp_path / "data" / "crm"
    for day in (2, 3):
        (data / f"day={day}").mkdir(parents=True)
        pq.write_table(lake_people(day * 100, 30), data / f"day={day}" / "part.parquet")
    settled(data)
    kept(tmp_path, "--index")
    (data / "day=1").mkdir()
    pq.write_table(lake_people(0, 20), data / "day=1" / "part.parquet")
    settled(data)
    kept(tmp_path, "--index")
    shown = fairnotice("runs", "show", cwd=tmp_path)
    assert "3 of 3 recorded, 2 of them carried over" in shown.out
    told = fairnotice(
        "find", "--run", "latest", "--email", "jane.roe305@kaisen-works.co", "--format", "json", cwd=tmp_path
    )
    assert [(each["asset"], each["field"], each["row"]) for each in json.loads(told.out)["places"]] == [
        ("crm", "email", 20 + 30 + 6)
    ]


def test_a_value_in_the_path_of_a_file_is_not_kept_in_clear(tmp_path: Path, soon: None) -> None:
    data = tmp_path / "data" / "crm"
    for name in ("ada.lund", "kaya.berg"):
        (data / f"mail={name}@fjordtel-post.net").mkdir(parents=True)
        pq.write_table(lake_people(0, 30), data / f"mail={name}@fjordtel-post.net" / "part.parquet")
    settled(data)
    assert kept(tmp_path).status == 0
    (held,) = (tmp_path / ".fairnotice").glob("*.run")
    assert b"crm" in held.read_bytes()
    assert b"ada.lund" not in held.read_bytes()

"""Standard input, and lists of what is to be scanned."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.command import fairnotice, scan

TABLE = b"id,email\n" + b"".join(b"%d,ada.%d@fjordtel.net\n" % (number, number) for number in range(500))


def test_what_comes_through_a_pipe_is_told_by_its_content() -> None:
    for data in (TABLE, gzip.compress(TABLE)):
        report = scan("-", answers=data).report
        assert [(each["asset"], each["field"], each["matched"]) for each in report["findings"]] == [("-", "email", 500)]
        assert report["coverage"][0]["rows"] == 500
        assert report["coverage"][0]["bytes"] > 0


def test_an_empty_pipe_is_no_hole() -> None:
    done = scan("-", answers=b"")
    assert done.status == 0
    assert done.reasons("-") == {"empty"}


def test_a_pipe_beside_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE)
    report = scan("-", tmp_path / "a.csv", answers=TABLE).report
    assert {each["asset"] for each in report["findings"]} == {"-", str(tmp_path / "a.csv")}


def test_a_file_as_standard_input() -> None:
    done = scan("-", answers=TABLE.decode())
    assert done.report["findings"][0]["matched"] == 500


def test_a_list_names_what_is_scanned(tmp_path: Path) -> None:
    for name in ("a.csv", "b c.csv", "d.csv"):
        (tmp_path / name).write_bytes(TABLE)
    wanted = [str(tmp_path / "a.csv"), str(tmp_path / "b c.csv")]
    for separator in ("\n", "\0", "\r\n"):
        done = scan("--files-from", "-", answers=separator.join(wanted))
        assert {each["asset"] for each in done.report["findings"]} == set(wanted)
    (tmp_path / "list").write_text("\n".join(wanted[:1]))
    done = scan("--files-from", tmp_path / "list")
    assert {each["asset"] for each in done.report["findings"]} == {"a.csv"}


def test_nothing_to_scan_is_wrong_usage(tmp_path: Path) -> None:
    for arguments in ((), ("--files-from", "-"), ("--files-from", str(tmp_path / "none"))):
        assert fairnotice("scan", *arguments).status == 2

"""Standard input, and lists of what is to be scanned."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

from tests.command import COMMAND, ROOT, fairnotice, scan

TABLE = b"id,email\n" + b"".join(b"%d,ada.%d@fjordtel.net\n" % (number, number) for number in range(500))


def piped(data: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [*COMMAND, "scan", "--format", "json", "--jobs", "1", *arguments]
    return subprocess.run(command, cwd=ROOT, input=data, capture_output=True, check=False)


def test_what_comes_through_a_pipe_is_told_by_its_content() -> None:
    for data in (TABLE, gzip.compress(TABLE)):
        done = piped(data, "-")
        report = json.loads(done.stdout)
        assert [(each["asset"], each["field"], each["matched"]) for each in report["findings"]] == [("-", "email", 500)]
        assert report["coverage"][0]["rows"] == 500
        assert report["coverage"][0]["bytes"] > 0


def test_an_empty_pipe_is_no_hole() -> None:
    done = piped(b"", "-")
    assert done.returncode == 0
    assert [each["reason"] for each in json.loads(done.stdout)["coverage"][0]["problems"]] == ["empty"]


def test_a_pipe_beside_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE)
    report = json.loads(piped(TABLE, "-", str(tmp_path / "a.csv")).stdout)
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

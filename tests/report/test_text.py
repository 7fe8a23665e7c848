"""The report for a terminal: width, colours, folded lists."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given

from scanner.commands.output import wants_colours
from scanner.model.found import Confidence
from scanner.model.judged import Report, Verdict
from scanner.report.document import to_json
from scanner.report.lines import painted
from scanner.report.text import to_text
from scanner.report.view import View
from tests.command import COMMAND, ROOT, fairnotice
from tests.report.made import judged, report
from tests.test_report import reports

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_the_sample_fits_80_columns(saved: Path) -> None:
    lines = fairnotice("report", saved, "--all").out.splitlines()
    assert len(lines) > 200
    assert [line for line in lines if len(line) > 80] == []


def test_a_long_list_is_folded_with_the_command_that_shows_the_rest() -> None:
    many = report(*(judged(field=f"email_{number}") for number in range(1_234)))
    shown = to_text(many, View(rest="fairnotice report r.json --all"))
    assert "1,234 findings: 1,234 fail." in shown
    assert "… and 1,204 more: `fairnotice report r.json --all` shows all" in shown
    assert "email_29\n" in shown
    assert "email_30\n" not in shown
    assert "email_1233\n" in to_text(many, View(everything=True))


def test_the_command_that_shows_the_rest_does(tmp_path: Path) -> None:
    saved = tmp_path / "r.json"
    saved.write_bytes(to_json(report(*(judged(field=f"email_{number}") for number in range(40)))))
    folded = fairnotice("report", "r.json", cwd=tmp_path).out
    assert "… and 10 more: `fairnotice report r.json --all` shows all" in folded
    assert "email_39\n" not in folded
    assert "email_39\n" in fairnotice("report", "r.json", "--all", cwd=tmp_path).out


def test_places_of_one_category_are_folded() -> None:
    many = report(*(judged(field=f"email_{number}", verdict=Verdict.DECLARED) for number in range(40)))
    shown = " ".join(to_text(many, View(rest="--all")).split())
    assert "… and 25 more: `--all` shows all" in shown
    assert "email_39 (5)" in to_text(many, View(everything=True))


def test_the_headline_counts_each_finding_once() -> None:
    shown = to_text(
        report(
            judged(),
            judged(field="a", verdict=Verdict.DECLARED),
            judged(field="b", confidence=Confidence.POSSIBLE),
            judged(field="c", verdict=Verdict.UNMAPPED),
            judged(field="d", test_data=True),
        ),
        View(),
    )
    told = "5 findings: 1 fail, 1 declared, 1 not judged, 1 merely possible, 1 test data."
    assert told in " ".join(shown.split())


@given(reports)
def test_colours_change_nothing_but_colour(shown: Report) -> None:
    plain = to_text(shown, View())
    assert _COLOUR.sub("", to_text(shown, View(colours=True))) == plain


def test_what_fails_is_red() -> None:
    shown = to_text(report(judged()), View(colours=True))
    assert "\x1b[1;31mFAILS: undeclared" in shown
    assert next(iter(painted(["Nothing fails", "────"]))).startswith("\x1b[1;32m")


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "0"}, False),
        (False, {"CLICOLOR_FORCE": "1"}, True),
        (True, {"CLICOLOR": "0"}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colours_follow_the_conventions(terminal: bool, environment: dict[str, str], wanted: bool) -> None:
    assert wants_colours(terminal, environment) is wanted


def test_files_and_pipes_are_not_coloured(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in fairnotice("report", saved).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31mFAILS" in fairnotice("report", saved).out
    fairnotice("report", saved, "--output", tmp_path / "out.txt")
    assert b"\x1b" not in (tmp_path / "out.txt").read_bytes()


@pytest.mark.parametrize(("form", "status", "begins"), [("text", 0, b"\x1b[1;31mFAILS"), ("parquet", 2, b"")])
def test_a_terminal_gets_colours_and_nothing_binary(saved: Path, form: str, status: int, begins: bytes) -> None:
    terminal, end = os.openpty()
    environment = {key: value for key, value in os.environ.items() if "COLOR" not in key} | {"TERM": "xterm"}
    command = [*COMMAND, "report", str(saved), "--to", form]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=end, stderr=subprocess.PIPE)
    os.close(end)
    shown = b""
    with suppress(OSError):  # how a terminal ends
        while piece := os.read(terminal, 1 << 16):
            shown += piece
    os.close(terminal)
    error = process.communicate(timeout=60)[1]
    assert process.returncode == status, error
    assert begins in shown
    assert status == 0 or (shown == b"" and b"Name a file: --output FILE" in error)

"""Proof of coverage: a chain in which any change is seen."""

from __future__ import annotations

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.judged import Report
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.report.proof import render, verify
from scanner.report.view import View
from tests.command import fairnotice

REPORT = Report(
    {"id": "a", "complete": True},
    None,
    (),
    (),
    (
        Coverage("a.csv", Status.SCANNED, "csv", 10, 2, identity="1f"),
        Coverage("b.parquet", Status.SKIPPED, "parquet", 7, 0, (Problem(Reason.MALFORMED, "damaged"),)),
        Coverage("c.txt", Status.SCANNED, "text", 5, 1, since="20181130T000000Z-aaaa"),
    ),
)
CHAIN = b"".join(render(REPORT, View()))


def test_what_was_written_holds() -> None:
    assert verify(CHAIN) == ""
    lines = [json.loads(line) for line in CHAIN.splitlines()]
    assert [line["line"] for line in lines] == [0, 1, 2, 3, 4]
    assert lines[2]["problems"][0]["reason"] == "malformed"
    assert lines[3]["unchanged_since"] == "20181130T000000Z-aaaa"
    assert lines[4]["lines"] == 5
    assert all(line["previous"] == before["sha256"] for before, line in pairwise(lines))


@given(st.integers(0, len(CHAIN) - 1), st.integers(1, 255))
def test_any_byte_that_changes_is_seen(at: int, by: int) -> None:
    changed = bytearray(CHAIN)
    changed[at] ^= by
    try:
        same = [json.loads(line) for line in bytes(changed).splitlines()] == [
            json.loads(line) for line in CHAIN.splitlines()
        ]
    except ValueError:
        same = False
    assert same or verify(bytes(changed))


@given(st.permutations(CHAIN.splitlines(keepends=True)), st.integers(0, 5))
def test_lines_moved_or_taken_out_are_seen(lines: list[bytes], count: int) -> None:
    chain = b"".join(lines[:count])
    assert (verify(chain) == "") == (chain == CHAIN)


@pytest.mark.parametrize("chain", [b"", b"[]\n", b"{}\n", b"no json\n", b'{"line": 0}\n'])
def test_what_is_no_chain(chain: bytes) -> None:
    assert verify(chain)


def test_of_a_saved_report(saved: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof.jsonl"
    assert fairnotice("report", saved, "--to", "coverage", "--output", proof).status == 0
    assert fairnotice("runs", "verify", proof).status == 0
    lines = [json.loads(line) for line in proof.read_text().splitlines()]
    assert len(lines) == 36 + 2
    assert lines[0]["run"]["versions"]["rules"]["count"] > 100
    assert lines[0]["notice"]["id"] == "ringcentral-2018-11-30"
    # what an auditor can do without this program
    shell = "tail -n 1 proof.jsonl | jq -cS 'del(.sha256)' | tr -d '\\n' | sha256sum"
    if subprocess.run(["which", "jq"], capture_output=True, check=False).returncode == 0:
        done = subprocess.run(shell, shell=True, cwd=tmp_path, capture_output=True, check=True)
        assert done.stdout.decode().split()[0] == lines[-1]["sha256"]
    proof.write_text(proof.read_text().replace('"rows":', '"rows":1', 1))
    ran = fairnotice("runs", "verify", proof)
    assert ran.status == 1
    assert "was changed" in ran.out

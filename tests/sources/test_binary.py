"""Strings of binary files that no reader knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.sources.binary import SOURCE, strings_in
from tests.command import scan
from tests.sources.reading import read

ASCII_RUN = re.compile(rb"[\t\x20-\x7e]{6,}")
WIDE_RUN = re.compile(rb"(?:[\t\x20-\x7e]\x00){6,}")


@given(
    st.lists(
        st.sampled_from([b"ada@fjordtel.net", b"short", b"\0", b"\xff", b"w\0i\0d\0e\0r\0!\0", b"\n"]), max_size=12
    )
)
def test_strings_are_those_that_an_expression_finds(pieces: list[bytes]) -> None:
    block = b"".join(pieces)
    wide = [match.replace(b"\0", b"") for match in WIDE_RUN.findall(block)]
    found = strings_in(block).splitlines()
    assert sorted(found) == sorted([*ASCII_RUN.findall(block), *wide])


def test_strings_across_blocks_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "image.bin"
    filler = bytes(range(128, 256)) * (1 << 14)
    path.write_bytes(
        b"\0\1" + filler[:-10] + b"ada@fjordtel.net" + filler + "bo@fjordtel.net".encode("utf-16-le") + b"\xff"
    )
    outcome = read(SOURCE, path)
    assert [value.strip() for value in outcome.values("")] == ["ada@fjordtel.net", "bo@fjordtel.net"]
    assert outcome.reasons == {"strings_only": 1}


@pytest.mark.parametrize(("choice", "reason"), [("strings", "strings_only"), ("skip", "unknown_format")])
def test_the_command_finds_them_and_says_so(tmp_path: Path, choice: str, reason: str) -> None:
    (tmp_path / "core.dmp").write_bytes(b"\0\1\2\xfe" * 900 + b"mail=ada@fjordtel.net\0" + b"\xff\0\3" * 900)
    done = scan(tmp_path, "--binary", choice)
    assert done.status == 3
    assert done.reasons("core.dmp") == {reason}
    assert len(done.report["findings"]) == (choice == "strings")

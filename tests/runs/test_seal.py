from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import RunError
from scanner.runs.seal import Seal


@given(st.text(), st.binary())
def test_what_is_closed_opens(name: str, held: bytes) -> None:
    seal = Seal(b"k" * 32)
    closed = seal.close(name, held)
    assert seal.open(name, closed) == held
    assert seal.close(name, held) != closed


@given(st.integers(0), st.integers(1, 255))
def test_nothing_that_was_touched_opens(at: int, by: int) -> None:
    seal = Seal(b"k" * 32)
    closed = bytearray(seal.close("a", {"b": 1}))
    closed[at % len(closed)] ^= by
    with pytest.raises(RunError):
        seal.open("a", bytes(closed))


def test_a_name_or_a_secret_of_another() -> None:
    closed = Seal(b"k" * 32).close("a#1", 1)
    for seal, name in ((Seal(b"k" * 32), "a#2"), (Seal(b"l" * 32), "a#1")):
        with pytest.raises(RunError):
            seal.open(name, closed)


def test_a_folder_has_one_secret(tmp_path: Path) -> None:
    closed = Seal.of(tmp_path).close("a", 1)
    assert Seal.of(tmp_path).open("a", closed) == 1
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(RunError, match="not the secret"):
        Seal.of(tmp_path)


def test_digests_tell_parts_apart() -> None:
    seal = Seal(b"k" * 32)
    assert seal.digest("ab", "c") != seal.digest("a", "bc")
    assert seal.digest("a") != Seal(b"l" * 32).digest("a")

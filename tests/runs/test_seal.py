from __future__ import annotations

import os
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


class Forged:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch forged",)


def test_only_results_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seal = Seal(b"k" * 32)
    with pytest.raises(RunError, match="Do not trust"):
        seal.open("a", seal.close("a", Forged()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o644, 0o660])
def test_a_secret_that_others_may_have_written(tmp_path: Path, mode: int) -> None:
    Seal.of(tmp_path)
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(RunError, match="--no-keep"):
        Seal.of(tmp_path)


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

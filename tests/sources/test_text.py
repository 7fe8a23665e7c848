"""Text: lines, long lines, odd bytes."""

from __future__ import annotations

import gzip
import resource
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.lines import line_batches
from scanner.model.data import Batch
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources.text import SOURCE
from scanner.streams import BLOCK
from tests.sources.reading import asset_of, read


def head(name: str, text: str | None) -> Head:
    return Head(name, b"", text)


def test_fit() -> None:
    assert SOURCE.fit(head("app.log", "a line")) == Fit.NAME
    assert SOURCE.fit(head("app", "a line")) == Fit.FALLBACK
    assert SOURCE.fit(head("app.log", None)) == Fit.NO


def test_lines_keep_their_terminators(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes("one\r\ntwo ü\n\nfour".encode())
    outcome = read(SOURCE, path)
    assert outcome.cells() == {"": [(1, "one\r\n"), (2, "two ü\n"), (3, "\n"), (4, "four\n")]}
    assert all(batch.lines for batch in outcome.batches)


def test_lines_of_an_old_mac(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\rtwo\rthree")
    assert read(SOURCE, path).cells() == {"": [(1, "one\r"), (2, "two\r"), (3, "three\r")]}


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    outcome = read(SOURCE, path)
    assert (outcome.batches, outcome.reasons) == ([], {"empty": 1})


def test_a_cut_gzip_keeps_its_lines(tmp_path: Path) -> None:
    text = "".join(f"{number} line\n" for number in range(100_000)).encode()
    path = tmp_path / "a.log.gz"
    path.write_bytes(gzip.compress(text)[:-2000])
    outcome = read(SOURCE, path)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.TRUNCATED
    assert len(outcome.values("")) > 90_000


def test_nul_bytes_and_invalid_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes("größe und länge\n".encode() * 50 + b"a\0b\nx\xff\xfey\n")
    outcome = read(SOURCE, path)
    assert outcome.values("")[-2:] == ["a\0b\n", "x\ufffd\ufffdy\n"]
    assert outcome.reasons == {"nul_bytes": 1, "repaired_text": 2}


def blocks_of(data: bytes, size: int) -> list[Batch]:
    """Line batches of a text that is given in small blocks, as if each were a block of the usual size."""
    places = iter(range(0, len(data), size))
    return list(line_batches(lambda _: data[(at := next(places, len(data))) : at + size]))


@given(st.text(st.sampled_from("ab\né\r ")), st.integers(1, 9))
def test_lines_join_to_the_input(text: str, size: int) -> None:
    data = text.encode()
    size = max(size, 4)
    parts = [value for batch in blocks_of(data, size) for value in batch.columns[0].values.to_pylist()]
    assert "".join(parts).rstrip("\r\n") == text.rstrip("\r\n")


@pytest.mark.parametrize("word", ["word ", "é", "x", '{"key": "some value"},'])
def test_a_line_of_many_blocks(tmp_path: Path, word: str) -> None:
    text = word * (5 * BLOCK // len(word.encode()))
    path = tmp_path / "a.txt"
    path.write_text(f"first\n{text}\nlast\n", encoding="utf-8")
    outcome = read(SOURCE, path)
    pieces, numbers, given_before = [], set(), 0
    for batch in outcome.batches:
        values = batch.columns[0].values.to_pylist()
        for place, value in enumerate(values):
            number = int(batch.row_of(np.int64(place)))  # type: ignore[arg-type]
            if number == 2:
                assert batch.skip == given_before or place
                assert value.endswith("\n")
                pieces.append(value[:-1])
                given_before += len(value) - 1
            numbers.add(number)
    assert "".join(pieces) == text
    assert len(pieces) >= 3
    assert numbers == {1, 2, 3}
    if len(word) > 1:
        assert all(piece.endswith(tuple(' ,"{}')) for piece in pieces)


def test_memory_does_not_grow_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"0123456789 " * (1 << 17))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = 0
    for unit in SOURCE.plan(asset_of(path, SOURCE)):
        for batch in SOURCE.read(unit):
            assert isinstance(batch, Batch)
            size += batch.columns[0].values.nbytes
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert size > 100 << 20
    assert after - before < 60_000

"""Contents are opened alike, from the start or in the middle, wherever their bytes are."""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.content import Held, LocalFile, Streamed, held, pieces_of
from scanner.errors import LimitError, SourceError
from scanner.model.data import Content, Limits, Raw

PARTS = st.lists(st.binary(max_size=9), max_size=9)


def everything(raw: Raw, size: int) -> bytes:
    parts = []
    while data := raw.read(size):
        assert len(data) <= size
        parts.append(data)
    assert raw.given == sum(map(len, parts))
    raw.close()
    return b"".join(parts)


@given(PARTS, st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30)), st.integers(1, 12))
def test_every_content_gives_the_same_part(parts: list[bytes], start: int, stop: int | None, size: int) -> None:
    data = b"".join(parts)
    with TemporaryDirectory() as folder:
        path = Path(folder, "a")
        path.write_bytes(data)
        contents: list[Content] = [LocalFile(str(path)), Held("a", data), Streamed("a", iter(parts))]
        for content in contents:
            assert everything(content.open(start, stop), size) == data[start:stop]
            assert held(content) == data == b"".join(pieces_of(content))


def test_a_stream_can_be_opened_again_until_it_was_read_far() -> None:
    stream = Streamed("a", iter([bytes(1 << 20)] * 12))
    assert len(everything(stream.open(0, 5 << 20), 1 << 18)) == 5 << 20
    assert len(everything(stream.open(), 1 << 18)) == 12 << 20
    with pytest.raises(SourceError, match="once only"):
        stream.open()


def test_a_stream_that_is_held_can_be_opened_as_often_as_wanted() -> None:
    stream = Streamed("a", iter([bytes(1 << 20)] * 12))
    for _ in range(3):
        assert stream.at_random().read() == bytes(12 << 20)
        assert everything(stream.open(), 1 << 20) == bytes(12 << 20)


def test_what_is_too_large_is_not_held() -> None:
    with pytest.raises(LimitError, match="--max-held"):
        Streamed("a", iter([b"abc"] * 5), limits=Limits(held=14)).at_random()


def test_the_error_of_a_stream_comes_after_its_bytes_and_again() -> None:
    def pieces() -> object:
        yield b"ab"
        raise SourceError("a: cut")

    stream = Streamed("a", pieces())  # type: ignore[arg-type]
    for _ in range(2):
        raw = stream.open()
        assert raw.read(9) == b"ab"
        with pytest.raises(SourceError):
            raw.read(9)


def test_identity_of_a_file(tmp_path: Path) -> None:
    file, folder = tmp_path / "a.txt", tmp_path / "d"
    folder.mkdir()
    file.write_text("one")
    (folder / "b.txt").write_text("one")
    assert LocalFile(str(file)).identity() == ""  # it could be written to again without a trace
    assert LocalFile(str(folder)).identity() == ""
    time.sleep(2.1)
    first = [LocalFile(str(path)).identity() for path in (file, folder)]
    assert all(first)
    assert first == [LocalFile(str(path)).identity() for path in (file, folder)]
    before = file.stat()
    for path in (file, folder / "b.txt"):
        path.write_text("two")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    time.sleep(2.1)
    second = [LocalFile(str(path)).identity() for path in (file, folder)]
    assert all(second)
    assert not set(first) & set(second)
    assert LocalFile(str(tmp_path / "none")).identity() == ""

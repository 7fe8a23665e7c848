"""Files become bytes and text: compression, limits, encodings, and inputs that misbehave."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import random
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import lz4.frame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.content import LocalFile
from scanner.encodings import Utf8
from scanner.errors import LimitError, SourceError
from scanner.model.data import LIMITS, Asset, Limits
from scanner.model.problems import Problem, Reason
from scanner.streams import CUT_FROM, bare_name, head_of, line_units, open_stream, open_text
from tests.command import unprivileged

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def alone(data: bytes) -> bytes:
    return lzma.compress(data, lzma.FORMAT_ALONE)


ALL = [gzip.compress, zstd.compress, bz2.compress, lzma.compress, alone, lz4.frame.compress]
NAMED = pytest.mark.parametrize("compress", ALL, ids=["gzip", "zstd", "bz2", "xz", "lzma", "lz4"])
BZIP2_BLOCK = 900_000
"""Bytes of text: none of them can be decoded before all are there."""
TEXT = "".join(f"{number} jane.doe{number}@example.com über\n" for number in range(20_000)).encode()


def everything(
    path: Path, size: int = 100_000, limits: Limits | None = None
) -> tuple[bytes, list[Problem], SourceError | None]:
    parts = []
    with open_stream(LocalFile(str(path), limits or LIMITS)) as stream:
        try:
            while data := stream.read(size):
                parts.append(data)
        except SourceError as error:
            return b"".join(parts), stream.problems, error
        return b"".join(parts), stream.problems, None


def text_in(path: Path, size: int = 4096) -> tuple[str, str, list[Problem]]:
    parts = []
    with open_text(LocalFile(str(path))) as stream:
        while data := stream.read(size):
            data.decode()  # every block is valid by itself
            parts.append(data)
        return b"".join(parts).decode(), stream.encoding, stream.problems


@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        gzip.compress(TEXT),
        gzip.compress(TEXT[:5000]) + gzip.compress(TEXT[5000:]),
        gzip.compress(TEXT) + b"\0" * 700,
        zstd.compress(TEXT),
        zstd.compress(TEXT[:5000]) + zstd.compress(TEXT[5000:]),
        b"\x50\x2a\x4d\x18\x04\0\0\0skip" + zstd.compress(TEXT),
        gzip.compress(zstd.compress(gzip.compress(TEXT))),
        bz2.compress(lzma.compress(lz4.frame.compress(TEXT))),
        lz4.frame.compress(TEXT, block_linked=False, block_size=lz4.frame.BLOCKSIZE_MAX4MB),
    ],
    ids=["plain", "gzip", "gzip-members", "gzip-padding", "zstd", "zstd-frames", "zstd-skippable", "nested", "3", "4M"],
)
@pytest.mark.parametrize("size", [1 << 20, 777])
def test_compression_is_peeled(tmp_path: Path, data: bytes, size: int) -> None:
    path = tmp_path / "data"
    path.write_bytes(data)
    assert everything(path, size) == (TEXT, [], None)


@NAMED
@pytest.mark.parametrize("size", [1 << 20, 777])
def test_every_compression(tmp_path: Path, compress: Callable[[bytes], bytes], size: int) -> None:
    path = tmp_path / "data"
    for data in (
        compress(TEXT),
        compress(TEXT[:5000]) + compress(b"") + compress(TEXT[5000:]),
        compress(TEXT[:5000]) + bytes(512) + compress(TEXT[5000:]) + bytes(700),
    ):
        path.write_bytes(data)
        assert everything(path, size) == (TEXT, [], None)


@pytest.mark.parametrize("program", ["gzip", "zstd", "bzip2", "xz", "lz4", "xz --format=lzma"])
def test_what_the_programs_write(tmp_path: Path, program: str) -> None:
    if not shutil.which(program.split()[0]):
        pytest.skip(f"{program} is not installed")
    path = tmp_path / "data"
    path.write_bytes(subprocess.run([*program.split(), "-c"], input=TEXT, capture_output=True, check=True).stdout)
    assert everything(path) == (TEXT, [], None)


@pytest.mark.parametrize("text", [b"BZh9 is how bzip2 begins", b"]\0\0 and more that is no lzma", b"(", b""])
def test_what_only_begins_like_compressed_data(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "data"
    path.write_bytes(text)
    assert everything(path) == (text, [], None)


def test_a_window_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.lzma"
    data = alone(TEXT)
    path.write_bytes(data[:1] + (512 << 20).to_bytes(4, "little") + data[5:])
    with pytest.raises(LimitError, match="128 MiB"):
        open_stream(LocalFile(str(path)))


def test_lz4_without_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.lz4"
    path.write_bytes(lz4.frame.compress(TEXT))
    monkeypatch.setattr("scanner.decompress.find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"fairnotice\[archives\]") as caught:
        open_stream(LocalFile(str(path)))
    assert caught.value.reason == Reason.MISSING_EXTRA


def test_names_without_the_endings_of_compressions() -> None:
    assert [bare_name(f"Old/Users.CSV.{end}") for end in ("gz", "zst", "bz2", "xz", "lzma", "lz4")] == ["users.csv"] * 6


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    assert everything(path) == (b"", [], None)
    assert text_in(path) == ("", "utf-8", [])


def test_a_member_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.gz"
    for compress in ALL:
        path.write_bytes(compress(b""))
        assert everything(path) == (b"", [], None)


@NAMED
@pytest.mark.parametrize("kept", [0.5, 0.9, 0.9999])
def test_cut_data_gives_what_it_can(tmp_path: Path, compress: Callable[[bytes], bytes], kept: float) -> None:
    text = "".join(f"{number} jane.doe{number}@example.com\n" for number in range(80_000)).encode()
    whole = compress(text)
    path = tmp_path / "cut"
    path.write_bytes(whole[: int(len(whole) * kept)])
    data, _, error = everything(path)
    assert error is not None
    assert error.reason == Reason.TRUNCATED
    assert text.startswith(data)
    assert len(data) > len(text) * (kept - 0.3) - BZIP2_BLOCK * (compress is bz2.compress)


def test_a_cut_gzip_loses_nothing_that_zlib_can_decode(tmp_path: Path) -> None:
    whole = gzip.compress(TEXT)
    path = tmp_path / "cut.gz"
    path.write_bytes(whole[:-1000])
    decoder = zlib.decompressobj(31)
    assert everything(path)[0] == decoder.decompress(whole[:-1000]) + decoder.flush()


def zstd_with_checksum(data: bytes) -> bytes:
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


def lz4_with_checksums(data: bytes) -> bytes:
    return lz4.frame.compress(data, block_checksum=True)


@pytest.mark.parametrize(
    "compress", [gzip.compress, zstd_with_checksum, bz2.compress, lzma.compress, alone, lz4_with_checksums]
)
def test_damaged_data_gives_what_comes_before(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    text = random.Random(1).randbytes(1_000_000).hex().encode()
    whole = bytearray(compress(text))
    middle = len(whole) // 2
    whole[middle : middle + 64] = bytes(64)
    path = tmp_path / "damaged"
    path.write_bytes(bytes(whole))
    data, _, error = everything(path)
    assert error is not None
    assert error.reason == Reason.MALFORMED
    assert len(data) > 100_000
    assert data[:100_000] == text[:100_000]


@NAMED
def test_bytes_after_the_end_are_told(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "more"
    path.write_bytes(compress(TEXT) + b"something else entirely")
    data, problems, error = everything(path)
    assert (data, error) == (TEXT, None)
    assert [problem.reason for problem in problems] == [Reason.MALFORMED]


def test_a_gzip_bomb_of_a_gigabyte_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1 << 20)
    path.write_bytes(b"".join([*(squeeze.compress(zeros) for _ in range(1024)), squeeze.flush()]))
    data, _, error = everything(path, 1 << 20)
    assert isinstance(error, LimitError)
    assert len(data) < 256 << 20


def test_a_bomb_in_a_gzip_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz.gz"
    path.write_bytes(gzip.compress(gzip.compress(bytes(64 << 20))))
    data, _, error = everything(path, 1 << 20)
    assert isinstance(error, LimitError)
    assert len(data) <= 17 << 20


def test_the_total_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "big.gz"
    path.write_bytes(gzip.compress(random.Random(1).randbytes(3 << 20)))
    assert isinstance(everything(path, limits=Limits(total=1 << 20))[2], LimitError)


def test_compression_too_deep(tmp_path: Path) -> None:
    data = TEXT
    for _ in range(7):
        data = gzip.compress(data)
    path = tmp_path / "deep.gz"
    path.write_bytes(data)
    with pytest.raises(LimitError):
        open_stream(LocalFile(str(path)))


def test_a_part_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(TEXT)
    with open_stream(LocalFile(str(path)), 10, 20) as stream:
        assert stream.read() == TEXT[10:20]
        assert stream.read() == b""
        assert stream.problems == []


def test_a_file_that_shrinks_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(TEXT)
    with open_stream(LocalFile(str(path))) as stream:
        assert stream.read(1000)
        os.truncate(path, 5000)
        while stream.read(1000):
            pass
        assert [problem.reason for problem in stream.problems] == [Reason.CHANGED]


def test_a_file_that_grows_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(TEXT)
    with open_stream(LocalFile(str(path))) as stream:
        data = stream.read(1000)
        with path.open("ab") as more:
            more.write(b"more")
        while part := stream.read(1000):
            data += part
        assert data == TEXT
        assert [problem.reason for problem in stream.problems] == [Reason.CHANGED]


def test_a_file_that_is_shorter_than_planned(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(TEXT)
    with open_stream(LocalFile(str(path)), len(TEXT) + 5) as stream:
        assert stream.read() == b""
        assert [problem.reason for problem in stream.problems] == [Reason.CHANGED]


@pytest.mark.parametrize("opener", [open_stream, open_text, head_of])
def test_what_is_not_a_file(tmp_path: Path, opener: object) -> None:
    assert callable(opener)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path in (fifo, tmp_path, Path("/dev/zero")):
        with pytest.raises(SourceError) as caught:
            opener(LocalFile(str(path)))
        assert caught.value.reason == Reason.NOT_A_FILE


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        open_stream(LocalFile(str(tmp_path / "gone")))
    assert caught.value.reason == Reason.NOT_READABLE


def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0)
    with unprivileged(), pytest.raises(SourceError) as caught:
        open_stream(LocalFile(str(path)))
    assert caught.value.reason == Reason.NOT_READABLE


@pytest.mark.parametrize(
    ("codec", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", b"\xff\xfe\0\0"),
        ("utf-32-be", b"\0\0\xfe\xff"),
        ("utf-32-le", b""),
    ],
)
def test_unicode_encodings(tmp_path: Path, codec: str, bom: bytes) -> None:
    text = "Jürgen Müller, Größe 5 € 😀\r\n" * 9000
    path = tmp_path / "text"
    path.write_bytes(bom + text.encode(codec))
    assert text_in(path, 1001) == (text, codec, [])
    head = head_of(LocalFile(str(path)))
    assert head.text is not None
    assert head.text.startswith("Jürgen")


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "cp1251", "shift_jis"])
def test_legacy_encodings(tmp_path: Path, codec: str) -> None:
    line = {
        "cp1251": "Иван Петров живёт в городе Москва, улица Ленина, дом 5\n",
        "shift_jis": "山田太郎は東京都千代田区に住んでいます。電話番号は不明です。\n",
    }.get(codec, "Jürgen Müller wohnt in Köln, schöne Grüße aus der Straße; François à Évry\n")
    path = tmp_path / "text"
    path.write_bytes((line * 300).encode(codec))
    assert text_in(path)[0] == line * 300


def test_damage_in_utf8_is_repaired_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes("größer\n".encode() * 20_000 + b"bad \xff\xfe here\n" + "größer\n".encode())
    text, encoding, problems = text_in(path)
    assert encoding == "utf-8"
    assert text.endswith("größer\nbad \ufffd\ufffd here\ngrößer\n")
    assert [(problem.reason, problem.count) for problem in problems] == [(Reason.REPAIRED_TEXT, 2)]


def test_nul_bytes_are_kept_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"one\0two, and some more text behind it to make it text\n" * 10)
    text, _, problems = text_in(path)
    assert text.count("\0") == 10
    assert sum(problem.count for problem in problems if problem.reason == Reason.NUL_BYTES) == 10


@pytest.mark.parametrize(
    "data", [random.Random(1).randbytes(5000), b"%PDF-1.4 text", b"\x89PNG\r\n", bytes(5000), b"PK\x03\x04text"]
)
def test_binary_is_not_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "binary"
    path.write_bytes(data)
    assert head_of(LocalFile(str(path))).text is None


def test_the_head_of_a_compressed_file(tmp_path: Path) -> None:
    path = tmp_path / "Data.CSV.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    head = head_of(LocalFile(str(path)))
    assert (head.name, head.data, head.text, head.whole) == ("data.csv", b"a,b\n1,2\n", "a,b\n1,2\n", True)


def test_large_text_is_cut_at_line_starts(tmp_path: Path) -> None:
    path = tmp_path / "big.log"
    line = b"x" * 1_000_003 + b"\n"
    with path.open("wb") as file:
        for _ in range(CUT_FROM // len(line) + 10):
            file.write(line)
    size = path.stat().st_size
    units = line_units(Asset("big.log", LocalFile(str(path)), size, "text"))
    assert len(units) == 3
    assert sum(unit.bytes for unit in units) == size
    assert all(unit.start % len(line) == 0 for unit in units)
    assert [unit.stop for unit in units] == [units[1].start, units[2].start, None]


def test_what_cannot_be_cut_is_one_unit(tmp_path: Path) -> None:
    path = tmp_path / "big.log"
    with path.open("wb") as file:
        file.write("ü\n".encode("utf-16"))
        file.truncate(CUT_FROM + 10)
    assert len(line_units(Asset("big.log", LocalFile(str(path)), CUT_FROM + 10, "text"))) == 1


@given(st.binary(max_size=60), st.integers(1, 9))
def test_utf8_in_blocks_equals_utf8_in_one(data: bytes, size: int) -> None:
    convert = Utf8("utf-8", []).convert
    parts = [convert(data[at : at + size], last=at + size >= len(data)) for at in range(0, len(data), size)]
    assert b"".join(parts).decode() == data.decode("utf-8", "replace")


def test_what_little_a_cut_stream_gives_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(TEXT[:3000])[:-200])
    with open_text(LocalFile(str(path))) as stream:
        assert stream.take().startswith(TEXT[:500])
        assert stream.take() == b""
        assert isinstance(stream.error, SourceError)

"""7z archives made by 7z: solid and not, passwords, damage, bombs, and readers that stop early."""

from __future__ import annotations

import random
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from scanner.content import Held, LocalFile, Streamed
from scanner.errors import SourceError
from scanner.model.data import Asset, Limits, Member
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources.seven_zip import SOURCE
from tests.sources.archive_reading import unpack

pytest.importorskip("py7zr", reason="py7zr is not installed (pip install 'fairnotice[archives]')")

TEXT = "".join(f"{number},ada{number}@fjordtel.net\n" for number in range(20_000)).encode()
FILES = {"crm/users.csv": TEXT, "empty.txt": b"", "øre.txt": b"small", "noise": random.Random(1).randbytes(70_000)}


def made(folder: Path, *options: str, files: dict[str, bytes] | None = None) -> Path:
    if not shutil.which("7z"):
        pytest.skip("7z is not installed (apt-get install p7zip-full)")
    for name, data in (FILES if files is None else files).items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    subprocess.run(
        ["7z", "a", "-bd", "-snl", *options, "../a.7z", "."], cwd=folder / "in", check=True, capture_output=True
    )
    return folder / "a.7z"


def test_fit(tmp_path: Path) -> None:
    assert SOURCE.fit(Head("x", b"7z\xbc\xaf\x27\x1c\0\4", None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("a.7z", b"7z is a program", "7z is a program")) == Fit.NO


@pytest.mark.parametrize(
    "options", [(), ("-ms=off",), ("-m0=PPMd",), ("-m0=BZip2",), ("-m0=Deflate",), ("-m0=Copy",), ("-mx=0", "-ms=off")]
)
def test_every_way(tmp_path: Path, options: tuple[str, ...]) -> None:
    archive = unpack(SOURCE, made(tmp_path, *options))
    assert archive.members == FILES
    assert (archive.problems, archive.error, archive.errors) == ([], None, {})


def test_members_that_are_passed_over(tmp_path: Path) -> None:
    archive = unpack(SOURCE, made(tmp_path), passed_over={"crm/users.csv"})
    assert archive.members == {**FILES, "crm/users.csv": b""}


def test_an_archive_in_memory(tmp_path: Path) -> None:
    assert unpack(SOURCE, Held("a.7z", made(tmp_path).read_bytes())).members == FILES


def test_an_archive_whose_size_is_not_known(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(20 << 20)
    data = made(tmp_path, "-m0=Copy", files={"noise": noise}).read_bytes()
    pieces = (data[start : start + 100_000] for start in range(0, len(data), 100_000))
    assert unpack(SOURCE, Streamed("a.7z", pieces)).members == {"noise": noise}


@pytest.mark.parametrize("options", [("-psecret",), ("-psecret", "-mhe=on")])
def test_a_password(tmp_path: Path, options: tuple[str, ...]) -> None:
    archive = unpack(SOURCE, made(tmp_path, *options))
    assert archive.members == {}
    assert archive.error is not None
    assert archive.error.reason == Reason.ENCRYPTED


def test_links_are_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to("users.csv")
    archive = unpack(SOURCE, made(tmp_path, files={"users.csv": TEXT}))
    assert archive.members == {"users.csv": TEXT}
    assert archive.problems == [(Reason.SYMLINK, "link")]


def test_damage_keeps_what_comes_before(tmp_path: Path) -> None:
    noise = {str(number): random.Random(number).randbytes(2_000_000) for number in range(4)}
    path = made(tmp_path, "-m0=Copy", files=noise)
    data = bytearray(path.read_bytes())
    data[5_000_000] ^= 0xFF
    path.write_bytes(bytes(data))
    archive = unpack(SOURCE, path)
    assert archive.members["0"] == noise["0"]
    assert archive.members["1"] == noise["1"]
    assert archive.errors["2"].reason == Reason.MALFORMED
    assert archive.error is not None
    assert archive.error.reason == Reason.MALFORMED


@pytest.mark.parametrize("kept", [6, 40, 5000])
def test_a_cut_archive(tmp_path: Path, kept: int) -> None:
    path = made(tmp_path)
    path.write_bytes(path.read_bytes()[:kept])
    archive = unpack(SOURCE, path)
    assert archive.error is not None
    assert archive.error.reason == Reason.MALFORMED


def test_a_bomb_ends_the_archive(tmp_path: Path) -> None:
    path = made(tmp_path, files={"a.txt": TEXT, "bomb": bytes(300 << 20), "z.txt": TEXT})
    archive = unpack(SOURCE, path)
    assert archive.errors["bomb"].reason == Reason.LIMIT
    assert len(archive.members["bomb"]) <= 128 << 20
    assert archive.error is not None
    assert archive.error.reason == Reason.LIMIT


def test_more_members_than_may_be(tmp_path: Path) -> None:
    archive = unpack(SOURCE, made(tmp_path), Limits(members=2))
    assert len(archive.members) == 2
    assert archive.problems == [(Reason.LIMIT, "")]


def test_a_reader_that_stops_leaves_no_thread(tmp_path: Path) -> None:
    content = LocalFile(str(made(tmp_path, files={str(number): TEXT for number in range(9)})))
    before = threading.active_count()
    items = SOURCE.read(SOURCE.plan(Asset("a.7z", content, content.size(), "seven_zip"))[0])
    assert isinstance(next(items), Member)
    assert threading.active_count() == before + 1
    items.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_without_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.source.find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"fairnotice\[archives\]") as caught:
        SOURCE.plan(Asset("a.7z", Held("a.7z", b""), 0, "seven_zip"))
    assert caught.value.reason == Reason.MISSING_EXTRA

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.choice import Choice
from scanner.datasets import Partitioned
from scanner.errors import UsageError
from scanner.model.data import Asset
from scanner.model.problems import Coverage, Reason
from scanner.walk import Folders, walk

NONE = Folders(lambda _: False, lambda _: False)


def names(roots: list[Path], choice: Choice | None = None, folders: Folders = NONE) -> list[str]:
    found = walk(roots, choice or Choice(), folders)
    return [each.name for each in found if isinstance(each, Asset)]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a/z.csv", "a/y.csv", "a/deep/x.log", ".git/config", "__pycache__/m.pyc", ".hidden"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


def test_every_file_in_order_and_none_of_version_control(tree: Path) -> None:
    assert names([tree]) == [".hidden", "a/deep/x.log", "a/y.csv", "a/z.csv", "b.txt"]


def test_one_file_has_its_own_name(tree: Path) -> None:
    assert names([tree / "a" / "z.csv"]) == ["z.csv"]


def test_several_roots_keep_their_paths(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    assert names([Path("b.txt"), Path("a")]) == ["a/deep/x.log", "a/y.csv", "a/z.csv", "b.txt"]


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice(include=("*.csv",)), ["a/y.csv", "a/z.csv"]),
        (Choice(exclude=("a",)), [".hidden", "b.txt"]),
        (Choice(exclude=("a/deep/",)), [".hidden", "a/y.csv", "a/z.csv", "b.txt"]),
        (Choice(include=("a",), exclude=("y.*",)), ["a/deep/x.log", "a/z.csv"]),
        (Choice(include=(".git",)), [".git/config"]),
    ],
)
def test_globs_choose(tree: Path, choice: Choice, wanted: list[str]) -> None:
    assert names([tree], choice) == wanted


def test_a_dataset_is_one_asset(tree: Path) -> None:
    (tree / "a" / "dt=1").mkdir()
    found = list(walk([tree], Choice(), Folders(lambda folder: folder.endswith("/a"), lambda _: False)))
    assert [each.name for each in found if isinstance(each, Asset)] == [".hidden", "a", "b.txt"]


def test_partitions_are_one_asset_whatever_lies_beside(tree: Path) -> None:
    for name in (
        "dt=1/p.csv",
        "dt=1/_SUCCESS",
        "dt=1/.p.csv.crc",
        "dt=1/.q.csv",
        ".env",
        "_notes.txt",
        "dt=2/n=1/p.csv.gz",
        "dt=2/notes.txt",
        "dt=2/raw/p.csv",
    ):
        (tree / "a" / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / "a" / name).write_text("x")
    assert names([tree]) == [
        ".hidden", "a/.env", "a/_notes.txt", "a/deep/x.log", "a/dt=2/notes.txt", "a/dt=2/raw/p.csv", "a/y.csv",
        "a/z.csv", "a", "b.txt",
    ]  # fmt: skip
    found = [each for each in walk([tree], Choice(), NONE) if isinstance(each, Asset)]
    (dataset,) = (each.content for each in found if each.name == "a")
    assert isinstance(dataset, Partitioned)
    assert [file for file, _ in dataset.parts()] == ["dt=1/.q.csv", "dt=1/p.csv", "dt=2/n=1/p.csv.gz"]
    assert names([tree], Choice(apart=True))[4:7] == ["a/dt=1/.p.csv.crc", "a/dt=1/.q.csv", "a/dt=1/_SUCCESS"]
    assert names([tree / "a"])[-1] == "*.csv"
    (tree / "a" / "dt=1" / "p.orc").write_text("x")
    assert names([tree])[-3:] == ["a/*.csv", "a/*.orc", "b.txt"]
    assert names([tree], Choice(exclude=("*.orc",)))[-2:] == ["a", "b.txt"]


def test_a_table_is_one_even_where_its_folder_is_named_like_a_partition(tree: Path) -> None:
    (tree / "eu=1").mkdir()
    assert names([tree], folders=Folders(lambda _: False, lambda folder: folder.endswith("=1")))[-1] == "eu=1"
    assert "eu=1" not in names([tree], folders=Folders(lambda folder: folder.endswith("=1"), lambda _: False))


def test_links_to_folders_are_named_not_followed(tree: Path) -> None:
    (tree / "a" / "back").symlink_to(tree)
    skipped = [each for each in walk([tree], Choice(), NONE) if isinstance(each, Coverage)]
    assert [(each.asset, each.problems[0].reason) for each in skipped] == [("a/back", Reason.SYMLINK)]


def test_a_missing_root_is_wrong_usage(tree: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        names([tree / "nothing"])

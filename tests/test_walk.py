from __future__ import annotations

from pathlib import Path

import pytest

from scanner.errors import UsageError
from scanner.model.data import Asset
from scanner.model.problems import Coverage, Reason
from scanner.walk import Choice, walk


def names(roots: list[Path], choice: Choice | None = None) -> list[str]:
    found = walk(roots, choice or Choice(), lambda _: False)
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
    found = list(walk([tree], Choice(), lambda folder: folder.endswith("/a")))
    assert [each.name for each in found if isinstance(each, Asset)] == [".hidden", "a", "b.txt"]


def test_links_to_folders_are_named_not_followed(tree: Path) -> None:
    (tree / "a" / "back").symlink_to(tree)
    skipped = [each for each in walk([tree], Choice(), lambda _: False) if isinstance(each, Coverage)]
    assert [(each.asset, each.problems[0].reason) for each in skipped] == [("a/back", Reason.SYMLINK)]


def test_a_missing_root_is_wrong_usage(tree: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        names([tree / "nothing"])

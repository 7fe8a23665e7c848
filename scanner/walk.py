"""Paths become assets: every file below them, a dataset directory as one; what is left out is said."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scanner.choice import LEFT_OUT, Choice
from scanner.content import LocalFile
from scanner.datasets import Partitioned, format_of, is_beside
from scanner.errors import UsageError
from scanner.model.data import LABELS_FILE, LIMITS, Asset, Limits
from scanner.model.problems import Coverage, Problem, Reason, Status


@dataclass(frozen=True, slots=True)
class Folders:
    """What folders are, by their paths.

    is_dataset: whether one is a single asset. is_table: whether that is so even where its name, `key=value`, says that
    it is a partition.
    """

    is_dataset: Callable[[str], bool]
    is_table: Callable[[str], bool]


def walk(
    roots: Sequence[Path], choice: Choice, folders: Folders, *, alone: bool | None = None
) -> Iterator[Asset | Coverage]:
    """All assets below the roots in order of name, with a line of coverage for each thing that is passed over.

    Files of labels are given as well, in a folder, beside a file and in a dataset, whatever the choice.

    A single folder gives names relative to it; several roots give names that begin with the root as it was written.
    alone: whether there are no other roots, of other kinds; else that is told by `roots`.
    Links to folders are not followed, so a loop of links ends here. Raises `UsageError` where a root does not exist.
    """
    for root in roots:
        if not os.path.lexists(root):
            raise UsageError(f"{root}: there is no such file or folder. Check the path.")
    alone = len(roots) == 1 if alone is None else alone
    for root in sorted(roots):
        name = PurePosixPath(root.name if alone else root)
        if os.path.isdir(root) and not folders.is_dataset(str(root)):
            yield from _folder(root, PurePosixPath() if alone else name, str(name), choice, folders)
            continue
        yield _asset(root, str(name), choice.limits)
        if os.path.isdir(root):
            yield from _labels_in(root, name)
        else:
            yield from _labels_in(root.parent, name.parent)


def _folder(
    folder: Path, shown: PurePosixPath, whole: str, choice: Choice, folders: Folders, above: Counter[str] | None = None
) -> Iterator[Asset | Coverage]:
    """What is in a folder. whole: its name where it is a dataset.

    above: of a partition, the bytes by format of the dataset that it is part of, to which its files are added.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield _skipped(_printable(str(shown)), Reason.NOT_READABLE, f"the folder cannot be read: {_cause(error)}")
        return
    has_partitions = any(_is_partition(entry, choice) and entry.is_dir(follow_symlinks=False) for entry in entries)
    own = Counter[str]()
    alone = True
    for entry in entries:
        name = shown / entry.name
        path = Path(entry.path)
        if entry.is_symlink() and (os.path.isdir(path) or not os.path.exists(path)):
            if choice.wants(str(name)):
                yield _skipped(_printable(str(name)), Reason.SYMLINK, "a link to a folder or to nothing, not followed")
        elif entry.is_dir(follow_symlinks=False) and not _is_one(entry, choice, folders):
            if entry.name not in LEFT_OUT or choice.include:
                dataset = (own if above is None else above) if _is_partition(entry, choice) else None
                alone = alone and dataset is not None
                yield from _folder(path, name, str(name), choice, folders, dataset)
        elif entry.name == LABELS_FILE or choice.wants(str(name)):
            kind, beside = format_of(entry.name), is_beside(path)
            if beside and not kind and entry.name != LABELS_FILE and (has_partitions or above is not None):
                continue
            if above is not None and kind and not beside and not entry.is_dir():
                above[kind] += _size(path)
                continue
            alone = alone and beside
            yield _asset(path, str(name), choice.limits)
            if entry.is_dir():
                yield from _labels_in(path, name)
    for kind, size in own.items():
        is_root = shown == PurePosixPath()
        called = whole if len(own) == 1 and (alone or not is_root) else str(shown / f"*.{kind}")
        before = "" if is_root else f"{shown}/"
        yield Asset(_printable(called), Partitioned(str(folder), kind, called, before, size, choice), size, "")


def _is_partition(folder: os.DirEntry[str], choice: Choice) -> bool:
    return "=" in folder.name and not choice.apart


def _is_one(folder: os.DirEntry[str], choice: Choice, folders: Folders) -> bool:
    return folders.is_table(folder.path) if _is_partition(folder, choice) else folders.is_dataset(folder.path)


def _labels_in(folder: Path, shown: PurePosixPath) -> Iterator[Asset]:
    file = folder / LABELS_FILE
    if os.path.exists(file):
        yield _asset(file, str(shown / LABELS_FILE))


def _asset(path: Path, name: str, limits: Limits = LIMITS) -> Asset:
    return Asset(_printable(name), LocalFile(str(path), limits), _size(path), "")


def _size(path: Path) -> int:
    """Its bytes, of a folder those of all its files; 0 where they cannot be told."""
    try:
        if os.path.isdir(path):
            return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        return path.stat().st_size
    except OSError:
        return 0


def _skipped(name: str, reason: Reason, fact: str) -> Coverage:
    return Coverage(name, Status.SKIPPED, problems=(Problem(reason, fact),))


def _cause(error: OSError) -> str:
    return (error.strerror or "unknown error").lower()


def _printable(name: str) -> str:
    """A file name that is not valid text, shown with escapes."""
    return name.encode("utf-8", "backslashreplace").decode()

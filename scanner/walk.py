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
        name = str(PurePosixPath(root.name if alone else root))
        if os.path.isdir(root) and not folders.is_dataset(str(root)):
            yield from _Walk(choice, folders).below(str(root), "" if alone else name, name)
            continue
        yield _asset(str(root), name, _size(root), choice.limits)
        if os.path.isdir(root):
            yield from _labels_in(str(root), name)
        else:
            yield from _labels_in(str(root.parent), name.rpartition("/")[0])


@dataclass(frozen=True, slots=True)
class _Walk:
    """See `walk`."""

    choice: Choice
    folders: Folders

    def below(
        self, folder: str, shown: str, name: str, above: Counter[str] | None = None
    ) -> Iterator[Asset | Coverage]:
        """What is in a folder. shown: its path in names, empty for the root. name: its own, where it is a dataset.

        above: for a partition, the bytes by format of the dataset that it is a part of; those of its files are added.
        """
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield _skipped(_printable(shown or "."), Reason.NOT_READABLE, f"the folder cannot be read: {_cause(error)}")
            return
        own: Counter[str] = Counter()
        in_dataset = above is not None or any(map(self._is_partition, entries))
        alone = True
        for entry in entries:
            path, file = entry.path, _joined(shown, entry.name)
            if entry.is_symlink() and (os.path.isdir(path) or not os.path.exists(path)):
                if self.choice.wants(file):
                    yield _skipped(_printable(file), Reason.SYMLINK, "a link to a folder or to nothing, not followed")
            elif entry.is_dir(follow_symlinks=False) and not self._is_one(entry):
                if entry.name not in LEFT_OUT or self.choice.include:
                    dataset = (own if above is None else above) if self._is_partition(entry) else None
                    alone = alone and dataset is not None
                    yield from self.below(path, file, file, dataset)
            elif entry.name == LABELS_FILE or self.choice.wants(file):
                kind, beside, is_folder = format_of(entry.name), is_beside(entry.name), entry.is_dir()
                alone = alone and beside
                if above is not None and kind and not is_folder:
                    above[kind] += _size_of(entry)
                elif not (in_dataset and beside) or entry.name == LABELS_FILE:
                    yield _asset(path, file, _size(Path(path)) if is_folder else _size_of(entry), self.choice.limits)
                    if is_folder:
                        yield from _labels_in(path, file)
        yield from self._datasets(folder, shown, name if alone or shown else "", own)

    def _datasets(self, folder: str, shown: str, name: str, held: Counter[str]) -> Iterator[Asset]:
        """Those of the partitions in a folder. name: of the only one; empty where something else may be called so."""
        above = _joined(shown, "")
        for kind, size in held.items():
            called = name if name and len(held) == 1 else f"{above}*.{kind}"
            content = Partitioned(folder, kind, called, above, size, self.choice)
            yield Asset(_printable(called), content, size, "")

    def _is_partition(self, entry: os.DirEntry[str]) -> bool:
        return "=" in entry.name and not self.choice.apart and entry.is_dir(follow_symlinks=False)

    def _is_one(self, folder: os.DirEntry[str]) -> bool:
        """Whether a folder is a single asset."""
        is_one = self.folders.is_table if self._is_partition(folder) else self.folders.is_dataset
        return is_one(folder.path)


def _joined(shown: str, name: str) -> str:
    return f"{shown.removesuffix('/')}/{name}" if shown else name


def _labels_in(folder: str, shown: str) -> Iterator[Asset]:
    file = Path(folder, LABELS_FILE)
    if file.exists():
        yield _asset(str(file), _joined(shown, LABELS_FILE), _size(file))


def _asset(path: str, name: str, size: int, limits: Limits = LIMITS) -> Asset:
    return Asset(_printable(name), LocalFile(path, limits), size, "")


def _size_of(file: os.DirEntry[str]) -> int:
    """Its bytes; 0 where they cannot be told."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


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

"""Paths become assets: every file below them, a dataset directory as one; what is left out is said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scanner.content import LocalFile
from scanner.errors import UsageError
from scanner.globs import matches
from scanner.model.data import LABELS_FILE, LIMITS, Asset, Limits, Window
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.model.sample import Sample

LEFT_OUT = (".git", ".hg", ".svn", "__pycache__", ".fairnotice")
"""Folders of version control, of caches and of kept runs, left out unless an include pattern names them."""

IsDataset = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which assets are wanted: globs on the asset's name (`*` crosses `/`), on its last part, or on a folder above.

    limits: what each of them may ask for. window: of which days records are wanted. sample: how much of each table is
    looked at, all if nothing is said.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limits: Limits = LIMITS
    sample: Sample | None = None
    window: Window | None = None
    columns: tuple[str, ...] = ()
    """Globs of the columns that are wanted of each table, all if none is said."""
    apart: bool = False
    """Whether files in `key=value` folders are assets of their own, but where a format's reader takes the folder."""

    def wants(self, name: str) -> bool:
        """Whether an asset of this name is to be scanned."""
        parts = PurePosixPath(name).parts
        left_out = any(part in LEFT_OUT for part in parts[:-1]) and not self.include
        return not left_out and (not self.include or matches(self.include, name)) and not matches(self.exclude, name)


def walk(
    roots: Sequence[Path], choice: Choice, is_dataset: IsDataset, *, alone: bool | None = None
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
        if os.path.isdir(root) and not is_dataset(str(root)):
            yield from _folder(root, PurePosixPath() if alone else PurePosixPath(root), choice, is_dataset)
        else:
            name = PurePosixPath(root.name if alone else root)
            yield _asset(root, str(name), choice.limits)
            if os.path.isdir(root):
                yield from _labels_in(root, name)
            else:
                yield from _labels_in(root.parent, name.parent)


def _folder(folder: Path, shown: PurePosixPath, choice: Choice, is_dataset: IsDataset) -> Iterator[Asset | Coverage]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield _skipped(_printable(str(shown)), Reason.NOT_READABLE, f"the folder cannot be read: {_cause(error)}")
        return
    for entry in entries:
        name = shown / entry.name
        path = Path(entry.path)
        if entry.is_symlink() and (os.path.isdir(path) or not os.path.exists(path)):
            if choice.wants(str(name)):
                yield _skipped(_printable(str(name)), Reason.SYMLINK, "a link to a folder or to nothing, not followed")
        elif entry.is_dir(follow_symlinks=False) and not is_dataset(entry.path):
            if entry.name not in LEFT_OUT or choice.include:
                yield from _folder(path, name, choice, is_dataset)
        elif entry.name == LABELS_FILE or choice.wants(str(name)):
            yield _asset(path, str(name), choice.limits)
            if entry.is_dir():
                yield from _labels_in(path, name)


def _labels_in(folder: Path, shown: PurePosixPath) -> Iterator[Asset]:
    file = folder / LABELS_FILE
    if os.path.exists(file):
        yield _asset(file, str(shown / LABELS_FILE))


def _asset(path: Path, name: str, limits: Limits = LIMITS) -> Asset:
    try:
        size = _size(path)
    except OSError:
        size = 0
    return Asset(_printable(name), LocalFile(str(path), limits), size, "")


def _size(path: Path) -> int:
    if os.path.isdir(path):
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size


def _skipped(name: str, reason: Reason, fact: str) -> Coverage:
    return Coverage(name, Status.SKIPPED, problems=(Problem(reason, fact),))


def _cause(error: OSError) -> str:
    return (error.strerror or "unknown error").lower()


def _printable(name: str) -> str:
    """A file name that is not valid text, shown with escapes."""
    return name.encode("utf-8", "backslashreplace").decode()

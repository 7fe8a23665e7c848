"""Paths and addresses become assets: files, a dataset directory as one, tables; what is left out is said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scanner.address import is_address, scheme_of, shown
from scanner.content import LocalFile
from scanner.errors import SourceError, UsageError
from scanner.globs import matches
from scanner.model import LABELS_FILE, Asset, Coverage, Problem, Reason, Sample, Status
from scanner.registry import address_sources

LEFT_OUT = (".git", ".hg", ".svn", "__pycache__")
"""Folders of version control and of caches, left out unless an include pattern names them."""

IsDataset = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which assets are wanted: globs on the asset's name (`*` crosses `/`), on its last part, or on a folder above.

    sample: how much of each table of a database is read, all if nothing is said.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    sample: Sample | None = None

    def wants(self, name: str) -> bool:
        """Whether an asset of this name is to be scanned."""
        parts = PurePosixPath(name).parts
        left_out = any(part in LEFT_OUT for part in parts[:-1]) and not self.include
        return not left_out and (not self.include or matches(self.include, name)) and not matches(self.exclude, name)


def walk(roots: Sequence[str | Path], choice: Choice, is_dataset: IsDataset) -> Iterator[Asset | Coverage]:
    """All assets below the roots in order of name, with a line of coverage for each thing that is passed over.

    Files of labels are given as well, in a folder, beside a file and in a dataset, whatever the choice.

    One folder gives names relative to it; several roots give names that begin with the root as it was written.
    Links to folders are not followed, so a loop of links ends here. Raises `UsageError` where a root does not exist.
    """
    addresses = sorted(root for root in roots if isinstance(root, str) and is_address(root))
    paths = sorted(Path(root) for root in roots if root not in addresses)
    for root in paths:
        if not os.path.lexists(root):
            raise UsageError(f"{root}: there is no such file or folder. Check the path.")
    if len({shown(address) for address in addresses}) < len(set(addresses)):
        raise UsageError("two addresses differ only in what stays secret. Write host and port before the first `/`.")
    alone = len(roots) == 1
    for address in addresses:
        yield from _at_address(address, alone, choice)
    for root in paths:
        if os.path.isdir(root) and not (_may_be_dataset(root) and is_dataset(str(root))):
            yield from _folder(root, PurePosixPath() if alone else PurePosixPath(root), choice, is_dataset)
        else:
            name = PurePosixPath(root.name if alone else root)
            yield _asset(root, str(name))
            if os.path.isdir(root):
                yield from _labels_in(root, name)
            else:
                yield from _labels_in(root.parent, name.parent)


def _at_address(address: str, alone: bool, choice: Choice) -> Iterator[Asset | Coverage]:
    """What lies there; nothing is scanned where that cannot be known."""
    source = address_sources().get(scheme_of(address))
    if source is None:
        known = ", ".join(f"{scheme}://" for scheme in sorted(address_sources()))
        raise UsageError(f"{shown(address)}: no source reads such addresses. Known: {known}")
    try:
        for found in source.assets(address, alone, choice.sample):
            if choice.wants(found.name if isinstance(found, Asset) else found.asset):
                yield found
    except SourceError as error:
        raise UsageError(f"{error}.") from None


def _folder(folder: Path, named: PurePosixPath, choice: Choice, is_dataset: IsDataset) -> Iterator[Asset | Coverage]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield _skipped(_printable(str(named)), Reason.NOT_READABLE, f"the folder cannot be read: {_cause(error)}")
        return
    for entry in entries:
        name = named / entry.name
        path = Path(entry.path)
        if entry.is_symlink() and (os.path.isdir(path) or not os.path.exists(path)):
            if choice.wants(str(name)):
                yield _skipped(_printable(str(name)), Reason.SYMLINK, "a link to a folder or to nothing, not followed")
        elif entry.is_dir(follow_symlinks=False) and not (_may_be_dataset(path) and is_dataset(entry.path)):
            if entry.name not in LEFT_OUT or choice.include:
                yield from _folder(path, name, choice, is_dataset)
        elif entry.name == LABELS_FILE or choice.wants(str(name)):
            yield _asset(path, str(name))
            if entry.is_dir():
                yield from _labels_in(path, name)


def _labels_in(folder: Path, named: PurePosixPath) -> Iterator[Asset]:
    file = folder / LABELS_FILE
    if os.path.exists(file):
        yield _asset(file, str(named / LABELS_FILE))


def _may_be_dataset(folder: Path) -> bool:
    """A cheap look before the full one: partitions (`key=value`) or Parquet files lie directly inside."""
    try:
        with os.scandir(folder) as entries:
            return any("=" in entry.name or entry.name.endswith(".parquet") for entry in entries)
    except OSError:
        return False


def _asset(path: Path, name: str) -> Asset:
    try:
        size = _size(path)
    except OSError:
        size = 0
    return Asset(_printable(name), LocalFile(str(path)), size, "")


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
